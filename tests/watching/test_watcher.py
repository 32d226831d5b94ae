"""The watcher goes on whatever goes wrong, and says how it is."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest

from nightdesk.checkup import check_desk
from nightdesk.engine import Summary
from nightdesk.errors import DeskBusy, StoreError
from nightdesk.newsroom import Newsroom, init_desk
from nightdesk.storage.folder import only_one
from nightdesk.watching.health import HEALTH_NAME, Health, is_alive, read_health, stands, write_health
from nightdesk.watching.live_desk import LiveDesk
from nightdesk.watching.watcher import LONGEST_NAP, Watcher

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ERRORS = [
    StoreError("the disk is full"),
    RuntimeError("a bug"),
    MemoryError(),
    SystemExit(1),
    KeyError("x"),
    OSError(24),
]


class Failing(LiveDesk):
    """A desk of which each look ends as the next of a list says: an error, or ``None`` where it goes well."""

    def __init__(self, newsroom, ends):
        super().__init__(newsroom)
        self.ends = iter(ends)

    def run(self, progress=None):
        end = next(self.ends, None)
        if end is not None:
            raise end
        return Summary()


@pytest.fixture
def newsroom(tmp_path):
    init_desk(tmp_path)
    with Newsroom.open(tmp_path) as opened:
        yield opened


def found(newsroom):
    """What the doctor finds of the watcher."""
    return [item for item in check_desk(newsroom.config.home) if item.thing == "watch"]


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_no_error_is_the_last_of_the_watcher(newsroom, error):
    watcher = Watcher(Failing(newsroom, [error, error]))
    assert watcher.look() > 0
    assert watcher.health.failures == 1
    assert watcher.health.cause == type(error).__name__
    watcher.look()
    assert watcher.health.failures == 2
    watcher.look()
    assert (watcher.health.failures, watcher.health.troubles) == (0, ())
    assert watcher.health.well_at is not None


def test_pauses_grow_from_one_failure_to_the_next_and_never_beyond_the_longest_nap(newsroom):
    watcher = Watcher(Failing(newsroom, [StoreError("gone")] * 200))
    pauses = [watcher.look() for _ in range(200)]
    assert pauses[:4] == [1, 2, 4, 8]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_NAP


def test_the_trace_of_a_bug_is_logged_once_and_each_failure_in_a_line(newsroom, caplog):
    watcher = Watcher(Failing(newsroom, [RuntimeError("a bug")] * 3))
    with caplog.at_level(logging.INFO, "nightdesk"):
        for _ in range(4):
            watcher.look()
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [bool(record.exc_info) for record in errors] == [True, False, False]
    assert "well again after 3 failures" in caplog.text


def test_what_is_told_of_each_look_may_fail_too(newsroom):
    def tell(summary):
        raise RuntimeError("nobody listens")

    watcher = Watcher(Failing(newsroom, []), tell)
    watcher.look()
    assert watcher.health.failures == 1


def test_a_desk_at_which_another_process_is_at_work_is_no_failure(newsroom):
    watcher = Watcher(LiveDesk(newsroom))
    with only_one(newsroom.config.cache_folder):
        assert watcher.look() == 1
    assert watcher.health.failures == 0
    with pytest.raises(DeskBusy), only_one(newsroom.config.cache_folder):
        newsroom.run()


def test_a_thread_outlives_every_error_and_ends_when_it_is_told(newsroom):
    looked = threading.Event()
    watcher = Watcher(Failing(newsroom, ERRORS), lambda _: looked.set(), wait=lambda _: None)
    with watcher:
        assert looked.wait(30)
        assert is_alive(newsroom.config.cache_folder)
        assert [item.level for item in found(newsroom)] == ["well"]
    assert not watcher.is_running
    assert not is_alive(newsroom.config.cache_folder)
    assert read_health(newsroom.config.cache_folder).state == "ended"
    assert found(newsroom) == []


def test_the_doctor_says_of_a_watcher_that_fails_why(newsroom):
    resting, rest = threading.Event(), threading.Event()

    def wait(_):
        resting.set()
        rest.wait(30)

    with Watcher(Failing(newsroom, [StoreError("the disk is full; free some space")]), wait=wait):
        assert resting.wait(30)
        (finding,) = found(newsroom)
        rest.set()
    assert finding.level == "wrong"
    assert "failed 1 time in a row: the disk is full; free some space" in finding.text


def test_the_doctor_says_of_a_watcher_that_was_killed_that_it_is_gone(newsroom):
    write_health(newsroom.config.cache_folder, Health(process=1, state="resting", changed_at=NOW))
    (finding,) = found(newsroom)
    assert finding.level == "odd"
    assert "process 1 is gone since 2026-11-20 12:00 UTC" in finding.text


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"process": "x"}', b"\xff"])
def test_a_health_that_cannot_be_read_is_none(newsroom, content):
    newsroom.config.cache_folder.mkdir(exist_ok=True)
    (newsroom.config.cache_folder / HEALTH_NAME).write_bytes(content)
    assert found(newsroom) == []


def test_a_health_that_cannot_be_written_does_not_keep_the_watcher_from_its_work(newsroom):
    (newsroom.config.cache_folder / HEALTH_NAME).mkdir(parents=True)
    watcher = Watcher(Failing(newsroom, []))
    watcher.look()
    assert watcher.health.well_at is not None


@pytest.mark.parametrize(
    ("fields", "trouble"),
    [
        ({"state": "resting", "next_look_at": NOW}, ""),
        ({"state": "resting", "next_look_at": NOW - timedelta(minutes=6)}, "meant to look again at 2026-11-20 11:54"),
        ({"state": "working", "changed_at": NOW - timedelta(minutes=20)}, ""),
        ({"state": "working", "changed_at": NOW - timedelta(minutes=31)}, "no further since 2026-11-20 11:29"),
        ({"state": "resting", "failures": 3, "troubles": ("a", "b")}, "failed 3 times in a row: a"),
    ],
)
def test_a_watcher_stands_where_it_does_not_do_its_work(fields, trouble):
    said = stands(Health(**({"process": 1, "changed_at": NOW} | fields)), NOW)
    assert trouble in said
    assert bool(said) == bool(trouble)
