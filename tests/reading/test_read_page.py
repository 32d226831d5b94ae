"""Reading a page: hostile and empty pages first, then golden pairs, then laws."""

import json
import re
import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nightdesk.config import LimitSettings
from nightdesk.errors import SkipItem
from nightdesk.reading import Page, read_page

PAIRS = Path(__file__).resolve().parents[1] / "data" / "reading"
URL = "https://www.fjordpost.example/news/ferry"
PARAGRAPH = (
    "<p>The last ferry of the season left the island on Tuesday with forty passengers, two goats and a piano, "
    "and the harbour master waved until it had passed the lighthouse.</p>"
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the page is empty"),
        (b"\xef\xbb\xbf \r\n", "the page is empty"),
        (b"\0\0\0", "not a text page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not a text page"),
        (b"%PDF-1.7\n" + b"x" * 999, "not a text page"),
        (bytes(range(256)) * 40, "not a text page"),
        (b"<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>", "an error page"),
        (b"<title>Just a moment...</title><p>Checking your browser.</p>", "an error page"),
        (b"<p>a" * 300_001, "the page has 300,001 tags"),
        (b"<select>" + b"<option>x" * 20_001, "the page has 20,001 options"),
        (b"<select>" + b"<option>x</option>" * 20_001, "the page has 20,001 options"),
    ],
)
def test_what_is_no_article_is_left_out_with_the_reason(body, reason):
    with pytest.raises(SkipItem, match=reason):
        read_page(body, URL)


def test_a_list_of_articles_is_left_out():
    teasers = "".join(f'<div><h3><a href="/news/{n}">Story number {n}</a></h3><p>Short.</p></div>' for n in range(20))
    with pytest.raises(SkipItem, match="a list of articles"):
        read_page(f"<title>Sport</title><body>{teasers}</body>".encode(), "https://www.fjordpost.example/sport")


def test_a_front_page_is_left_out():
    with pytest.raises(SkipItem, match="the front page of a site"):
        read_page(f"<title>Fjord Post</title>{PARAGRAPH * 3}".encode(), "https://www.fjordpost.example/")


@pytest.mark.parametrize(
    "body",
    [
        b"<html><title>Long</title><article>" + PARAGRAPH.encode() + b"<p>" + b"word " * 500_000 + b"</article>",
        b'<meta property="og:title" content="' + b"a" * 1_000_000 + b'"><p class="' + b"b" * 1_000_000 + b'">Text',
        b"<ti\0tle>Nu\0ll</title>" + PARAGRAPH.encode() * 3,
        b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>" + PARAGRAPH.encode(),
        b"<title>" + b" - a" * 20_000 + b"</title>" + PARAGRAPH.encode(),
        b"<div>" * 1_500 + PARAGRAPH.encode() + b"</div>" * 1_500,
        b"<!-- <p>" * 50_000,
        b"<" * 1_000_000,
        b"<title>" + b"<!--" * 200_000 + b"</title>" + PARAGRAPH.encode(),
        b"<script>" + b'"\\' * 500_000 + b"</script>" + PARAGRAPH.encode(),
        b"&" * 1_000_000 + PARAGRAPH.encode(),
    ],
    ids=[
        "megabytes", "attributes", "nulls", "deep JSON", "separators", "nested", "comment", "brackets",
        "comments in a title", "quotation marks", "ampersands",
    ],
)  # fmt: skip
def test_a_hostile_page_gets_an_answer_within_its_limit(body):
    started = time.process_time()
    assert isinstance(read_page(body, URL), Page)
    assert time.process_time() - started < LimitSettings().cpu_seconds


HOSTILE = [
    "<", "</", "<!--", "-->", "<a ", "<p>", "&", "&#1", '"', "'", "\\", "\0", " - ", "=", "{", "[", '{"a":', ",", " ",
    "x", "\u00a0", "2024-", "By ", "/", "<b>", "\n", "(", "Photo: ",
]  # fmt: skip
AROUND = [
    "{}",
    "<title>{}</title>",
    '<meta property="og:title" content="{}">',
    '<meta name="author" content="{}">',
    '<script type="application/ld+json">{}</script>',
    "<script>{}</script>",
    "<p>{}",
    '<article><figure><img srcset="{}"><figcaption>{}',
    '<time datetime="{}">',
]


@settings(max_examples=40, deadline=None)
@example(piece=",", around=AROUND[7])
@example(piece="<!--", around=AROUND[2])
@given(st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map("".join), st.sampled_from(AROUND))
def test_no_repetition_costs_more_than_its_length(piece, around):
    body = around.replace("{}", piece * (60_000 // len(piece))) + PARAGRAPH * 3
    started = time.process_time()
    _answer(body.encode())
    assert time.process_time() - started < 3, f"{around} {piece!r}"


@given(st.binary(max_size=2_000))
def test_any_bytes_get_an_answer_or_a_reason(body):
    answer = _answer(body)
    assert isinstance(answer, Page) or answer.startswith(URL)


PIECES = [
    "<html lang=en>",
    "<title>A - B</title>",
    "<h1>A</h1>",
    "<p>Text of a paragraph.",
    "<article>",
    "</article>",
    '<meta property="og:title" content="A">',
    '<meta property="og:image" content="x">',
    "<time datetime=2024>",
    '<script type="application/ld+json">',
    '{"@type":"NewsArticle","author":[null,1,{"name":[]}],"image":7}',
    '{"@graph":[{"@id":"a"}],"datePublished":{"@value":3}}',
    "</script>",
    '<link rel=canonical href="//[">',
    "<base href='x:y'>",
    '<meta itemprop="datePublished" content="99999999999999">',
    "\x00",
    "&#0;&#xD800;",
    "<a rel=author>By</a>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_mixture_of_markup_gets_an_answer_or_a_reason(html):
    answer = _answer(html.encode())
    assert isinstance(answer, Page) or answer.startswith(URL)


def _answer(body):
    try:
        return read_page(body, URL)
    except SkipItem as skipped:
        return str(skipped)


@pytest.mark.parametrize("name", sorted(path.stem for path in PAIRS.glob("*.json")))
def test_a_golden_page_reads_as_expected(name):
    expected = json.loads((PAIRS / f"{name}.json").read_text(encoding="utf8"))
    latest = expected.pop("latest", None)
    body = (PAIRS / f"{name}.html").read_bytes()
    url, refused = expected.pop("url"), expected.pop("no_article", "")
    if refused:
        with pytest.raises(SkipItem, match=f"^{re.escape(f'{url}: {refused}, not an article')}$"):
            read_page(body, url, "text/html")
        return
    page = read_page(body, url, "text/html", latest and datetime.fromisoformat(latest))
    assert {field: _plain(page, field) for field in expected} == expected


def _plain(page, field):
    if field == "credits":
        return [image.credit for image in page.images]
    if field == "dropped":
        return [
            reason.measured.rpartition(": ")[2] for reason in page.reasons if reason.signal.startswith("dropped pict")
        ]
    value = getattr(page, field)
    if field == "images":
        return [[image.url, image.width, image.height, image.alt] for image in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def test_each_field_says_where_it_came_from():
    page = read_page((PAIRS / "json-ld-graph.html").read_bytes(), URL)
    told = {reason.signal: reason.text for reason in page.reasons}
    assert told["title"] == "title: from JSON-LD headline, og:title, heading, title element"
    assert told["published_at"] == "published_at: from JSON-LD datePublished"
    assert told["authors"] == "authors: from JSON-LD author"
    assert told["url"] == "url: from link rel=canonical"
    assert told["encoding"] == "encoding: from utf-8, as declared"


def test_a_dropped_date_is_told():
    latest = datetime.fromisoformat("2026-11-21T00:00:00+00:00")
    page = read_page((PAIRS / "dates-impossible.html").read_bytes(), URL, latest=latest)
    told = [reason.measured for reason in page.reasons if reason.signal == "dropped date"]
    assert told == [
        "JSON-LD datePublished '0001-01-01T00:00:00Z' is before 1990",
        "article:published_time '2999-01-01T00:00:00Z' is in the future",
    ]


def test_a_page_reads_the_same_twice():
    body = (PAIRS / "pictures.html").read_bytes()
    assert read_page(body, URL) == read_page(body, URL)


def test_nothing_of_a_script_comes_out_as_text():
    html = f"<title>Ferry</title><article><h1>Ferry</h1>{PARAGRAPH * 3}<script>alert('x')</script></article>"
    assert "alert" not in read_page(html.encode(), URL).text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:image/png;base64,AAAA", "//[", "http://"])
def test_addresses_that_no_reader_can_follow_are_not_taken(address):
    html = (
        f'<title>Ferry</title><link rel="canonical" href="{address}"><meta property="og:image" content="{address}">'
        f'<meta property="og:type" content="video"><meta property="og:video:url" content="{address}">'
        f'<meta property="og:video:type" content="text/html">{PARAGRAPH * 3}'
    )
    page = read_page(html.encode(), URL)
    assert (page.canonical_url, page.images, page.featured_content) == (URL, (), None)
