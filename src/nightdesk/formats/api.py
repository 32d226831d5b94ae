"""The static JSON API: pages of 25 items, newest first, as public clients decode them; and the list of topics.

Every key is always there, ``null`` where a record has none, and no type changes with the data: clients in
five typed languages decode this shape. Bytes are those of the system before this one: two spaces a level,
no escapes beyond JSON's own, no line break at the end (27 of 27 files).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from nightdesk.formats.records import NewsRecord, RecordImage
from nightdesk.types import Kind, Topic

ROOT = "api/news"
TOPICS_ROOT = "api/topics"


class ApiImage(Struct, frozen=True, rename="camel"):
    """A picture or a logo; its record holds neither a title nor an attribution."""

    url: str
    width: int | None
    height: int | None
    title: str | None
    attribution: str | None
    is_cached: bool


class ApiProvider(Struct, frozen=True):
    """The outlet of an item."""

    name: str
    domain: str | None
    images: list[ApiImage] | None
    publishers: list[str] | None
    authors: list[str] | None


class ApiItem(Struct, frozen=True, kw_only=True, rename="camel"):
    """One item; the order of the fields is the order of the keys."""

    path: str
    title: str
    excerpt: str | None
    source_url: str | None = None
    web_url: str | None
    original_url: str | None
    featured_content: str | None
    highlight: bool | None = None
    heat: int | None
    tags: list[str] | None = None
    images: list[ApiImage] | None
    content: str
    type: Kind
    amp_web_url: str | None
    cdn_amp_web_url: str | None
    published_date_time: str
    updated_date_time: str | None = None
    provider: ApiProvider | None
    locale: str
    categories: list[str]
    topics: list[str | None] | None


class ApiPage(Struct, frozen=True, rename="camel"):
    """A page of items; ``next_page`` is the number of the next one, ``None`` on the last."""

    page: int
    value: list[ApiItem]
    next_page: int | None


class ApiServices(Struct, frozen=True):
    """Where the API's lists of a topic are: the section's URL, ``None`` where the section has none."""

    news: str | None = None
    newsletters: str | None = None


class ApiTopic(Struct, frozen=True, kw_only=True):
    """A topic; its keys are those of its file in ``_data/topics``."""

    path: str
    id: str
    name: str
    shortname: str | None
    parent: str | None
    keywords: list[str] | None
    hashtags: list[str] | None
    images: list[ApiImage] | None = None
    services: ApiServices


class TopicPage(Struct, frozen=True, rename="camel"):
    """All topics in the order of their files, as a page like any other, so that clients need no second reader."""

    page: int
    value: list[ApiTopic]
    next_page: int | None


class _PageOfWritten(Struct, frozen=True, rename="camel"):
    """A page of items that are written already."""

    page: int
    value: list[msgspec.Raw]
    next_page: int | None


@dataclass(frozen=True, slots=True)
class ItemKey:
    """Where an item stands in the API: newest first, then by path (1 of 1 recorded tie)."""

    published_at: float
    path: str

    @property
    def place(self) -> tuple[float, str]:
        """What the items of the API are sorted by."""
        return (-self.published_at, self.path)


def item_of_record(record: NewsRecord, path: str, locale: str, news_url: str = "") -> ApiItem:
    """The item of a record.

    Args:
        record: as it is written.
        path: that of its file (``_news/…``).
        locale: the site's.
        news_url: where the site has a page for each record, with a slash at its end; it is what readers are sent to
            where the item is shown in place (141 of 141 recorded videos of a site that says so). Empty means nowhere.
    """
    provider = record.provider
    is_in_place = record.url is None and record.featured_content is not None
    own_page = f"{news_url}{path.rpartition('/')[2].removesuffix('.md')}/" if news_url and is_in_place else None
    return ApiItem(
        path=path,
        title=record.title,
        excerpt=record.excerpt,
        web_url=record.url if own_page is None else own_page,
        original_url=record.original_url,
        featured_content=record.featured_content,
        heat=record.heat,
        images=_images(record.images),
        content=record.content,
        type=record.kind,
        amp_web_url=record.amp_url,
        cdn_amp_web_url=record.cdn_amp_url,
        published_date_time=record.published_at,
        provider=None
        if provider is None
        else ApiProvider(provider.name, provider.domain, _images(provider.images), None, None),
        locale=locale,
        categories=[record.category],
        topics=list(record.topics) or None,
    )


def api_pages(keys: Iterable[ItemKey], size: int) -> Iterator[tuple[int, list[ItemKey], int | None]]:
    """Cut items into pages: for each its number, its items newest first, and the number of the next.

    There is always a first page, also without items.
    """
    ordered = sorted(keys, key=lambda key: key.place)
    last = max(1, -(-len(ordered) // size))
    for number in range(1, last + 1):
        yield number, ordered[(number - 1) * size : number * size], number + 1 if number < last else None


def page_paths(number: int, topic_id: str | None = None) -> tuple[str, ...]:
    """The files that hold a page: the first one is also the ``index.json`` of its folder."""
    folder = f"{ROOT}/{topic_id}" if topic_id else ROOT
    numbered = f"{folder}/page/{number}/index.json"
    return (f"{folder}/index.json", numbered) if number == 1 else (numbered,)


def item_path(record_name: str) -> str:
    """The file that holds the item of a record alone."""
    return f"{ROOT}/{record_name.removesuffix('.md')}/index.json"


def topic_of(topic: Topic, path: str, services: ApiServices) -> ApiTopic:
    """A topic as the API has it; ``path`` is that of its file (``_data/topics/…``)."""
    return ApiTopic(
        path=path,
        id=topic.id,
        name=topic.name,
        shortname=topic.shortname,
        parent=topic.parent,
        keywords=list(topic.keywords) or None,
        hashtags=list(topic.hashtags) or None,
        services=services,
    )


def write_json(value: ApiPage | ApiItem | TopicPage | ApiTopic) -> bytes:
    """A page, an item or a topic as the bytes of its file."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2)


def write_page(number: int, items: Sequence[msgspec.Raw], following: int | None) -> bytes:
    """A page as the bytes of its file, of items that are JSON already."""
    return msgspec.json.format(msgspec.json.encode(_PageOfWritten(number, list(items), following)), indent=2)


def write_item(item: msgspec.Raw) -> bytes:
    """An item that is JSON already as the bytes of its file."""
    return msgspec.json.format(bytes(item), indent=2)


def _images(images: Iterable[RecordImage]) -> list[ApiImage] | None:
    return [
        ApiImage(image.url, image.width, image.height, None, None, image.is_cached or False) for image in images
    ] or None
