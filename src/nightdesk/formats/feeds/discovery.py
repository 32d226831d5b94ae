"""The feeds that a page of HTML names."""

from __future__ import annotations

import html
import re

from nightdesk.formats.feeds.tree import decode, join

MOST_FEEDS = 20
# The head of a page is at its start. It is searched as text: a parser can be kept busy for minutes by a page
# of a million nested tags (measured), a search of a bounded text cannot.
_SEARCHED_BYTES = 1_000_000
_IS_FEED = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<\?[^>]*>\s*)*<(?:rss|feed|rdf:RDF)\b|\s*\{", re.DOTALL)
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_ELEMENT = re.compile(r"<(link|base)\s((?:[^<>\"']++|\"[^\"]*\"|'[^']*'){0,60}+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w-])(rel|href|type|title)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/rss+xml")
)
# Types that mean a feed only where the address says so too: content systems offer their whole JSON API this way.
_VAGUE_TYPES = frozenset(("application/json", "application/xml", "text/xml", "text/rss"))
_FEED_WORDS = ("feed", "rss", "atom")


def find_feeds(page: bytes, url: str) -> tuple[tuple[str, str], ...]:
    """Find the feeds that an HTML page names in its head.

    Args:
        page: The HTML.
        url: Where it was found; relative links are joined to it, or to the page's ``base``.

    Returns:
        The address and title of each feed, in the page's order, each address once.
    """
    text = decode(page[:_SEARCHED_BYTES])
    if _IS_FEED.match(text):  # a feed may quote the head of a page
        return ()
    elements = [
        (found[1].lower(), {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(found[2])})
        for found in _ELEMENT.finditer(_HIDDEN.sub("", text))
    ]
    base = next((join(url, at["href"]) for name, at in elements if name == "base" and "href" in at), None) or url
    feeds: dict[str, str] = {}
    for name, attributes in elements:
        address = join(base, attributes.get("href", ""))
        if name == "link" and address and _is_feed(attributes):
            feeds.setdefault(address, " ".join(attributes.get("title", "").split()))
    return tuple(feeds.items())[:MOST_FEEDS]


def _is_feed(attributes: dict[str, str]) -> bool:
    if "alternate" not in attributes.get("rel", "").lower().split():
        return False
    kind = attributes.get("type", "").split(";")[0].strip().lower()
    is_named = any(word in attributes.get("href", "").lower() for word in _FEED_WORDS)
    return kind in _FEED_TYPES or (kind in _VAGUE_TYPES and is_named)
