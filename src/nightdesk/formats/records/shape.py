"""The shape of a record as strangers write and read it: its own keys, its own texts for times.

``None`` stands for a key that is absent; an empty tuple for a list that is absent. Times stay texts
(RFC 3339, the outlet's own offset), so that a record that is read and written again keeps its bytes.
"""

from __future__ import annotations

import re
from datetime import datetime

from msgspec import Struct

from nightdesk.types import Kind

# RFC 3339, section 5.6, with the date and time that Python can hold.
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)")

# A domain names the file of its organization. Letters of any script: some systems do not write them as punycode.
DOMAIN = re.compile(r"\w(?:[\w-]*\w)?(?:\.\w(?:[\w-]*\w)?)*(?::\d+)?|\[[\da-f:.]+\]")


class RecordImage(Struct, frozen=True, rename={"is_cached": "isCached"}):
    """A picture of an article, or a logo; sizes in pixels. Logos do not say whether they are cached."""

    url: str
    width: int | None = None
    height: int | None = None
    is_cached: bool | None = None


class RecordProvider(Struct, frozen=True):
    """The outlet of an article, its logos taken from the organization of its domain."""

    name: str
    domain: str | None = None
    images: tuple[RecordImage, ...] = ()


RELATED_KEYS = {
    "published_at": "publishedDateTime",
    "url": "webUrl",
    "amp_url": "ampWebUrl",
    "cdn_amp_url": "cdnAmpWebUrl",
    "kind": "type",
}
RECORD_KEYS = RELATED_KEYS | {
    "original_url": "originalUrl",
    "featured_content": "featuredContent",
    "is_published": "published",
}


class RelatedRecord(Struct, frozen=True, kw_only=True, rename=RELATED_KEYS):
    """Another outlet's article on the same story, as a record lists it."""

    title: str
    excerpt: str | None = None
    published_at: str | None = None
    url: str | None = None
    amp_url: str | None = None
    cdn_amp_url: str | None = None
    kind: Kind | None = None
    provider: RecordProvider | None = None
    quality: int | None = None
    images: tuple[RecordImage, ...] = ()


class NewsRecord(Struct, frozen=True, kw_only=True, rename=RECORD_KEYS):
    """One record: an article as it is published, with its standing in its story.

    ``category`` is ``news``; ``url`` is where the reader is sent, absent where ``featured_content`` shows
    the item in place; ``quality``, ``heat`` and ``is_published`` are absent together, which publishes;
    ``secured`` is a sealed private payload, kept to the byte; ``content`` the text below the front matter.
    ``None`` among the topics is an empty item (7 of 1,611 records of a site have one), which is written as a dash,
    and a space behind it unless ``is_dash_bare``.
    """

    category: str = "news"
    title: str
    excerpt: str | None = None
    published_at: str
    original_url: str | None = None
    url: str | None = None
    amp_url: str | None = None
    cdn_amp_url: str | None = None
    kind: Kind = "article"
    quality: int | None = None
    heat: int | None = None
    is_published: bool | None = None
    featured_content: str | None = None
    provider: RecordProvider | None = None
    topics: tuple[str | None, ...] = ()
    images: tuple[RecordImage, ...] = ()
    related: tuple[RelatedRecord, ...] = ()
    secured: str | None = None
    content: str = ""
    is_dash_bare: bool = False

    @property
    def named_topics(self) -> tuple[str, ...]:
        """The topics that it names, without empty items."""
        return tuple(topic for topic in self.topics if topic is not None)

    @property
    def is_shown(self) -> bool:
        """Whether it appears on the site, the API and in feeds; a record that does not say so does."""
        return self.is_published is not False

    @property
    def moment(self) -> datetime:
        """``published_at`` as an aware time."""
        return parse_moment(self.published_at)


def parse_moment(text: str) -> datetime:
    """Read an RFC 3339 time; ValueError names what is wrong with it."""
    if not RFC_3339.fullmatch(text):
        raise ValueError(f"{text!r} is not a time such as 2026-11-20T12:00:00Z")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a time: {error}") from error
