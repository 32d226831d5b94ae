"""What a stage may use, and nothing more: ``Tools(config, library, web, workers, now)``.

Stages never open a socket, a database or a file; they ask these. Each is a protocol, so that a test can
hand a stage plain objects, and a distributed run other ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from nightdesk.config import Config
from nightdesk.kept import Kept
from nightdesk.lessons import Learned
from nightdesk.letters import NewsletterIssue
from nightdesk.logins import Login
from nightdesk.rulings import Past, Rulings
from nightdesk.types import (
    Article,
    ComposedStory,
    Encoding,
    Lines,
    Organization,
    Redirect,
    Source,
    Story,
    Topic,
)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A GET to make: validators make it conditional, ``limit`` bounds the decoded body in bytes.

    With ``first_bytes`` the body is cut at that many bytes instead of refused (a picture's header). ``form``
    makes it a POST of that form, already encoded; `Web.post` sets it. ``patience`` is how many seconds it may wait
    until its host may be asked; where that takes longer, NotItsTurn is raised at once. ``login`` is sent to its
    own origin alone, and so is the one that the desk has of the source ``source_id``.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    limit: int = 10_000_000
    first_bytes: int | None = None
    form: str | None = None
    patience: float = math.inf
    login: Login | None = None
    source_id: str | None = field(default=None, compare=False)  # for whom is asked, not what


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of the web with status 200 or 304, or any 2xx to a form; ``url`` is the address after redirects.

    ``headers`` have lower-case names; ``body`` is decoded from its transfer and content encodings.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case, or ``""``."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


class Web(Protocol):
    """The web, polite: it obeys robots.txt, one connection a host, limits of size and time."""

    def get(self, request: Request) -> Response:
        """Answer a request from any thread.

        Raises SkipItem where waiting will not help (robots.txt, 404, 410, too large, a private address)
        and RetryLater where it may (timeouts, 429, 5xx), with the reason as its message.
        """
        ...

    def post(self, url: str, fields: Mapping[str, str]) -> Response:
        """Send a form from any thread; the answer has a status of 2xx. Redirects are not followed.

        It is for an address that the desk's owner named, so robots.txt is not asked. Raises as `get`.
        """
        ...


class Workers(Protocol):
    """Processes for work on the CPU, with limits on each call."""

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a module-level function in a worker process and return what it returns.

        Errors of the function are raised here; GaveUp where it passed the limits of CPU, time or memory.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFilter:
    """Which articles to list, all conditions joined by "and"; ``None`` means "any".

    ``since`` and ``until`` (both inclusive) compare with ``placed_at``, and lists come newest first by it,
    then by id; ``after`` is the place and id of the last article of the page before. ``is_grouped`` tells articles that
    belong to a story from those that do not yet.
    """

    ids: tuple[str, ...] | None = None
    story_ids: tuple[str, ...] | None = None
    topic: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    is_grouped: bool | None = None
    with_text: bool = False
    after: tuple[datetime, str] | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Stamped:
    """A grouped article by its id: when it counts as published, and its stamp, which each save of it draws anew."""

    id: str
    placed_at: datetime
    stamp: int


@dataclass(frozen=True, slots=True)
class StampSum:
    """How many grouped articles an hour has, and the sum of their stamps, which changes with any of them."""

    number: int
    stamps: int


class Library(Protocol):
    """Read-only sight of the store."""

    def article(self, article_id: str) -> Article:
        """The article with its text; NotFound if there is none."""
        ...

    def stage_record(self, stage: str, name: str) -> str | None:
        """What a plug-in's stage keeps under a name, as it saved it last (`StageRecord`)."""
        ...

    def known_urls(self, urls: tuple[str, ...]) -> frozenset[str]:
        """Those of the URLs that an article was found at or is published under."""
        ...

    def articles(self, wanted: ArticleFilter) -> Iterator[Article]:
        """Articles that match, newest first, read in pages so that memory stays flat."""
        ...

    def newest_grouped(self) -> datetime | None:
        """When the newest grouped article is placed; ``None`` where none is grouped."""
        ...

    def stamp_sums(self, since: datetime, until: datetime) -> Mapping[datetime, StampSum]:
        """For each hour in which grouped articles are placed, how many, and the sum of their stamps.

        Both moments are whole hours, the second is the first that is left out. Hours without any are not named.
        """
        ...

    def stamps(self, since: datetime, until: datetime) -> Sequence[Stamped]:
        """The grouped articles that are placed from one moment to before another, each with its stamp, in no order."""
        ...

    def stories(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Story]:
        """Stories with an article in the span, oldest first."""
        ...

    def sources(self) -> tuple[Source, ...]:
        """All active sources, in the order of their ids."""
        ...

    def record_names(self, names: tuple[str, ...]) -> frozenset[str]:
        """Those of the record names that are taken."""
        ...

    def lines(self, domain: str) -> tuple[Lines, ...]:
        """The lines that are kept of an outlet's newest articles, oldest first."""
        ...

    def encodings(self, article_ids: Sequence[str]) -> Iterator[Encoding]:
        """What vectors say of those of the articles that have any, in no order, read in pages."""
        ...

    def imported_records(self, article_ids: tuple[str, ...]) -> Mapping[str, str]:
        """The records of those of the articles that were imported, as JSON, by article."""
        ...

    def rulings(self) -> Rulings:
        """What stands of all that editors decided."""
        ...

    def past(self, at: datetime) -> Past:
        """What stood of editors' decisions at a moment, and where articles stood that later ones placed."""
        ...

    def learned(self) -> Learned | None:
        """What the desk learned of its decisions, if anything."""
        ...

    def redirects(self) -> tuple[Redirect, ...]:
        """The stories that were merged, in the order of their ids, each with where it leads in the end."""
        ...

    def topics(self) -> tuple[Topic, ...]:
        """The desk's topics in the order of their files, the root first."""
        ...

    def issues(self) -> Iterator[NewsletterIssue]:
        """All issues of the newsletter, newest first, read in pages so that memory stays flat."""
        ...

    def organizations(self) -> tuple[Organization, ...]:
        """The outlets that the desk lists, in the order of their domains."""
        ...

    def organization(self, url: str) -> Organization | None:
        """The listed outlet that a URL belongs to, if there is one."""
        ...

    def picture(self, path: str) -> bytes | None:
        """The bytes of a cached picture, or ``None`` where it is gone."""
        ...

    def changed_stories(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Stories whose facts changed since they were composed, oldest first, each with the number of its change."""
        ...

    def composed(self) -> Iterator[ComposedStory]:
        """All composed stories without their items and cards, by their ids, read in pages."""
        ...

    def shown(self, story_ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Item and card of published stories, in JSON, by the stories' ids."""
        ...


class Snapshots(Protocol):
    """What stages left for their next batch; all of it can be made anew from the library, so nothing hangs on it."""

    def take(self, stage: str) -> Kept | None:
        """What a stage's last batch left in this process, given once: to whoever takes it, it belongs."""
        ...

    def read(self, stage: str) -> memoryview | None:
        """What was written down of it, by this process or one before; it may be of any age, or damaged."""
        ...


class NoSnapshots:
    """Nothing was left."""

    def take(self, stage: str) -> Kept | None:  # noqa: ARG002 - as the protocol has it
        """Nothing."""
        return None

    def read(self, stage: str) -> memoryview | None:  # noqa: ARG002 - as the protocol has it
        """Nothing."""
        return None


class Sealer(Protocol):
    """Seals what a record carries for its desk alone."""

    @property
    def needs_text(self) -> bool:
        """Whether articles must come with their texts."""
        ...

    def secured(self, article: Article, record: str, notes: Sequence[str] = ()) -> str:
        """The ``secured`` of the article's record, bound to the record's file name; same facts, same text."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools handed to every stage; ``now`` is the moment of the call, aware and in UTC.

    ``sealer`` is ``None`` where the desk has no key: then nothing is sealed. ``shown_by`` is the print of what an
    edition goes by besides facts: settings, topics, this version of nightdesk. ``snapshots`` are what was left by
    batches before.
    """

    config: Config
    library: Library
    web: Web
    workers: Workers
    now: datetime
    sealer: Sealer | None = None
    shown_by: str = ""
    snapshots: Snapshots = field(default_factory=NoSnapshots)
