"""XML elements of feeds: texts that XML can hold, and the links and extensions that RSS and Atom share."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from nightdesk.formats.records import moment_text
from nightdesk.formats.syndication.channel import Channel, Entry, picture_type
from nightdesk.formats.xml_text import xml_text

ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
XML = "http://www.w3.org/XML/1998/namespace"
# Ours (docs/reference/feeds.md): a name, not an address, since the project has no domain that will outlast it.
NIGHTDESK = "urn:x-nightdesk:feeds:1"


def below(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A new element at the end of another, with text and attributes that XML can hold."""
    return extended(parent, name, attributes, text)


def extended(parent: etree._Element, name: str, attributes: dict[str, str], text: str | None = None) -> etree._Element:
    """The same for attributes whose names are in a name space."""
    known = {key: xml_text(value) for key, value in attributes.items()}
    element = etree.SubElement(parent, name, known)
    element.text = xml_text(text) if text is not None else None
    return element


def document(root: etree._Element) -> bytes:
    """The bytes of a feed."""
    etree.indent(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written + b"\n"


def links_of_feed(channel: Channel, feed_url: str, media_type: str) -> Iterator[dict[str, str]]:
    """The links of a feed: its own address, and its hub's (WebSub, section 4)."""
    yield {"rel": "self", "type": media_type, "href": feed_url}
    if channel.hub_url:
        yield {"rel": "hub", "href": channel.hub_url}


def links_of_entry(channel: Channel, entry: Entry) -> Iterator[dict[str, str]]:
    """The links of an entry beside the one that is followed (RFC 4287, section 4.2.7.2).

    ``via`` is the article that title and excerpt come from; ``related`` are the story's page and the other
    outlets, with what is known of each in attributes of our own.
    """
    article = entry.article
    if article.url:
        language = {"hreflang": article.language} if article.language else {}
        yield {"rel": "via", "type": "text/html", "href": article.url, "title": article.outlet, **language}
    yield {"rel": "related", "type": "text/html", "href": channel.address(entry.page_path), "title": "All coverage"}
    for one in entry.others:
        if one.url:
            link = {"rel": "related", "type": "text/html", "href": one.url, "title": one.title}
            link |= {"hreflang": one.language} if one.language else {}
            link |= {f"{{{NIGHTDESK}}}outlet": one.name, f"{{{NIGHTDESK}}}domain": one.domain}
            link |= {f"{{{NIGHTDESK}}}published": moment_text(one.published_at)} if one.published_at else {}
            yield link | ({f"{{{NIGHTDESK}}}copy": "true"} if one.is_copy else {})


def add_extensions(parent: etree._Element, channel: Channel, entry: Entry) -> None:
    """Add the picture (Media RSS) and our own elements, the same in RSS and Atom."""
    picture = entry.picture
    if picture is not None:
        sizes = {"width": picture.width, "height": picture.height}
        known = {name: str(size) for name, size in sizes.items() if size}
        kind = picture_type(picture)
        known |= {"type": kind} if kind else {}
        # Not media:description, which feedparser takes for the text of the entry.
        known |= {f"{{{NIGHTDESK}}}alt": picture.alt} if picture.alt else {}
        address = {"url": channel.address(picture.path), "medium": "image"}
        media = extended(parent, f"{{{MEDIA}}}content", address | known)
        if picture.credit:
            below(media, f"{{{MEDIA}}}credit", picture.credit)
    facts = {
        "domain": entry.article.domain,
        "kind": entry.article.kind,
        "quality": entry.article.quality,
        "heat": entry.heat,
        "articles": entry.size,
    }
    for name, value in facts.items():
        if value is not None:
            below(parent, f"{{{NIGHTDESK}}}{name}", str(value))
