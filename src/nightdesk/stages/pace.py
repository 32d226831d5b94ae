"""When a source is asked again: what its server and feed ask for, and the pace at which it publishes."""

from __future__ import annotations

import re
import statistics
import zlib
from datetime import datetime, timedelta
from itertools import pairwise

from nightdesk.formats.feeds import Feed
from nightdesk.formats.feeds.dates import parse_date
from nightdesk.tools import Response, Tools
from nightdesk.types import Source

LATEST_ENTRIES = 20  # whose dates tell a source's pace
UNKNOWN_PACE = timedelta(hours=1)  # for a feed that gives no dates; what most feeds that say so ask for
# Twice in the usual gap between entries: an entry is then known after a quarter of a gap on average.
POLLS_A_GAP = 2
# What is long unchanged will stay so for a while: a tenth of its age, as caches do (RFC 9111, section 4.2.2).
AGE_SHARE = 10
MOST_JITTER = 0.1
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)

Wish = tuple[timedelta, str]


def next_poll(source: Source, response: Response, feed: Feed | None, tools: Tools) -> tuple[datetime, str]:
    """When to ask a source again and why; ``feed`` is ``None`` where its answer was "not modified".

    1. The pace: half the usual gap between entries, longer where the newest is old.
    2. What server or feed ask for, if that is longer: asking before then would bring the same answer.
    3. The bounds of ``[poll]`` in the settings.
    4. Up to a tenth more (less at the upper bound), by the source's id and not by chance, so that sources
       of one pace part company.
    """
    wait, why = _pace(source, response, feed, tools.now)
    asked = max(_wishes(response, feed, tools.now), default=None)
    if asked is not None and asked[0] > wait:
        wait, why = asked
    shortest = timedelta(minutes=tools.config.poll.minimum_minutes)
    longest = timedelta(hours=tools.config.poll.maximum_hours)
    if wait > longest:
        wait, why = longest, f"{why}, but no source is asked less often than every {_length(longest)}"
    if wait < shortest:
        wait, why = shortest, f"{why}, but no source is asked more often than every {_length(shortest)}"
    jitter = wait * MOST_JITTER * (zlib.crc32(source.id.encode()) / 2**32)
    wait = max(shortest, wait + jitter if wait + jitter <= longest else wait - jitter)
    return tools.now + wait, f"asked again in {_length(wait)}: {why}"


def _pace(source: Source, response: Response, feed: Feed | None, now: datetime) -> Wish:
    if feed is None:
        changed_at = parse_date(response.headers.get("last-modified") or source.last_modified or "")
        if changed_at is None or changed_at >= now:
            return UNKNOWN_PACE, "it does not say when it last changed"
        age = now - changed_at
        return age / AGE_SHARE, f"a tenth of the {_length(age)} since it last changed"
    dates = sorted(
        (d for entry in feed.entries if (d := entry.published_at or entry.updated_at) and d <= now), reverse=True
    )
    dates = dates[:LATEST_ENTRIES]
    if not dates:
        return UNKNOWN_PACE, "its entries carry no dates"
    age = now - dates[0]
    gaps = [(newer - older).total_seconds() for newer, older in pairwise(dates)]
    usual = timedelta(seconds=statistics.median(gaps) if gaps else 0)
    if age / AGE_SHARE > usual / POLLS_A_GAP:
        return age / AGE_SHARE, f"a tenth of the {_length(age)} since its newest entry"
    return usual / POLLS_A_GAP, f"half the usual gap of {_length(usual)} between its entries"


def _wishes(response: Response, feed: Feed | None, now: datetime) -> list[Wish]:
    """How long server and feed ask to wait; a wish of no time at all is none."""
    wishes = [_freshness(response, now), _retry_after(response, now)]
    if feed is not None and feed.ttl is not None:
        wishes.append((feed.ttl, f"the feed says that it is good for {_length(feed.ttl)}"))
    return [(wait, why) for wait, why in wishes if wait > timedelta(0)]


def _freshness(response: Response, now: datetime) -> Wish:
    """How much longer the answer is fresh (RFC 9111, section 4.2.1): max-age goes before Expires."""
    headers = response.headers
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    if found:
        age = headers.get("age", "").strip()
        left = timedelta(seconds=int(found[1]) - (int(age) if age.isdecimal() and len(age) < 10 else 0))  # noqa: PLR2004 - ten digits are no age
        return left, f"its server says that the answer is good for {_length(left)} (Cache-Control)"
    expires = parse_date(headers.get("expires", ""))
    left = expires - (parse_date(headers.get("date", "")) or now) if expires else timedelta(0)
    return left, f"its server says that the answer is good for {_length(left)} (Expires)"


def _retry_after(response: Response, now: datetime) -> Wish:
    text = response.headers.get("retry-after", "").strip()
    until = None if text.isdecimal() else parse_date(text)
    left = timedelta(seconds=int(text[:9])) if text.isdecimal() else (until - now if until else timedelta(0))
    return left, f"its server asks for a pause of {_length(left)} (Retry-After)"


def _length(span: timedelta) -> str:
    """A span of time in the unit that suits it: ``42 min``, ``3 h 20 min``, ``5 days``."""
    minutes = max(0, round(span.total_seconds() / 60))
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 48:  # noqa: PLR2004 - hours of two days
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{round(hours / 24)} days"
