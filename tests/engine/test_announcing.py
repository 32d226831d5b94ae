"""A hub is told of feeds that changed, and of no others; what it answers never fails a run."""

import http.server
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest

from nightdesk.config import DeskSettings, LimitSettings, PublishSettings, WebSettings
from nightdesk.engine import Engine
from nightdesk.pipeline import FRONT, Stage
from nightdesk.stages.announce import announce_feed
from nightdesk.storage.store import Store
from nightdesk.tools import Tools
from nightdesk.types import Announcement, Edition, File, Outcome
from nightdesk.web_client import open_web


class Hub(http.server.ThreadingHTTPServer):
    """A hub on loopback: what it was told, and what it answers next."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.told = []
        self.answers = []
        self.headers = {}

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/hub"

    def urls(self):
        told, self.told = self.told, []
        return Counter(form["hub.url"].removeprefix("https://desk.example/") for form in told)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.told.append(dict(parse_qsl(body)))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def hub():
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Desk:
    """An engine whose edition is what a test says, with a hub."""

    def __init__(self, config):
        self.config = config
        self.store = Store.open(config)
        self.web = open_web(config)
        self.feeds = {"feed.xml": b"one", "topics/søer/atom.xml": b"one"}

    def engine(self):
        table = (
            Stage("publish", takes=Edition, run=self.publish, files="site"),
            Stage("announce", takes=Announcement, run=announce_feed, waits=True, is_courtesy=True),
        )
        return Engine(self.config, self.store, self.tools, table)

    def tools(self, now):
        return Tools(self.config, None, self.web, None, now)

    def publish(self, edition, tools):
        files = [File(path, content, is_announced=True) for path, content in self.feeds.items()]
        return Outcome(files=(File("index.html", b"x"), *files), note="published")

    def run(self, *, edition=True):
        if edition:
            self.store.ledger.schedule("publish", 1, [FRONT], datetime.now(UTC), "a test")
        return self.engine().run()

    def work(self, path="feed.xml"):
        return next(work for work in self.store.ledger.work_of(path) if work.stage == "announce")

    def make_due(self):
        for path in self.feeds:
            self.store.ledger.schedule("announce", 1, [path], datetime.now(UTC), "a test")


@pytest.fixture
def desk(config, hub):
    made = Desk(
        replace(
            config,
            desk=DeskSettings(url="https://desk.example/"),
            publish=PublishSettings(websub_hub=hub.url),
            web=WebSettings(allow_private=True, host_delay_seconds=0.0, timeout_seconds=5.0),
            limits=LimitSettings(attempts=2),
        )
    )
    yield made
    made.web.close()
    made.store.close()


def test_a_hub_is_told_of_each_feed_once_and_then_only_of_what_changed(desk, hub):
    summary = desk.run()
    assert hub.told[0].keys() == {"hub.mode", "hub.url"}
    assert hub.urls() == {"feed.xml": 1, "topics/s%C3%B8er/atom.xml": 1}
    assert summary.done == {"publish": 1, "announce": 2}
    desk.run()
    assert hub.urls() == {}
    desk.feeds["feed.xml"] = b"two"
    desk.run()
    assert hub.urls() == {"feed.xml": 1}
    assert desk.work().note == "the hub answered 204 for https://desk.example/feed.xml"


def test_a_folder_that_is_made_anew_announces_nothing(desk, hub):
    desk.run()
    hub.urls()
    for path in sorted(desk.config.site_folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    desk.run()
    assert (desk.config.site_folder / "feed.xml").read_bytes() == b"one"
    assert hub.urls() == {}


@pytest.mark.parametrize("status", [500, 503, 404])
def test_a_hub_that_fails_fails_no_run_and_is_told_again_where_that_may_help(desk, hub, status):
    hub.answers = [status, status]
    summary = desk.run()
    assert summary.failed == []
    assert [str(status) in work.note for work in summary.skipped] == [True, True]
    assert desk.work().state == ("skipped" if status == 404 else "due")
    assert desk.work().due_at > datetime.now(UTC) or status == 404


def test_a_hub_that_is_not_there_fails_no_run(desk, hub):
    desk.config = replace(desk.config, publish=PublishSettings(websub_hub="http://127.0.0.1:1/"))
    summary = desk.run()
    assert summary.failed == []
    assert {work.state for work in summary.skipped} == {"due"}


def test_a_change_does_not_hurry_a_hub_that_asked_for_patience(desk, hub):
    hub.answers, hub.headers = [503], {"Retry-After": "600"}
    del desk.feeds["topics/søer/atom.xml"]
    desk.run()
    first = desk.work()
    assert first.due_at > datetime.now(UTC) + timedelta(minutes=9)
    hub.urls()
    desk.feeds["feed.xml"] = b"two"
    summary = desk.run()
    assert (hub.urls(), summary.skipped) == ({}, [])
    assert (desk.work().due_at, desk.work().attempts) == (first.due_at, 1)


def test_a_hub_is_given_up_after_the_attempts_of_the_desk_and_tried_again_at_the_next_change(desk, hub):
    del desk.feeds["topics/søer/atom.xml"]
    hub.answers = [500, 500]
    desk.run()
    waiting = desk.work()
    claimed = desk.store.ledger.claim("announce", "test", waiting.due_at, 1)
    desk.store.ledger.finish(replace(claimed[0], due_at=datetime.now(UTC), state="due"), "test")
    desk.run(edition=False)
    assert (desk.work().state, desk.work().attempts) == ("failed", 2)
    desk.feeds["feed.xml"] = b"two"
    hub.urls()
    assert desk.run().done["announce"] == 1
    assert (hub.urls(), desk.work().state) == ({"feed.xml": 1}, "done")


def test_publishing_by_command_leaves_the_hub_to_the_next_run_and_elsewhere_tells_nobody(desk, hub, tmp_path):
    desk.engine().publish_to(tmp_path / "elsewhere")
    desk.run(edition=False)
    assert hub.urls() == {}
    desk.engine().publish_to(desk.config.site_folder)
    assert hub.urls() == {}
    desk.run(edition=False)
    assert hub.urls() == {"feed.xml": 1, "topics/s%C3%B8er/atom.xml": 1}


def test_a_hub_that_is_no_longer_set_is_not_told(desk, hub):
    desk.make_due()
    desk.config = replace(desk.config, publish=PublishSettings())
    summary = desk.run(edition=False)
    assert hub.urls() == {}
    assert {work.note for work in summary.skipped} == {"no hub is told: [publish] websub_hub is empty"}
