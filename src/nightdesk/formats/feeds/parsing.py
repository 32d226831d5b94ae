"""The door: bytes of any feed to a ``Feed``."""

from __future__ import annotations

from dataclasses import replace

from nightdesk.counting import counted
from nightdesk.errors import RetryLater, SkipItem
from nightdesk.formats.feeds.atom import parse_atom
from nightdesk.formats.feeds.discovery import find_feeds
from nightdesk.formats.feeds.json_feed import parse_json_feed
from nightdesk.formats.feeds.nouns import Feed
from nightdesk.formats.feeds.rss import parse_rss
from nightdesk.formats.feeds.safety import safe_feed
from nightdesk.formats.feeds.tree import decode, field_name, parse_xml

_RSS_ROOTS = frozenset(("rss", "rdf:rdf", "rdf", "channel", "rdf:channel", "other:rss", "other:channel"))
_ATOM_ROOTS = frozenset(("atom:feed", "feed", "atom:entry", "entry"))


def parse_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """Parse RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, or JSON Feed 1 and 1.1.

    Broken XML is read as far as it makes sense, with a note. At most the newest 2,000 entries are kept, so
    that the work is bounded by the size of the body; a caller that needs a harder bound runs this in a
    worker process.

    Args:
        body: The feed as it came, decoded from its transfer and content encodings.
        url: Where it was found, after redirects; relative links are joined to it.
        content_type: The ``Content-Type`` of the answer, for its charset; the body decides what it is.

    Raises:
        SkipItem: The body is no feed; the message says what it is instead and which feeds it names.
        RetryLater: The body is empty, as it is for a moment while some servers write their feeds anew.
    """
    text = decode(body, content_type)
    start = text[:1000].lstrip("\ufeff \t\r\n\x00")[:1]
    if not start:
        raise RetryLater(f"{url} answers with nothing")
    if start in "{[":
        return safe_feed(parse_json_feed(text.lstrip("\ufeff \t\r\n\x00"), url))
    root, flaw = parse_xml(text)
    name = "" if root is None else field_name(str(root.tag))
    if root is not None and name in _RSS_ROOTS:
        feed = parse_rss(root, url)
    elif root is not None and name in _ATOM_ROOTS:
        feed = parse_atom(root, url)
    else:
        raise _not_a_feed(body, url, text, name)
    return safe_feed(replace(feed, notes=(*feed.notes, *_notes(feed, flaw))))


def _notes(feed: Feed, flaw: str) -> tuple[str, ...]:
    notes = []
    if flaw:
        notes.append(f"broken XML, read as far as it makes sense: {flaw}")
    unusable = sum(entry.url is None for entry in feed.entries)
    if unusable:
        notes.append(f"{_entries(unusable)} without a link to a page")
    unreadable = [entry.unreadable_date for entry in feed.entries if entry.unreadable_date]
    if unreadable:
        notes.append(f"{_entries(len(unreadable))} with a date that cannot be one, such as {unreadable[0]!r}")
    return tuple(notes)


def _entries(count: int) -> str:
    return counted(count, "entry")


def _not_a_feed(body: bytes, url: str, text: str, root_name: str) -> SkipItem:
    if root_name in ("urlset", "sitemapindex") or root_name.endswith((":urlset", ":sitemapindex")):
        return SkipItem(f"{url} answers with a sitemap, which this desk does not poll yet; use the site's feed")
    if root_name == "opml":
        return SkipItem(f"{url} answers with an OPML list of feeds, not a feed; add the feeds it lists")
    head = text[:2000].lower()
    if root_name in ("html", "xhtml:html") or "<html" in head or "<!doctype html" in head or "<body" in head:
        feeds = find_feeds(body, url)
        if not feeds:
            return SkipItem(
                f"{url} answers with an HTML page, not a feed, and it names no feed; look for one on the site,"
                " or remove the source"
            )
        named = ", ".join(address for address, _ in feeds)
        return SkipItem(f"{url} answers with an HTML page, not a feed; it names these feeds: {named}")
    what = f"XML of the kind <{root_name.removeprefix('other:')}>" if root_name else "neither XML nor JSON"
    return SkipItem(f"{url} answers with {what}, not a feed; check the address, or remove the source")
