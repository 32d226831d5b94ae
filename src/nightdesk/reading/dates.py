"""When an article was published and changed, with the zone the page gives."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

from nightdesk.reading.jsonld import text_of
from nightdesk.reading.opinions import faults_as_no_opinion, without_controls
from nightdesk.reading.signals import Signals
from nightdesk.reading.wording import tidy

EARLIEST_YEAR = 1990  # the web's first pages; archives put older texts online under today's date
LONGEST_SEARCHED = 1_000_000  # characters of markup: three times those took htmldate three seconds
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "parsely-pub-date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "dc.created",
    "sailthru.date", "cxenseparse:recs:publishtime", "datepublished", "date_published", "publish-date", "publishdate",
    "publication_date", "pubdate", "date", "article.published", "originalpublicationdate", "video:release_date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "article:modified", "dcterms.modified",
    "dc.date.modified", "datemodified", "last-modified", "lastmod", "revised",
)  # fmt: skip
_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T\s_]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{0,2})?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d:.])([01]?\d|2[0-3])(?::|h|\.(?=\d\d\s*(?:Uhr|[ap]m)))([0-5]\d)(?!\d)(?:\s*([ap])\.?m\b)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time found on a page: aware and in UTC, where it stood, and what was doubtful about it."""

    at: datetime
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """The times of a page; ``refused`` says which were dropped and why."""

    published: Moment | None
    modified: Moment | None
    refused: tuple[str, ...] = ()

    @property
    def doubt(self) -> str:
        """What the time of publication lacks: ``no zone``, ``no time of day``, or nothing."""
        return self.published.note.partition(":")[0] if self.published else ""


def read_dates(signals: Signals, html: str, latest: datetime | None = None) -> Dates:
    """Times of publication and change, the first that a place gives and that can be true.

    ``latest`` is the last moment that is believed (a day from now); without it, any after the year 1990 is.
    Where the page's machine-readable part has no date, its visible text and address are searched (htmldate).
    """
    refused: list[str] = []
    zone = _zone_of(signals)
    published = _first(_published(signals), zone, latest, refused) or _searched(signals, html, latest)
    modified = _first(_modified(signals), zone, latest, refused)
    if published and modified and modified.at < published.at:
        # It is the template's date, or a draft's.
        refused.append(f"{modified.source} {modified.at.isoformat()} is before the publication")
        modified = None
    return Dates(published, modified, tuple(refused))


def parse_moment(text: str, zone: timezone | None = None) -> tuple[datetime | None, str]:
    """A machine-written time as aware UTC, and what was missing in it (``"no zone"``, ``"no time of day"``).

    Understands ISO 8601 with or without separators, RFC 2822 dates, and seconds or milliseconds since 1970.
    Without a zone in the text, ``zone`` is taken, else UTC.
    """
    text = tidy(text)
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return datetime.fromtimestamp(int(text[:10]), UTC), ""
    found = _ISO.search(text)
    try:
        if found:
            return _from_iso(found, zone)
        moment = parsedate_to_datetime(text)
        return (moment.replace(tzinfo=zone or UTC) if moment.tzinfo is None else moment).astimezone(UTC), ""
    except (ValueError, OverflowError, TypeError):
        return None, ""


def _from_iso(found: re.Match[str], zone: timezone | None) -> tuple[datetime, str]:
    year, month, day, hour, minute, second, offset = found.groups()
    moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC)
    local = zone if zone and hour else UTC
    own = _offset(offset) if offset else local
    note = "" if offset else ("no zone" if hour else "no time of day")
    return moment.replace(tzinfo=own).astimezone(UTC), note


def _offset(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4] or 0))
    return timezone(-span if text[0] == "-" else span)


def _published(signals: Signals) -> Iterator[tuple[str, str]]:
    yield "JSON-LD datePublished", text_of(signals.article.get("datePublished"))
    for name in _PUBLISHED:
        yield name, signals.meta(name)
    yield "datePublished markup", _property(signals, "datepublished")
    yield "JSON-LD dateCreated", text_of(signals.article.get("dateCreated"))
    yield "JSON-LD uploadDate", text_of(signals.article.get("uploadDate"))
    for node in signals.times:
        given: dict[str, Any] = node.attributes
        if "pubdate" in given or "publi" in f"{given.get('class')} {given.get('itemprop')} {given.get('id')}".lower():
            yield "time element", given.get("datetime") or ""
    if len(signals.times) == 1:
        yield "time element", signals.times[0].attributes.get("datetime") or ""


def _modified(signals: Signals) -> Iterator[tuple[str, str]]:
    yield "JSON-LD dateModified", text_of(signals.article.get("dateModified"))
    for name in _MODIFIED:
        yield name, signals.meta(name)
    yield "dateModified markup", _property(signals, "datemodified")


def _property(signals: Signals, name: str) -> str:
    return next(iter(signals.properties.get(name, ())), "")


def _first(
    given: Iterator[tuple[str, str]], zone: timezone | None, latest: datetime | None, refused: list[str]
) -> Moment | None:
    doubtful: Moment | None = None
    for source, text in given:
        if not text:
            continue
        at, note = parse_moment(text, zone)
        reason = _refusal(at, latest)
        if reason:
            refused.append(f"{source} {text[:40]!r} {reason}")
        elif at and not note:
            if doubtful and abs(at - doubtful.at) > timedelta(hours=26):
                return doubtful  # another day: not the same time with a zone, but another time
            return Moment(at, source)
        elif at and not doubtful:
            doubtful = Moment(at, source, _doubt(note, zone))
    return doubtful


def _doubt(note: str, zone: timezone | None) -> str:
    return f"{note}: that of its other times taken" if note == "no zone" and zone else f"{note}: read as UTC"


def _refusal(at: datetime | None, latest: datetime | None) -> str:
    if at is None:
        return "is no date"
    if at.year < EARLIEST_YEAR:
        return f"is before {EARLIEST_YEAR}"
    return "is in the future" if latest and at > latest else ""


def _zone_of(signals: Signals) -> timezone | None:
    """The offset that a page's other times carry, if they agree and it is not UTC (which many stamp on local times)."""
    found = set()
    for texts in (_published(signals), _modified(signals)):
        for _, text in texts:
            match = _ISO.search(text)
            if match and match[7]:
                with suppress(ValueError):  # "+99:99" is no zone
                    found.add(_offset(match[7]))
    return found.pop() if len(found) == 1 else None


def _searched(signals: Signals, html: str, latest: datetime | None) -> Moment | None:
    """The date in the page's text or address, by htmldate, with the time of day that stands next to it."""
    from htmldate import find_date  # takes 100 ms, and few pages need it

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)  # what it cannot parse has no date, which is told
    last = latest.date().isoformat() if latest else "9999-12-31"
    if signals.is_vast:
        return None
    page = _with_single_openings(without_controls(html[:LONGEST_SEARCHED]))
    look = partial(
        find_date, page, original_date=True, url=signals.url, max_date=last, min_date=f"{EARLIEST_YEAR}-01-01"
    )
    # Dates in words are looked for only where there is none in digits: their parser takes 400 ms to load.
    text = None
    with faults_as_no_opinion():
        text = look(extensive_search=False) or look()
    if not text:
        return None
    day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    clock = _clock_beside(signals, day)
    if clock:
        return Moment(day + clock, "the page's text", "no zone: read as UTC")
    return Moment(day, "the page's text", "no time of day: read as UTC")


def _with_single_openings(html: str) -> str:
    """A page in which each end of a comment has one opening at most, for htmldate writes out what it parsed.

    libxml2 looks from each opening in an attribute for the end: 15,000 of them took four seconds, 60,000 took 48.
    """
    parts = (part.partition("<!--") for part in html.split("-->"))
    return "-->".join(before + opening + rest.replace("<!--", " ") for before, opening, rest in parts)


def _clock_beside(signals: Signals, day: datetime) -> timedelta | None:
    """The time of day in the same short element as the date, such as "25.04.24 | 14:07"."""
    body = signals.tree.body
    if body is None:
        return None
    text = body.text(deep=True, separator=" ")[:200_000]
    years = f"(?:{day.year}|{day.year % 100:02d})"
    numbers = (
        rf"(?<!\d)0?{day.day}[./-]\s?0?{day.month}[./-]\s?{years}|{day.year}[./-]\s?0?{day.month}[./-]\s?0?{day.day}\b"
    )
    named = rf"\b0?{day.day}\.?\s+\w{{3,12}}\.?,?\s+{day.year}|\w{{3,12}}\.?\s+0?{day.day},?\s+{day.year}"
    for found in re.finditer(f"{numbers}|{named}", text):
        clock = _CLOCK.search(text, found.end(), found.end() + 25)
        if clock:
            hour = int(clock[1]) % 12 + (12 if clock[3].lower() == "p" else 0) if clock[3] else int(clock[1])
            return timedelta(hours=hour, minutes=int(clock[2]))
    return None
