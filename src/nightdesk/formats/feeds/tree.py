"""Bytes of a feed to a tree of elements: encodings, broken XML, undeclared entities and prefixes."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree

from nightdesk.charsets import text_codec
from nightdesk.logins import without_login

Element = etree._Element  # noqa: SLF001 - lxml exports the class under this name alone

# Namespaces that feeds use, by the prefix their fields have here. Plain RSS has none; so have RSS 0.90, RSS
# 1.0 and the namespaces that some feeds gave to RSS 2.0.
_PREFIXES = {
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",  # Atom 0.3
    "http://purl.org/rss/1.0": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/rss/1.0/modules/syndication": "sy",
    "http://search.yahoo.com/mrss": "media",
    "http://video.search.yahoo.com/mrss": "media",
    "http://www.rssboard.org/media-rss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.youtube.com/xml/schemas/2015": "yt",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
_XML = "{http://www.w3.org/XML/1998/namespace}"
_BASES = 8  # elements above one that are asked for xml:base; a feed has four levels, an attack has 250
MOST_ALIKE = 100  # fields of one name in one element: the second that stands for nobody is far below
# Tags and attributes of one feed; of 334 feeds the most was 700 tags. libxml2 keeps some 300 bytes of each.
MOST_PARTS = 400_000
_PART = re.compile("<[^/]|=[\"']")
MOST_MENDS = 200_000  # the most of 334 feeds was 1,416
_XML_ENTITIES = frozenset(("lt", "gt", "amp", "quot", "apos"))

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
_START = re.compile(r"<(?:\?xml|!doctype|!--|rss|feed|rdf:rdf|rdf|html|channel)\b|<!--", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
# CDATA and comments are left as they are; elsewhere an ampersand that starts no reference is text.
_MENDABLE = re.compile(
    r"(?P<kept><!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))"
    r"|&(?P<name>[A-Za-z][A-Za-z0-9]{0,31});|&#(?P<number>x?[0-9A-Fa-f]{1,8});|&",
    re.DOTALL,
)
# Control characters and the halves of surrogate pairs that XML 1.0, section 2.2, does not know.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def decode(body: bytes, content_type: str = "") -> str:
    """Turn the bytes of a document into text, whatever its labels say.

    Bytes that are valid UTF-8 beyond ASCII are UTF-8: texts in other encodings hit its patterns by chance
    only, while wrong labels are common. Else the byte order mark, the HTTP charset and the XML declaration
    are tried in this order (RFC 7303, section 3), then Windows-1252.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    names = ["utf-8"] if not body.isascii() else []
    head = body[:64]
    if b"\x00" in head[:4]:  # UTF-16 without its mark (XML 1.0, appendix F)
        names = ["utf-16-be" if head[:1] == b"\x00" else "utf-16-le"]
    found = _CHARSET.search(content_type)
    names += [found[1]] if found else []
    declared = _DECLARED.search(body[:1000])
    names += [declared[1].decode("ascii")] if declared else []
    for name in names:
        text = _strictly(body, name)
        if text is not None:
            return text
    return body.decode("utf-8" if body.isascii() else "cp1252", errors="replace")


def _strictly(body: bytes, label: str) -> str | None:
    codec = text_codec(label)
    try:
        return body.decode(codec) if codec else None
    except UnicodeError:
        return None


def parse_xml(text: str) -> tuple[Element | None, str]:
    """Parse XML, mended where it is broken.

    Returns:
        The root, or ``None`` where nothing could be read; and what was wrong, ``""`` for sound XML.
    """
    start = _START.search(text[:10_000])
    text = text[start.start() :] if start else text.lstrip("\ufeff \t\r\n")
    text, bound = _bounded(text)
    declaration = _DECLARATION.match(text)
    text = _without_doctype(text[declaration.end() :] if declaration else text)
    try:
        return etree.fromstring(text.encode(), _parser(recover=False)), bound
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        # A prefix without a namespace changes nothing here: fields are known by prefix too.
        flaw = "" if "Namespace prefix" in str(error) else str(error).partition(" (<string>")[0].replace("\n", " ")
    mended = _UNSPEAKABLE.sub("", _mended(text))
    root = etree.fromstring(mended.encode(), _parser(recover=True)) if mended.strip() else None
    return root, bound or flaw


def _bounded(text: str) -> tuple[str, str]:
    """The text up to as many tags and attributes as a feed may have, and what is wrong where it has more."""
    if text.count("<") + text.count('="') + text.count("='") <= MOST_PARTS:
        return text, ""
    surplus = next(islice(_PART.finditer(text), MOST_PARTS, None), None)
    if surplus is None:
        return text, ""
    return text[: surplus.start()], f"more than {MOST_PARTS:,} tags and attributes"


def _parser(*, recover: bool) -> etree.XMLParser:
    # huge_tree=False keeps libxml2's limits (depth 256, text of 10 MB); without a DTD there is no entity to expand.
    return etree.XMLParser(
        recover=recover,
        encoding="utf-8",
        huge_tree=False,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


def _without_doctype(text: str) -> str:
    """The text without its DOCTYPE: feeds need none, and entity bombs (XML 1.0, section 4.1) need one."""
    at = text[:5000].upper().find("<!DOCTYPE")
    found = _DOCTYPE.match(text, at) if at >= 0 else None
    return text[:at] + text[found.end() :] if found else text


def _mended(text: str) -> str:
    """Broken XML with its references mended; behind the first 200,000 of them every ampersand is text."""
    parts: list[str] = []
    at = 0
    for count, found in enumerate(_MENDABLE.finditer(text)):
        if count == MOST_MENDS:
            return "".join((*parts, text[at:].replace("&", "&amp;")))
        parts += (text[at : found.start()], _reference(found))
        at = found.end()
    return "".join((*parts, text[at:]))


def _reference(found: re.Match[str]) -> str:
    """What a reference in broken XML stands for: HTML's names are known to readers, not to XML."""
    if found["kept"]:
        return found["kept"]
    if found["name"]:
        if found["name"] in _XML_ENTITIES:
            return found[0]
        characters = html5.get(found["name"] + ";")
        return "".join(f"&#{ord(c)};" for c in characters) if characters else "&amp;" + found[0][1:]
    if found["number"]:
        digits = found["number"].lower()
        code = int(digits[1:], 16) if digits[0] == "x" else int(digits) if digits.isdigit() else 0
        is_allowed = 0 < code <= sys.maxunicode and not _UNSPEAKABLE.match(chr(code))
        return f"&#{code};" if is_allowed else ""
    return "&amp;"


@lru_cache(maxsize=2048)
def field_name(tag: str) -> str:
    """The name of a field, without caring how its namespace is written: ``media:content``, ``atom:link``, ``item``.

    A prefix that was never declared is taken at its word.
    """
    if tag[:1] != "{":
        return tag.lower()
    namespace, _, local = tag[1:].partition("}")
    prefix = _PREFIXES.get(namespace.lower().rstrip("/"), "other")
    return f"{prefix}:{local.lower()}" if prefix else local.lower()


def fields_of(parent: Element) -> dict[str, list[Element]]:
    """The children of an element by the names of their fields, in the order of the document, of each name the first."""
    fields: dict[str, list[Element]] = {}
    for child in parent.iterchildren(etree.Element):
        alike = fields.setdefault(field_name(str(child.tag)), [])
        if len(alike) < MOST_ALIKE:
            alike.append(child)
    return fields


def text_of(element: Element) -> str:
    """The text of an element without that of its children's tags, whitespace kept."""
    return (element.text or "") if len(element) == 0 else "".join(_texts(element))


def _texts(element: Element) -> Iterator[str]:
    return (str(part) for part in element.itertext())


def markup_of(element: Element) -> str:
    """The markup inside an element: its text where it was escaped, its children written out where it was not."""
    if len(element) == 0:
        return element.text or ""
    parts = [element.text or ""]
    for child in element.iterchildren(etree.Element):
        written = etree.tostring(child, encoding="unicode", with_tail=True)
        parts.append(re.sub(r"<(/?)(?:\w+:)(?=\w)", r"<\1", re.sub(r"\sxmlns(?::\w+)?=\"[^\"]*\"", "", written)))
    return "".join(parts)


def base_of(element: Element, url: str) -> str:
    """The address that relative links inside an element start from (XML Base)."""
    places = (element, *islice(element.iterancestors(), _BASES))
    for value in reversed([value for at in places if (value := at.get(_XML + "base"))]):
        url = join(url, value) or url
    return url


def language_of(element: Element) -> str:
    """``xml:lang`` of an element itself, or ``""``."""
    return element.get(_XML + "lang") or element.get("xml:lang") or ""


def join(base: str, link: str) -> str | None:
    """A link made absolute, without a login; ``None`` where it is empty, not of the web, or no URL at all."""
    link = "".join(link.split()) if "\n" in link or "\t" in link else link.strip()
    if not link:
        return None
    try:
        # Most links are whole; joining those too was a sixth of the time of a feed, by the profiler.
        url = link if link.startswith(("https://", "http://")) else urljoin(base, link)
        parts = urlsplit(url)
    except ValueError:
        return None
    return without_login(url) if parts.scheme in ("http", "https") and parts.netloc else None
