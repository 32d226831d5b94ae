"""Poll a source: a conditional GET, the feed's entries as articles, and when to ask again, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from nightdesk.embeds import embed_html
from nightdesk.formats.feeds import Entry, Feed, parse_feed
from nightdesk.formats.feeds.markup import plain_text
from nightdesk.plugins import SourceKind, parse_source
from nightdesk.stages.pace import next_poll
from nightdesk.tools import Request, Tools
from nightdesk.types import Article, Image, Outcome, Provider, Reason, Source, Verdict
from nightdesk.urls import article_id, canonical_url, is_homepage, registered_domain
from nightdesk.validators import sendable, taken_validators

MEGABYTE = 1_000_000
NOT_MODIFIED = 304
LATEST = timedelta(days=2)  # a feed's date further ahead is an event's or a mistake, not one of publication
JUDGE = "poll/1"
LONGEST_CONTENT = 200_000  # characters of markup
_BLOCK_END = re.compile(r"</(?:p|div|h[1-6]|li|blockquote|tr|pre)\s*>|<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
NOTED = 3  # remarks of the parser shown in a note


def poll_source(source: Source, tools: Tools, kinds: Sequence[SourceKind] = ()) -> Outcome:
    """Ask a source for what is new; ``kinds`` are kinds of sources that plug-ins read.

    All entries are returned as ``found``, whether the desk knows them or not; the source is returned with
    the validators of this answer, and with title, language and site where its owner gave none.

    Raises:
        SkipItem: The answer is no feed; the message says what it is and which feeds it names.
        RetryLater: The server is away or asks for patience.
        GaveUp: Reading the feed passed the limits of a worker.
    """
    limit = int(tools.config.web.page_limit_mb * MEGABYTE)
    asked = (sendable(source.etag), sendable(source.last_modified))  # of an older desk they may be as they came
    request = Request(url=source.url, etag=asked[0], last_modified=asked[1], limit=limit, source_id=source.id)
    response = tools.web.get(request)
    if response.status == NOT_MODIFIED:
        next_at, why = next_poll(source, response, None, tools)
        return Outcome(next_at=next_at, note=f"unchanged; {why}")
    content_type = response.headers.get("content-type", "")
    kind = next((kind for kind in kinds if kind.takes(source)), None)
    parse = parse_feed if kind is None else partial(parse_source, kind.name, kind.parse)
    feed = tools.workers.call(parse, response.body, response.url, content_type)
    etag, last_modified, refused = taken_validators(response.headers)
    polled = replace(_updated(source, feed), etag=etag, last_modified=last_modified)
    found, remarks = _articles(polled, feed, tools.now)
    next_at, why = next_poll(polled, response, feed, tools)
    note = "; ".join((_count(found, tools), *remarks, *feed.notes[:NOTED], *refused, why))
    return Outcome(records=(polled,), found=found, next_at=next_at, note=note)


def _updated(source: Source, feed: Feed) -> Source:
    return replace(
        source,
        title=source.title or feed.title,
        site_url=source.site_url or feed.site_url,
        language=source.language or feed.language,
    )


def _articles(source: Source, feed: Feed, now: datetime) -> tuple[tuple[Article, ...], tuple[str, ...]]:
    """The entries as articles, each address once, in the feed's order; and remarks on what was left out."""
    found: dict[str, Article] = {}
    front_pages = early = 0
    for entry in feed.entries:
        url = _page_url(entry)
        if url is None:
            continue  # the parser's notes count these
        if is_homepage(url):
            front_pages += 1
            continue
        is_early = (entry.published_at or entry.updated_at or now) > now + LATEST
        early += is_early
        found.setdefault(article_id(url), _article(entry, url, source, feed, now))
    remarks = []
    if front_pages:
        remarks.append(f"{front_pages} left out that lead to a front page")
    if early:
        remarks.append(f"{early} dated over {LATEST.days} days ahead, a date that is not used")
    return tuple(found.values()), tuple(remarks)


def _page_url(entry: Entry) -> str | None:
    if entry.url is None:
        return None
    try:
        return canonical_url(entry.url)
    except ValueError:
        return None


def _article(entry: Entry, url: str, source: Source, feed: Feed, now: datetime) -> Article:
    dated_at = entry.published_at or entry.updated_at
    return Article(
        id=article_id(url),
        source_id=source.id,
        original_url=entry.url or url,
        url=url,
        kind="video" if entry.player_url else "article",
        featured_content=embed_html(entry.player_url) if entry.player_url else None,
        title=entry.title,
        summary=entry.summary,
        text=_full_text(entry),
        authors=entry.authors,
        hint_published_at=dated_at if dated_at and dated_at <= now + LATEST else None,
        found_at=now,
        provider=_provider(url, source, feed),
        images=entry.images,
        verdicts=_told(entry),
    )


def _told(entry: Entry) -> tuple[Verdict, ...]:
    """What was cut of an entry or left out, so that `nightdesk explain` can tell; nothing of nearly all."""
    if not entry.notes:
        return ()
    reasons = tuple(Reason("made safe", note.partition(":")[0], 0.0, note) for note in entry.notes)
    return (Verdict("polling", "made safe", JUDGE, reasons),)


def _full_text(entry: Entry) -> str | None:
    """The text that a feed carries whole, in paragraphs, where that is more than its summary says."""
    parts = map(plain_text, _BLOCK_END.split((entry.content_html or "")[:LONGEST_CONTENT]))
    text = "\n\n".join(filter(None, parts))
    return text if len(text) > len(entry.summary) else None


def _provider(url: str, source: Source, feed: Feed) -> Provider:
    """The outlet by the domain of the entry; it has the feed's name where the feed is its own.

    A feed may carry entries of many outlets (an aggregator): those are known by their domain alone.
    """
    domain = registered_domain(url)
    if domain not in _domains((source.url, source.site_url, feed.site_url)):
        return Provider(domain, domain)
    images = (Image(feed.image_url),) if feed.image_url else ()
    return Provider(feed.title or source.title or domain, domain, images)


def _domains(urls: Iterable[str | None]) -> set[str]:
    domains = set()
    for url in urls:
        try:
            domains.add(registered_domain(url or ""))
        except ValueError:
            continue
    return domains


def _count(found: tuple[Article, ...], tools: Tools) -> str:
    if not found:
        return "the feed names no articles"
    known = tools.library.known_urls(tuple(sorted({url for each in found for url in (each.url, each.original_url)})))
    new = sum(each.url not in known and each.original_url not in known for each in found)
    return f"{new} new of {len(found)}"
