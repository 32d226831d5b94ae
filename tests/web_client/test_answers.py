"""What a status means for the work that asked."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.errors import RetryLater, SkipItem
from nightdesk.tools import Request
from nightdesk.web_client.answers import check, retry_after
from nightdesk.web_client.transport import Answer, headers_of

URL = "https://example.org/page"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def judge(status, *, is_live=True, etag=None, **headers):
    check(Request(url=URL, etag=etag), Answer(URL, status, headers), is_live=is_live)


@pytest.mark.parametrize("status", [200, 301, 302, 303, 307, 308])
def test_pages_and_redirects_pass(status):
    judge(status)


def test_not_modified_passes_only_where_the_request_was_conditional():
    judge(304, etag='"1"')
    with pytest.raises(SkipItem, match=r"answered 304 \(Not Modified\)"):
        judge(304)


@pytest.mark.parametrize("status", [201, 204, 206, 300, 400, 401, 403, 404, 405, 410, 418, 451, 499, 399])
def test_a_status_that_will_not_pass_is_skipped_and_named(status):
    with pytest.raises(SkipItem, match=f"^{URL}: answered {status}"):
        judge(status)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 599])
def test_a_status_that_may_pass_is_tried_again_later(status):
    with pytest.raises(RetryLater, match=f"^{URL}: answered {status}"):
        judge(status)


def test_too_many_requests_without_a_time_asks_for_a_minute():
    with pytest.raises(RetryLater) as later:
        judge(429)
    assert later.value.after == timedelta(minutes=1)


def test_what_an_archive_holds_is_never_tried_again():
    with pytest.raises(SkipItem, match=r"answered 503 \(Service Unavailable\) when it was recorded"):
        judge(503, is_live=False)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Sun, 22 Nov 2026 12:02:00 GMT", 120),
        ("Sun, 22 Nov 2026 12:02:00", 120),
        ("999999999999999999999999", 86_400),
        ("Sun, 22 Nov 2099 12:02:00 GMT", 86_400),
    ],
)
def test_retry_after_is_seconds_or_a_date_up_to_a_day(value, seconds):
    assert retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "0", "-5", "soon", "1.5", "Sun, 22 Nov 2026 11:00:00 GMT", "²", "Sun, 99 Nov"])
def test_a_retry_after_that_says_nothing_is_ignored(value):
    assert retry_after(value, NOW) is None


@given(st.text(max_size=60))
def test_any_retry_after_is_read_without_an_accident(value):
    after = retry_after(value, NOW)
    assert after is None or timedelta(0) < after <= timedelta(days=1)


def test_header_lines_are_joined_and_single_ones_keep_the_first():
    lines = [("Vary", "a"), ("vary", "b"), ("Content-Type", "text/html"), ("content-type", "text/plain")]
    assert headers_of(lines) == {"vary": "a, b", "content-type": "text/html"}


def test_bytes_that_are_no_utf8_stay_storable_and_an_address_keeps_them():
    raw = b"/caf\xe9".decode("utf-8", "surrogateescape")
    assert headers_of([("Location", raw), ("ETag", raw)]) == {
        "location": "/caf%E9",
        "etag": "/caf\N{REPLACEMENT CHARACTER}",
    }
