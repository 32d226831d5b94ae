"""The pictures of an article: the lead first, with the dimensions, description and credit that the page gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from nightdesk.reading.jsonld import Node, address_of, listed, text_of
from nightdesk.reading.signals import Signals
from nightdesk.reading.wording import letters, tidy, words
from nightdesk.types import Image

MOST_PICTURES = 6
SMALLEST = 100  # pixels: icons and faces of authors are smaller
SMALLEST_IN_BODY = 300  # pixels: teasers of other articles stand beside the text in smaller ones
_INSIDE = "article figure img, main figure img, [itemprop='articleBody'] img, [role='main'] figure img"
_NO_PICTURE = words(
    """
    placeholder blank spacer pixel 1x1 icon icons avatar sprite favicon transparent noimage nopic gravatar
    loader loading dummy
    """
)
_ENDING = re.compile(r"\.(?:svg|svgz|ico|mp4|webm|m3u8|mp3|pdf)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures of a page with the place of the first, and those left out with the reason."""

    images: tuple[Image, ...]
    source: str
    left_out: tuple[str, ...]


def read_pictures(signals: Signals, site_names: Sequence[str]) -> Pictures:
    """The lead picture and others of the text, each once, at most six; icons, logos and placeholders left out."""
    found: dict[str, Image] = {}
    left_out: list[str] = []
    first = ""
    logos = {letters(address_of(node.get("logo"))) for node in signals.nodes if node.get("logo")}
    for source, image in _given(signals):
        if not image.url:
            continue
        url = _usable(image.url, signals)
        reason = _refusal(image, url, site_names, logos)
        if reason:
            left_out.append(f"{image.url[:80]}: {reason}")
            continue
        name = _name(url)
        if name in found:
            found[name] = _merged(found[name], image, url)
        elif source == "text" or not found or first == "text":
            # The head gives one picture in several crops: only the first of them, and those of the text.
            first = first or source
            found[name] = Image(url, image.width, image.height, image.alt, image.credit)
        if len(found) == MOST_PICTURES:
            break
    return Pictures(tuple(found.values()), first, tuple(left_out[:MOST_PICTURES]))


def _given(signals: Signals) -> Iterator[tuple[str, Image]]:
    yield from (("og:image", image) for image in _from_metas(signals))
    for value in listed(signals.article.get("image"))[:MOST_PICTURES]:
        yield "JSON-LD image", _from_node(value)
    for value in listed(signals.article.get("thumbnailUrl"))[:1]:
        yield "JSON-LD image", Image(address_of(value))
    yield "twitter:image", Image(signals.meta("twitter:image", "twitter:image:src", "parsely-image-url"))
    yield "link rel=image_src", Image(signals.link("image_src"))
    for node in signals.tree.css(_INSIDE)[: 4 * MOST_PICTURES]:
        image = _from_element(node)
        if image.width is None or image.width >= SMALLEST_IN_BODY:
            yield "text", image


def _from_metas(signals: Signals) -> Iterator[Image]:
    urls = signals.metas.get("og:image") or signals.metas.get("og:image:url") or []
    urls = urls or signals.metas.get("og:image:secure_url", [])
    for at, url in enumerate(urls[:MOST_PICTURES]):
        width, height, alt = (
            _at(signals.metas.get(f"og:image:{name}", []), at, len(urls)) for name in ("width", "height", "alt")
        )
        yield Image(url, _pixels(width), _pixels(height), tidy(alt) or None)


def _at(values: Sequence[str], at: int, count: int) -> str:
    """The value of the nth picture: properties follow their picture, so counts that differ tell only of the first."""
    return values[at] if len(values) == count or (at == 0 and values) else ""


def _from_node(value: Any) -> Image:
    if not isinstance(value, dict):
        return Image(address_of(value))
    node: Node = value
    credit = text_of(node.get("creditText")) or text_of(node.get("copyrightNotice"))
    return Image(
        address_of(node.get("url")) or address_of(node.get("contentUrl")) or address_of(node.get("@id")),
        _pixels(node.get("width")),
        _pixels(node.get("height")),
        text_of(node.get("caption")) or text_of(node.get("description")) or None,
        credit or None,
    )


def _from_element(node: LexborNode) -> Image:
    given = node.attributes
    url = given.get("data-src") or given.get("data-original") or given.get("data-lazy-src") or given.get("src") or ""
    return Image(url, _pixels(given.get("width")), _pixels(given.get("height")), tidy(given.get("alt") or "") or None)


def _usable(url: str, signals: Signals) -> str:
    """An address made absolute, its query kept as it is: pictures are signed and cropped by their parameters."""
    if not url or url.lower().startswith(("data:", "blob:", "about:", "javascript:")):
        return ""
    try:
        full = urljoin(urljoin(signals.url, signals.base), url.strip().replace(" ", "%20"))
        parts = urlsplit(full)
    except ValueError:
        return ""
    return full if parts.scheme in ("http", "https") and parts.hostname else ""


def _refusal(image: Image, url: str, site_names: Sequence[str], logos: set[str]) -> str:
    if not url:
        return "no address on the web"
    path = unquote(urlsplit(url).path).lower()
    words = [word for word in re.split(r"[^a-z0-9]+", path.rpartition("/")[2]) if word]
    if _ENDING.search(path):
        return "not a photograph by its ending"
    if any(size is not None and size < SMALLEST for size in (image.width, image.height)):
        return f"smaller than {SMALLEST} pixels"
    if _NO_PICTURE & set(words):
        return "a placeholder or icon by its name"
    names = {letters(name) for name in site_names}
    if letters(image.url) in logos or ("logo" in words and (len(words) < 4 or names & set(words))):  # noqa: PLR2004  # "logo-1200x630.png"; longer names describe a scene
        return "a logo"
    return ""


def _name(url: str) -> str:
    """What two crops of one picture share: host and path, without the query."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}" if parts.path.count(".") else url


def _merged(one: Image, other: Image, url: str) -> Image:
    """A picture with what another mention of it adds; sizes only from the same address, as crops differ in size."""
    adds_size = one.width is None and one.url == url
    width, height = (other.width, other.height) if adds_size else (one.width, one.height)
    return Image(one.url, width, height, one.alt or other.alt, one.credit or other.credit)


def _pixels(value: Any) -> int | None:
    if isinstance(value, dict):  # schema.org QuantitativeValue
        value = value.get("value")
    found = re.match(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", str(value or ""))
    return int(found[1]) or None if found else None
