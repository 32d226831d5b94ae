"""Atom 1.0 (RFC 4287) and 0.3."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from nightdesk.formats.feeds.dates import first_date, parse_date
from nightdesk.formats.feeds.markup import (
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    literal_text,
    pictures_in,
    plain_text,
    shortened,
)
from nightdesk.formats.feeds.media import Fields, images_of, player_of
from nightdesk.formats.feeds.newest import newest
from nightdesk.formats.feeds.nouns import Entry, Feed
from nightdesk.formats.feeds.tags import language_tag
from nightdesk.formats.feeds.tree import Element, base_of, field_name, fields_of, join, language_of, markup_of, text_of

_PUBLISHED = ("atom:published", "atom:issued", "atom:created", "dc:date", "pubdate", "published")
_UPDATED = ("atom:updated", "atom:modified", "dcterms:modified", "updated")
_HTML_TYPES = ("html", "xhtml", "text/html", "application/xhtml+xml")


def parse_atom(root: Element, url: str) -> Feed:
    """Read the tree of an Atom feed, or of a single entry, found at a URL."""
    if field_name(str(root.tag)) in ("atom:entry", "entry"):
        return Feed(language=language_tag(language_of(root)), entries=(_entry(root, url, ()),))
    fields = _atom_fields(root)
    base = base_of(root, url)
    named = (e for e in root.iterchildren(etree.Element) if field_name(str(e.tag)) in ("atom:entry", "entry"))
    entries, notes = newest(named, _quick_date)
    title = _first_text(fields, ("atom:title",))
    # An entry without authors has those of its feed (RFC 4287, section 4.2.1); the outlet itself is none.
    authors = tuple(name for name in _authors(fields) if name != title)
    links = fields.get("atom:link", [])
    return Feed(
        title=shortened(title, LONGEST_TITLE),
        site_url=_alternate(links, base),
        self_url=_link_of("self", links, base),
        language=language_tag(language_of(root) or _first_text(fields, ("dc:language",))),
        hub_url=_link_of("hub", links, base),
        image_url=next(
            (
                found
                for name in ("atom:logo", "atom:icon")
                for each in fields.get(name, ())
                if (found := join(base, text_of(each)))
            ),
            None,
        ),
        entries=tuple(_entry(entry, url, authors) for entry in entries),
        notes=notes,
    )


def _atom_fields(parent: Element) -> Fields:
    """The fields of an Atom element; a feed that forgot its namespace is read as if it had it."""
    fields = fields_of(parent)
    for name in [name for name in fields if ":" not in name]:
        fields.setdefault(f"atom:{name}", []).extend(fields[name])
    return fields


def _quick_date(entry: Element) -> datetime | None:
    dates = (
        parse_date(e.text or "") for e in entry.iterchildren() if field_name(str(e.tag)) in (*_PUBLISHED, *_UPDATED)
    )
    return next((date for date in dates if date), None)


def _entry(entry: Element, feed_url: str, feed_authors: tuple[str, ...]) -> Entry:
    fields = _atom_fields(entry)
    base = base_of(entry, feed_url)
    entry_id = next((text_of(each).strip() for each in fields.get("atom:id", ())), "")
    content = next(iter(fields.get("atom:content", ())), None)
    body = "" if content is None else _markup(content)
    url = _url(fields, entry_id, content, base)
    summary = _first_text(fields, ("atom:summary", "dc:description")) or plain_text(body) or _media_text(fields)
    authors = _authors(fields)
    pictures = images_of(fields, base) or pictures_in(
        body, url or base if content is None else base_of(content, url or base)
    )
    published_at, unreadable = first_date(_dates(fields, _PUBLISHED))
    updated_at, _ = first_date(_dates(fields, _UPDATED))
    return Entry(
        url=url,
        id=entry_id or None,
        title=shortened(_first_text(fields, ("atom:title", "media:title", "dc:title")), LONGEST_TITLE),
        summary=shortened(summary, LONGEST_SUMMARY),
        content_html=body or None,
        authors=authors or feed_authors,
        published_at=published_at,
        updated_at=updated_at,
        unreadable_date=None if updated_at else unreadable,
        images=pictures,
        player_url=player_of(fields, base),
    )


def _url(fields: Fields, entry_id: str, content: Element | None, base: str) -> str | None:
    origins = (join(base, text_of(each)) for each in fields.get("feedburner:origlink", ()))
    direct = next((link for link in origins if link), None)
    linked = direct or _alternate(fields.get("atom:link", []), base)
    # Content that stands elsewhere (RFC 4287, section 4.1.3.2), then an id that is an address.
    return linked or join(base, "" if content is None else content.get("src") or "") or join("", entry_id)


def _alternate(links: list[Element], base: str) -> str | None:
    """The page that an Atom element is about: HTML before other types, first before later (section 4.2.7.2)."""
    found = []
    for place, link in enumerate(links):
        if (link.get("rel") or "alternate").lower().rsplit("/", 1)[-1] == "alternate":
            url = join(
                base_of(link, base) if link.attrib.has_key("{http://www.w3.org/XML/1998/namespace}base") else base,
                link.get("href") or text_of(link),
            )
            kind = (link.get("type") or "text/html").lower()
            if url:
                found.append((kind not in _HTML_TYPES, place, url))
    return min(found)[2] if found else None


def _link_of(relation: str, links: list[Element], base: str) -> str | None:
    wanted = (join(base, link.get("href") or "") for link in links if (link.get("rel") or "").lower() == relation)
    return next((url for url in wanted if url), None)


def _markup(element: Element) -> str:
    """The HTML of a text construct (section 3.1); Atom 0.3 calls escaped text ``mode="escaped"``."""
    kind = (element.get("type") or "text").lower()
    if kind == "base64" or element.get("mode") == "base64" or kind.startswith(("image/", "audio/", "video/")):
        return ""
    return markup_of(element).strip()


def _plain(element: Element) -> str:
    kind = (element.get("type") or "text").lower()
    if kind in _HTML_TYPES or element.get("mode") == "escaped" or len(element):
        return plain_text(_markup(element))
    return literal_text(_markup(element))


def _first_text(fields: Fields, names: tuple[str, ...]) -> str:
    return next((text for name in names for each in fields.get(name, ()) if (text := _plain(each))), "")


def _media_text(fields: Fields) -> str:
    groups = [fields, *(fields_of(group) for group in fields.get("media:group", ()))]
    return next((text for group in groups if (text := _first_text(group, ("media:description",)))), "")


def _dates(fields: Fields, names: tuple[str, ...]) -> Iterator[str]:
    return (text_of(each) for name in names for each in fields.get(name, ()))


def _authors(fields: Fields) -> tuple[str, ...]:
    people = [_atom_fields(person) for person in fields.get("atom:author", ())]
    names = [literal_text(text_of(each)) for person in people for each in person.get("atom:name", ())]
    names = names or [literal_text(text_of(each)) for each in fields.get("dc:creator", ())]
    return tuple(dict.fromkeys(name for name in names if name and "@" not in name))
