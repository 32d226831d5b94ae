"""Dates as feeds write them; each variant was seen in a feed or is named by a specification."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.formats.feeds.dates import parse_date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "Tue, 31 Feb 2024 13:00:00 GMT",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "0000-00-00 00:00:00",
        "2999-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0",
        "9999999999",
        "2024-13-01",
        "32/13/2024",
        "9" * 5000,
    ],
)
def test_what_is_no_date_of_a_page_gives_none(text):
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 05 Nov 2024 13:11:53 +0200",
        "Tue,5 Nov 2024 11:11:53 GMT",
        "tue, 05 november 2024 11:11:53 utc",
        "05 Nov 24 11:11:53 UT",
        "05-Nov-2024 11:11:53",
        "Tue, 05 Nov 2024 06:11:53 EST",
        "Tue, 05 Nov 2024 12:11:53 GMT+1",
        "Tue, 05 Nov 2024 16:41:53 +530",
        "Tue, 05 Nov 2024 11:11:53 +9900",
        "Tue, 05 Nov 2024 11:11:53 XYZ",
        "Di, 05 Nov 2024 12:11:53 MEZ",
        "mar., 05 nov. 2024 12:11:53 +0100",
        "Tue Nov  5 11:11:53 2024",
        "Tue Nov 5 12:11:53 CET 2024",
        "Tuesday, November 5, 2024 - 11:11:53",
        "November 5th, 2024 at 11:11:53 am",
        "5 de noviembre de 2024 11:11:53",
        "2024-11-05T11:11:53Z",
        "2024-11-05T11:11:53.000000000Z",
        "2024-11-05 13:11:53 +02:00",
        "2024-11-05T13:11:53+0200",
        "2024-11-05T06:11:53\u221205:00",
        "2024/11/05 11:11:53",
        "20241105T111153Z",
        "05.11.2024 11:11:53",
        "11/05/2024 11:11:53 AM",
        "2024年11月5日 11:11:53",
        "2024년 11월 5일 11:11:53",
        "1730805113",
        "1730805113000",
    ],
)
def test_one_moment_in_thirty_spellings(text):
    assert parse_date(text) == datetime(2024, 11, 5, 11, 11, 53, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Tue, 05 Nov 2024 24:00:00 GMT", datetime(2024, 11, 6, tzinfo=UTC)),
        ("Tue, 05 Nov 2024 23:59:60 GMT", datetime(2024, 11, 5, 23, 59, 59, tzinfo=UTC)),
        ("2024-11-05T12:00:00 AM", datetime(2024, 11, 5, tzinfo=UTC)),
        ("25/05/2024", datetime(2024, 5, 25, tzinfo=UTC)),
        ("Di, 05 Mär 2024 10:00:00 GMT", datetime(2024, 3, 5, 10, tzinfo=UTC)),
        ("Thu, 08 Août 2024 10:00:00 GMT", datetime(2024, 8, 8, 10, tzinfo=UTC)),
        ("Lun, 01 Ene 2024 10:00:00 GMT", datetime(2024, 1, 1, 10, tzinfo=UTC)),
        ("2024-11", datetime(2024, 11, 1, tzinfo=UTC)),
        ("5 Nov 2024 in Paris", datetime(2024, 11, 5, tzinfo=UTC)),
    ],
)
def test_odd_moments(text, moment):
    assert parse_date(text) == moment


MOMENTS = st.datetimes(
    datetime(1990, 1, 2),  # noqa: DTZ001 - hypothesis wants bounds without a zone
    datetime(2099, 12, 30),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
).map(lambda moment: moment.replace(microsecond=0))


@given(MOMENTS)
def test_what_the_standards_write_is_read_back(moment):
    assert parse_date(format_datetime(moment)) == moment
    assert parse_date(moment.isoformat()) == moment


@given(
    st.text(max_size=60) | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} \w{3} \d{1,5} \d\d?:\d\d:\d\d .{0,6}", fullmatch=True)
)
def test_any_text_gives_a_plausible_time_or_none(text):
    moment = parse_date(text)
    assert moment is None or (moment.tzinfo is UTC and 1989 <= moment.year <= 2101)
