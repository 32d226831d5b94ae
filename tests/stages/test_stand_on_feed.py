"""A page that refuses the desk does not lose the article: it stands on what its feed says, and is asked again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from making import make_article, make_source
from nightdesk.config import Config, LimitSettings
from nightdesk.engine import Engine
from nightdesk.errors import GaveUp, PageRefused, RetryLater, SkipItem
from nightdesk.pipeline import Stage
from nightdesk.reading import read_page
from nightdesk.stages.poll import poll_source
from nightdesk.stages.read import read_article, stand_on_feed
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter, Request, Response, Tools
from nightdesk.types import Article, Outcome, Source
from nightdesk.web_client.answers import check
from nightdesk.web_client.transport import Answer

NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
URL = "https://harbour.example/news/storm-in-the-harbour"
STORM = "The whole story of the storm in the harbour is told in the feed, and nowhere else can the desk read it. " * 9
FEED = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour Notes</title>'
    f"<link>https://harbour.example/</link><item><title>Storm in the harbour</title><link>{URL}</link>"
    f"<description>Short teaser.</description><content:encoded><![CDATA[<p>{STORM}</p>]]></content:encoded>"
    "<pubDate>Mon, 30 Nov 2026 12:00:00 GMT</pubDate></item></channel></rss>"
)
PAGE = f"<title>Storm in the harbour</title><article><h1>Storm in the harbour</h1><p>{'The page says more. ' * 40}</p>"


class Here:
    def call(self, function, *args, **kwargs):
        return function(*args, **kwargs)


class Knows:
    def known_urls(self, urls):
        return frozenset()

    def sources(self):
        return ()


class Outlet:
    """Its feed is answered; its pages have a status and a body that a test sets."""

    def __init__(self, status=403, body=b""):
        self.status, self.body = status, body

    def get(self, request: Request) -> Response:
        if request.url.endswith("feed.xml"):
            return Response(request.url, 200, {"content-type": "application/rss+xml"}, FEED.encode())
        check(request, Answer(request.url, self.status, {"content-type": "text/html"}, self.body), is_live=True)
        return Response(request.url, 200, {"content-type": "text/html"}, self.body)


def tools(web, now=NOW):
    config = Config(home=Path(), limits=LimitSettings(attempts=2))
    return Tools(config=config, library=Knows(), web=web, workers=Here(), now=now)


def found(**fields):
    return make_article(**{"original_url": URL, "url": URL, "text": None, "summary": STORM, "found_at": NOW} | fields)


@pytest.fixture
def desk(tmp_path):
    """A store and a web, and a run over them at a moment."""
    store = Store.open(Config(home=tmp_path))
    source = replace(make_source(1), url="https://harbour.example/feed.xml", site_url=None)
    store.set_sources([source], datetime.now(UTC))
    web = Outlet()

    def run(attempts=2):
        if attempts == 1:
            make_due(store)
        table = (
            Stage("poll", takes=Source, run=poll_source, waits=True),
            Stage("read", takes=Article, run=read_article, instead=stand_on_feed, waits=True),
            Stage("later", takes=Article, run=lambda article, _: Outcome(records=(article,))),
        )
        config = Config(home=tmp_path, limits=LimitSettings(attempts=attempts))
        return Engine(config, store, lambda now: tools(web, now), table).run()

    yield store, web, run
    store.close()


def the_article(store):
    [article] = store.articles(ArticleFilter(with_text=True))
    [work] = [work for work in store.ledger.work_of(article.id) if work.stage == "read"]
    return article, work


def make_due(store):
    _, work = the_article(store)
    store.ledger.schedule("read", work.version, [work.unit], datetime.now(UTC), "a test")


@pytest.mark.parametrize("status", [401, 402, 403, 451, 400])
def test_where_the_page_is_refused_the_article_has_title_date_and_text_of_its_feed(desk, status):
    store, web, run = desk
    web.status = status
    summary = run()
    article, work = the_article(store)
    assert article.title == "Storm in the harbour"
    assert article.text.split() == STORM.split()
    assert article.published_at == datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert summary.done["later"] == 1
    verdict = article.verdict("reading")
    assert verdict.value == "feed"
    assert f"answered {status}" in verdict.reasons[0].text
    assert work.state == "due"
    assert timedelta(hours=5) < work.due_at - datetime.now(UTC) < timedelta(hours=7)


def test_a_page_that_is_readable_later_takes_its_place(desk):
    store, web, run = desk
    run()
    web.status, web.body = 200, PAGE.encode()
    make_due(store)
    run()
    article, work = the_article(store)
    assert (article.verdict("reading").value, work.state) == ("read", "done")
    assert "The page says more." in article.text


def test_a_page_that_refuses_again_changes_nothing_and_makes_nothing_due(desk):
    store, _, run = desk
    run()
    before, _ = the_article(store)
    make_due(store)
    assert "later" not in run().done
    assert the_article(store)[0] == before


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_is_asked_again_before_the_feed_stands_in(desk, status):
    store, web, run = desk
    web.status = status
    run()
    article, work = the_article(store)
    assert (article.verdict("reading"), work.state, work.attempts) == (None, "due", 1)
    run(attempts=1)
    article, work = the_article(store)
    assert article.verdict("reading").value == "feed"
    assert work.state == "due"


def test_a_page_that_was_read_before_stays_as_it_was(desk):
    store, web, run = desk
    web.status, web.body = 200, PAGE.encode()
    run()
    before, _ = the_article(store)
    web.status = 403
    make_due(store)
    run()
    article, work = the_article(store)
    assert (article, work.state) == (before, "skipped")


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_takes_its_article_with_it(desk, status):
    store, web, run = desk
    web.status = status
    run()
    article, work = the_article(store)
    assert (article.verdict("reading"), work.state) == (None, "skipped")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the page is empty"),
        (b"%PDF-1.7", "not a text page"),
        (b"<title>Sign in</title><h1>Sign in</h1><input type=password>", "a page to sign in"),
        (b"<title>H</title><script src=a.js></script><div id=root></div>", "only a script would draw"),
        (b"<p>a" * 300_001, "300,001 tags"),
    ],
)
def test_walls_and_pages_that_say_nothing_are_refusals(body, reason):
    with pytest.raises(PageRefused, match=reason) as refused:
        read_page(body, URL)
    assert stand_on_feed(found(), tools(Outlet()), refused.value).records[0].text


def test_pauses_double_up_to_a_week_and_end_after_a_month():
    now, pauses = NOW, []
    while (next_at := stand_on_feed(found(), tools(Outlet(), now), PageRefused("no")).next_at) is not None:
        pauses.append(next_at - now)
        now = next_at
    assert pauses[0] == timedelta(hours=6)
    assert pauses == sorted(pauses)
    assert max(pauses) == timedelta(days=7)
    assert now - NOW >= timedelta(days=30)
    assert len(pauses) < 15


@pytest.mark.parametrize("fields", [{"title": ""}, {"title": "***"}, {"summary": "", "excerpt": ""}])
def test_a_feed_that_brought_too_little_gives_no_article(fields):
    assert stand_on_feed(found(**{"excerpt": ""} | fields), tools(Outlet()), PageRefused("no")) is None


@pytest.mark.parametrize("error", [PageRefused("no"), RetryLater("busy"), GaveUp("took over 10 s")])
def test_whatever_kept_the_page_away_the_reason_is_told(error):
    outcome = stand_on_feed(found(), tools(Outlet()), error)
    assert str(error) in outcome.records[0].verdict("reading").reasons[0].text
    assert str(error) in outcome.note


def test_what_is_no_article_is_none_by_its_feed_either():
    assert stand_on_feed(found(), tools(Outlet()), SkipItem("a list of articles")) is None
