"""What departs from the rules of the format, in words a person can act on."""

from __future__ import annotations

import base64
import binascii
import itertools
from collections.abc import Iterator

from nightdesk.formats.records.shape import NewsRecord, RecordImage, RelatedRecord, parse_moment

HEAT_OF_OTHERS = -1  # what every article of a story but its lead carries
HEAT_OF_RELATED = 20  # what each related article adds to the heat of the lead
THRESHOLD = 70  # the least heat that is published, unless a desk says otherwise
LONGEST_NAME = 255  # bytes of a file name (POSIX NAME_MAX)
SEAL_BYTES = 16  # the second part of a sealed payload


def check_record(record: NewsRecord, threshold: int = THRESHOLD) -> list[str]:
    """Say what departs from the rules of the format; an empty list for a record that keeps all of them.

    Args:
        record: as read or as made.
        threshold: the least heat that this desk publishes.
    """
    return [
        *_check_texts(record),
        *_check_addresses(record),
        *_check_standing(record, threshold),
        *_check_related(record),
        *_check_images(record.images, "images"),
        *_check_secured(record.secured),
    ]


def _check_texts(record: NewsRecord) -> Iterator[str]:
    if record.category != "news":
        yield f"category is {record.category!r}, not news"
    if not record.title.strip():
        yield "title is empty"
    if record.excerpt is None:
        yield "excerpt is missing"
    if record.provider is None or not record.provider.name.strip() or not record.provider.domain:
        yield "provider must have a name and a domain"
    if None in record.topics:
        yield "topics has an empty item, which is null in the API"
    names = record.named_topics
    if any(not topic.strip() for topic in names) or len(set(names)) < len(names):
        yield "topics must be distinct names"
    try:
        parse_moment(record.published_at)
    except ValueError as error:
        yield f"publishedDateTime: {error}"


def _check_addresses(record: NewsRecord) -> Iterator[str]:
    if record.original_url is None:
        yield "originalUrl is missing"
    if record.url is None and record.featured_content is None:
        yield "webUrl is missing, and there is no featuredContent to show in its place"
    if (record.amp_url is None) != (record.cdn_amp_url is None):
        yield "ampWebUrl and cdnAmpWebUrl stand together or not at all"
    for key, url in (
        ("originalUrl", record.original_url),
        ("webUrl", record.url),
        ("ampWebUrl", record.amp_url),
        ("cdnAmpWebUrl", record.cdn_amp_url),
    ):
        yield from _check_address(key, url)


def _check_standing(record: NewsRecord, threshold: int) -> Iterator[str]:
    quality, heat = record.quality, record.heat
    if quality is None and heat is None and record.is_published is None:
        return  # shown without being judged, as featured videos are
    if quality is None or heat is None or record.is_published is None:
        yield "quality, heat and published stand together or not at all"
        return
    if quality < 0:
        yield f"quality is {quality}, less than 0"
    lead_heat = quality + HEAT_OF_RELATED * len(record.related)
    best = max((item.quality or 0 for item in record.related), default=0)
    if heat == HEAT_OF_OTHERS:
        if not record.related or best < quality:
            yield f"heat is -1, but no related article has the quality {quality} of this one or more"
    elif heat != lead_heat:
        yield f"heat is {heat}, not {lead_heat} (quality {quality} and 20 for each of {len(record.related)} related)"
    elif best > quality:
        yield f"it leads its story with quality {quality}, but a related article has {best}"
    if record.is_published != (heat >= threshold):
        yield f"published is {str(record.is_published).lower()} with a heat of {heat} and a threshold of {threshold}"


def _check_related(record: NewsRecord) -> Iterator[str]:
    for first, second in itertools.pairwise(record.related):
        if (first.quality or 0) < (second.quality or 0):
            yield f"related: quality {first.quality} stands before {second.quality}; the highest comes first"
    for place, item in enumerate(record.related):
        yield from (f"related.{place}: {departure}" for departure in _check_related_item(item))


def _check_related_item(item: RelatedRecord) -> Iterator[str]:
    if not item.title.strip():
        yield "title is empty"
    if item.kind is None or item.url is None or item.quality is None or item.published_at is None:
        yield "publishedDateTime, webUrl, type and quality must be there"
    if item.provider is None or not item.provider.name.strip() or not item.provider.domain:
        yield "provider must have a name and a domain"
    for key, url in (("webUrl", item.url), ("ampWebUrl", item.amp_url), ("cdnAmpWebUrl", item.cdn_amp_url)):
        yield from _check_address(key, url)
    yield from _check_images(item.images, "images")


def _check_images(images: tuple[RecordImage, ...], where: str) -> Iterator[str]:
    for place, image in enumerate(images):
        yield from _check_address(f"{where}.{place}.url", image.url)
        # Clients decode width and height as whole numbers that are always there.
        if not image.width or not image.height or image.width < 0 or image.height < 0:
            yield f"{where}.{place}: width and height must be numbers above 0"


def _check_address(key: str, url: str | None) -> Iterator[str]:
    if url is not None and not url.lower().startswith(("http://", "https://")):
        yield f"{key} is not an http or https URL: {url[:100]!r}"


def _check_secured(secured: str | None) -> Iterator[str]:
    if secured is None:
        return
    parts = secured.split(";")
    try:
        seals = [base64.b64decode(part, validate=True) for part in parts]
    except (binascii.Error, ValueError):
        seals = []
    if len(seals) != 2 or len(seals[1]) != SEAL_BYTES or not seals[0]:  # noqa: PLR2004 - ciphertext and seal
        yield "secured is not base64 of a payload, a semicolon, and base64 of 16 bytes"
