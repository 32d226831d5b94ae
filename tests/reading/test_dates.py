"""Dates: machine-written times as aware UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.reading.dates import parse_moment

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "2026-02-30T10:00", "2026-01-01T25:00", "20.11.", "٢٠٢٦"]
)
def test_what_is_no_date_gives_none(text):
    assert parse_moment(text) == (None, "")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("2026-11-20T12:00:00Z", ""),
        ("2026-11-20T13:00:00+01:00", ""),
        ("2026-11-20T07:00-0500", ""),
        ("20261120T120000Z", ""),
        ("2026-11-20 12:00:00.123456 UTC", ""),
        ("Fri, 20 Nov 2026 12:00:00 GMT", ""),
        ("1795176000", ""),
        ("1795176000000", ""),
        ("2026-11-20 12:00", "no zone"),
    ],
)
def test_forms_of_one_moment_are_one(text, doubt):
    assert parse_moment(text) == (NOON, doubt)


def test_a_day_alone_says_that_its_time_is_missing():
    assert parse_moment("2026-11-20") == (NOON - timedelta(hours=12), "no time of day")


def test_a_time_without_a_zone_takes_the_one_of_its_page():
    assert parse_moment("2026-11-20T13:00:00", timezone(timedelta(hours=1))) == (NOON, "no zone")


@given(st.text())
def test_any_text_gives_a_moment_or_none(text):
    moment, _ = parse_moment(text)
    assert moment is None or moment.utcoffset() == timedelta(0)


@given(st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2100, 1, 1)), st.integers(-14 * 4, 14 * 4))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_an_iso_time_with_its_offset_is_read_back(naive, quarters):
    moment = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=15 * quarters)))
    assert parse_moment(moment.isoformat()) == (moment, "")
