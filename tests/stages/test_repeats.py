"""What outlets repeat: hostile and empty texts first, then what goes and what stays, then the laws of a batch."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.stages.repeats import drop_repeats
from nightdesk.types import Provider
from shelf import Shelf

LETTER = "Sign up for our evening letter and read what moved the fjord today."
GERMAN = "Sie wollen nichts verpassen? Der Abendbrief fasst jeden Tag das Wichtigste zusammen."
JAPANESE = "この記事は有料会員限定です。登録すると続きをお読みいただけます。毎朝のニュースもどうぞ。"
HEADING = "What we know so far"
MATTERS = [
    (
        "Ferry returns to Lysa",
        "The ferry came home on Monday after a winter in the yard.",
        "Children waved on the quay.",
    ),
    ("Council votes against tunnel", "A majority finds the tunnel too dear.", "It will be counted again in May."),
    ("Storm tears roofs off", "Winds of forty metres a second crossed the coast.", "Nobody was hurt."),
    ("Young cellist wins prize", "She played a sonata that nobody had heard before.", "The jury stood up."),
    ("Bakers raise prices", "Flour costs a third more than a year ago.", "Rolls are to stay as they are."),
    ("School opens third class", "Fourteen children more than expected were enrolled.", "A teacher is being sought."),
    ("Football: draw in the derby", "Both goals fell after the break.", "The next match is on Sunday."),
    ("Harbour master retires", "He had counted ships for forty years.", "His daughter takes the post."),
]


def report(number, *lines, matter=None, **fields):
    """An article on a matter of its own, with these lines between two of its own."""
    title, first, last = MATTERS[number if matter is None else matter]
    body = f"This is report number {number} of its kind. " * 16
    text = "\n\n".join((f"{first} ({number})", *lines, body.strip(), f"{last} ({number})"))
    return make_article(
        number, title=title, excerpt=first, text=text, published_at=NOON + timedelta(hours=number), **fields
    )


def left(*articles, cut=None):
    """The texts of articles after they were given to the stage, all at once or in pieces of this size."""
    shelf = Shelf(articles)
    for at in range(0, len(articles), cut or len(articles)):
        shelf.run(drop_repeats, articles[at : at + (cut or len(articles))])
    return {article.id: shelf.kept[article.id].text for article in articles}


def test_an_empty_batch_is_compared_with_nothing():
    assert drop_repeats([], Shelf().tools()).records == ()


@pytest.mark.parametrize("text", [None, "", "* * *", "\n\n\n\n", "x", LETTER])
def test_a_text_of_nothing_or_one_line_stays_as_it_is(text):
    articles = [replace(report(number), text=text) for number in range(6)]
    assert set(left(*articles).values()) == {text}


@pytest.mark.parametrize("line", [LETTER, GERMAN, JAPANESE])
def test_a_line_that_the_pages_of_an_outlet_carry_is_left_out_with_the_reason(line):
    shelf = Shelf([report(number, line) for number in range(4)])
    shelf.run(drop_repeats, list(shelf.kept.values()))
    for number in range(4):
        article = shelf.kept[f"a{number:012d}"]
        assert article.text == report(number).text
        (reason,) = article.verdict("repeats").reasons
        assert reason.text.startswith("text: a line was left out that 2 or more pages of this outlet carry: ")
        assert line[:40] in reason.text


def test_a_line_of_one_page_or_of_two_outlets_stays():
    other = Provider("Skagen Avis", "skagenavis.example")
    articles = [report(1, LETTER), report(2), report(3, LETTER, provider=other), report(4, provider=other)]
    assert all(LETTER in text for text in (left(*articles)[articles[at].id] for at in (0, 2)))


def test_versions_of_one_article_keep_what_they_share():
    long = tuple(f"Paragraph {n} of the report on the bridge, which both versions have in full." for n in range(6))
    articles = [report(1, *long), report(2, *long), report(3)]
    assert left(*articles) == {article.id: article.text for article in articles}


def test_a_series_under_one_title_keeps_its_preamble():
    articles = [report(number, LETTER, matter=1) for number in range(5)]
    assert left(*articles) == {article.id: article.text for article in articles}


def test_a_heading_over_few_texts_stays_and_one_over_many_goes():
    few = [report(number, HEADING) for number in range(2)]
    many = [report(number, HEADING) for number in range(4)]
    assert all(HEADING in text for text in left(*few).values())
    assert not any(HEADING in text for text in left(*many).values())


def test_with_many_pages_two_reports_may_share_a_paragraph_of_background():
    articles = [report(number, *([LETTER] if number < 2 else [])) for number in range(8)]
    texts = left(*articles)
    assert LETTER in texts[articles[0].id]
    assert LETTER in texts[articles[1].id]


def test_the_title_and_the_excerpt_are_never_left_out():
    articles = [replace(report(number, LETTER), excerpt=f"{LETTER} And more.") for number in range(4)]
    assert all(LETTER in text for text in left(*articles).values())


def test_a_page_made_of_parts_keeps_them_and_says_why():
    parts = [f"{LETTER} Part {n}." for n in range(8)]
    wholes = [replace(report(5), text="\n\n".join(parts))] + [
        report(n, parts[n], parts[(n + 1) % 5], matter=n) for n in range(5)
    ]
    shelf = Shelf(wholes)
    shelf.run(drop_repeats, wholes)
    whole = shelf.kept[wholes[0].id]
    assert whole.text == wholes[0].text
    assert "stand on other pages of this outlet too" in whole.verdict("repeats").reasons[0].text


def test_a_line_that_turns_out_the_outlets_is_taken_out_of_earlier_texts():
    shelf = Shelf([report(1, LETTER), report(2, LETTER)])
    shelf.run(drop_repeats, [shelf.kept[report(1).id]])
    assert LETTER in shelf.kept[report(1).id].text
    shelf.run(drop_repeats, [shelf.kept[report(2).id]])
    assert [article.text for article in shelf.kept.values()] == [report(1).text, report(2).text]


def test_a_line_is_put_back_where_it_was_when_more_pages_show_that_it_is_no_refrain():
    articles = [report(number, *([LETTER] if number < 2 else [])) for number in range(8)]
    shelf = Shelf(articles)
    shelf.run(drop_repeats, articles[:2])
    assert LETTER not in shelf.kept[articles[0].id].text
    shelf.run(drop_repeats, articles[2:])
    assert shelf.kept[articles[0].id].text == articles[0].text


def test_an_article_that_is_read_again_is_compared_by_its_new_text():
    articles = [report(number, LETTER) for number in range(3)]
    shelf = Shelf(articles)
    shelf.run(drop_repeats, articles)
    anew = report(1, LETTER, "A paragraph that the outlet has added since.")
    shelf.kept[anew.id] = anew
    shelf.run(drop_repeats, [anew])
    assert shelf.kept[anew.id].text == report(1, "A paragraph that the outlet has added since.").text


def test_a_second_look_changes_nothing():
    articles = [report(number, LETTER, HEADING) for number in range(5)]
    shelf = Shelf(articles)
    shelf.run(drop_repeats, articles)
    before, lines = dict(shelf.kept), dict(shelf.read_lines)
    shelf.run(drop_repeats, articles)
    assert (shelf.kept, shelf.read_lines) == (before, lines)


LINES = st.lists(st.sampled_from([LETTER, GERMAN, JAPANESE, HEADING, "* * *", "A thought."]), max_size=4, unique=True)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(LINES, st.integers(0, 7)), min_size=1, max_size=14), st.randoms(), st.integers(1, 5))
def test_neither_order_nor_cut_changes_what_is_left(drawn, random, cut):
    articles = [report(number, *lines, matter=matter) for number, (lines, matter) in enumerate(drawn)]
    shuffled = random.sample(articles, len(articles))
    assert left(*shuffled, cut=cut) == left(*articles)


@settings(max_examples=3, deadline=None)
@given(st.lists(LINES, min_size=150, max_size=150), st.integers(7, 60))
def test_no_cut_of_a_long_stream_changes_what_is_left(drawn, cut):
    articles = [report(number, *lines, matter=number % 8) for number, lines in enumerate(drawn)]
    assert left(*articles, cut=cut) == left(*articles)
