"""HTML inside feeds: as plain text, and the pictures it shows."""

from __future__ import annotations

import html
import re

from nightdesk.formats.feeds.tree import join
from nightdesk.types import Image

# Longer descriptions are whole articles; what a feed says of an entry is in their first lines.
LONGEST_HTML = 100_000
LONGEST_SUMMARY = 2_000
LONGEST_TITLE = 1_000

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote br center dd details div dl dt fieldset figcaption figure footer form h1 h2"
        " h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul video",
    )
)
_INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym area audio b base bdi bdo big body button canvas caption cite code col colgroup data del dfn"
        " dir embed em font frame frameset head html i img input ins kbd label link map mark meta meter nobr object"
        " output param picture progress q rp rt ruby s samp small source span strike strong sub sup time track tt u"
        " var wbr",
    )
)
_QUOTED = r"\"[^\"]*\"|'[^']*'"
_TAG = re.compile(rf"<(/?)([a-zA-Z][a-zA-Z0-9]*+)(?:\s(?:[^<>\"']++|{_QUOTED}){{0,60}}+|\s[^<>]*+)?/?>")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>|<!doctype[^<>]*>", re.DOTALL | re.IGNORECASE)
# What these hold is not for reading, or stands in for what cannot be shown.
_HIDDEN = re.compile(
    r"<(script|style|noscript|iframe|svg|template|select|textarea|title)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_LOOKS_LIKE_HTML = re.compile(r"</[a-zA-Z]|<(?:br|img|p|hr)\b|&(?:#\d|#x|[A-Za-z]{2,12};)", re.IGNORECASE)
# Zero-width spaces, soft hyphens and byte order marks break words where nobody sees it; controls are not text.
_INVISIBLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xAD, 0x200B, 0x2060, 0xFEFF])
_IMAGE = re.compile(rf"<img\s((?:[^<>\"']++|{_QUOTED}){{0,60}}+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?<![\w-])(src|width|height|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_SMALLEST_IMAGE = 16  # pixels; smaller ones are counters and spacers


def plain_text(markup: str) -> str:
    """HTML as one line of plain text; characters that only look like a tag (``a < b``, ``List<String>``) stay."""
    markup = markup[:LONGEST_HTML]
    if "<" in markup:
        markup = _HIDDEN.sub(" ", _COMMENT.sub("", markup))
        markup = _TAG.sub(_in_place_of_tag, markup)
    if "&" in markup:
        markup = html.unescape(markup)
    return " ".join(markup.translate(_INVISIBLE).split())


def literal_text(text: str) -> str:
    """A text that is declared to be plain; many feeds put HTML there all the same, and are read as they mean it."""
    if _LOOKS_LIKE_HTML.search(text[:LONGEST_HTML]):
        return plain_text(text)
    return " ".join(text[:LONGEST_HTML].translate(_INVISIBLE).split())


def shortened(text: str, limit: int) -> str:
    """The text, cut after a word where it is longer than the limit of characters."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rpartition(" ")[0] or head) + "…"


def _in_place_of_tag(found: re.Match[str]) -> str:
    name = found[2].lower()
    if name in _BLOCKS:
        return "\n"
    return "" if name in _INLINE else found[0]


def pictures_in(markup: str, base: str) -> tuple[Image, ...]:
    """The first picture that HTML shows, without counters of one pixel."""
    for found in _IMAGE.finditer(markup[:LONGEST_HTML]):
        values = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(found[1])}
        image = image_from(values.get("src"), base, values.get("width"), values.get("height"), values.get("alt"))
        if image:
            return (image,)
    return ()


def image_from(
    link: str | None, base: str, width: str | None = None, height: str | None = None, alt: str | None = None
) -> Image | None:
    """A picture with an absolute address, or ``None`` where it has no usable one or is a mere dot."""
    url = join(base, link or "")
    sizes = (_pixels(width), _pixels(height))
    if url is None or any(size is not None and size < _SMALLEST_IMAGE for size in sizes):
        return None
    return Image(url=url, width=sizes[0], height=sizes[1], alt=literal_text(alt or "") or None)


def _pixels(text: str | None) -> int | None:
    found = re.fullmatch(r"\s*(\d{1,6})(?:\.\d+)?(?:px)?\s*", text or "")
    return int(found[1]) if found else None
