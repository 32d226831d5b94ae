"""Each profile's files, read back by the rules of the generator that they are for."""

import re
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from html.parser import HTMLParser

import pytest
import yaml
from markdown_it import MarkdownIt

from making import NOON
from nightdesk.formats.profiles import PROFILES
from nightdesk.formats.profiles.front_matter import shown_text
from nightdesk.formats.views import ShownPicture
from profile_stories import HOSTILE, article, story

YAML_PROFILES = ("hugo", "jekyll", "eleventy", "astro")
MARKDOWN_PROFILES = (*YAML_PROFILES, "zola")
# What Hugo gives a meaning of its own (gohugo.io/content-management/front-matter).
HUGO_TAKES = {"title": str, "date": datetime, "description": str, "summary": str, "tags": list, "params": dict}
# The only keys that a page or section of Zola may have (it refuses others since 0.19).
ZOLA_PAGE = {"title", "description", "updated", "date", "weight", "draft", "slug", "path", "aliases", "authors"} | {
    *("in_search_index", "template", "taxonomies", "extra", "insert_anchor_links")
}
ZOLA_SECTION = {"title", "description", "draft", "sort_by", "weight", "template", "page_template", "paginate_by"} | {
    *("paginate_reversed", "paginate_path", "insert_anchor_links", "in_search_index", "transparent", "redirect_to"),
    *("render", "aliases", "generate_feeds", "extra"),
}
# Names in Eleventy's data that are its own (it ends with an error where front matter sets one).
ELEVENTY_OWN = {"pkg", "eleventy", "page", "content", "collections"}


def split(file):
    """Front matter, read by its own grammar, and what is below it."""
    text = file.content.decode()
    mark = text[:3]
    _, front, body = re.split(rf"^{re.escape(mark)}\n", text, maxsplit=2, flags=re.MULTILINE)
    return (tomllib.loads(front) if mark == "+++" else yaml.safe_load(front)), body


def details(name, table):
    return {"hugo": lambda: table["params"], "zola": lambda: table["extra"]}.get(name, lambda: table)()


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", MARKDOWN_PROFILES)
def test_front_matter_says_what_the_story_says(name, title):
    table, _ = split(PROFILES[name].story(story(title)))
    shown = shown_text(title)
    assert table["title"] == shown
    assert table["description"] == f"An excerpt. {shown}"
    facts = details(name, table)
    assert facts["heat"] == 87
    assert (facts["article_count"], facts["outlet_count"]) == (3, 3)
    assert facts["picture"]["alt"] == facts["picture"]["credit"] == shown
    copy, other = facts["coverage"]
    assert copy["title"] == copy["outlet"] == other["title"] == shown
    assert copy["copy"] is True
    assert "copy" not in other
    assert (other["language"], other["direction"]) == ("ar", "rtl")
    assert other["date"] == "2026-11-20T12:00:00Z"
    assert other["link"] == "https://www.fjordpost.example/news/1?a=1&copy=2"


class Seen(HTMLParser):
    """Texts, tags and links of a page."""

    def __init__(self, html):
        super().__init__()
        self.text, self.tags, self.links = "", set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for key, value in attrs if key == "href"]

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", MARKDOWN_PROFILES)
def test_the_text_below_shows_titles_letter_by_letter_and_holds_no_template(name, title):
    _, body = split(PROFILES[name].story(story(title)))
    assert not re.search(r"[{}]|%\}|\{%|<|\$|\\", body)
    seen = Seen(MarkdownIt("js-default", {"linkify": False}).render(body))
    shown = shown_text(title)
    assert f"An excerpt. {shown}\n" in seen.text
    assert f"{shown}: {shown} (20 November 2026, the same text)" in seen.text
    assert seen.tags <= {"p", "a", "h2", "ul", "li"}
    assert set(seen.links) == {"https://www.fjordpost.example/news/1?a=1&copy=2"}


def test_hugo_is_given_only_what_it_can_read():
    file = PROFILES["hugo"].story(story())
    table, _ = split(file)
    assert file.path == "stories/s1/index.md"
    assert PROFILES["hugo"].picture_path("s1", ".webp") == "stories/s1/picture.webp"
    assert {key: type(value) for key, value in table.items()} == HUGO_TAKES
    assert table["date"] == NOON
    assert table["tags"] == ["Ferries, boats & co", "Rope; knots", "日本"]
    assert table["params"]["picture"]["file"] == "picture.webp"


def test_jekyll_finds_posts_by_their_names_and_pages_of_topics():
    profile = PROFILES["jekyll"]
    file = profile.story(story())
    table, _ = split(file)
    assert re.fullmatch(r"_posts/\d{4}-\d\d-\d\d-[\w-]+\.md", file.path)
    assert table["permalink"] == "/stories/s1/"
    assert table["render_with_liquid"] is False
    assert "published" not in table
    assert table["picture"]["file"] == f"/{profile.picture_path('s1', '.webp')}"
    (page, _), *_ = [split(made) for made in profile.lists(story().card.topics)]
    assert page == {
        "layout": "topic",
        "title": "Ferries, boats & co",
        "weight": 1,
        "topic": "Ferries, boats & co",
        "permalink": "/topics/ferries/",
    }


def test_eleventy_runs_no_template_over_stories_and_none_of_its_own_names_is_set():
    file = PROFILES["eleventy"].story(story())
    table, _ = split(file)
    assert table["templateEngineOverride"] == "md"
    assert not ELEVENTY_OWN & table.keys()
    assert "layout" not in table  # one that the site does not have would end its build
    assert table["tags"] == ["Ferries, boats & co", "Rope; knots", "日本"]
    assert table["picture"]["file"] == f"/{PROFILES['eleventy'].picture_path('s1', '.webp')}"


def test_astro_finds_the_names_of_its_own_blog_and_pictures_beside():
    file = PROFILES["astro"].story(story())
    table, _ = split(file)
    assert file.path == "stories/s1.md"
    assert table["pubDate"] == NOON
    assert "slug" not in table  # it would take the place of the entry's id
    assert table["picture"]["file"] == "./s1.webp"
    assert PROFILES["astro"].picture_path("s1", ".webp") == "stories/s1.webp"


def test_zola_is_given_only_keys_that_it_knows():
    profile = PROFILES["zola"]
    file = profile.story(story())
    table, _ = split(file)
    assert file.path == "stories/s1/index.md"
    assert table.keys() <= ZOLA_PAGE
    assert table["date"] == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert table["extra"]["topics"][1] == {"id": "semi", "name": "Rope; knots"}
    sections = {made.path: split(made)[0] for made in profile.lists(story().card.topics)}
    assert set(sections) == {
        "stories/_index.md",
        "topics/_index.md",
        "topics/ferries/_index.md",
        "topics/semi/_index.md",
        "topics/日本/_index.md",
    }
    assert all(section.keys() <= ZOLA_SECTION for section in sections.values())
    assert all(section.get("sort_by", "date") in ("date", "weight") for section in sections.values())


class PelicanHead(HTMLParser):
    """What Pelican's reader of HTML takes from a file: a title with its references, metadata without."""

    def __init__(self, html):
        super().__init__(convert_charrefs=False)
        self.meta, self.title, self._in_title = {}, "", False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._in_title = tag == "title"
        if tag == "meta":
            named = dict(attrs)
            self.meta.setdefault(named["name"], []).append(named["content"])

    def handle_endtag(self, tag):
        self._in_title = False

    def handle_data(self, data):
        self.title += data if self._in_title else ""

    def handle_charref(self, name):
        self.handle_data(f"&#{name};")

    def handle_entityref(self, name):
        self.handle_data(f"&{name};")


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_pelican_prints_titles_and_summaries_as_html_so_they_are(title):
    file = PROFILES["pelican"].story(story(title))
    html = file.content.decode()
    head = PelicanHead(html)
    shown = shown_text(title)
    assert file.path == "stories/s1.html"
    for printed, text in (
        (head.title, shown),
        (head.meta["summary"][0], f"An excerpt. {shown}"),
        (head.meta["picture_alt"][0], shown),
        (head.meta["outlet"][0], "Fjord Post"),
    ):
        assert "<" not in printed
        assert '"' not in printed
        assert Seen(f"<p>{printed}</p>").text == text
    body = Seen(html.partition("<body>")[2])
    assert body.text.count(shown) >= 4
    assert body.tags <= {"p", "a", "h2", "ol", "li", "span", "time", "h3"}
    assert not re.search(r"[{}|]", " ".join(body.links))


def test_pelican_keeps_topics_whole_whatever_parts_them():
    def tags(*topics):
        return PelicanHead(PROFILES["pelican"].story(story(topics=topics)).content.decode()).meta.get("tags")

    one, two, three = story().card.topics
    assert tags(one, two, three) == ["Ferries, boats & co", "Rope; knots", "日本"]
    assert tags(one) == ["Ferries, boats & co"] * 2  # a list of one; Pelican counts what is in it twice once
    assert tags() is None


@pytest.mark.parametrize("name", PROFILES)
def test_a_plain_story_has_nothing_that_is_empty_but_its_lists(name):
    text = PROFILES[name].story(story(picture=False, others=(), topics=())).content.decode()
    assert "None" not in text
    assert "picture" not in text
    assert "secured" not in text
    assert "published:" not in text


@pytest.mark.parametrize("name", PROFILES)
def test_a_picture_at_an_outlet_keeps_its_address(name):
    told, url = story(), "https://www.fjordpost.example/a.jpg"
    picture = ShownPicture(path=url, width=None, height=None, alt="", credit="")
    hotlinked = replace(told, card=replace(told.card, picture=picture))
    text = PROFILES[name].story(hotlinked).content.decode()
    assert url in text
    assert "picture.jpg" not in text


def test_days_are_those_of_utc():
    late = article(published_at=datetime(2026, 11, 21, 1, tzinfo=timezone(timedelta(hours=2))))
    file = PROFILES["jekyll"].story(story(others=(late,)))
    assert "(20 November 2026)" in file.content.decode()
    assert split(file)[0]["date"].date() == date(2026, 11, 20)
