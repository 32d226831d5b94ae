"""The nouns of a news desk: frozen records, without input or output.

Every noun has one sentence in ``docs/glossary.md``. Field names are the record format's own in Python's
case; times are aware and in UTC; a missing value is ``None``, a missing list an empty tuple.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["article", "video"]
VerdictKind = Literal["reading", "repeats", "language", "topics", "images", "quality", "copy", "story"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One signal behind a verdict, in words a person can read.

    ``measured`` is what was seen, ``contribution`` what it adds to the verdict's value (0 where it only
    explains), ``text`` the sentence shown to an editor.
    """

    signal: str
    measured: str
    contribution: float
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement with its reasons; where ``value`` is a number, the contributions add up to it.

    ``judge`` names what judged and its version, such as ``quality/1``.
    """

    kind: VerdictKind
    value: float | str
    judge: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of an article or a logo of a provider (schema.org ImageObject); sizes in pixels.

    ``cached_path`` names the desk's own small copy, relative to its folder of pictures.
    """

    url: str
    width: int | None = None
    height: int | None = None
    alt: str | None = None
    credit: str | None = None
    cached_path: str | None = None

    @property
    def is_cached(self) -> bool:
        """Whether the desk keeps a copy of its own."""
        return self.cached_path is not None


@dataclass(frozen=True, slots=True)
class Provider:
    """The outlet that published an article, told apart by its registered domain."""

    name: str
    domain: str
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An outlet as the desk lists it, by its registered domain; ``images`` are its logos, the first one is shown."""

    id: str
    name: str
    domain: str
    other_names: tuple[str, ...] = ()
    description: str | None = None
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject that the desk follows; ``parent`` is the name of a wider one, ``keywords`` assign it.

    ``media_topics`` are codes of the IPTC's Media Topics that mean the same.
    ``services`` are URLs of APIs by section, such as ``("news", "https://…")``, of systems beside the desk too.
    """

    id: str
    name: str
    shortname: str | None = None
    parent: str | None = None
    keywords: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    media_topics: tuple[str, ...] = ()
    services: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An address the desk polls for articles: a feed, a sitemap or a page.

    ``etag`` and ``last_modified`` are the validators of its last answer (RFC 9110, section 8.8).
    """

    id: str
    url: str
    title: str = ""
    site_url: str | None = None
    language: str | None = None
    is_active: bool = True
    etag: str | None = None
    last_modified: str | None = None
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text or video of one outlet, from the moment a source names it.

    ``original_url`` is where it was found, ``url`` the canonical address readers are sent to. ``text`` is
    the full plain text, paragraphs parted by blank lines; ``None`` means "not loaded" when an article
    comes from a list, and saving such an article keeps the stored text. ``summary`` is what the feed said
    of it and ``hint_published_at`` the feed's date; pages often know better. ``carrier_id`` names the
    article this one is a copy of; ``record_name`` is the file name of its record, fixed when first published.
    ``secured`` is a sealed payload that came with an imported record, kept to the byte.
    """

    id: str
    source_id: str
    original_url: str
    url: str
    amp_url: str | None = None
    cdn_amp_url: str | None = None
    kind: Kind = "article"
    featured_content: str | None = None
    title: str = ""
    excerpt: str = ""
    summary: str = ""
    text: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    hint_published_at: datetime | None = None
    found_at: datetime
    is_partial: bool = False
    provider: Provider
    images: tuple[Image, ...] = ()
    topics: tuple[str, ...] = ()
    quality: int | None = None
    carrier_id: str | None = None
    story_id: str | None = None
    record_name: str | None = None
    secured: str | None = None
    verdicts: tuple[Verdict, ...] = ()

    @property
    def placed_at(self) -> datetime:
        """When it counts as published: its own date, else its feed's, else when it was found."""
        return self.published_at or self.hint_published_at or self.found_at

    def verdict(self, kind: VerdictKind) -> Verdict | None:
        """The article's verdict of this kind, if it has been judged."""
        return next((v for v in self.verdicts if v.kind == kind), None)

    def verdicts_with(self, verdict: Verdict) -> tuple[Verdict, ...]:
        """The article's verdicts with this one in the place of an older one of its kind."""
        return (*(v for v in self.verdicts if v.kind != verdict.kind), verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What the record that an article was imported from says of its standing, and the record itself.

    ``quality``, ``heat`` and ``is_published`` are as recorded; ``related`` are the other outlets' articles in
    the order of the record's list, of which many are no articles of the desk. ``record`` is the whole record
    as JSON, which ``formats.records`` reads.
    """

    quality: int | None
    heat: int | None
    is_published: bool | None
    related: tuple[Article, ...]
    record: str

    @property
    def is_unjudged(self) -> bool:
        """Whether the record is shown without being judged, as featured videos are."""
        return self.quality is None and self.heat is None and self.is_published is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event in the news and all articles on it; its id is that of the article that opened it.

    ``first_at`` and ``last_at`` are the earliest and latest publication among its ``size`` articles.
    """

    id: str
    first_at: datetime
    last_at: datetime
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of an article's text as they were read, by which the pages of one outlet are compared.

    ``domain`` is the outlet's, ``place`` sorts the article among its others. Of each line there is a hash and the
    number of its letters; ``own`` are those that the title or excerpt has too, ``left_out`` those left out as the
    outlet's, in full, so that they can be put back.
    """

    article_id: str
    domain: str
    place: str
    title: str
    hashes: tuple[str, ...]
    sizes: tuple[int, ...]
    own: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redirect:
    """A story that was merged: whoever asks for ``id`` is sent on to ``story_id``, for as long as it has no article."""

    id: str
    story_id: str


DecisionVerb = Literal["merge", "split", "move", "pin", "lead", "hold", "release", "retract", "note", "undo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An act of an editor, as an event that is never changed; ``id`` counts them, 0 until it is stored.

    ``target`` is the story or article it is about, of an undo the id of what is undone. ``before`` and ``after``
    are pairs: of merge, split, move and pin each article with its story, of lead the story with its lead, of hold,
    release and retract the target with its standing.
    """

    id: int = 0
    editor: str
    verb: DecisionVerb
    target: str
    before: tuple[tuple[str, str], ...] = ()
    after: tuple[tuple[str, str], ...] = ()
    note: str = ""
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """What the desk publishes as one piece: its site, records and API."""

    id: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that a stage made and the engine will write; ``path`` is relative, with forward slashes.

    ``is_announced`` marks a feed of whose changes a hub is told.
    """

    path: str
    content: bytes
    is_announced: bool = False


@dataclass(frozen=True, slots=True)
class Announcement:
    """That a feed of the site has changed, for a hub to be told; ``path`` is the feed's in the site's folder."""

    path: str


WorkState = Literal["due", "claimed", "done", "skipped", "failed", "quarantined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One row of the ledger: what a stage has to do, or did, with one unit.

    ``skipped`` units were left out by a judgement, ``failed`` ones were given up after their attempts or
    limits, ``quarantined`` ones met a bug. ``attempts`` counts failures since the last success; ``note``
    says what happened and why.
    """

    stage: str
    unit: str
    version: int
    state: WorkState
    attempts: int
    due_at: datetime
    note: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterIssue:
    """The top stories of a day or a week as one mail; once made, it stays as it is.

    ``id`` is the name of its record without its ending. ``html`` is a whole page in which a marker
    stands for each reader's own link to leave, ``text`` the same in plain text, without one. ``url`` is
    where readers find it on the web; ``None`` means its place on the desk's site. ``secured`` is a sealed
    payload that came with an imported record.
    """

    id: str
    title: str
    excerpt: str
    published_at: datetime
    html: str
    text: str = ""
    url: str | None = None
    topics: tuple[str, ...] = ()
    secured: str | None = None


SubscriberState = Literal["pending", "confirmed", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Someone who asked for the newsletter: an address and how it stands, nothing else.

    ``pending`` waits for the reader's confirmation, ``confirmed`` gets mails, ``refused`` is an address
    whose server said that there is no such mailbox (``note`` says what it said).
    """

    id: str
    address: str
    state: SubscriberState
    asked_at: datetime
    confirmed_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One issue that has not reached one subscriber yet; ``attempts`` counts failures that may pass.

    ``failed`` ones are given up, ``note`` says why.
    """

    issue_id: str
    subscriber_id: str
    address: str
    state: Literal["due", "sending", "failed"]
    attempts: int
    due_at: datetime
    note: str = ""


Record = Source | Article | Story | Lines | Redirect


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a stage returns: records to save, files to write, and when its unit is due again.

    ``records`` are saved over what is stored; ``found`` are articles that a source named, added only where
    the desk does not know them. ``next_at`` makes the same unit due in the same stage again (periodic
    polling); ``note`` says in one line what happened and why.
    """

    records: tuple[Record, ...] = ()
    found: tuple[Article, ...] = ()
    files: Iterable[File] = ()
    next_at: datetime | None = None
    note: str = ""
