"""What a feed says, whatever its format: ``Feed`` and ``Entry``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from nightdesk.types import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed; titles and summaries are plain text, links absolute, times aware and in UTC.

    ``url`` is ``None`` where the entry links to nothing that can be read. ``summary`` is its description, or
    the start of its content where it has none. ``unreadable_date`` is what stands in the place of its date
    where that cannot be one (the year 0, 2999, "yesterday"). ``player_url`` is the address of a player to
    embed where the entry is a video (``media:player``, ``yt:videoId``). ``notes`` tell what was cut or left out of it.
    """

    url: str | None = None
    id: str | None = None
    title: str = ""
    summary: str = ""
    content_html: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    unreadable_date: str | None = None
    images: tuple[Image, ...] = ()
    player_url: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as parsed; entries in the feed's own order.

    ``ttl`` is how long the feed says it stays as it is (``ttl``, ``sy:updatePeriod``), ``hub_url`` where it
    can be subscribed to (WebSub), ``image_url`` the outlet's logo. ``notes`` tell what was mended or left
    out, one sentence each.
    """

    title: str = ""
    site_url: str | None = None
    self_url: str | None = None
    language: str | None = None
    ttl: timedelta | None = None
    hub_url: str | None = None
    image_url: str | None = None
    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
