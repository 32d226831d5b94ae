"""Reading an article: pages that give nothing first, then what page and feed say together."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from making import make_article, make_source
from nightdesk.config import Config, WebSettings
from nightdesk.errors import RetryLater, SkipItem, Unfilled
from nightdesk.reading import read_page
from nightdesk.stages.read import read_article, stand_on_feed
from nightdesk.tools import Response, Tools
from nightdesk.types import Image, Provider

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
URL = "https://www.fjordpost.example/news/ferry"
LINES = (
    "The last ferry of the season left the island of Torsk on Tuesday with forty passengers, two goats and a piano.",
    "Its captain, who has sailed the route for thirty years, said that the new pier would be ready by spring.",
    "The council meets again next week to vote on the money for the road, which the islanders have asked for.",
)
BODY = "".join(f"<p>{line}</p>" for line in LINES)
PAGE = (
    '<html lang="en"><title>Last ferry leaves Torsk | Fjord Post</title>'
    '<meta property="og:site_name" content="Fjord Post"><meta name="author" content="Ann Lee">'
    '<meta property="og:description" content="Forty passengers and a piano left the island.">'
    '<meta property="og:image" content="https://www.fjordpost.example/ferry.jpg">'
    '<meta property="article:published_time" content="2026-11-20T10:15:00+01:00">'
    f"<article><h1>Last ferry leaves Torsk</h1>{BODY}</article></html>"
)


class Here:
    """Workers that work in this process."""

    def call(self, function, *args, **kwargs):
        return function(*args, **kwargs)


class OnePage:
    """A web that holds one page."""

    def __init__(self, body, url=URL, **headers):
        self.response = Response(url, 200, {"content-type": "text/html"} | headers, body.encode())
        self.asked = []

    def get(self, request):
        self.asked.append(request)
        return self.response


class DeadWeb:
    """A web that gives nothing."""

    def __init__(self, error):
        self.error = error

    def get(self, request):
        raise self.error


def tools(web, **settings):
    config = Config(home=Path(), web=WebSettings(**settings))
    return Tools(config=config, library=None, web=web, workers=Here(), now=NOW)


def found(**fields):
    """An article as a feed names it: nothing but an address."""
    bare = {"title": "", "excerpt": "", "text": None, "language": None, "published_at": None, "url": URL}
    return make_article(**(bare | {"original_url": fields.get("url", URL)} | fields))


def read(page=PAGE, article=None, **fields):
    return read_article(article or found(**fields), tools(OnePage(page))).records[0]


@pytest.mark.parametrize("error", [SkipItem("robots.txt says no"), RetryLater("503")])
def test_what_the_web_refuses_is_passed_on(error):
    with pytest.raises(type(error), match=str(error)):
        read_article(found(), tools(DeadWeb(error)))


def test_a_page_without_a_title_anywhere_is_left_out():
    with pytest.raises(SkipItem, match="neither the page nor the feed gives a title"):
        read(f"<article>{BODY}</article>")


def test_a_page_without_text_or_excerpt_anywhere_is_left_out():
    with pytest.raises(SkipItem, match="neither the page nor the feed gives a text or an excerpt"):
        read("<title>Last ferry leaves Torsk</title><div id=app></div>")


def test_a_page_is_asked_for_where_the_article_was_found_and_within_the_limit():
    web = OnePage(PAGE)
    read_article(found(), tools(web, page_limit_mb=2.5))
    assert [(request.url, request.limit) for request in web.asked] == [(URL, 2_500_000)]


def test_an_article_has_what_its_page_says():
    article = read()
    assert article.title == "Last ferry leaves Torsk"
    assert article.text == "\n\n".join(LINES)
    assert article.excerpt == "Forty passengers and a piano left the island."
    assert article.authors == ("Ann Lee",)
    assert article.published_at == datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
    assert article.language == "en"
    assert article.provider == Provider("Fjord Post", "fjordpost.example")
    assert article.images == (Image("https://www.fjordpost.example/ferry.jpg"),)
    assert not article.is_partial


def test_the_verdict_tells_where_each_field_came_from():
    verdict = read().verdict("reading")
    assert (verdict.value, verdict.judge) == ("read", "read/1")
    told = [reason.text for reason in verdict.reasons]
    assert "authors: from meta author" in told
    assert "published_at: from article:published_time" in told


def test_the_feed_fills_what_the_page_lacks_and_the_verdict_says_so():
    hint = datetime(2026, 11, 20, 7, tzinfo=UTC)
    picture = Image("https://www.fjordpost.example/feed.jpg", 640, 480)
    article = read(
        f"<body>{BODY}",
        title="Ferry leaves",
        authors=("Bo Wu",),
        language="en",
        hint_published_at=hint,
        images=(picture,),
    )
    assert (article.title, article.authors, article.language) == ("Ferry leaves", ("Bo Wu",), "en")
    assert (article.published_at, article.images) == (hint, (picture,))
    told = [reason.text for reason in article.verdict("reading").reasons]
    assert {
        f"{name}: from the feed, as the page does not say" for name in ("title", "authors", "language", "images")
    } <= set(told)


def test_a_text_of_the_feed_that_is_longer_than_a_cut_page_is_taken():
    cut = PAGE.replace(BODY, f"<p>{LINES[0]} …</p>")
    article = read(cut, summary="\n".join(LINES))
    assert article.text == "\n\n".join(LINES)
    assert article.is_partial
    assert "text: from the feed, which gives more than the page" in [
        reason.text for reason in article.verdict("reading").reasons
    ]


def test_the_feed_does_not_replace_a_whole_text():
    assert read(summary=LINES[0] * 20).text == "\n\n".join(LINES)


@pytest.mark.parametrize("body", ["<div id=app></div>", "<p>This page is closed.</p>"])
def test_an_article_never_loses_what_it_had(body):
    before = replace(read(), quality=80)
    after = read(f"<title>Closed</title>{body}", article=before)
    assert after.text == before.text
    assert (after.authors, after.images, after.published_at) == (before.authors, before.images, before.published_at)
    assert (after.quality, after.id, after.found_at) == (80, before.id, before.found_at)


@pytest.mark.parametrize(
    ("on_page", "in_feed", "taken"),
    [
        ("2026-11-20", "2026-11-20T09:15:00", "in_feed"),
        ("2026-11-20", "2026-11-22T09:15:00", "2026-11-20T00:00:00"),
        ("2026-11-20T10:15:00", "2026-11-20T09:15:20", "in_feed"),
        ("2026-11-20T10:15:00", "2026-11-20T09:22:00", "2026-11-20T10:15:00"),
        ("2026-11-20T10:15:00+01:00", "2026-11-20T07:15:00", "2026-11-20T09:15:00"),
    ],
    ids=["time of day", "another day", "zone", "another minute", "page is exact"],
)
def test_the_feeds_date_is_taken_where_it_is_the_same_and_more_exact(on_page, in_feed, taken):
    page = PAGE.replace("2026-11-20T10:15:00+01:00", on_page)
    hint = datetime.fromisoformat(in_feed).replace(tzinfo=UTC)
    article = read(page, hint_published_at=hint)
    expected = hint if taken == "in_feed" else datetime.fromisoformat(taken).replace(tzinfo=UTC)
    assert article.published_at == expected


def test_a_date_after_tomorrow_is_dropped_with_a_reason():
    article = read(PAGE.replace("2026-11-20T10:15:00+01:00", "2999-01-01T00:00:00Z"), hint_published_at=None)
    assert article.published_at is None or article.published_at < NOW + timedelta(days=1)
    assert any("is in the future" in reason.text for reason in article.verdict("reading").reasons)


def test_a_redirect_moves_the_article_but_not_where_it_was_found():
    web = OnePage(PAGE, url="https://www.fjordpost.example/2026/ferry?utm_source=rss")
    article = read_article(found(), tools(web)).records[0]
    assert (article.url, article.original_url) == ("https://www.fjordpost.example/2026/ferry", URL)


def test_the_provider_keeps_its_logo_while_its_domain_stays():
    logo = (Image("https://www.fjordpost.example/logo.png"),)
    assert read(provider=Provider("Old", "fjordpost.example", logo)).provider.images == logo
    assert read(provider=Provider("Old", "portal.example", logo)).provider.images == ()


def test_a_video_of_a_feed_stays_a_video():
    article = read(kind="video", featured_content="<iframe></iframe>")
    assert (article.kind, article.featured_content, article.is_partial) == ("video", "<iframe></iframe>", False)


def test_recorded_pages_reach_the_floors(shared):
    """Floors that only rise; the figures are those of score_pages.py on 131 pages of 91 outlets."""
    whole = title = day = minute = signed = 0
    gold = [json.loads(line) for line in (shared / "pages/gold.jsonl").read_text(encoding="utf8").splitlines()]
    gold = list({line["url"]: line for line in gold}.values())
    for line in gold:
        page = read_page(gzip.decompress((shared / "pages" / line["file"]).read_bytes()), line["url"])
        whole += bool(page.title and page.text and page.published_at)
        title += _folded(page.title) == _folded(line["title"])
        at = datetime.fromisoformat(line["published_at"])
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        day += page.published_at is not None and page.published_at.date() == at.astimezone(UTC).date()
        minute += page.published_at is not None and abs(page.published_at - at) <= timedelta(minutes=1)
        signed += bool(page.authors) and set(page.authors) == set(line["authors"] or ())
    assert len(gold) == 131
    assert (whole >= 130, title >= 115, day >= 130, minute >= 129, signed >= 112) == (True,) * 5, (
        whole,
        title,
        day,
        minute,
        signed,
    )


def _folded(text):
    return "".join(char for char in text.casefold() if char.isalnum())


@pytest.mark.parametrize(
    ("reached", "why"),
    [
        ("https://www.fjordpost.example/", "the front page of its site"),
        ("https://www.fjordpost.example/news", "a section above it"),
        ("https://other.example/", "the front page of its site"),
    ],
)
def test_an_article_whose_address_leads_up_is_gone(reached, why):
    with pytest.raises(SkipItem, match=why):
        read_article(found(), tools(OnePage(PAGE, reached)))


@pytest.mark.parametrize(
    "reached", [f"{URL}/amp", "https://www.fjordpost.example/2026/ferry", "https://other.example/a"]
)
def test_other_redirects_are_followed(reached):
    assert read_article(found(), tools(OnePage(PAGE, reached))).records[0].title == "Last ferry leaves Torsk"


def test_a_portals_copy_keeps_the_outlet_that_it_names():
    node = {
        "@type": "NewsArticle",
        "headline": "Last ferry leaves Torsk",
        "sourceOrganization": {"name": "Torsk Times"},
    }
    page = PAGE.replace("<article>", f'<script type="application/ld+json">{json.dumps(node)}</script><article>')

    class Sources:
        def sources(self):
            return (make_source(1, title="TORSK TIMES", url="https://feeds.torsktimes.example/rss"),)

    given = replace(tools(OnePage(page)), library=Sources())
    assert read_article(found(), given).records[0].provider == Provider("Torsk Times", "torsktimes.example")


@pytest.mark.parametrize(
    ("answer", "player"),
    [
        (
            '{"html": "<iframe src=\\"https://vimeo.com/76979871\\" onload=\\"x()\\"></iframe><script>x()</script>"}',
            True,
        ),
        ('{"html": "<script>x()</script>"}', False),
        ('{"html": 7}', False),
        ("[]", False),
        ("[" * 100_000, False),
        (SkipItem("404"), False),
    ],
)
def test_a_video_without_a_player_asks_its_platform_for_one(answer, player):
    page = (
        '<title>Ferry in the storm</title><meta property="og:type" content="video.other">'
        '<meta property="og:description" content="Seven minutes on deck as the waves come over.">'
        '<link rel="alternate" type="application/json+oembed" href="/oembed?url=42">'
    )

    class Platform(OnePage):
        def get(self, request):
            if "oembed" not in request.url:
                return super().get(request)
            if isinstance(answer, Exception):
                raise answer
            return Response(request.url, 200, {}, answer.encode())

    video = read_article(found(), tools(Platform(page))).records[0]
    assert video.kind == "video"
    assert ("player.vimeo.com/video/76979871?dnt=1" in (video.featured_content or "")) is player
    assert "x()" not in (video.featured_content or "")


SHELL = "<html><title>Fjord Post</title><script src='/main.js'></script><div id='root'></div></html>"


def test_a_page_that_only_a_script_fills_gives_no_article():
    with pytest.raises(SkipItem, match="an empty page, whose text only a script would draw, not an article"):
        read_article(make_article(original_url=URL, title="Ferry", text=None, summary=""), tools(OnePage(SHELL)))


def test_of_a_page_that_only_a_script_fills_the_feed_is_kept():
    known = make_article(original_url=URL, title="Last ferry leaves Torsk", summary=LINES[0])
    with pytest.raises(Unfilled) as refused:
        read_article(known, tools(OnePage(SHELL)))
    read = stand_on_feed(known, tools(OnePage(SHELL)), refused.value).records[0]
    assert (read.title, read.text, read.is_partial) == ("Last ferry leaves Torsk", LINES[0], True)
    told = [reason.text for reason in read.verdict("reading").reasons]
    assert any("an empty page, whose text only a script would draw" in text for text in told)
