"""RSS 0.90 to 2.0 with the modules that feeds use: Dublin Core, content, Media RSS, iTunes, Atom, syndication."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

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
from nightdesk.types import Image

# RSS 1.0 syndication module: how long each period is.
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_PUBLISHED = ("pubdate", "dc:date", "atom:published", "dcterms:issued", "dcterms:created", "published", "date")
_UPDATED = ("atom:updated", "dcterms:modified", "lastbuilddate", "updated")
_MAIL_AND_NAME = re.compile(r"\S+@\S+\s*[(<]([^()<>]+)[)>]")
_NAME_AND_MAIL = re.compile(r"([^()<>@]+?)(?:\s*[(<]\s*|\s+)\S+@\S+")
_IS_PERIOD = re.compile(r"\s*(\d{1,6})\s*")


def parse_rss(root: Element, url: str) -> Feed:
    """Read the tree of an RSS feed found at a URL."""
    channel = _channel(root)
    fields = fields_of(channel)
    items = _items(root)
    kept, notes = newest(items, _quick_date)
    base = base_of(channel, url)
    links = _atom_links(fields, base)
    # An image's own fields, for RSS 1.0 keeps them beside the channel.
    picture = fields.get("image") or [e for e in root.iterchildren() if field_name(str(e.tag)) == "image"]
    return Feed(
        title=shortened(_first_text(fields, ("title", "dc:title", "itunes:title")), LONGEST_TITLE),
        site_url=next(_web_links(fields.get("link", ()), base), None) or links.get("alternate"),
        self_url=links.get("self"),
        language=language_tag(
            _first_text(fields, ("language", "dc:language")) or language_of(channel) or language_of(root)
        ),
        ttl=_ttl(fields),
        hub_url=links.get("hub"),
        image_url=_logo(picture, fields, base),
        entries=tuple(_entry(item, url) for item in kept),
        notes=notes,
    )


def _channel(root: Element) -> Element:
    for child in root.iterchildren():
        if field_name(str(child.tag)) in ("channel", "rdf:channel"):
            return child
    return root


def _items(root: Element) -> Iterator[Element]:
    # RSS 0.90 and 1.0 put items beside the channel, others inside it; broken feeds inside one another.
    return (e for e in root.iterdescendants() if isinstance(e.tag, str) and field_name(e.tag) in ("item", "rdf:item"))


def _quick_date(item: Element) -> datetime | None:
    for child in item.iterchildren():
        if field_name(str(child.tag)) in _PUBLISHED:
            return parse_date(child.text or "")
    return None


def _entry(item: Element, feed_url: str) -> Entry:
    fields = fields_of(item)
    base = base_of(item, feed_url)
    guid = next((text_of(each).strip() for each in fields.get("guid", ())), "")
    url = _link(fields, guid, base)
    description = next((markup_of(each) for each in fields.get("description", ()) if _has_content(each)), "")
    content = next(
        (markup_of(e) for name in ("content:encoded", "atom:content", "xhtml:body") for e in fields.get(name, ())), ""
    )
    teaser = description or _first_markup(
        fields, ("dc:description", "itunes:summary", "atom:summary", "media:description")
    )
    images = images_of(fields, base) or _pictures(content, description, url or base)
    title = _first_text(fields, ("title", "dc:title", "media:title", "itunes:title"))
    published_at, unreadable = first_date(_dates(fields, _PUBLISHED))
    updated_at, _ = first_date(_dates(fields, _UPDATED))
    return Entry(
        url=url,
        id=guid
        or item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
        or _first_text(fields, ("dc:identifier",))
        or None,
        title=shortened(title, LONGEST_TITLE),
        summary=shortened(plain_text(teaser) or plain_text(content), LONGEST_SUMMARY),
        content_html=content or None,
        authors=tuple(dict.fromkeys(_authors(fields))),
        published_at=published_at,
        updated_at=updated_at,
        unreadable_date=None if updated_at else unreadable,
        images=images,
        player_url=player_of(fields, base),
    )


def _pictures(content: str, description: str, base: str) -> tuple[Image, ...]:
    return pictures_in(description, base) or pictures_in(content, base)


def _has_content(element: Element) -> bool:
    return bool((element.text or "").strip()) or len(element) > 0


def _link(fields: Fields, guid: str, base: str) -> str | None:
    # A proxy in between (FeedBurner) keeps the outlet's own address beside its own.
    origins = (text_of(each) for each in fields.get("feedburner:origlink", ()))
    direct = next((link for text in origins if (link := join(base, text))), None)
    if direct:
        return direct
    found = next(_web_links(fields.get("link", ()), base), None) or _atom_links(fields, base).get("alternate")
    if found:
        return found
    # A guid is a permalink unless it says otherwise (RSS 2.0, guid); some say "false" of what is one.
    return join("", guid)


def _web_links(links: Iterable[Element], base: str) -> Iterator[str]:
    for each in links:
        url = join(base, text_of(each)) or join(base, each.get("href") or "")
        if url:
            yield url


def _atom_links(fields: Fields, base: str) -> dict[str, str]:
    """The first address of each relation among Atom's links inside RSS."""
    links: dict[str, str] = {}
    for each in fields.get("atom:link", ()):
        url = join(base, each.get("href") or "")
        if url:
            links.setdefault((each.get("rel") or "alternate").lower(), url)
    return links


def _first_text(fields: Fields, names: tuple[str, ...]) -> str:
    return next((text for name in names for each in fields.get(name, ()) if (text := plain_text(markup_of(each)))), "")


def _first_markup(fields: Fields, names: tuple[str, ...]) -> str:
    inside = [
        inner for group in fields.get("media:group", ()) for inner in fields_of(group).get("media:description", ())
    ]
    places = [each for name in names for each in fields.get(name, ())]
    return next((markup for each in (*places, *inside) if (markup := markup_of(each)).strip()), "")


def _dates(fields: Fields, names: tuple[str, ...]) -> Iterator[str]:
    return (text_of(each) for name in names for each in fields.get(name, ()))


def _authors(fields: Fields) -> Iterator[str]:
    """Names of the first field that has any: feeds repeat the same people in several of them."""
    for name in ("dc:creator", "author", "atom:author", "dc:author", "itunes:author"):
        names = [found for each in fields.get(name, ()) if (found := _person(each))]
        if names:
            yield from names
            return


def _person(element: Element) -> str:
    inner = fields_of(element) if len(element) else {}
    for name in ("atom:name", "name"):
        for each in inner.get(name, ()):
            return literal_text(text_of(each))
    return person_name(plain_text(text_of(element)))


def person_name(text: str) -> str:
    """The name in ``name``, ``mail (name)`` or ``name <mail>``; an address alone names nobody."""
    text = text.strip()[:300]
    if "@" not in text:
        return text
    found = _MAIL_AND_NAME.fullmatch(text) or _NAME_AND_MAIL.match(text)
    return found[1].strip() if found else ""


def _ttl(fields: Fields) -> timedelta | None:
    for each in fields.get("ttl", ()):
        found = _IS_PERIOD.fullmatch(text_of(each))  # whole minutes
        if found and int(found[1]):
            return timedelta(minutes=int(found[1]))
    for each in fields.get("sy:updateperiod", ()):
        period = _PERIODS.get(text_of(each).strip().lower())
        count = next((f for e in fields.get("sy:updatefrequency", ()) if (f := _IS_PERIOD.fullmatch(text_of(e)))), None)
        if period:
            return period / max(1, int(count[1]) if count else 1)
    return None


def _logo(pictures: list[Element], fields: Fields, base: str) -> str | None:
    for picture in pictures:
        for each in fields_of(picture).get("url", ()):
            url = join(base, text_of(each))
            if url:
                return url
    return next((url for each in fields.get("itunes:image", ()) if (url := join(base, each.get("href") or ""))), None)
