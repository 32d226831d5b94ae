"""An issue as HTML for mail programs and as plain text."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import LETTER, make_card, make_picture
from making import NOON
from nightdesk.formats.newsletter import make_issue, public_html
from nightdesk.formats.newsletter.issue import LARGEST


class Page(HTMLParser):
    """Elements with their attributes, the text that is shown, and whether every element is closed."""

    VOID = frozenset(("meta", "img", "br", "link", "hr", "!doctype"))

    def __init__(self, html):
        super().__init__()
        self.elements, self.open, self.text = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open and data.strip():
            self.text.append(data.strip())

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


def issue_of(*cards, letter=LETTER):
    return make_issue(cards, letter, NOON)


def test_an_issue_without_stories_is_not_made():
    with pytest.raises(ValueError, match="at least one"):
        issue_of()


def test_title_name_and_excerpt_have_the_recorded_form():
    issue = issue_of(make_card(1, title="One\nline"), make_card(2, title="Two"))
    assert issue.title == "Night News (2026-11-20)"
    assert issue.id == "night-news-2026-11-20"
    assert issue.excerpt == "One line / Two"
    assert issue.topics == ("News",)
    assert issue.published_at == NOON


def test_an_excerpt_has_whole_titles_as_far_as_there_is_room():
    issue = issue_of(*(make_card(number, title="x" * 140) for number in (1, 2, 3)))
    assert issue.excerpt == f"{'x' * 140} / {'x' * 140}"
    assert issue_of(make_card(title="x" * 400)).excerpt == "x" * 400


def test_the_same_stories_and_moment_give_the_same_issue():
    cards = [make_card(number, picture=make_picture()) for number in (1, 2)]
    assert make_issue(cards, LETTER, NOON) == make_issue(list(cards), LETTER, NOON.replace(microsecond=5))


def test_stories_stand_in_their_order_with_outlet_excerpt_and_the_others():
    outlets = ("Havnblad", "Wire", "Herald", "Post")
    page = Page(issue_of(make_card(1, outlets=outlets), make_card(2)).html)
    shown = "|".join(page.text)
    assert shown.index("Ferry number 1") < shown.index("Ferry number 2")
    assert "and 4 more outlets:|Havnblad|,|Wire|,|Herald|…" in shown
    assert "why it is here" in shown
    hrefs = [attrs["href"] for attrs in page.all("a")]
    assert "https://www.fjordpost.example/news/1" in hrefs
    assert "https://night.example/news/stories/s000000000001/" in hrefs


def test_every_element_is_closed_and_tables_are_for_layout():
    page = Page(issue_of(make_card(1, picture=make_picture(), outlets=("A",)), make_card(2, make_picture())).html)
    assert page.open == []
    assert all(attrs["role"] == "presentation" for attrs in page.all("table"))
    assert all(attrs.get("style") for attrs in page.all("td") if attrs)
    assert "max-width:600px" in page.all("table")[1]["style"]


def test_dark_mode_is_announced_and_answered():
    html = issue_of(make_card()).html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html


def test_the_first_text_is_the_preheader_and_is_not_shown():
    page = Page(issue_of(make_card(1, title="One"), make_card(2, title="Two")).html)
    first = page.all("div")[0]
    assert first["style"].startswith("display:none")
    assert page.text[1].startswith("One / Two")


def test_nothing_is_asked_from_elsewhere_and_nothing_runs():
    hotlinked = make_picture(path="https://www.fjordpost.example/large.jpg")
    page = Page(issue_of(make_card(1, picture=make_picture()), make_card(2, picture=hotlinked)).html)
    assert [attrs["src"] for attrs in page.all("img")] == ["https://night.example/news/pictures/ab/cd.webp"]
    assert page.all("link") == page.all("script") == page.all("iframe") == []
    assert "url(" not in issue_of(make_card()).html
    assert "@import" not in issue_of(make_card()).html


def test_links_are_the_outlets_and_the_desks_own_without_any_mark_of_the_reader():
    for attrs in Page(issue_of(make_card()).html).all("a"):
        assert attrs["href"] == "{leave}" or re.fullmatch(
            r"https://(night\.example/news|www\.fjordpost\.example)/[\w/-]*", attrs["href"]
        )


def test_pictures_have_sizes_and_words_in_their_place():
    page = Page(issue_of(make_card(1, make_picture(alt="")), make_card(2, make_picture(width=400, height=400))).html)
    large, small = page.all("img")
    assert (large["width"], large["height"], large["alt"]) == ("544", "306", "Picture: Fjord Post")
    assert (small["width"], small["height"], small["alt"]) == ("120", "120", "A ferry")


def test_a_tall_picture_does_not_fill_the_first_screen():
    assert Page(issue_of(make_card(1, make_picture(width=400, height=800))).html).all("img") == []


def test_outlook_which_cannot_show_them_gets_no_pictures():
    html = issue_of(make_card(1, make_picture()), make_card(2, make_picture())).html
    for part in re.findall(r"<!--\[if !mso\]><!-->.*?<!--<!\[endif\]-->", html, re.DOTALL):
        html = html.replace(part, "")
    assert "<img" not in html


def test_pictures_may_be_left_out():
    card = make_card(1, make_picture())
    assert "<img" not in issue_of(card, letter=replace(LETTER, has_pictures=False)).html


def test_other_languages_are_named_and_run_their_own_way():
    page = Page(issue_of(make_card(1, language="ar", title="عودة العبّارة")).html)
    (headline,) = page.all("h2")
    assert (headline["lang"], headline["dir"]) == ("ar", "rtl")
    assert "in Arabic" in " ".join(page.text)


def test_braces_and_markup_in_titles_reach_neither_html_nor_liquid():
    hostile = '<script>alert(1)</script> {% include x %} {{ site }} {leave} <!--reader--> "'
    html = issue_of(make_card(title=hostile, excerpt=hostile, outlet=hostile)).html
    assert Page(html).all("script") == []
    assert html.count("{leave}") == 1
    assert hostile in Page(html).text
    assert "{{" not in html
    assert "{%" not in html


def test_a_mail_too_long_for_gmail_loses_its_last_stories():
    cards = [make_card(number, url="https://o.example/" + "x" * 9000) for number in range(1, 13)]
    issue = issue_of(*cards)
    assert len(issue.html.encode()) <= LARGEST
    assert "Ferry number 1 " in issue.html
    assert "Ferry number 12" not in issue.html
    assert "Ferry number 12" not in issue.text


def test_twelve_stories_of_the_longest_excerpts_fit():
    outlets = ("Havnblad", "Wire", "Herald")
    cards = [make_card(n, make_picture(), outlets, title="ш" * 120, excerpt="ш" * 300) for n in range(12)]
    assert issue_of(*cards).html.count("<h2") == 12


def test_plain_text_has_every_story_and_its_address():
    text = issue_of(make_card(1, outlets=("Havnblad",)), make_card(2, kind="video", language="da")).text
    assert "1. Ferry number 1 returns to the fjord\n   Fjord Post · 20 Nov, 11:59 · Ferries\n" in text
    assert "   https://www.fjordpost.example/news/1\n   and 1 more outlet: Havnblad\n" in text
    assert "   Video · Fjord Post · 20 Nov, 11:58 · Ferries · in Danish\n" in text
    assert "https://night.example/news/newsletter/night-news-2026-11-20/" in text
    assert text.endswith("Night News, Quay 1, Lund\n")


@given(st.text(max_size=400), st.text(max_size=400))
def test_plain_text_has_no_line_too_long_but_addresses_and_long_words(title, excerpt):
    issue = issue_of(make_card(title=title or "x", excerpt=excerpt))
    for line in issue.text.split("\n"):
        assert len(line) <= 78 or " " not in line.strip().removeprefix("1. ")


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_whatever_outlets_write_the_page_stands(titles):
    cards = [make_card(number, title=title, excerpt=title, outlet=title) for number, title in enumerate(titles)]
    page = Page(issue_of(*cards).html)
    assert page.open == []
    assert len(page.all("h2")) == len(titles)


def test_on_the_web_the_line_for_readers_is_an_offer():
    issue = issue_of(make_card())
    shown = public_html(issue, LETTER)
    assert "Unsubscribe" in issue.html
    assert "Unsubscribe" not in shown
    assert "{leave}" not in shown
    assert 'href="https://desk.night.example/newsletter/"' in shown
    assert "Get this by mail" not in public_html(issue, replace(LETTER, may_subscribe=False))
    Page(shown)
