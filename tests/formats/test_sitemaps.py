"""Sitemaps keep their schemas and their lengths, whatever titles hold."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from making import NOON
from nightdesk.formats import sitemaps
from nightdesk.formats.sitemaps import NewsPage, SitemapPage, SitemapSite, news_language, write_sitemaps

SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"
DESK = SitemapSite(name="Night & Desk", locale="en-us", url="https://desk.example/night")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture(scope="module")
def valid():
    """Reads a sitemap or an index, and fails where it breaks its schema."""
    schemas = {name: etree.XMLSchema(file=str(SCHEMAS / f"{name}.xsd")) for name in ("sitemap", "siteindex")}

    def read(content):
        root = etree.fromstring(content)
        schemas["siteindex" if root.tag == f"{SITEMAP}sitemapindex" else "sitemap"].assertValid(root)
        return root

    return read


def made(pages=(), news=(), site=DESK):
    return {file.path: file.content for file in write_sitemaps(site, pages, news)}


def page(number, **fields):
    return SitemapPage(f"https://desk.example/night/stories/{number}/?a&b", **fields)


def news(number, title="A ferry <returns>"):
    return NewsPage(f"https://desk.example/night/stories/{number}/", title, NOON - timedelta(minutes=number))


def places(root):
    return [place.text for place in root.iter(f"{SITEMAP}loc")]


def test_the_index_names_every_file_with_the_time_of_its_newest_page(valid):
    files = made([page(1), page(2, changed_at=NOON), page(3, changed_at=NOON - timedelta(days=1))], [news(1), news(2)])
    roots = {path: valid(content) for path, content in files.items()}
    assert places(roots["sitemap.xml"]) == [
        "https://desk.example/night/sitemap-pages-1.xml",
        "https://desk.example/night/sitemap-news-1.xml",
    ]
    assert [time.text for time in roots["sitemap.xml"].iter(f"{SITEMAP}lastmod")] == [
        "2026-11-20T12:00:00Z",
        "2026-11-20T11:59:00Z",
    ]
    assert places(roots["sitemap-pages-1.xml"])[0] == "https://desk.example/night/stories/1/?a&b"


def test_a_news_sitemap_says_who_publishes_when_and_what(valid):
    root = valid(made([page(1)], [news(1)])["sitemap-news-1.xml"])
    assert [root.findtext(f".//{NEWS}{name}") for name in ("name", "language", "publication_date", "title")] == [
        "Night & Desk",
        "en",
        "2026-11-20T11:59:00Z",
        "A ferry <returns>",
    ]


@pytest.mark.parametrize(
    ("pages", "stories", "expected"),
    [
        (1, 0, {"sitemap-pages-1.xml": 1}),
        (50_000, 1_000, {"sitemap-pages-1.xml": 50_000, "sitemap-news-1.xml": 1_000}),
        (
            50_001,
            2_001,
            {
                "sitemap-pages-1.xml": 50_000,
                "sitemap-pages-2.xml": 1,
                "sitemap-news-1.xml": 1_000,
                "sitemap-news-2.xml": 1_000,
                "sitemap-news-3.xml": 1,
            },
        ),
    ],
)
def test_no_file_is_longer_than_it_may_be_and_none_is_lost(valid, pages, stories, expected):
    files = made(map(page, range(pages)), map(news, range(stories)))
    lengths = {path: len(valid(content)) for path, content in files.items() if path != "sitemap.xml"}
    assert lengths == expected
    assert places(valid(files["sitemap.xml"])) == [f"{DESK.url}/{path}" for path in expected]


def test_pages_are_taken_some_at_a_time(monkeypatch):
    monkeypatch.setattr(sitemaps, "LONGEST_SITEMAP", 2)
    taken = []
    files = write_sitemaps(DESK, (taken.append(number) or page(number) for number in range(5)), ())
    next(files)
    assert taken == [0, 1]


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters() | st.sampled_from("]<>&\ud800\x00\u202e"), min_size=1))
def test_any_title_makes_a_sitemap_that_can_be_read(title):
    root = etree.fromstring(made([page(1)], [news(1, f"x{title}")])["sitemap-news-1.xml"])
    kept = root.findtext(f".//{NEWS}title")
    assert len(kept) <= len(title) + 1
    assert kept.startswith("x")


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en-us", "en"), ("pt_BR", "pt"), ("fil", "fil"), ("zh", "zh-cn"), ("zh-Hant-HK", "zh-tw"), ("zh-CN", "zh-cn")],
)
def test_languages_are_written_as_news_sitemaps_want_them(locale, language):
    assert news_language(locale) == language
