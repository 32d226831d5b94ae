"""What was read off a page: one frozen record, with where each field came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nightdesk.types import Image, Kind, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as an article; empty or ``None`` is what it does not say.

    ``text`` is plain, paragraphs parted by blank lines. Times are aware and in UTC. ``language`` is what the
    page declares, as a BCP 47 tag. ``featured_content`` is the player of a video page, ``oembed_url`` where one
    can be asked for. ``rubrics`` are where the outlet files it, ``shop_links`` counts links to shops and paid links,
    ``cited`` are the domains that its paragraphs link to. ``outlet_name`` and ``outlet_domain`` name the outlet whose
    article a portal shows. ``published_doubt`` says what the page's date lacks: ``no zone``, ``no time of day``.
    ``reasons`` say for each field where it was found, and what was dropped.
    """

    title: str = ""
    excerpt: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_doubt: str = ""
    modified_at: datetime | None = None
    language: str | None = None
    images: tuple[Image, ...] = ()
    canonical_url: str
    amp_url: str | None = None
    cdn_amp_url: str | None = None
    kind: Kind = "article"
    site_name: str = ""
    is_partial: bool = False
    featured_content: str | None = None
    oembed_url: str | None = None
    rubrics: tuple[str, ...] = ()
    shop_links: int = 0
    cited: tuple[str, ...] = ()
    outlet_name: str = ""
    outlet_domain: str = ""
    reasons: tuple[Reason, ...] = ()
