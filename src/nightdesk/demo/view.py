"""One article as its page and its feed show it at a moment: times, words, structured data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from nightdesk.demo.press import Outlet, Piece

LAYOUTS = Path(__file__).with_name("layouts")
FEED_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


@lru_cache(maxsize=1)
def read_words() -> dict[str, dict[str, Any]]:
    """The words that surround an article, by language."""
    words: dict[str, dict[str, Any]] = yaml.safe_load((LAYOUTS / "words.yaml").read_text(encoding="utf-8"))
    return words


@dataclass(frozen=True)
class View:
    """What a template sees of one piece; times are text in the outlet's own offset."""

    outlet: Outlet
    piece: Piece
    now: datetime

    @property
    def words(self) -> dict[str, Any]:
        """The words around the article, in the outlet's language."""
        return read_words()[self.outlet.language]

    @property
    def feed_type(self) -> str:
        """The media type of the outlet's feed."""
        return FEED_TYPES[self.outlet.feed]

    @property
    def picture_url(self) -> str | None:
        """The address of the picture."""
        return self.outlet.picture_url(self.piece)

    @property
    def others(self) -> tuple[Piece, ...]:
        """Four other pieces of the outlet, the next older first: what a page links to around its article."""
        pieces = self.outlet.pieces
        place = pieces.index(self.piece)
        return (pieces[place + 1 :] + pieces[:place])[:4]

    @cached_property
    def published(self) -> datetime:
        """When it was published."""
        return self._ago(self.piece.hours)

    @cached_property
    def modified(self) -> datetime:
        """When it was last changed."""
        return self.published if self.piece.updated is None else self._ago(self.piece.updated)

    @property
    def published_at(self) -> str:
        """The same for machines, as RFC 3339."""
        return self.published.isoformat()

    @property
    def modified_at(self) -> str:
        """The same for machines, as RFC 3339."""
        return self.modified.isoformat()

    @property
    def published_mail(self) -> str:
        """The same as RSS wants it (RFC 5322)."""
        return format_datetime(self.published)

    @property
    def published_text(self) -> str:
        """The same for readers."""
        return self._spelled(self.published)

    @property
    def modified_text(self) -> str:
        """The same for readers."""
        return self._spelled(self.modified)

    @property
    def year(self) -> int:
        """The year in the footer."""
        return self.now.year

    @property
    def organization(self) -> dict[str, Any]:
        """The outlet, as schema.org NewsMediaOrganization."""
        logo = {"@type": "ImageObject", "url": self.outlet.logo_url, "width": 256, "height": 256}
        return {
            "@context": "https://schema.org",
            "@type": "NewsMediaOrganization",
            "@id": f"{self.outlet.url}#organization",
            "name": self.outlet.name,
            "url": self.outlet.url,
            "logo": logo,
        }

    @property
    def news_article(self) -> dict[str, Any]:
        """The article, as schema.org NewsArticle, or VideoObject where it is a video."""
        piece = self.piece
        told: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "VideoObject" if piece.video else "NewsArticle",
            "mainEntityOfPage": piece.url,
            "url": piece.url,
            "inLanguage": self.outlet.language,
            "datePublished": self.published_at,
            "dateModified": self.modified_at,
            "author": [{"@type": "Person", "name": piece.byline}],
            "publisher": {key: value for key, value in self.organization.items() if key != "@context"},
            "description": piece.excerpt,
        }
        if piece.video:
            return told | {
                "name": piece.title,
                "uploadDate": self.published_at,
                "embedUrl": piece.video,
                "thumbnailUrl": self.picture_url,
            }
        if self.picture_url:
            told["image"] = [{"@type": "ImageObject", "url": self.picture_url, "width": 1200, "height": 675}]
        return told | {
            "headline": piece.title,
            "articleSection": piece.section,
            "isAccessibleForFree": not piece.paywalled,
        }

    @property
    def graph(self) -> dict[str, Any]:
        """The article in a graph with its page and its author, as publishing systems write it."""
        piece = self.piece
        author = f"{self.outlet.url}#author"
        article = {key: value for key, value in self.news_article.items() if key not in ("@context", "publisher")}
        page = {"@type": "WebPage", "@id": piece.url, "url": piece.url, "name": piece.title}
        nodes = [
            article | {"author": {"@id": author}, "publisher": {"@id": self.organization["@id"]}},
            page,
            {"@type": "Person", "@id": author, "name": piece.byline},
            {key: value for key, value in self.organization.items() if key != "@context"},
        ]
        return {"@context": "https://schema.org", "@graph": nodes}

    def _ago(self, hours: float) -> datetime:
        zone = timezone(timedelta(hours=self.outlet.utc_offset))
        return (self.now - timedelta(hours=hours)).astimezone(zone).replace(second=0, microsecond=0)

    def _spelled(self, when: datetime) -> str:
        form: str = self.words["date"]
        month = self.words["months"][when.month - 1]
        return form.format(day=when.day, month=month, year=when.year, time=f"{when:%H:%M}")
