"""A clock that was wrong puts nothing off for long, and is told."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dying import opened
from nightdesk.checkup import check_desk
from nightdesk.config import PollSettings
from nightdesk.formats.opml import SourceEntry, write_opml
from nightdesk.storage.clock import set_right
from nightdesk.storage.ledger import LEASE
from nightdesk.storage.newsletters import STAGE, UNIT

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
YEAR, DAY, HOUR, MINUTE = timedelta(days=365), timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
POLL = PollSettings()
LONGEST, SHORTEST = timedelta(hours=POLL.maximum_hours), timedelta(minutes=POLL.minimum_minutes)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A desk of one source; ``start`` sets the machine's clock, ``up`` the seconds since it started."""
    (tmp_path / "desk.toml").write_text("")
    entry = SourceEntry("https://north.example/feed.xml", "North")
    (tmp_path / "sources.opml").write_bytes(write_opml([entry], "All"))
    newsroom, _ = opened(tmp_path)
    up = [1000.0]
    monkeypatch.setattr("nightdesk.storage.clock._up", lambda: up[0])
    monkeypatch.setattr("nightdesk.storage.clock._boot_id", lambda: "one")
    yield newsroom, up
    newsroom.close()


def run_at(newsroom, moment):
    with time_machine.travel(moment, tick=False):
        return newsroom.run()


def said_at(newsroom, moment):
    """What the doctor says of the clock."""
    with time_machine.travel(moment, tick=False):
        return [finding.text for finding in check_desk(newsroom.config.home) if finding.thing == "clock"]


def test_after_a_run_with_a_clock_a_year_ahead_the_sources_are_asked_as_the_settings_allow(desk, caplog):
    newsroom, up = desk
    run_at(newsroom, NOW + YEAR)
    assert newsroom.store.ledger.next_due_at() > NOW + YEAR
    (said,) = said_at(newsroom, NOW)
    assert "went back by 365 days" in said
    with caplog.at_level(logging.WARNING, "nightdesk"):
        run_at(newsroom, NOW)
    assert "went back by 365 days" in caplog.text
    assert "1 due time too far ahead set right" in caplog.text
    assert newsroom.store.ledger.next_due_at() == NOW + SHORTEST
    up[0] += SHORTEST.total_seconds()
    assert run_at(newsroom, NOW + SHORTEST).done["poll"] == 1
    (said,) = said_at(newsroom, NOW + SHORTEST)
    assert "2026-11-20 12:00 UTC" in said
    up[0] += DAY.total_seconds() * 3
    run_at(newsroom, NOW + SHORTEST + 3 * DAY)
    assert said_at(newsroom, NOW + SHORTEST + 3 * DAY) == []


def test_a_clock_that_goes_as_time_does_is_not_told(desk, caplog):
    newsroom, up = desk
    moment = NOW
    with caplog.at_level(logging.WARNING, "nightdesk.storage.clock"):
        for step in (MINUTE, HOUR, DAY, 30 * DAY):
            run_at(newsroom, moment)
            moment, up[0] = moment + step, up[0] + step.total_seconds()
            assert said_at(newsroom, moment) == []
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("jump", "said"),
    [
        (3 * DAY, "jumped ahead by 3 days"),
        (HOUR, "jumped ahead by 1 h 0 min"),
        (-HOUR, "went back by 1 h 0 min"),
        (-2 * YEAR, "went back by 730 days"),
        (MINUTE, None),
        (-MINUTE, None),
    ],
)
def test_a_clock_that_went_otherwise_than_time_is_told(desk, jump, said):
    newsroom, up = desk
    run_at(newsroom, NOW)
    up[0] += 600
    told = said_at(newsroom, NOW + timedelta(seconds=600) + jump)
    assert [said in line for line in told] == ([True] if said else [])


def test_over_a_restart_of_the_machine_a_clock_that_went_back_is_told(desk, monkeypatch):
    newsroom, up = desk
    run_at(newsroom, NOW)
    monkeypatch.setattr("nightdesk.storage.clock._boot_id", lambda: "two")
    up[0] = 5.0
    assert said_at(newsroom, NOW + 30 * DAY) == []
    (said,) = said_at(newsroom, NOW - DAY)
    assert "went back by 24 h" in said


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"at": "x"}', "null"])
def test_a_last_look_that_cannot_be_read_is_none(desk, kept):
    newsroom, _ = desk
    newsroom.store.remember("clock", kept)
    assert said_at(newsroom, NOW) == []
    run_at(newsroom, NOW)
    assert said_at(newsroom, NOW) == []


def test_a_source_that_rests_and_a_lease_are_no_longer_than_may_be(store, config):
    ledger = store.ledger
    ledger.schedule("read", 1, ["a1", "a2"], NOW + YEAR, "ahead")
    ledger.schedule("quality", 1, ["a1"], NOW + 2 * HOUR, "waits")
    assert len(ledger.claim("read", "one that died", NOW + YEAR, 1)) == 1
    set_right(store, config, NOW)
    assert ledger.due_counts(NOW) == {"read": 1}
    assert ledger.due_counts(NOW + LEASE) == {"read": 2}
    assert ledger.due_counts(NOW + 2 * HOUR) == {"read": 2, "quality": 1}


def test_the_next_issue_is_not_a_year_away(desk):
    newsroom, _ = desk
    object.__setattr__(newsroom.config.newsletter, "enabled", True)
    run_at(newsroom, NOW + YEAR)
    run_at(newsroom, NOW)
    (planned,) = [work for work in newsroom.store.ledger.work_of(UNIT) if work.stage == STAGE]
    assert NOW < planned.due_at <= NOW + DAY


@given(st.lists(st.integers(-3_000_000, 90_000_000), max_size=20))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_put_off_nothing_is_due_later_than_the_settings_allow_and_the_rest_stays(store, config, seconds):
    units = {f"f{number}": NOW + timedelta(seconds=away) for number, away in enumerate(seconds)}
    for unit, due_at in units.items():
        store.ledger.schedule("poll", 1, [unit], due_at, "x")
    set_right(store, config, NOW)
    for unit, due_at in units.items():
        (work,) = store.ledger.work_of(unit)
        assert work.due_at == (due_at if due_at <= NOW + LONGEST else NOW + SHORTEST)
