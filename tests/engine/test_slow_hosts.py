"""A run beside hosts that are slow, that rest or that want pauses: on a small table of made-up stages."""

import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from making import make_article, make_source
from nightdesk import side_by_side
from nightdesk.config import Config, LimitSettings, WebSettings
from nightdesk.engine import Engine
from nightdesk.errors import HostRests, NotItsTurn, RetryLater
from nightdesk.pipeline import Stage
from nightdesk.side_by_side import Pacing
from nightdesk.storage.store import Store
from nightdesk.types import Article, Edition, Outcome, Source


class Desk:
    """A store with articles at these hosts, an engine over three stages, and what these saw."""

    def __init__(self, folder, hosts, *, threads=4, attempts=2):
        web = WebSettings(connections=threads)
        self.config = Config(home=folder, web=web, limits=LimitSettings(attempts=attempts))
        self.store = Store.open(self.config)
        self.hosts, self.read, self.editions = hosts, [], []
        self.under_way, self.busiest, self._lock = Counter(), Counter(), threading.Lock()
        self.store.set_sources([make_source(1)], datetime.now(UTC))

    def run(self, read=None, pacing=None, *below):
        table = (
            Stage("poll", takes=Source, run=self._poll, waits=True),
            Stage("read", takes=Article, run=read or self.read_article, waits=True),
            *below,
            Stage("publish", takes=Edition, run=self._publish),
        )
        return Engine(self.config, self.store, lambda now: now, table).run(pacing=pacing or Pacing())

    def _poll(self, source, now):
        urls = [f"https://{host}/{number}" for number, host in enumerate(self.hosts)]
        found = tuple(make_article(number, url=url, text=None) for number, url in enumerate(urls))
        return Outcome(found=found, next_at=now + timedelta(hours=1))

    def read_article(self, article, now):
        host = host_of(article)
        with self._lock:
            self.under_way[host] += 1
            self.busiest[host] = max(self.busiest[host], self.under_way[host])
        time.sleep(0.002)
        with self._lock:
            self.under_way[host] -= 1
            self.read.append(host)
        return Outcome(records=(replace(article, text="read"),))

    def _publish(self, edition, now):
        self.editions.append(len(self.read))
        return Outcome(note="published")

    def work(self, stage="read"):
        listed = [self.store.ledger.work_of(f"a{number:012d}") for number in range(len(self.hosts))]
        return [work for works in listed for work in works if work.stage == stage]


def host_of(article):
    return article.original_url.split("/")[2]


@pytest.fixture
def make(tmp_path):
    made = []

    def desk(*hosts, **options):
        made.append(Desk(tmp_path, hosts, **options))
        return made[-1]

    yield desk
    for each in made:
        each.store.close()


def test_hosts_are_asked_in_turn_and_each_for_one_page_at_a_time(make):
    desk = make(*["hog.example"] * 60, *["honest.example"] * 3, *["other.example"] * 3)
    assert desk.run().done["read"] == 66
    assert set(desk.busiest.values()) == {1}
    assert max(place for place, host in enumerate(desk.read) if host != "hog.example") < 12


def test_what_was_read_is_published_while_a_slow_page_is_under_way_and_that_page_later(make):
    desk = make("slow.example", "quick.example", "quick.example")
    published = threading.Event()

    def read(article, now):
        if host_of(article) == "slow.example":
            assert published.wait(timeout=60), "the edition waits for the slow page"
        elif desk.read.count("quick.example") == 1:
            threading.Timer(0.5, published.set).start()
        return desk.read_article(article, now)

    summary = desk.run(read, Pacing(quiet=0.1))
    assert desk.editions == [2, 3]
    assert (summary.done["read"], summary.failed, summary.left) == (3, [], {})


def test_a_run_without_pacing_waits_for_every_page_before_its_edition(make):
    desk = make("slow.example", "quick.example")

    def read(article, now):
        time.sleep(0.3 if host_of(article) == "slow.example" else 0)
        return desk.read_article(article, now)

    desk.run(read)
    assert desk.editions == [2]


def test_a_unit_whose_turn_it_is_not_comes_again_in_the_same_run_and_counts_no_attempt(make):
    desk = make("patient.example", "patient.example", "quick.example", threads=1)
    turned_away = []

    def read(article, now):
        if host_of(article) == "patient.example" and article.id not in turned_away:
            turned_away.append(article.id)
            raise NotItsTurn("it wants 0.05 s", timedelta(seconds=0.05), "patient.example")
        return desk.read_article(article, now)

    summary = desk.run(read)
    assert (summary.done["read"], summary.put_off, len(turned_away)) == (3, {}, 2)
    assert desk.read[0] == "quick.example"
    assert {(work.state, work.attempts) for work in desk.work()} == {("done", 0)}


def test_the_units_of_a_host_that_rests_are_put_off_together_and_not_tried(make):
    desk = make(*["dead.example"] * 20, "quick.example")
    asked = []

    def read(article, now):
        if host_of(article) == "dead.example":
            asked.append(article.id)
            if len(asked) == 1:
                raise RetryLater("no whole answer within 30 s")
            raise HostRests("left alone for 60 s", timedelta(seconds=60), "dead.example", 1)
        return desk.read_article(article, now)

    summary = desk.run(read)
    assert (len(asked), summary.done["read"]) == (2, 1)
    ((stage, host), resting) = summary.put_off.popitem()
    assert (stage, host, len(resting.units), resting.note) == ("read", "dead.example", 19, "left alone for 60 s")
    waiting = [work for work in desk.work() if work.state == "due"]
    assert {work.attempts for work in waiting} == {1}
    assert all(timedelta(seconds=55) < work.due_at - work.changed_at <= timedelta(seconds=65) for work in waiting)


@pytest.mark.parametrize(("failures", "state", "attempts"), [(1, "due", 1), (2, "failed", 2), (0, "due", 0)])
def test_a_failure_of_a_host_counts_once_for_each_of_its_units(make, failures, state, attempts):
    desk = make("dead.example", attempts=2)
    failed = []
    for count in range(1, max(failures, 1) + 1):

        def read(article, now, count=count):
            raise HostRests("left alone", timedelta(0), "dead.example", min(count, failures))

        failed = desk.run(read).failed
    (work,) = desk.work()
    assert (work.state, work.attempts, len(failed)) == (state, attempts, int(state == "failed"))


@pytest.fixture
def jump(monkeypatch):
    """Let the clock of runs go forward by 1,000 seconds."""

    class Clock:
        ahead = 0.0
        sleep = staticmethod(time.sleep)

        def monotonic(self):
            return time.monotonic() + self.ahead

    clock = Clock()
    monkeypatch.setattr(side_by_side, "time", clock)

    def forward():
        clock.ahead = 1_000.0

    return forward


def test_a_run_ends_with_its_time_publishes_what_it_has_and_leaves_the_rest_due(make, jump):
    desk = make(*["hog.example"] * 9, threads=1)

    def read(article, now):
        if len(desk.read) == 2:
            jump()
        return desk.read_article(article, now)

    summary = desk.run(read, Pacing(run_for=900.0))
    assert (summary.done["read"], summary.left, desk.editions) == (3, {"read": 6}, [3])
    assert Counter(work.state for work in desk.work()) == {"done": 3, "due": 6}
    assert desk.run().done["read"] == 6


def test_what_was_read_in_time_gets_its_pictures_and_is_published_when_the_time_is_over(make, jump):
    desk = make(*["hog.example"] * 5, *["other.example"] * 5, threads=1)

    def read(article, now):
        if len(desk.read) == 3:
            jump()
        return desk.read_article(article, now)

    images = Stage("images", takes=Article, run=lambda article, now: Outcome(records=(article,)), waits=True)
    summary = desk.run(read, Pacing(run_for=900.0), images)
    assert (summary.done["read"], summary.done["images"], summary.left, desk.editions) == (4, 4, {"read": 6}, [4])


def test_what_is_slow_when_the_time_is_over_is_given_back(make, jump):
    desk = make("slow.example", "quick.example")
    over = threading.Event()

    def read(article, now):
        if host_of(article) == "slow.example":
            over.wait(timeout=60)
        return desk.read_article(article, now)

    def publish(edition, now, publish=desk._publish):
        jump()
        return publish(edition, now)

    desk._publish = publish

    try:
        summary = desk.run(read, Pacing(quiet=0.1, run_for=900.0))
        assert (summary.done["read"], summary.left, desk.editions) == (1, {"read": 1}, [1])
        assert Counter(work.state for work in desk.work()) == {"done": 1, "due": 1}
    finally:
        over.set()


def test_a_late_feed_is_read_and_published_in_the_same_run(make):
    desk = make("quick.example")
    poll, published = desk._poll, threading.Event()
    desk.store.set_sources([make_source(1), make_source(2)], datetime.now(UTC))
    publish = desk._publish

    def slow_poll(source, now):
        if source.id.endswith("2"):
            assert published.wait(timeout=60), "the edition waits for the slow feed"
            article = make_article(7, url="https://late.example/7", text=None)
            return Outcome(found=(article,), next_at=now + timedelta(hours=1))
        return poll(source, now)

    def note(edition, now):
        published.set()
        return publish(edition, now)

    desk._poll, desk._publish = slow_poll, note
    desk.run(pacing=Pacing(quiet=0.1))
    assert desk.editions == [1, 2]
