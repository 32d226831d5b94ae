"""Sources: a feed is found at an address and added to ``sources.opml``, which is read here too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nightdesk.errors import ConfigError
from nightdesk.formats.feeds import Feed, find_feeds, parse_feed
from nightdesk.formats.opml import SourceEntry, add_entry, read_opml, source_of, write_opml
from nightdesk.logins import take_login
from nightdesk.storage.private import make_private
from nightdesk.tools import Request, Web, Workers
from nightdesk.types import Source
from nightdesk.urls import canonical_url, source_id


@dataclass(frozen=True, slots=True)
class Added:
    """A feed that was added to the desk's sources; ``others`` are feeds that its page names besides."""

    url: str
    title: str
    entries: int
    was_known: bool
    others: tuple[str, ...] = ()


def add_source(url: str, path: Path, web: Web, workers: Workers) -> Added:
    """Add a feed, or the first feed that a page names, to the sources in a file, which is made if need be."""
    url, login = take_login(url if "://" in url else f"https://{url}")
    feed_url, feed, others = _find_feed(Request(url=url, login=login), web, workers)
    known = {source_id(entry.url) for entry in read_opml(_read(path), path)} if path.exists() else set()
    was_known = source_id(feed_url) in known
    if not was_known:
        address = login.put_into(feed_url) if login else feed_url
        entry = SourceEntry(url=address, title=feed.title, site_url=feed.site_url, language=feed.language)
        path.write_bytes(add_entry(_read(path) if path.exists() else write_opml((), "Sources"), entry, path))
        if login:
            make_private(path)
    return Added(feed_url, feed.title, len(feed.entries), was_known, others)


def read_sources(path: Path, now: datetime) -> Iterator[Source]:
    """The sources that an OPML file names."""
    return (source_of(entry, now) for entry in read_opml(_read(path), path))


def _find_feed(request: Request, web: Web, workers: Workers) -> tuple[str, Feed, tuple[str, ...]]:
    """The feed at an address, or the first that the page at it names, and the others it names."""
    answer = web.get(request)
    named = [found for found, _ in workers.call(find_feeds, answer.body, answer.url)]
    if named:
        answer = web.get(Request(url=named[0], login=request.login))
    feed = workers.call(parse_feed, answer.body, answer.url, answer.media_type)
    return canonical_url(answer.url), feed, tuple(named[1:])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; `nightdesk add URL` makes one") from error
