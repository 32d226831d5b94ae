"""Atom (RFC 4287)."""

from __future__ import annotations

from typing import Any

from lxml import etree

from nightdesk.formats.records import moment_text
from nightdesk.formats.syndication.channel import GENERATOR, Channel, Entry, content_of, picture_type
from nightdesk.formats.syndication.elements import (
    ATOM,
    MEDIA,
    NIGHTDESK,
    XML,
    add_extensions,
    below,
    document,
    extended,
    links_of_entry,
    links_of_feed,
)

_LANGUAGE = f"{{{XML}}}lang"


def write_atom(channel: Channel, feed_url: str) -> bytes:
    """The channel as Atom; other outlets are links with the relation ``related``."""
    # lxml's types have no word for the default name space
    names: dict[Any, str] = {None: ATOM, "media": MEDIA, "nightdesk": NIGHTDESK}
    feed = etree.Element(f"{{{ATOM}}}feed", {_LANGUAGE: channel.language}, names)
    _atom(feed, "id", channel.page_url)
    _atom(feed, "title", channel.title)
    if channel.description:
        _atom(feed, "subtitle", channel.description)
    _atom(feed, "updated", moment_text(channel.newest_at))
    for link in links_of_feed(channel, feed_url, "application/atom+xml"):
        _atom(feed, "link", **link)
    _atom(feed, "link", rel="alternate", type="text/html", href=channel.page_url)
    _atom(feed, "icon", channel.address("assets/icon.svg"))
    _atom(feed, "generator", GENERATOR)
    for entry in channel.entries:
        _add_entry(feed, channel, entry)
    return document(feed)


def _add_entry(feed: etree._Element, channel: Channel, entry: Entry) -> None:
    article = entry.article
    made = _atom(feed, "entry")
    _atom(made, "id", channel.address(entry.id_path))
    language = {_LANGUAGE: article.language} if article.language else {}
    extended(made, f"{{{ATOM}}}title", language, article.title)
    _atom(made, "published", moment_text(article.published_at))
    _atom(made, "updated", moment_text(entry.updated_at))
    author = _atom(made, "author")
    _atom(author, "name", article.outlet)
    _atom(author, "uri", f"https://{article.domain}/")
    for name in article.authors:
        _atom(_atom(made, "contributor"), "name", name)
    followed = {"hreflang": article.language} if article.language else {}
    _atom(made, "link", rel="alternate", type="text/html", href=channel.link(entry), **followed)
    for link in links_of_entry(channel, entry):
        extended(made, f"{{{ATOM}}}link", link)
    if entry.picture is not None:
        kind = picture_type(entry.picture)
        known = {"type": kind} if kind else {}
        _atom(made, "link", rel="enclosure", href=channel.address(entry.picture.path), **known)
    for topic in entry.topics:
        _atom(made, "category", term=topic.id, label=topic.name)
    extended(made, f"{{{ATOM}}}summary", language, article.excerpt)
    _atom(made, "content", content_of(channel, entry), type="html")
    add_extensions(made, channel, entry)


def _atom(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    return below(parent, f"{{{ATOM}}}{name}", text, **attributes)
