"""Stories that are told in several languages: found, joined with care, explained, and the same wherever cut."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightdesk.clustering import Clusterer, Constraints, Document, Placement, group_stream
from nightdesk.clustering.clusterer import Options
from nightdesk.clustering.explanations import explain_placement
from nightdesk.clustering.index.open_stories import Search
from nightdesk.clustering.repair.repairs import Merge

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ENGLISH = (
    "Earthquake of magnitude 6.4 kills 51 near Petrinja",
    (
        "The president of Croatia, Milanovic, said 51 people died after the earthquake hit Petrinja and Sisak. "
        "Some 1,200 houses were damaged, said mayor Dumbovic."
    ),
    "en",
)
GERMAN = (
    "Erdbeben der Stärke 6,4 bei Petrinja: 51 Tote",
    (
        "Nach dem Erdbeben in Petrinja und Sisak sprach Kroatiens Präsident Milanovic von 51 Toten. "
        "1.200 Häuser wurden beschädigt, sagte Bürgermeister Dumbovic."
    ),
    "de",
)
RUSSIAN = (
    "Землетрясение магнитудой 6,4 близ Петриньи: погиб 51 человек",
    (
        "Президент Хорватии Миланович сообщил, что после землетрясения в Петринье и Сисаке погиб 51 человек. "
        "Повреждены 1200 домов, сказал мэр Думбович."
    ),
    "ru",
)
OTHERS = (
    ("Neues Album von Rammstein", "Die Band stellt ihre Lieder in Berlin vor, sagte der Sänger am Montag.", "de"),
    ("Council of Tarnow opens a library", "Readers may borrow 300 books in the old mill by the river Biala.", "en"),
    ("Der DAX schließt schwächer", "Anleger in Frankfurt verkauften am Dienstag vor allem Autowerte.", "de"),
    ("Bakers of Norhaven strike over ovens", "The union said its members walked out on Sunday night.", "en"),
)


def article(number, told, hours: float = 0):
    title, text, language = told
    return Document(f"a{number:03d}", title, text, NOON + timedelta(hours=hours), f"{number}.example", language)


def stream(*told):
    return [article(number, each, number / 2) for number, each in enumerate((*OTHERS, *told))]


def stories(documents, known=(), constraints=None):
    clusterer = Clusterer(known, Options(constraints=constraints or Constraints()))
    found = {document.id: story for document, story in known}
    for document in documents:
        placement = clusterer.place(document)
        found[document.id] = placement.story_id
        for change in placement.repairs:
            inside = [key for key, story in found.items() if story == change.left]
            found |= {key: change.into for key in inside if isinstance(change, Merge) or key in change.moved}
    return found


def nearest(clusterer, entry):
    """The nearest story in another language."""
    return clusterer.cross_lingual.told(entry, clusterer.cross_lingual.candidates(entry))


@pytest.mark.parametrize("other", [GERMAN, RUSSIAN])
def test_an_event_told_in_two_languages_is_one_story(other):
    found = list(stories(stream(ENGLISH, other)).values())
    assert found[-1] == found[-2]
    assert len(set(found)) == len(found) - 1


def test_a_reason_tells_a_place_and_a_word_as_either_language_writes_it():
    english = ("Indonesia ferry sinks, United States sends divers", "", "en")
    indonesian = ("Feri tenggelam: Amerika Serikat kirim penyelam", "", "id")
    *before, last = stream(english, indonesian)
    clusterer = Clusterer()
    for document in before:
        clusterer.place(document)
    texts = [reason.text for reason in explain_placement(clusterer.place(last), last)]
    assert "both name Amerika Serikat (United States)" in texts


def test_the_reason_names_the_judge_and_what_is_shared_in_both_spellings():
    *before, last = stream(ENGLISH, RUSSIAN)
    clusterer = Clusterer()
    for document in before:
        clusterer.place(document)
    placement = clusterer.place(last)
    reasons = explain_placement(placement, last)
    texts = [reason.text for reason in reasons]
    assert texts[0].startswith(
        "joins the story of “Earthquake of magnitude 6.4 kills 51 near Petrinja”, told in English"
    )
    assert "compared across languages by names, numbers and words of the news, by the core, without vectors" in texts
    assert "both name Хорватии Миланович" in texts
    assert "both give the number 1200" in texts
    assert "both give the number 6,4 (6.4)" in texts
    assert "both speak of “погиб (kills)”" in texts
    assert sum(reason.contribution for reason in reasons) == pytest.approx(placement.nearest.score, abs=1e-5)


def test_words_that_most_stories_have_bring_no_two_languages_together():
    towns = [f"{one}{two}rak{three}" for one in "bdfgklmnpr" for two in "aeiou" for three in "bdfglm"]
    known = [(article(n, (f"Corona: 100 dead in {town}", "", "en"), n / 100), f"s{n}") for n, town in enumerate(towns)]
    assert stories([article(999, ("Corona: 100 Tote in Wolkenstein", "", "de"), 3)], known)["a999"] == "a999"


def test_editors_keep_apart_what_is_told_in_two_languages():
    documents = stream(ENGLISH, GERMAN)
    apart = Constraints(apart=(frozenset(document.id for document in documents[-2:]),))
    found = list(stories(documents, constraints=apart).values())
    assert found[-1] != found[-2]


SECOND = (
    "Petrinja: 51 Tote nach Erdbeben, Präsident Milanovic verspricht Hilfe",
    "Milanovic besuchte Petrinja und Sisak. Das Erdbeben beschädigte 1.200 Häuser, sagte Bürgermeister Dumbovic.",
    "de",
)


def two_each():
    """The earthquake as two stories, one in English of two articles and one in German."""
    again = (ENGLISH[0].replace("kills", "has killed"), f"{ENGLISH[1]} Help came from Zagreb.", "en")
    known = [(document, f"s{document.id}") for document in stream(ENGLISH, GERMAN)]
    return [*known, (article(8, again, 3.5), "sa004")]


def test_stories_in_two_languages_that_turn_out_one_are_merged():
    found = stories([article(9, SECOND, 4)], two_each())
    assert found["a009"] == found["a004"] == found["a005"]
    assert len(set(found.values())) == len(OTHERS) + 1


def test_stories_in_two_languages_that_editors_keep_apart_are_not_merged():
    found = stories([article(9, SECOND, 4)], two_each(), Constraints(apart=(frozenset({"a004", "a005"}),)))
    assert found["a004"] != found["a005"]


def test_a_story_told_in_two_languages_is_not_split_by_its_languages():
    found = stories([*stream(ENGLISH, GERMAN, RUSSIAN), article(9, SECOND, 4)])
    assert len({found[key] for key in ("a004", "a005", "a006", "a009")}) == 1


def test_an_article_whose_language_nobody_knows_is_compared_by_its_words_alone():
    clusterer = Clusterer()
    for document in stream(ENGLISH):
        clusterer.place(document)
    assert nearest(clusterer, clusterer.come(article(99, (*GERMAN[:2], "")))) is None


def test_a_desk_of_one_language_makes_no_keys():
    clusterer = Clusterer()
    for document in stream(ENGLISH):
        if document.language == "en":
            clusterer.place(document)
    assert not clusterer.open.keys.is_awake
    clusterer.place(article(99, GERMAN, 9))
    assert clusterer.open.keys.is_awake


def test_where_a_second_language_comes_articles_are_read_again_for_their_keys():
    documents = [document for document in stream(ENGLISH) if document.language == "en"]
    asked = []

    def read(ids):
        asked.extend(ids)
        return [document for document in documents if document.id in ids]

    clusterer = Clusterer()
    clusterer.window.read_by(read)
    for document in documents:
        clusterer.place(document)
    inside = [entry for entry, _ in clusterer.window.entries.values()]
    assert not asked
    assert not any(entry.has_keys or entry.source for entry in inside)
    assert clusterer.place(article(99, GERMAN, 9)).story_id == documents[-1].id
    assert sorted(asked) == [document.id for document in documents]
    assert all(entry.has_keys for entry in inside)


WORDS = ["Petrinja", "Петринья", "51", "6,4", "quake", "Erdbeben", "Milanovic", "Миланович", "地震", "mayor", "1.200"]
words = st.lists(st.sampled_from(WORDS), max_size=6)
told = st.lists(st.tuples(words, words, st.sampled_from(["en", "de", "ru", ""]), st.integers(0, 900)), max_size=12)


def made(given):
    items = [
        article(number, (" ".join(title), " ".join(text), language), hours)
        for number, (title, text, language, hours) in enumerate(given)
    ]
    return sorted(items, key=lambda item: item.order)


@settings(deadline=None)
@given(told, st.data())
def test_a_stream_in_many_languages_taken_up_again_goes_on_as_if_it_had_not_been_cut(given_stream, data):
    items = made(given_stream)
    whole = stories(items)
    at = data.draw(st.integers(0, len(items)))
    known = data.draw(st.permutations(list(stories(items[:at]).items())))
    documents = {item.id: item for item in items}
    assert stories(items[at:], [(documents[key], story) for key, story in known]) == whole


@settings(deadline=None)
@given(told, st.randoms())
def test_what_is_found_across_languages_does_not_depend_on_how_articles_came_and_went(given_stream, random):
    items = made(given_stream)
    straight, crooked = Clusterer(), Clusterer()
    for number, item in enumerate(items):
        straight.enter(straight.open.entry(item), f"s{number % 3}")
    for number, item in random.sample(list(enumerate(items)), len(items)):
        if random.random() < 0.3:
            nearest(crooked, crooked.open.entry(article(999, (*GERMAN[:2], "en"))))
        crooked.enter(crooked.open.entry(item), f"s{number % 3}")
        if random.random() < 0.5:
            entry = next(entry for entry in crooked.open.story(f"s{number % 3}").entries if entry.id == item.id)
            crooked.open.remove(entry, f"s{number % 3}")
            crooked.enter(crooked.open.entry(item), f"s{number % 3}")
    for told_in in (ENGLISH, GERMAN, RUSSIAN):
        one, other = (
            nearest(clusterer, clusterer.open.entry(article(99, told_in))) for clusterer in (straight, crooked)
        )
        assert one == other


def test_the_order_of_articles_in_two_languages_within_a_second_does_not_matter():
    items = [article(number, each) for number, each in enumerate((*OTHERS, ENGLISH, GERMAN, RUSSIAN))]
    straight = {item.id: item.story for item in group_stream(items).articles}
    for seed in range(5):
        mixed = sorted(items, key=lambda item: hash((seed, item.id)))
        assert {item.id: item.story for item in group_stream(mixed).articles} == straight


def test_all_spellings_of_a_name_are_found_and_forgotten():
    clusterer = Clusterer()
    for number, end in enumerate("ćcčk"):
        document = article(number, (f"Visit of Milanovi{end}", "", "en"))
        clusterer.enter(clusterer.come(document), f"s{number}")
    seeker = clusterer.come(article(9, ("Приехал Миланович", "", "ru")))

    def found():
        search = Search(seeker.at, 0.3, seeker.language)
        across = clusterer.cross_lingual
        return {clusterer.open.at(place).id for place in across.search(across.keys_of([seeker]), search)}

    assert found() == {"s0", "s1", "s2", "s3"}
    clusterer.window.take_out("a001")
    assert found() == {"s0", "s2", "s3"}


def test_keys_that_no_article_has_any_more_leave_nothing_behind():
    clusterer = Clusterer()
    for number in range(20):
        for document in (article(2 * number, ENGLISH), article(2 * number + 1, GERMAN)):
            clusterer.place(document)
        size = len(clusterer.open.keys)
        clusterer.window.take_out(f"a{2 * number:03d}")
        clusterer.window.take_out(f"a{2 * number + 1:03d}")
        assert len(clusterer.open.keys) == 0
        clusterer.place(article(100 + number, (f"Visit of Milanovi{number}", "", "en")))
        clusterer.window.take_out(f"a{100 + number:03d}")
        assert size < 40


def test_a_bridge_says_in_which_language_the_story_is_told():
    clusterer = Clusterer()
    for document in stream(ENGLISH):
        clusterer.place(document)
    near = nearest(clusterer, clusterer.come(article(99, GERMAN, 3)))
    assert (near.language, near.kind) == ("en", "keys")


LINK = "https://reports.example/2026/petrinja-survey"


def linking(number, told, link=LINK):
    title, text, language = told
    return article(number, (title, f"{text} {link}", language), number / 2)


SURVEY = ("Survey of ancient wells", "Water engineers measured their depth.", "en")


def weighed(told, link):
    """What an article with this link is found to have with the survey."""
    clusterer = Clusterer()
    for document in (*stream(), linking(20, SURVEY)):
        clusterer.place(document)
    last = linking(21, told, link)
    near = nearest(clusterer, clusterer.come(last)) if told[2] != "en" else clusterer.place(last).nearest
    placement = Placement("a021", "s", is_new=True, nearest=near)
    return near, [reason.text for reason in explain_placement(placement, last)]


@pytest.mark.parametrize(
    "told",
    [("Old wells measured", "Their depth is known.", "en"), ("Alte Brunnen vermessen", "Fachleute in Petrinja.", "de")],
)
def test_a_link_that_two_articles_share_speaks_for_one_story_and_is_told(told):
    near, texts = weighed(told, LINK)
    assert "both link to reports.example/2026/petrinja-survey" in texts
    assert near.title == SURVEY[0]
    other, texts = weighed(told, "https://reports.example/2026/bakers")
    assert not [text for text in texts if text.startswith("both link")]
    assert other is None or other.title != SURVEY[0] or other.score < near.score


def test_a_wordless_article_of_unknown_language_in_a_story_does_not_stand_for_it_in_other_languages():
    known = [(article(1, ("Ferry Havgull back on the Lysa fjord", "", "en")), "s"), (article(2, ("", "", "")), "s")]
    spanish = article(3, ("El ferry Havgull vuelve al fiordo", "", "es"), 1)
    assert stories([spanish], known)["a003"] in {"s", "a003"}
