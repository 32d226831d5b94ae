"""The pictures of an article: the lead first, with the dimensions, description and credit that the page gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from nightdesk.logins import without_login
from nightdesk.reading.class_words import groups_of
from nightdesk.reading.elements import image_of, pixels, with_caption
from nightdesk.reading.jsonld import Node, address_of, listed, text_of, types_of
from nightdesk.reading.signals import Signals
from nightdesk.reading.wording import letters, tidy, words
from nightdesk.types import Image

MOST_PICTURES = 6
MOST_LEFT_OUT = 6  # reasons kept: a page may have hundreds of icons
SMALLEST = 100  # pixels: icons and faces of authors are smaller
SMALLEST_IN_BODY = 300  # pixels: teasers of other articles stand beside the text in smaller ones
FLATTEST = 3.8  # width by height: panoramas reach 3; 970 x 250, the squarest of the wide banners (IAB), has 3.9
NARROWEST = 0.3  # of pictures up to 200 wide: 120 x 600 and 160 x 600 (IAB); wider towers are infographics
SKYSCRAPER = 200
# The places are asked only of pictures: half the time of as many selectors with a picture at their end, and each once.
_INSIDE = (
    ":is(img, amp-img):is(article figure *, main figure *, [itemprop='articleBody'] *, [role='main'] figure *,"
    " article picture *)"
)
_NO_PICTURE = words(
    """
    placeholder blank spacer pixel 1x1 icon icons avatar sprite favicon transparent noimage nopic gravatar
    loader loading dummy default fallback missing emoji smiley qrcode badge button
    """
)
# Whole parts of a host's name or of a path; "ad" alone is a word of many languages, so it counts in hosts only.
_ADVERT = words("ads adserver adservice advert adverts advertising advertisement banners werbung doubleclick sponsored")
_COUNTER = words("pixel pixels beacon tracker tracking counter analytics stats telemetry zaehlpixel")
_ENDING = re.compile(r"\.(?:svg|svgz|ico|mp4|webm|m3u8|mp3|pdf|html?)$", re.IGNORECASE)
_OTHER_PLACES = frozenset({"related", "comments", "navigation", "newsletter", "share", "byline"})
_SIZE_IN_NAME = re.compile(r"(?:[-_.@](?:\d{2,4}x\d{2,4}|\d{2,4}w|[2-4]x|scaled))+(?=\.\w{3,5}$)", re.IGNORECASE)
# Cloud services put the crop into the path: /w_1200,h_630,c_fill/ or /1200x630/ or /fit-in/800x0/.
_SIZE_IN_PATH = re.compile(
    r"/(?:fit-in/)?(?:\d{2,4}x\d{1,4}|(?:[a-z]{1,2}_[\w.:]+,?){2,8}|w_\d+|h_\d+)(?=/)", re.IGNORECASE
)
NEAREST = 6  # steps up from a picture in which an advertisement or a list of other articles is looked for


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
    for source, image, place in _given(signals):
        if not image.url:
            continue
        url = _usable(image.url, signals)
        reason = place or _refusal(image, url, site_names, logos)
        if reason:
            if (told := f"{image.url[:80]}: {reason}") not in left_out:
                left_out.append(told)
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
    return Pictures(tuple(found.values()), first, tuple(left_out[:MOST_LEFT_OUT]))


def _given(signals: Signals) -> Iterator[tuple[str, Image, str]]:
    """Pictures with where they stand, the surest place first, and why not where that place is another article's."""
    yield from (("og:image", image, "") for image in _from_metas(signals))
    for value in _of_article(signals)[:MOST_PICTURES]:
        yield "JSON-LD image", _from_node(value), ""
    for value in listed(signals.article.get("thumbnailUrl"))[:1]:
        yield "JSON-LD image", Image(address_of(value)), ""
    for value in signals.properties.get("image", [])[:1]:
        yield "microdata image", Image(value), ""
    yield "twitter:image", Image(signals.meta("twitter:image", "twitter:image:src", "parsely-image-url")), ""
    yield "link rel=image_src", Image(signals.link("image_src")), ""
    for node in signals.tree.css(_INSIDE)[: 3 * MOST_PICTURES]:
        image, place = image_of(node), _place(node)
        if place:
            yield "text", image, place
        elif image.width is None or image.width >= SMALLEST_IN_BODY:
            yield "text", with_caption(image, node), ""


def _of_article(signals: Signals) -> list[Any]:
    """The pictures that JSON-LD gives for the article, else those that it gives for its page."""
    given = listed(signals.article.get("image"))
    pages = [node for node in signals.nodes if any(name.endswith("Page") for name in types_of(node))]
    return given or [value for node in pages for value in listed(node.get("primaryImageOfPage"))]


def _place(node: LexborNode) -> str:
    """Why a picture inside the text is not one of the text: an advertisement, or a list of other articles."""
    parent = node.parent
    for _ in range(NEAREST):
        if parent is None or parent.tag in ("article", "main", "body"):
            return ""
        given = parent.attributes
        if parent.tag == "a" and "sponsored" in (given.get("rel") or ""):
            return "an advertisement by its link"
        if parent.tag in ("aside", "nav", "footer", "ins"):
            return f"not of the text, as it stands in <{parent.tag}>"
        groups = groups_of(f"{given.get('class') or ''} {given.get('id') or ''}"[:300])
        if "advert" in groups and not groups & {"caption", "body"}:
            return "an advertisement by its place"
        if groups & _OTHER_PLACES and not groups & {"caption", "body", "title"}:
            return "not of the text, by its place"
        parent = parent.parent
    return ""


def _from_metas(signals: Signals) -> Iterator[Image]:
    urls = signals.metas.get("og:image") or signals.metas.get("og:image:url") or []
    urls = urls or signals.metas.get("og:image:secure_url", [])
    for at, url in enumerate(urls[:MOST_PICTURES]):
        width, height, alt = (
            _at(signals.metas.get(f"og:image:{name}", []), at, len(urls)) for name in ("width", "height", "alt")
        )
        yield Image(url, pixels(width), pixels(height), tidy(alt) or None)


def _at(values: Sequence[str], at: int, count: int) -> str:
    """The value of the nth picture: properties follow their picture, so counts that differ tell only of the first."""
    return values[at] if len(values) == count or (at == 0 and values) else ""


def _from_node(value: Any) -> Image:
    if not isinstance(value, dict):
        return Image(address_of(value))
    node: Node = value
    credit = next(
        (
            found
            for name in ("creditText", "copyrightNotice", "copyrightHolder", "creator", "author")
            if (found := _name_of(node.get(name)))
        ),
        "",
    )
    address = next(
        (
            found
            for name in ("contentUrl", "url", "@id", "thumbnailUrl")
            if (found := address_of(node.get(name))) and not _ENDING.search(_path(found))
        ),
        "",
    )
    return Image(
        address,
        pixels(node.get("width")),
        pixels(node.get("height")),
        text_of(node.get("caption")) or text_of(node.get("description")) or None,
        credit or None,
    )


def _name_of(value: Any) -> str:
    """A name out of a text, a person or an organisation."""
    for one in listed(value)[:3]:
        found = text_of(one.get("name")) if isinstance(one, dict) and "name" in one else text_of(one)
        if found:
            return found
    return ""


def _path(url: str) -> str:
    """The path of an address, or ``""`` where it is none."""
    try:
        return unquote(urlsplit(url).path)
    except ValueError:
        return ""


def _usable(url: str, signals: Signals) -> str:
    """An address made absolute, its query kept as it is: pictures are signed and cropped by their parameters."""
    if not url or url.lower().startswith(("data:", "blob:", "about:", "javascript:")):
        return ""
    try:
        full = urljoin(urljoin(signals.url, signals.base), url.strip().replace(" ", "%20"))
        parts = urlsplit(full)
    except ValueError:
        return ""
    return without_login(full) if parts.scheme in ("http", "https") and parts.hostname else ""


def _refusal(image: Image, url: str, site_names: Sequence[str], logos: set[str]) -> str:
    if not url:
        return "no address on the web"
    parts = urlsplit(url)
    path = unquote(parts.path).lower()
    words = [word for word in re.split(r"[^a-z0-9]+", path.rpartition("/")[2]) if word]
    if _ENDING.search(path):
        return "not a photograph by its ending"
    if any(size is not None and size < SMALLEST for size in (image.width, image.height)):
        return f"smaller than {SMALLEST} pixels"
    if is_banner(image.width, image.height):
        return f"{image.width} x {image.height} pixels are the shape of a banner"
    hosts = {*re.split(r"[.-]", parts.hostname or "")[:-1]}
    folders = {*path.split("/")[:-1]}
    if (hosts | folders) & _ADVERT or hosts & {"ad", "adsrv"}:
        return "an advertisement by its address"
    if (hosts | folders) & _COUNTER:
        return "a counter by its address"
    return _refusal_by_name(image, words, site_names, logos)


def _refusal_by_name(image: Image, words: list[str], site_names: Sequence[str], logos: set[str]) -> str:
    if _NO_PICTURE & set(words[:6]):
        return "a placeholder or icon by its name"
    names = {letters(name) for name in site_names}
    if letters(image.url) in logos or ("logo" in words and (len(words) < 4 or names & set(words))):  # noqa: PLR2004  # "logo-1200x630.png"; longer names describe a scene
        return "a logo"
    return ""


def is_banner(width: int | None, height: int | None) -> bool:
    """Whether a picture has the shape of an advertisement or a rule, and none that photographs have."""
    if not width or not height:
        return False
    return width > FLATTEST * height or (width <= SKYSCRAPER and width < NARROWEST * height)


def _name(url: str) -> str:
    """What two crops of one picture share: host and path without the size in them, without the query."""
    parts = urlsplit(url)
    if not parts.path.count("."):
        return url
    return f"{parts.hostname}{_SIZE_IN_NAME.sub('', _SIZE_IN_PATH.sub('', parts.path))}"


def _merged(one: Image, other: Image, url: str) -> Image:
    """A picture with what another mention of it adds; sizes only from the same address, as crops differ in size."""
    adds_size = one.width is None and one.url == url
    width, height = (other.width, other.height) if adds_size else (one.width, one.height)
    return Image(one.url, width, height, one.alt or other.alt, one.credit or other.credit)
