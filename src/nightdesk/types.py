"""The nouns of a news desk: frozen records, without input or output.

Every noun is in ``docs/glossary.md``. Field names are the record format's in Python's case; times are aware and in UTC;
a missing value is ``None``, a missing list an empty tuple.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from nightdesk.front_facts import StoryFacts, StoryNames
from nightdesk.kept import Kept, StageRecord

Kind = Literal["article", "video"]
VerdictKind = str  # `polling`, `reading`, `quality`, `story` and so on; a plug-in's stage has a kind of its own


@dataclass(frozen=True, slots=True)
class Reason:
    """One signal behind a verdict, in words a person can read.

    ``measured`` is what was seen, ``contribution`` what it adds to the value (or 0), ``text`` the sentence shown.
    """

    signal: str
    measured: str
    contribution: float
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement; its reasons add up to a numeric ``value``, and ``judge`` names what judged and its version."""

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
    """An outlet as the desk lists it, by its registered domain; of its logos (``images``) the first one is shown.

    ``standing`` is what the owner adds to the quality of its articles: -30 to 30 points.
    """

    id: str
    name: str
    domain: str
    other_names: tuple[str, ...] = ()
    description: str | None = None
    images: tuple[Image, ...] = ()
    standing: int = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject that the desk follows; ``parent`` is the name of a wider one, ``media_topics`` are codes of the IPTC.

    Keywords, outlets' rubrics and example headlines assign it. ``services`` are URLs of APIs by section, of systems
    beside the desk too: ``("news", "https://…")``.
    """

    id: str
    name: str
    shortname: str | None = None
    parent: str | None = None
    keywords: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    media_topics: tuple[str, ...] = ()
    rubrics: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    services: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An address the desk polls for articles: a feed, or what a plug-in's kind of source reads.

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
    ``rubrics`` are where its outlet files it, ``shop_links`` counts links that sell, ``cited`` are the domains its text
    links to, ``genre`` is what it is besides a report (opinion, shopping, …).
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
    rubrics: tuple[str, ...] = ()
    shop_links: int = 0
    cited: tuple[str, ...] = ()
    genre: str | None = None
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

    ``quality``, ``heat`` and ``is_published`` are as recorded; ``related`` are the other outlets' articles in the order
    of the record's list, many of them no articles of the desk. ``record`` is JSON, which ``formats.records`` reads.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """What vectors say of an article: ``numbers`` from -127 to 127, a byte each, of its title, its lead and the rest.

    ``made_of`` is a hash of the encoder and of what it read.
    """

    article_id: str
    made_of: str
    numbers: bytes


@dataclass(frozen=True, slots=True)
class Redirect:
    """A story that was merged: whoever asks for ``id`` is sent on to ``story_id``, for as long as it has no article."""

    id: str
    story_id: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What the desk publishes as one piece: its site, records and API.

    ``holds`` are the files that the folder it is published to has already: by their paths, the print of the
    facts that each was made of, ``""`` where that is not known.
    """

    id: str
    holds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """A file that a stage made and the engine will write; ``path`` is relative, with forward slashes.

    ``made_of`` is the print of all the facts in it, by which the next edition knows whether it stands; ``""``
    where none was taken, so that it is always made anew. ``is_announced`` marks a feed of whose changes a hub is told.
    """

    path: str
    content: bytes
    made_of: str = ""
    is_announced: bool = False


@dataclass(frozen=True, slots=True)
class Announcement:
    """That a feed of the site has changed, for a hub to be told; ``path`` is the feed's in the site's folder."""

    path: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A file that the folder holds already, made of the same facts: it belongs to this edition as it is."""

    path: str


@dataclass(frozen=True, slots=True)
class OutletShare:
    """An outlet's part in a story: under which name, with how many articles, with which logos."""

    domain: str
    name: str
    articles: int
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A published story as lists need it; ``last_at`` is when its newest article was published.

    ``published_at`` is its lead's time to the second, as records write it. ``made_of`` is the print of the
    story, which changes with anything that a page may show of it. ``facts`` are what its place at the top
    of the front page goes by, ``names`` what links it to a saga.
    """

    story_id: str
    published_at: datetime
    last_at: datetime
    heat: int
    topics: tuple[str, ...]
    record_name: str
    facts: StoryFacts
    names: StoryNames
    made_of: str = ""

    @property
    def place(self) -> tuple[float, int, str]:
        """What lists are sorted by: newest lead first, then the hotter, then by id (`ranking.front_order`)."""
        return (-self.published_at.timestamp(), -self.heat, self.story_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedStory:
    """A story as the edition has it, so that lists can be made without its articles.

    ``change`` is the number of the last change of its facts that it takes in. ``names`` are the names of records
    that it fixes, as (article id, file name), ``records`` the file names of all its records, the lead's first;
    without any, the story is gone. ``pictures`` are the copies that were looked for, each with the print of its
    bytes, ``""`` where there is none; ``shows`` is the one that is shown. ``listed``, ``item`` (of the JSON API)
    and ``card`` (of pages and feeds), both in JSON, are ``None`` for a story that is held, which has its ``heat``.
    """

    id: str
    change: int = 0
    made_of: str = ""
    names: tuple[tuple[str, str], ...] = ()
    records: tuple[str, ...] = ()
    outlets: tuple[OutletShare, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    shows: str | None = None
    heat: int | None = None
    listed: Listed | None = None
    item: str | None = None
    card: str | None = None


WorkState = Literal["due", "claimed", "done", "skipped", "failed", "quarantined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One row of the ledger: what a stage has to do, or did, with one unit.

    ``skipped`` units were left out by a judgement, ``failed`` ones given up after their attempts, ``quarantined`` ones
    met a bug. ``attempts`` counts failures since the last success; ``note`` says what happened and why.
    """

    stage: str
    unit: str
    version: int
    state: WorkState
    attempts: int
    due_at: datetime
    note: str
    changed_at: datetime


Record = Source | Article | Story | Lines | Encoding | Redirect | ComposedStory | StageRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a stage returns: records to save, files to write, and when its unit is due again.

    ``records`` are saved over what is stored; ``found`` are articles that a source named, added only where
    the desk does not know them. ``files`` are made while they are taken. ``next_at`` makes the same unit due in
    the same stage again (periodic polling); ``note`` says in one line what happened and why. ``kept`` is what the
    stage's next batch may take up.
    """

    records: tuple[Record, ...] = ()
    found: tuple[Article, ...] = ()
    files: Iterable[File | Standing] = ()
    next_at: datetime | None = None
    note: str = ""
    kept: Kept | None = None
