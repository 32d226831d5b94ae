"""JSON Feed 1 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from nightdesk.errors import SkipItem
from nightdesk.formats.feeds.dates import first_date, parse_date
from nightdesk.formats.feeds.markup import (
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    image_from,
    literal_text,
    pictures_in,
    plain_text,
    shortened,
)
from nightdesk.formats.feeds.newest import newest
from nightdesk.formats.feeds.nouns import Entry, Feed
from nightdesk.formats.feeds.tags import language_tag
from nightdesk.formats.feeds.tree import MOST_ALIKE, join
from nightdesk.safe_text import safe_json
from nightdesk.types import Image

MOST_CONTAINERS = 300_000  # the longest feed has 2,000 items with a few objects each; a million take 200 MB


def parse_json_feed(text: str, url: str) -> Feed:
    """Read a JSON Feed found at a URL; SkipItem where the text is other JSON, or none."""
    containers = text.count("{") + text.count("[")
    if containers > MOST_CONTAINERS:
        raise SkipItem(
            f"{url} answers with JSON of {containers:,} objects and lists, which no feed has; check the address"
        )
    try:
        feed = json.loads(safe_json(text), strict=False)
    except (ValueError, RecursionError) as error:
        why = error if isinstance(error, ValueError) else "nested too deep"
        raise SkipItem(f"{url} answers with broken JSON: {why}; ask its owner, or remove the source") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise SkipItem(f"{url} answers with JSON that is no feed: it has no list of items; check the address")
    items, notes = newest((item for item in feed["items"] if isinstance(item, dict)), _item_date)
    authors = tuple(_authors(feed))
    if feed.get("expired") is True:
        notes = (*notes, "the feed says that it has ended")
    hubs = [hub for hub in _list(feed, "hubs") if isinstance(hub, dict)]
    return Feed(
        title=shortened(literal_text(_text(feed, "title")), LONGEST_TITLE),
        site_url=join(url, _text(feed, "home_page_url")),
        self_url=join(url, _text(feed, "feed_url")),
        language=language_tag(_text(feed, "language")),
        hub_url=next((hub for each in hubs if (hub := join(url, _text(each, "url")))), None),
        image_url=join(url, _text(feed, "icon")) or join(url, _text(feed, "favicon")),
        entries=tuple(_entry(item, url, authors) for item in items),
        notes=notes,
    )


def _entry(item: dict[str, Any], feed_url: str, feed_authors: tuple[str, ...]) -> Entry:
    item_id = _text(item, "id")
    # "url" is the item's own page, "external_url" what a link blog points at; ids should be URLs.
    url = join(feed_url, _text(item, "url")) or join(feed_url, _text(item, "external_url")) or join("", item_id)
    content_html, content_text = _text(item, "content_html"), _text(item, "content_text")
    content = content_html or html.escape(content_text, quote=False)
    summary = literal_text(_text(item, "summary")) or plain_text(content)
    published_at, unreadable = first_date([_text(item, "date_published")])
    updated_at = parse_date(_text(item, "date_modified"))
    return Entry(
        url=url,
        id=item_id or None,
        title=shortened(literal_text(_text(item, "title")), LONGEST_TITLE),
        summary=shortened(summary, LONGEST_SUMMARY),
        content_html=content or None,
        authors=tuple(_authors(item)) or feed_authors,
        published_at=published_at,
        updated_at=updated_at,
        unreadable_date=None if updated_at else unreadable,
        images=tuple(dict.fromkeys(_images(item, feed_url))) or pictures_in(content_html, url or feed_url),
    )


def _images(item: dict[str, Any], base: str) -> Iterator[Image]:
    for name in ("image", "banner_image"):
        image = image_from(_text(item, name), base)
        if image:
            yield image
    for each in _list(item, "attachments")[:MOST_ALIKE]:
        if isinstance(each, dict) and _text(each, "mime_type").startswith("image/"):
            image = image_from(_text(each, "url"), base)
            if image:
                yield image


def _authors(part: dict[str, Any]) -> Iterator[str]:
    """Names of authors (1.1) or of the author (1.0)."""
    listed = (*_list(part, "authors")[:MOST_ALIKE], part.get("author"))
    people = [each for each in listed if isinstance(each, dict)]
    yield from dict.fromkeys(name for each in people if (name := literal_text(_text(each, "name"))))


def _item_date(item: dict[str, Any]) -> datetime | None:
    return parse_date(_text(item, "date_published"))


def _text(part: dict[str, Any], name: str) -> str:
    """A value as text; numbers are written out, since ids and dates come as such (JSON Feed 1.1, items: id)."""
    value = part.get(name)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(part: dict[str, Any], name: str) -> list[Any]:
    value = part.get(name)
    return value if isinstance(value, list) else []
