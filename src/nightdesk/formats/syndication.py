"""Feeds of stories: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, from the same cards as the pages.

An item is a story: it leads to the lead's own page at its outlet, names the other outlets with links, and
is known by the address of the story's page, also when another article comes to lead it. Its time is its
lead's; nothing tells when the feed was made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any

import msgspec
from lxml import etree

from nightdesk.formats.records import moment_text
from nightdesk.formats.views import Card

ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
XML = "http://www.w3.org/XML/1998/namespace"
MEDIA = "http://search.yahoo.com/mrss/"
GENERATOR = "nightdesk"
# What XML 1.0 (section 2.2) has no place for, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when an empty Atom feed was last updated: it must say a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A feed to write; addresses are absolute, ``site_url`` without a slash at its end."""

    title: str
    description: str
    language: str
    site_url: str
    page_url: str
    cards: tuple[Card, ...] = ()

    @property
    def newest_at(self) -> datetime:
        """The time of its newest story."""
        return max((card.lead.published_at for card in self.cards), default=_NEVER)

    def address(self, path: str) -> str:
        """The absolute address of a page or picture of the site."""
        return path if "://" in path else f"{self.site_url}/{path.removesuffix('index.html')}"


def write_rss(channel: Channel, feed_url: str) -> bytes:
    """The channel as RSS 2.0 (RSS Advisory Board, 2.0.11), with its own address as an Atom link."""
    rss = etree.Element("rss", {"version": "2.0"}, {"atom": ATOM, "dc": DUBLIN_CORE, "media": MEDIA})
    top = _below(rss, "channel")
    _below(top, "title", channel.title)
    _below(top, "link", channel.page_url)
    _below(top, "description", channel.description or channel.title)
    _below(top, "language", channel.language)
    if channel.cards:
        _below(top, "lastBuildDate", _rfc_822(channel.newest_at))
    _below(top, "generator", GENERATOR)
    _below(top, f"{{{ATOM}}}link", href=feed_url, rel="self", type="application/rss+xml")
    for card in channel.cards:
        item = _below(top, "item")
        _below(item, "title", card.lead.title)
        _below(item, "link", card.lead.url or channel.address(card.path))
        _below(item, "guid", channel.address(card.path), isPermaLink="false")
        _below(item, "pubDate", _rfc_822(card.lead.published_at))
        _below(item, f"{{{DUBLIN_CORE}}}creator", card.lead.outlet)
        for topic in card.topics:
            _below(item, "category", topic.name)
        _below(item, "comments", channel.address(card.path))
        _below(item, "description", _content(channel, card))
        if card.picture:
            sizes = {"width": card.picture.width, "height": card.picture.height}
            known = {name: str(size) for name, size in sizes.items() if size}
            _below(item, f"{{{MEDIA}}}content", url=channel.address(card.picture.path), medium="image", **known)
    return _document(rss)


def write_atom(channel: Channel, feed_url: str) -> bytes:
    """The channel as Atom (RFC 4287); other outlets are links with the relation ``related``."""
    names: dict[Any, str] = {None: ATOM}  # lxml's types have no word for the default name space
    feed = etree.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": channel.language}, names)
    _atom(feed, "id", channel.page_url)
    _atom(feed, "title", channel.title)
    if channel.description:
        _atom(feed, "subtitle", channel.description)
    _atom(feed, "updated", moment_text(channel.newest_at))
    _atom(feed, "link", rel="self", type="application/atom+xml", href=feed_url)
    _atom(feed, "link", rel="alternate", type="text/html", href=channel.page_url)
    _atom(feed, "generator", GENERATOR)
    for card in channel.cards:
        entry = _atom(feed, "entry")
        story_url = channel.address(card.path)
        _atom(entry, "id", story_url)
        _atom(entry, "title", card.lead.title)
        _atom(entry, "published", moment_text(card.lead.published_at))
        _atom(entry, "updated", moment_text(card.lead.published_at))
        _atom(_atom(entry, "author"), "name", card.lead.outlet)
        language = {"hreflang": card.lead.language} if card.lead.language else {}
        _atom(entry, "link", rel="alternate", type="text/html", href=card.lead.url or story_url, **language)
        _atom(entry, "link", rel="related", type="text/html", href=story_url, title="All coverage")
        for outlet in card.outlets:
            if outlet.url:
                _atom(entry, "link", rel="related", href=outlet.url, title=f"{outlet.name}: {outlet.title}")
        for topic in card.topics:
            _atom(entry, "category", term=topic.id, label=topic.name)
        _atom(entry, "summary", card.lead.excerpt)
        _atom(entry, "content", _content(channel, card), type="html")
    return _document(feed)


def write_json_feed(channel: Channel, feed_url: str) -> bytes:
    """The channel as JSON Feed 1.1; what has no key of its own there stands under ``_nightdesk``."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page_url,
        "feed_url": feed_url,
        **({"description": channel.description} if channel.description else {}),
        "language": channel.language,
        "items": [_json_item(channel, card) for card in channel.cards],
    }
    return msgspec.json.format(msgspec.json.encode(feed), indent=2) + b"\n"


def _json_item(channel: Channel, card: Card) -> Mapping[str, object]:
    lead = card.lead
    picture = {"image": channel.address(card.picture.path)} if card.picture else {}
    return {
        "id": channel.address(card.path),
        "url": channel.address(card.path),
        **({"external_url": lead.url} if lead.url else {}),
        "title": lead.title,
        "content_html": _content(channel, card),
        "summary": lead.excerpt,
        **picture,
        "date_published": moment_text(lead.published_at),
        "authors": [{"name": lead.outlet}],
        "tags": [topic.name for topic in card.topics],
        **({"language": lead.language} if lead.language else {}),
        "_nightdesk": {
            "heat": card.heat,
            "outlets": [{"name": one.name, "url": one.url, "title": one.title} for one in card.outlets],
        },
    }


def _content(channel: Channel, card: Card) -> str:
    """The excerpt and the other outlets as a few lines of HTML."""
    lead = card.lead
    language = f' lang="{escape(lead.language)}"' if lead.language else ""
    excerpt = f'<p{language} dir="{lead.direction}">{escape(lead.excerpt)}</p>' if lead.excerpt else ""
    linked = [
        f'<a href="{escape(one.url)}">{escape(one.name)}</a>' if one.url else escape(one.name) for one in card.outlets
    ]
    others = f"<p>Also at {', '.join(linked)}.</p>" if linked else ""
    story = escape(channel.address(card.path))
    return f'{excerpt}{others}<p><a href="{story}">All coverage, and why it is here</a></p>'


def _below(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A new element at the end of another, with text and attributes that XML can hold."""
    element = etree.SubElement(parent, name, {key: _NOT_XML.sub("", value) for key, value in attributes.items()})
    element.text = _NOT_XML.sub("", text) if text is not None else None
    return element


def _atom(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    return _below(parent, f"{{{ATOM}}}{name}", text, **attributes)


def _document(root: etree._Element) -> bytes:
    etree.indent(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written + b"\n"


def _rfc_822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
