"""Polling a source: what is found, what is refused, and when it is asked again."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making import make_source
from nightdesk.config import Config, PollSettings, WebSettings
from nightdesk.errors import GaveUp, RetryLater, SkipItem
from nightdesk.stages.poll import poll_source
from nightdesk.tools import Request, Response
from nightdesk.types import Image, Provider, Source
from nightdesk.urls import article_id

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://www.fjordpost.example/feed.xml"


@dataclass
class OneAnswer:
    """A web that gives one answer to everything and remembers what it was asked."""

    answer: Response | Exception
    asked: list[Request] = field(default_factory=list)

    def get(self, request):
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class SameProcess:
    def call(self, function, *args):
        return function(*args)


class TiredWorkers:
    def call(self, *_):
        raise GaveUp("took over 10 s; given up")


@dataclass(frozen=True)
class Library:
    known: frozenset[str] = frozenset()

    def known_urls(self, urls):
        return self.known & frozenset(urls)


@dataclass
class Desk:
    """The tools that this stage uses."""

    web: OneAnswer
    library: Library = field(default_factory=Library)
    workers: object = field(default_factory=SameProcess)
    config: Config = field(default_factory=lambda: Config(home=Path()))
    now: datetime = NOW


def rss(*items: str, channel: str = "") -> bytes:
    spaces = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    return f"<rss {spaces}><channel><title>Fjord Post</title>{channel}{''.join(items)}</channel></rss>".encode()


def item(number: int = 1, rest: str = "", link: str | None = None) -> str:
    link = f"https://www.fjordpost.example/news/{number}" if link is None else link
    return f"<item><title>News {number}</title><link>{link}</link>{rest}</item>"


def dated(number: int, moment: datetime) -> str:
    return item(number, f"<pubDate>{moment:%a, %d %b %Y %H:%M:%S} +0000</pubDate>")


def answer(body: bytes = b"", status: int = 200, **headers: str) -> Response:
    return Response(URL, status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def poll(response, source: Source | None = None, **desk):
    return poll_source(source or make_source(url=URL), Desk(OneAnswer(response), **desk))


def wait_of(response, source=None, **desk) -> timedelta:
    return poll(response, source, **desk).next_at - NOW


# -- what goes wrong


def test_a_web_page_in_the_place_of_a_feed_is_refused_with_the_feeds_it_names():
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>Hi</body></html>'
    with pytest.raises(SkipItem, match=r"not a feed; it names these feeds: https://www\.fjordpost\.example/rss"):
        poll(answer(page))


@pytest.mark.parametrize("error", [RetryLater("503 Service Unavailable"), SkipItem("410 Gone")])
def test_errors_of_the_web_are_passed_on(error):
    with pytest.raises(type(error), match=str(error)):
        poll(error)


def test_an_empty_answer_is_tried_again():
    with pytest.raises(RetryLater, match="answers with nothing"):
        poll(answer(b""))


def test_a_feed_that_takes_too_long_is_given_up():
    with pytest.raises(GaveUp, match="given up"):
        poll(answer(rss(item())), workers=TiredWorkers())


def test_entries_that_lead_nowhere_or_to_a_front_page_are_left_out_with_a_note():
    outcome = poll(
        answer(rss(item(1), item(2, link="javascript:alert(1)"), item(3, link="https://www.fjordpost.example/")))
    )
    assert [article.title for article in outcome.found] == ["News 1"]
    assert "1 left out that lead to a front page" in outcome.note
    assert "1 entry without a link to a page" in outcome.note


def test_a_date_in_the_future_or_in_no_time_is_not_used():
    outcome = poll(answer(rss(dated(1, NOW + timedelta(days=30)), item(2, "<pubDate>Mon, 01 Jan 0000</pubDate>"))))
    assert [article.hint_published_at for article in outcome.found] == [None, None]
    assert "1 dated over 2 days ahead, a date that is not used" in outcome.note
    assert "1 entry with a date that cannot be one" in outcome.note


def test_an_empty_feed_is_no_fault():
    outcome = poll(answer(rss()))
    assert outcome.found == ()
    assert outcome.note.startswith("the feed names no articles; ")
    assert outcome.next_at > NOW


# -- what is found


def test_the_request_is_conditional_and_bounded():
    web = OneAnswer(answer(rss(item())))
    source = make_source(url=URL, etag='"a"', last_modified="Fri, 20 Nov 2026 10:00:00 GMT")
    poll_source(source, Desk(web, config=Config(home=Path(), web=WebSettings(page_limit_mb=2))))
    assert web.asked == [Request(url=URL, etag='"a"', last_modified="Fri, 20 Nov 2026 10:00:00 GMT", limit=2_000_000)]


def test_the_source_keeps_what_its_owner_gave_and_learns_the_rest():
    body = rss(item(), channel="<language>no</language><link>https://www.fjordpost.example/</link>")
    (source,) = poll(answer(body, etag='"b"', last_modified="x"), make_source(url=URL, title="My name")).records
    assert (source.title, source.language, source.site_url) == ("My name", "no", "https://www.fjordpost.example/")
    assert (source.etag, source.last_modified) == ('"b"', "x")
    (source,) = poll(answer(body), make_source(url=URL, title="", etag='"old"', language="nn")).records
    assert (source.title, source.language, source.etag) == ("Fjord Post", "nn", None)


def test_an_entry_becomes_an_article():
    rest = """<description>The &lt;b&gt;ferry&lt;/b&gt; sails.</description><author>a@b.example (Ann)</author>
      <pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate><enclosure url="/f.jpg" type="image/jpeg"/>"""
    link = "https://www.fjordpost.example/ferry?utm_source=rss#top"
    source = make_source(url=URL)
    (article,) = poll(answer(rss(item(1, rest, link), channel="<image><url>/logo.png</url></image>")), source).found
    assert article.id == article_id("https://www.fjordpost.example/ferry")
    assert (article.source_id, article.found_at, article.kind) == (source.id, NOW, "article")
    assert (article.original_url, article.url) == (link, "https://www.fjordpost.example/ferry")
    assert (article.title, article.summary, article.authors) == ("News 1", "The ferry sails.", ("Ann",))
    assert article.hint_published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert article.images == (Image("https://www.fjordpost.example/f.jpg"),)
    logo = Image("https://www.fjordpost.example/logo.png")
    assert article.provider == Provider("Fjord Post", "fjordpost.example", (logo,))
    assert article.text is None


def test_an_aggregators_entries_belong_to_the_outlets_they_lead_to():
    (article,) = poll(answer(rss(item(link="https://news.other.example/1")))).found
    assert article.provider == Provider("other.example", "other.example")


def test_an_entry_with_a_player_becomes_a_video_to_be_shown_in_place():
    player = '<media:player url="https://v.example/p?a=1&amp;b=&quot;2"/>'
    (article,) = poll(answer(rss(item(1, player)))).found
    assert article.kind == "video"
    assert 'src="https://v.example/p?a=1&amp;b=%222"' in article.featured_content


def test_an_address_named_twice_is_one_article():
    body = rss(item(1), item(2, link="HTTPS://www.fjordpost.example:443/news/1#x"))
    assert [article.title for article in poll(answer(body)).found] == ["News 1"]


def test_all_entries_are_returned_and_the_new_ones_counted():
    known = frozenset(("https://www.fjordpost.example/news/1",))
    outcome = poll(answer(rss(item(1), item(2), item(3))), library=Library(known))
    assert len(outcome.found) == 3
    assert outcome.note.startswith("2 new of 3; ")


def test_an_unchanged_source_finds_nothing_and_saves_nothing():
    outcome = poll(answer(status=304))
    assert (outcome.found, outcome.records) == ((), ())
    assert outcome.note.startswith("unchanged; asked again in ")


# -- when it is asked again

HOURLY = [dated(n, NOW - timedelta(hours=n)) for n in range(1, 10)]


def about(span: timedelta):
    """A span and up to a tenth more, or less at the upper bound."""
    return pytest.approx(span.total_seconds(), rel=0.1)


@pytest.mark.parametrize(
    ("body", "headers", "expected", "why"),
    [
        (rss(*HOURLY), {}, timedelta(minutes=30), "half the usual gap of 1 h between its entries"),
        (rss(item()), {}, timedelta(hours=1), "its entries carry no dates"),
        (
            rss(dated(1, NOW - timedelta(hours=50))),
            {},
            timedelta(hours=5),
            "a tenth of the 2 days since its newest",
        ),
        (rss(*HOURLY), {"cache_control": "public, max-age=7200"}, timedelta(hours=2), "good for 2 h (Cache-Control)"),
        (rss(*HOURLY), {"cache_control": "max-age=7200", "age": "3600"}, timedelta(hours=1), "good for 1 h (Cache"),
        (rss(*HOURLY), {"cache_control": "max-age=60"}, timedelta(minutes=30), "half the usual gap"),
        (rss(*HOURLY), {"cache_control": "no-cache, s-maxage=99999"}, timedelta(minutes=30), "half the usual gap"),
        (rss(*HOURLY), {"expires": "Fri, 20 Nov 2026 15:00:00 GMT"}, timedelta(hours=3), "good for 3 h (Expires)"),
        (rss(*HOURLY), {"expires": "0"}, timedelta(minutes=30), "half the usual gap"),
        (rss(*HOURLY), {"retry_after": "7200"}, timedelta(hours=2), "asks for a pause of 2 h (Retry-After)"),
        (rss(*HOURLY, channel="<ttl>240</ttl>"), {}, timedelta(hours=4), "the feed says that it is good for 4 h"),
        (rss(*HOURLY, channel="<sy:updatePeriod>hourly</sy:updatePeriod>"), {}, timedelta(hours=1), "good for 1 h"),
        (rss(*HOURLY), {"cache_control": "max-age=31536000"}, timedelta(hours=24), "less often than every 24 h"),
        (rss(*[dated(n, NOW - timedelta(minutes=n)) for n in range(9)]), {}, timedelta(minutes=15), "every 15 min"),
    ],
)
def test_when_a_source_is_asked_again_and_why(body, headers, expected, why):
    outcome = poll(answer(body, **headers))
    assert (outcome.next_at - NOW).total_seconds() == about(expected)
    assert why in outcome.note


@pytest.mark.parametrize(
    ("headers", "expected", "why"),
    [
        ({}, timedelta(hours=1), "it does not say when it last changed"),
        ({"cache_control": "max-age=10800"}, timedelta(hours=3), "(Cache-Control)"),
        ({"last_modified": "Fri, 20 Nov 2026 02:00:00 GMT"}, timedelta(hours=1), "a tenth of the 10 h since it last"),
    ],
)
def test_an_unchanged_source_is_asked_again_by_what_its_answer_says(headers, expected, why):
    outcome = poll(answer(status=304, **headers))
    assert (outcome.next_at - NOW).total_seconds() == about(expected)
    assert why in outcome.note


@given(
    st.lists(st.integers(-1_000_000, 100_000_000), max_size=8),
    st.one_of(st.none(), st.integers(0, 10**12).map(lambda n: f"max-age={n}"), st.text(max_size=20)),
    st.text(max_size=12),
    st.integers(0, 50),
)
def test_whatever_is_asked_stays_within_the_owners_bounds(ages, cache_control, retry_after, number):
    body = rss(*(dated(n, NOW - timedelta(seconds=age)) for n, age in enumerate(ages)))
    headers = {"retry_after": retry_after} | ({} if cache_control is None else {"cache_control": cache_control})
    config = Config(home=Path(), poll=PollSettings(minimum_minutes=20, maximum_hours=10))
    source = make_source(number, url=URL)
    wait = wait_of(answer(body, **headers), source, config=config)
    assert timedelta(minutes=20) <= wait <= timedelta(hours=10)
    assert wait == wait_of(answer(body, **headers), source, config=config)


def test_sources_of_one_pace_part_company():
    waits = {wait_of(answer(rss(*HOURLY)), replace(make_source(n), url=URL)) for n in range(30)}
    assert len(waits) == 30
