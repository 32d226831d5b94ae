"""OPML 2.0 (opml.org/spec2.opml): the list of sources, in and out, and one more line in the owner's own file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lxml import etree

from nightdesk.errors import ConfigError
from nightdesk.formats.xml_text import xml_text
from nightdesk.logins import without_login, without_logins
from nightdesk.safe_text import TooLong, made_safe
from nightdesk.types import Source
from nightdesk.urls import canonical_url, source_id

_DEPTH = 40  # folders inside folders; libxml2 itself stops at 256 elements
# What the end of the body may look like; comments are passed over, for they may hold one too.
_PLACES = re.compile(r"<!--.*?-->|(?P<end>[ \t]*</body\s*>)|(?P<empty><body\s*/>)", re.DOTALL | re.IGNORECASE)
_INDENT = re.compile(r"^([ \t]+)<outline\b", re.MULTILINE | re.IGNORECASE)
_ENCODING = re.compile(rb"^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})")


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One feed of an OPML file; ``categories`` are the folders it lies in, the outermost first."""

    url: str
    title: str = ""
    site_url: str | None = None
    language: str | None = None
    categories: tuple[str, ...] = ()


def read_opml(text: bytes, path: Path) -> tuple[SourceEntry, ...]:
    """Read the feeds of an OPML file in its order, each once: of two lines with one address the first counts.

    Args:
        text: The file as it is.
        path: Its name, for messages.

    Raises:
        ConfigError: It is no OPML, or an address cannot be asked; the message names the line and the mend.
    """
    body = _body(_parsed(text, path), path)
    entries: dict[str, SourceEntry] = {}
    for outline, folders in _outlines(body, (), path):
        entry = _entry(outline, folders, path)
        if entry is not None:
            entries.setdefault(canonical_url(entry.url), entry)
    return tuple(entries.values())


def source_of(entry: SourceEntry, now: datetime) -> Source:
    """The source that a line of an OPML file names, as it is added at a moment."""
    return Source(
        id=source_id(entry.url),
        url=entry.url,
        title=entry.title,
        site_url=entry.site_url,
        language=entry.language,
        added_at=now,
    )


def write_opml(entries: Iterable[SourceEntry], title: str) -> bytes:
    """Write feeds as OPML; reading it gives the same entries in the same order.

    Feeds that follow each other in one folder share its outline.
    """
    lines = ['<?xml version="1.0" encoding="utf-8"?>', '<opml version="2.0">']
    lines += [f"  <head><title>{_escaped(title)}</title></head>", "  <body>"]
    opened: tuple[str, ...] = ()
    for entry in entries:
        shared = _shared(opened, entry.categories)
        lines += ["  " * (2 + depth) + "</outline>" for depth in reversed(range(shared, len(opened)))]
        for depth in range(shared, len(entry.categories)):
            lines.append("  " * (2 + depth) + f"<outline text={_quoted(entry.categories[depth])}>")
        opened = entry.categories
        lines.append("  " * (2 + len(opened)) + _line(entry))
    lines += ["  " * (2 + depth) + "</outline>" for depth in reversed(range(len(opened)))]
    lines += ["  </body>", "</opml>", ""]
    return "\n".join(lines).encode()


def add_entry(text: bytes, entry: SourceEntry, path: Path) -> bytes:
    """Add one feed at the end of an OPML file and leave all else in it as it is, comments and spaces too.

    Raises ConfigError as `read_opml`, for a broken file stays untouched.
    """
    known = {canonical_url(each.url) for each in read_opml(text, path)}
    if canonical_url(entry.url) in known:
        return text
    content, encoding = _decoded(text)
    place = next((found for found in reversed(list(_PLACES.finditer(content))) if found.lastgroup), None)
    if place is None:
        raise ConfigError(
            f"{path}: has no </body> to add {without_login(entry.url)} before; write <body></body> inside <opml>"
        )
    indents = _INDENT.findall(content)
    newline = "\r\n" if "\r\n" in content else "\n"
    outline = f"{indents[-1] if indents else '    '}{_line(entry)}{newline}"
    if place["empty"] is not None:
        content = f"{content[: place.start()]}<body>{newline}{outline}  </body>{content[place.end() :]}"
    else:
        before = content[: place.start()]
        gap = "" if before.endswith(("\n", "\r")) else newline
        content = before + gap + outline + content[place.start() :]
    return content.encode(encoding, "xmlcharrefreplace")


def _parsed(text: bytes, path: Path) -> etree._Element:
    if not text.strip():
        raise ConfigError(f"{path}: is empty; `nightdesk init` in a new folder shows what belongs in it")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        line, what = error.lineno or 1, str(error.msg or error).partition(", line ")[0]
        mend = "; write &amp; for & inside an address or title" if "EntityRef" in what else "; mend that line"
        raise ConfigError(f"{path}, line {line}: not valid XML: {what}{mend}") from error


def _body(root: etree._Element, path: Path) -> etree._Element:
    if str(root.tag).lower() != "opml":
        raise ConfigError(f"{path}, line {root.sourceline}: <{root.tag}> where <opml> should be; is it an OPML file?")
    body = next((child for child in root if str(child.tag).lower() == "body"), None)
    if body is None:
        raise ConfigError(f"{path}, line {root.sourceline}: has no <body>; put the outlines between <body> and </body>")
    return body


def _outlines(
    parent: etree._Element, folders: tuple[str, ...], path: Path
) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    """All outlines below an element with the folders they lie in, in the order of the file."""
    if len(folders) > _DEPTH:
        raise ConfigError(f"{path}, line {parent.sourceline}: more than {_DEPTH} folders inside one another")
    for outline in parent.iterchildren("{*}outline", "{*}Outline", "{*}OUTLINE"):
        yield outline, folders
        name = _attribute(outline, "text") or _attribute(outline, "title")
        # A feed with outlines below it is no folder: those belong where it lies.
        inside = folders if _attribute(outline, "xmlurl") or not name else (*folders, name)
        yield from _outlines(outline, inside, path)


def _entry(outline: etree._Element, folders: tuple[str, ...], path: Path) -> SourceEntry | None:
    title = _attribute(outline, "text") or _attribute(outline, "title")
    where = f"{path}, line {outline.sourceline}"
    url = _attribute(outline, "xmlurl")
    if not url:
        if _attribute(outline, "type").lower() in ("rss", "atom"):
            raise ConfigError(f"{where}: the feed {title!r} has no xmlUrl; add its address, or drop the line")
        return None
    url = re.sub(r"^feed:(?://)?(?=https?://)|^feed(?=://)", lambda found: "http" if found[0] == "feed" else "", url)
    try:
        canonical_url(url)
    except ValueError as error:
        raise ConfigError(f"{where}: {error}; write the feed's whole address, as https://example.org/feed") from error
    site = _attribute(outline, "htmlurl")
    entry = SourceEntry(
        url=url,
        title=without_logins(title),  # programs that know no title write the address
        site_url=site if _is_address(site) else None,
        language=_attribute(outline, "language") or None,
        categories=folders,
    )
    try:
        return made_safe(entry)[0]
    except TooLong as error:
        raise ConfigError(f"{where}: {error}; write the feed's own address") from error


def _is_address(text: str) -> bool:
    try:
        return bool(canonical_url(text))
    except ValueError:
        return False


def _attribute(outline: etree._Element, name: str) -> str:
    """An attribute by its name in any case, as programs write it: ``xmlUrl``, ``xmlurl``, ``XMLURL``."""
    found = next((value for key, value in outline.attrib.items() if str(key).lower() == name), "")
    return " ".join(str(found).split())


def _decoded(text: bytes) -> tuple[str, str]:
    """The text of a file that lxml could read, and the encoding it is in, byte order mark and all."""
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16-le" if text.startswith(b"\xff\xfe") else "utf-16-be"
    else:
        declared = _ENCODING.match(text)
        encoding = declared[1].decode() if declared else "utf-8"
    return text.decode(encoding), encoding


def _line(entry: SourceEntry) -> str:
    attributes = {"type": "rss", "text": entry.title or without_login(entry.url), "xmlUrl": entry.url}
    attributes |= {"htmlUrl": entry.site_url or "", "language": entry.language or ""}
    return "<outline " + " ".join(f"{name}={_quoted(value)}" for name, value in attributes.items() if value) + "/>"


def _quoted(value: str) -> str:
    return quoteattr(xml_text(value))


def _escaped(text: str) -> str:
    return xml_text(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many folders two places have in common, from the outermost."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
