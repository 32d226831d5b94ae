"""RSS 2.0 (RSS Advisory Board, 2.0.11), with what it lacks from Atom, Dublin Core and Media RSS."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree

from nightdesk.formats.records import moment_text
from nightdesk.formats.syndication.channel import GENERATOR, Channel, Entry, content_of
from nightdesk.formats.syndication.elements import (
    ATOM,
    DUBLIN_CORE,
    MEDIA,
    NIGHTDESK,
    add_extensions,
    below,
    document,
    extended,
    links_of_entry,
    links_of_feed,
)


def write_rss(channel: Channel, feed_url: str) -> bytes:
    """The channel as RSS 2.0, with its own address as an Atom link."""
    names = {"atom": ATOM, "dc": DUBLIN_CORE, "media": MEDIA, "nightdesk": NIGHTDESK}
    rss = etree.Element("rss", {"version": "2.0"}, names)
    top = below(rss, "channel")
    below(top, "title", channel.title)
    below(top, "link", channel.page_url)
    below(top, "description", channel.description or channel.title)
    below(top, "language", channel.language)
    if channel.entries:
        below(top, "lastBuildDate", _rfc_822(channel.newest_at))
    below(top, "generator", GENERATOR)
    for link in links_of_feed(channel, feed_url, "application/rss+xml"):
        extended(top, f"{{{ATOM}}}link", link)
    for entry in channel.entries:
        _add_item(top, channel, entry)
    return document(rss)


def _add_item(top: etree._Element, channel: Channel, entry: Entry) -> None:
    article = entry.article
    item = below(top, "item")
    below(item, "title", article.title)
    below(item, "link", channel.link(entry))
    below(item, "guid", channel.address(entry.id_path), isPermaLink="false")
    below(item, "pubDate", _rfc_822(article.published_at))
    below(item, f"{{{DUBLIN_CORE}}}creator", article.outlet)
    for name in article.authors:
        below(item, f"{{{DUBLIN_CORE}}}contributor", name)
    if article.language:
        below(item, f"{{{DUBLIN_CORE}}}language", article.language)
    for topic in entry.topics:
        below(item, "category", topic.name)
    below(item, "comments", channel.address(entry.page_path))
    below(item, "description", content_of(channel, entry))
    for link in links_of_entry(channel, entry):
        extended(item, f"{{{ATOM}}}link", link)
    below(item, f"{{{ATOM}}}updated", moment_text(entry.updated_at))
    add_extensions(item, channel, entry)


def _rfc_822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
