"""Pictures and players of an entry: Media RSS, enclosures, iTunes, YouTube."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from nightdesk.formats.feeds.markup import image_from, literal_text
from nightdesk.formats.feeds.tree import Element, field_name, fields_of, join, text_of
from nightdesk.types import Image

MOST_IMAGES = 5
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|[?#])", re.IGNORECASE)

Fields = dict[str, list[Element]]


def images_of(fields: Fields, base: str) -> tuple[Image, ...]:
    """The pictures of an entry, largest first where sizes are given, else in the feed's order; without doubles."""
    found: dict[str, Image] = {}
    for image in (*_media_images(fields, base), *_other_images(fields, base)):
        known = found.get(image.url)
        found[image.url] = image if known is None else _filled(known, image)
    ordered = sorted(found.values(), key=lambda image: -(image.width or 0))
    return tuple(ordered[:MOST_IMAGES])


def player_of(fields: Fields, base: str) -> str | None:
    """The address of a player to embed, where the entry itself is a video.

    A clip beside an article (``media:content`` alone) makes no video of it: news feeds attach them to texts.
    """
    for video in fields.get("yt:videoid", ()):
        name = text_of(video).strip()
        if name:
            # The same player without cookies before the reader presses play.
            return f"https://www.youtube-nocookie.com/embed/{quote(name, safe='')}"
    for place in _media_places(fields):
        for player in (*place.get("media:embed", ()), *place.get("media:player", ())):
            url = join(base, player.get("url") or text_of(player))
            if url:
                return url
    return None


def _media_places(fields: Fields) -> Iterator[Fields]:
    """The entry itself and its groups and contents: Media RSS lets its elements stand in any of them."""
    yield fields
    for group in fields.get("media:group", ()):
        inner = fields_of(group)
        yield inner
        yield from (fields_of(content) for content in inner.get("media:content", ()))
    yield from (fields_of(content) for content in fields.get("media:content", ()))


def _media_images(fields: Fields, base: str) -> Iterator[Image]:
    for place in _media_places(fields):
        credit = next((literal_text(text_of(each)) for each in place.get("media:credit", ())), "") or None
        for content in place.get("media:content", ()):
            if _is_picture(content):
                yield from _image(content, "url", base, credit)
        for thumbnail in place.get("media:thumbnail", ()):
            yield from _image(thumbnail, "url", base, credit)


def _other_images(fields: Fields, base: str) -> Iterator[Image]:
    for enclosure in fields.get("enclosure", ()):
        if _is_picture(enclosure):
            yield from _image(enclosure, "url", base, None)
    for link in fields.get("atom:link", ()):
        if link.get("rel") == "enclosure" and _is_picture(link, address="href"):
            yield from _image(link, "href", base, None)
    for picture in fields.get("itunes:image", ()):
        yield from _image(picture, "href", base, None)
    for picture in fields.get("image", ()):  # <image><url> or <image>URL</image>: in no RSS, yet in many feeds
        inner = fields_of(picture).get("url")
        image = image_from(text_of(inner[0]) if inner else text_of(picture), base)
        if image:
            yield image


def _image(element: Element, address: str, base: str, credit: str | None) -> Iterator[Image]:
    image = image_from(element.get(address), base, element.get("width"), element.get("height"))
    if image:
        # The words of a picture stand inside its own element (media:title, media:credit, media:description).
        inner = fields_of(element)
        alt = next((literal_text(text_of(each)) for each in inner.get("media:description", ())), "") or None
        own_credit = next((literal_text(text_of(each)) for each in inner.get("media:credit", ())), "") or None
        yield replace(image, alt=alt, credit=own_credit or credit)


def _is_picture(element: Element, address: str = "url") -> bool:
    kind, medium = (element.get("type") or "").lower(), (element.get("medium") or "").lower()
    if kind or medium:
        return kind.startswith("image/") or (medium == "image" and not kind.startswith(("video/", "audio/")))
    # Nothing is declared: the file's name decides, and a content with sizes that holds no player.
    is_named = _PICTURE_NAME.search(element.get(address) or "") is not None
    return is_named and not any(field_name(str(child.tag)) == "media:player" for child in element)


def _filled(image: Image, other: Image) -> Image:
    return replace(
        image,
        width=image.width or other.width,
        height=image.height or other.height,
        alt=image.alt or other.alt,
        credit=image.credit or other.credit,
    )
