"""What an answer's status means for the work that asked: go on, leave it out, or come back later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from nightdesk.errors import PageRefused, RetryLater, SkipItem
from nightdesk.tools import Request
from nightdesk.web_client.guard import shown
from nightdesk.web_client.transport import Answer

REDIRECTS = frozenset({301, 302, 303, 307, 308})
# RFC 9110, section 15.5.9 (408); RFC 8470 (425); RFC 6585 (429).
_PASSING = frozenset({408, 425, 429})
BUSY_PAUSE = timedelta(minutes=1)  # for a 429 that does not say how long
LONGEST_PAUSE = timedelta(days=1)  # what a Retry-After may ask for; sources are asked daily at least
_GONE = frozenset({404, 410})  # then there is no article any more, whatever its feed says
_MEANING = {
    401: "it wants a login",
    402: "it wants a payment",
    403: "the server refuses the desk",
    404: "there is no such page",
    410: "the page is gone for good",
    451: "withheld for legal reasons",
}


def check(request: Request, answer: Answer, *, is_live: bool) -> None:
    """Let an answer with a page, with "not modified" or with a redirect pass; to a form, any 2xx and no redirect.

    Raises RetryLater for 408, 425, 429 and 5xx, with the time that Retry-After asks for (RFC 9110, section
    10.2.3), SkipItem for 404 and 410, and PageRefused for every other status. What an archive holds will not change,
    so it never gives a reason to come back.
    """
    status, url = answer.status, shown(answer.url)
    is_conditional = request.etag is not None or request.last_modified is not None
    if request.form is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    is_followed = status in REDIRECTS and request.form is None
    if status == HTTPStatus.OK or is_followed or (status == HTTPStatus.NOT_MODIFIED and is_conditional):
        return
    words = _words(status)
    if request.form is not None and status // 100 == 3:  # noqa: PLR2004 - all redirects
        target = answer.headers.get("location", "nowhere")
        raise SkipItem(
            f"{url}: answered {words}: a form is not sent on, so write the address it leads to: {shown(target)}"
        )
    error = SkipItem if status in _GONE else PageRefused
    if not is_live:
        raise error(f"{url}: answered {words} when it was recorded")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _PASSING:
        after = retry_after(answer.headers.get("retry-after", ""), datetime.now(UTC))
        if after is None and status == HTTPStatus.TOO_MANY_REQUESTS:
            after = BUSY_PAUSE
        wait = f"; it asks to wait {after.total_seconds():,.0f} s" if after else ""
        raise RetryLater(f"{url}: answered {words}{wait}", after)
    if status in _MEANING:
        raise error(f"{url}: answered {words}: {_MEANING[status]}")
    raise error(f"{url}: answered {words}, not with a page")


def retry_after(value: str, now: datetime) -> timedelta | None:
    """How long a Retry-After asks to wait: seconds or an HTTP date; ``None`` where it is neither or past."""
    text = value.strip()
    try:
        if text.isdecimal():
            pause = timedelta(seconds=min(int(text[:18]), LONGEST_PAUSE.total_seconds()))
        else:
            date = parsedate_to_datetime(text)
            pause = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None
    return min(pause, LONGEST_PAUSE) if pause > timedelta(0) else None


def _words(status: int) -> str:
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)
