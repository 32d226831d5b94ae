"""A picture's element on a page to an `Image`: lazy loading, ``srcset``, ``picture``, and the credit beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborNode

from nightdesk.reading.class_words import groups_of
from nightdesk.reading.wording import tidy
from nightdesk.types import Image

WIDEST = 2048  # pixels: of several sizes the widest up to here is taken, as the desk's copy is smaller than that
LONGEST_SRCSET = 20_000  # characters; pages with forty sizes have 8,000
LONGEST_CREDIT = 120
NEAREST = 6  # steps up from a picture in which its figure is looked for
_LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-original-src", "data-hi-res-src",
    "data-full-src", "data-large-src", "data-image-src", "data-image", "data-img", "data-url", "data-fallback-src",
)  # fmt: skip
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "data-sizes-srcset", "srcset")
# It begins where nothing else of one stands before: tried at each of 20,000 commas or letters it took four seconds.
_CANDIDATE = re.compile(r"(?<![^\s,])([^\s,]\S*)((?:\s+[0-9.]+[wxh]){0,3})\s*(?=,|$)")
_NOT_SHOWN = re.compile(r"^(?:data|blob|about|javascript):", re.IGNORECASE)
_UNSHOWABLE_TYPE = re.compile(r"svg|jxl|jp2|tiff|heic", re.IGNORECASE)
# "Photo: Ann Lee/Agency", "Foto: …", "© Agency", "(Agency Photo/Ann Lee)", "Credit: …" at the end of a caption.
_CREDIT = re.compile(
    r"(?:^|[\s(\[|.,;])((?:photo(?:graph)?s?|pictures?|images?|foto(?:grafie|grafía|s)?|bild(?:er|quelle)?|crédits?"
    r"|credits?|copyright|quelle|fuente|source|via|写真|图片来源|사진)(?:\s+(?:by|credit|courtesy of|de|von|di|par))?"
    r"\s*[:\uff1a]\s*|(?:photo|picture|image|foto)s?\s+(?:by|courtesy of|de|von)\s+|©\s*)"
    r"([^()\[\]]{2,120}?)\s*[)\].]?\s*$",
    re.IGNORECASE,
)
_CREDIT_WORD = re.compile(
    r"^(?:photo(?:graph)?|picture|image|foto|bild|cr[eé]dits?|copyright|quelle|fuente|source)(?:\s+by)?\s*[:\uff1a]\s*|^©\s*",
    re.IGNORECASE,
)


def image_of(node: LexborNode) -> Image:
    """The picture that an ``img`` or ``amp-img`` shows, or would show once its page's scripts have run.

    Its description is that of its element; what stands beside it see `with_caption`.
    """
    given = node.attributes
    width, height = pixels(given.get("width")), pixels(given.get("height"))
    best = _best_of_sets(node, given)
    if best and best[1]:
        # The width that the page names for this file; the height follows by the shape of the element.
        height = round(best[1] * height / width) if width and height else None
        width = best[1]
    elif best and not _plain_address(given):
        # Which size a file without a named width has, the element's own attributes do not say.
        width = height = None
    alt = tidy(given.get("alt") or given.get("title") or "")
    return Image(best[0] if best else _plain_address(given), width, height, alt or None)


def with_caption(image: Image, node: LexborNode) -> Image:
    """A picture with the credit in its caption, which describes it where its element does not."""
    caption, credit = _caption_of(node)
    return replace(image, alt=image.alt or caption or None, credit=credit or None)


def pixels(value: Any) -> int | None:
    """A length in pixels out of an attribute or a value of JSON-LD; ``None`` for per cent, ``auto`` and nonsense."""
    if isinstance(value, dict):  # schema.org QuantitativeValue, or Distance, whose name is the value
        value = value.get("value") or value.get("name")
    found = re.match(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", str(value or ""))
    return int(found[1]) or None if found else None


def best_of_srcset(srcset: str) -> tuple[str, int | None] | None:
    """The address of the best size in a ``srcset`` and its width where it is named (HTML standard, 4.8.4.2.1).

    The widest up to `WIDEST` pixels, else the narrowest beyond; with densities (``2x``) the densest, whose width
    is not named.
    """
    by_width: list[tuple[int, str]] = []
    by_density: list[tuple[float, str]] = []
    for url, descriptors in _CANDIDATE.findall(srcset[:LONGEST_SRCSET]):
        address = url.rstrip(",")
        if not address or _NOT_SHOWN.match(address):
            continue
        width = re.search(r"(\d{1,5})w", descriptors)
        if width:
            by_width.append((int(width[1]), address))
        else:
            density = re.search(r"(\d{1,2}(?:\.\d{1,3})?)x", descriptors)
            by_density.append((float(density[1]) if density else 1.0, address))
    if by_width:
        fitting = [each for each in by_width if each[0] <= WIDEST]
        width_found, address = max(fitting) if fitting else min(by_width)
        return address, width_found or None
    return (max(by_density, key=lambda each: each[0])[1], None) if by_density else None


def _plain_address(given: dict[str, str | None]) -> str:
    """The address in a lazy-loading attribute, which goes before ``src``, where a placeholder stands meanwhile."""
    for name in (*_LAZY, "src"):
        value = (given.get(name) or "").strip()
        if value and not _NOT_SHOWN.match(value) and not value.startswith(("{", "[")):
            return value
    return ""


def _best_of_sets(node: LexborNode, given: dict[str, str | None]) -> tuple[str, int | None] | None:
    """The best of the sets of an element and of the ``source`` elements beside it in its ``picture``."""
    found = [best for name in _LAZY_SETS if (best := best_of_srcset(given.get(name) or ""))]
    found = found or [best for each in _sources(node) if (best := _best_of_source(each))]
    named = [best for best in found if best[1]]
    if named:
        return max(named, key=lambda best: best[1] or 0)
    # A set without widths tells no more than the address beside it.
    return found[0] if found and not _plain_address(given) else None


def _sources(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    if parent is not None and parent.tag == "picture":
        yield from parent.css("source")[:20]


def _best_of_source(source: LexborNode) -> tuple[str, int | None] | None:
    given = source.attributes
    if _UNSHOWABLE_TYPE.search(given.get("type") or ""):
        return None
    return next((best for name in _LAZY_SETS if (best := best_of_srcset(given.get(name) or ""))), None)


def _caption_of(node: LexborNode) -> tuple[str, str]:
    """The caption of a picture without its credit, and the credit, from the figure around it."""
    figure: LexborNode | None = node.parent
    for _ in range(NEAREST):
        if figure is None or figure.tag == "figure":
            break
        figure = figure.parent
    if figure is None or figure.tag != "figure" or len(figure.css("img")) > 2:  # noqa: PLR2004  # the second stands in noscript
        return "", ""
    caption_node = figure.css_first("figcaption")
    caption = tidy(caption_node.text(deep=True, separator=" ")) if caption_node is not None else ""
    for part in figure.css("[itemprop], [class], cite, small")[:20]:
        if _is_credit(part):
            raw = tidy(part.text(deep=True, separator=" "))
            credit = _CREDIT_WORD.sub("", raw).strip(" |/.,;()[]\u2013-")
            if 1 < len(credit) <= LONGEST_CREDIT:
                return caption.replace(raw, "").strip(" |/,;()[]"), credit
    found = _CREDIT.search(caption[-2 * LONGEST_CREDIT :])
    if found:
        whole = caption[-2 * LONGEST_CREDIT :][found.start(1) :]
        return caption[: len(caption) - len(whole)].strip(" |/,;()[]"), found[2].strip(" |/.,;")
    return caption, ""


def _is_credit(part: LexborNode) -> bool:
    given = part.attributes
    named = (given.get("itemprop") or "").lower().split()
    if {"copyrightholder", "credittext", "creator", "author", "copyrightnotice"} & set(named):
        return True
    return part.tag in ("cite", "small", "span", "div", "p", "figcaption", "a") and groups_of(
        given.get("class") or ""
    ) >= {"credit"}
