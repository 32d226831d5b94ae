"""The made-up press: outlets and their articles, read from the files beside this module.

One YAML file in ``corpus/`` is one outlet. An article tells its age in hours before now, so that the demo is
always of today, and its ``event``, which is the gold answer to the grouping. A copy of another outlet's
text names it by ``wire`` and leaves out the paragraphs numbered in ``without``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

CORPUS = Path(__file__).with_name("corpus")
FeedForm = Literal["rss", "atom", "json"]
Layout = Literal["broadsheet", "magazine", "portal", "regional", "wire"]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One article of an outlet; ``hours`` and ``updated`` are its age and that of its last change.

    ``theme`` names its drawing; ``video`` is the address of a player; ``wire`` is the address of the
    article that it copies. Only the opening of a ``paywalled`` one is on its page.
    """

    url: str
    amp_url: str | None
    slug: str
    title: str
    excerpt: str
    paragraphs: tuple[str, ...]
    hours: float
    updated: float | None
    event: str
    section: str
    byline: str
    theme: str | None
    video: str | None
    paywalled: bool
    wire: str | None


@dataclass(frozen=True, kw_only=True)
class Outlet:
    """One outlet with its pieces, newest first; ``palette`` is paper, ink, accent and middle, as hex digits."""

    name: str
    domain: str
    language: str
    tagline: str
    utc_offset: float
    layout: Layout
    feed: FeedForm
    palette: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @property
    def url(self) -> str:
        """The address of its front page."""
        return f"https://{self.domain}/"

    @property
    def feed_url(self) -> str:
        """The address of its feed."""
        return self.url + {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}[self.feed]

    @property
    def logo_url(self) -> str:
        """The address of its mark, a PNG."""
        return self.url + "static/logo.png"

    @cached_property
    def direction(self) -> str:
        """The direction of its script, for HTML."""
        return "rtl" if self.language == "ar" else "ltr"

    def picture_url(self, piece: Piece) -> str | None:
        """The address of a piece's picture; a wire service and its like sends PNG, the others JPEG."""
        return f"{self.url}media/{piece.slug}.{self.picture_form}" if piece.theme else None

    @property
    def picture_form(self) -> Literal["jpeg", "png"]:
        """The format of its pictures."""
        return "png" if self.layout == "magazine" else "jpeg"


@lru_cache(maxsize=1)
def read_press() -> tuple[Outlet, ...]:
    """Every outlet, in the order of the files' names."""
    tables = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("*.yaml"))]
    carriers = {f"{table['domain']}/{row['slug']}": (table, row) for table in tables for row in table["articles"]}
    return tuple(_outlet(table, carriers) for table in tables)


def expected_stories() -> dict[str, str]:
    """The event of every article by its URL: the gold answer to the grouping into stories.

    Articles with the same event belong together, across outlets, languages and copies; one without
    company has an event of its own.
    """
    return {piece.url: piece.event for outlet in read_press() for piece in outlet.pieces}


def expected_copies() -> dict[str, str]:
    """The URL of the text that was copied, by the URL of the copy: the gold answer to the folding of copies."""
    return {piece.url: piece.wire for outlet in read_press() for piece in outlet.pieces if piece.wire}


def _outlet(table: dict[str, Any], carriers: dict[str, tuple[dict[str, Any], dict[str, Any]]]) -> Outlet:
    pieces = sorted((_piece(table, row, carriers) for row in table["articles"]), key=lambda piece: piece.hours)
    return Outlet(
        name=table["name"],
        domain=table["domain"],
        language=table["language"],
        tagline=table["tagline"],
        utc_offset=table["utc_offset"],
        layout=table["layout"],
        feed=table["feed"],
        palette=tuple(str(colour) for colour in table["palette"]),
        pieces=tuple(pieces),
    )


def _piece(
    table: dict[str, Any], row: dict[str, Any], carriers: dict[str, tuple[dict[str, Any], dict[str, Any]]]
) -> Piece:
    source_table, source = carriers[row["wire"]] if "wire" in row else (table, row)
    left_out = row.get("without", ())
    paragraphs = source["text"].strip().split("\n\n")
    path = _path(table, row)
    has_amp = table.get("amp") and not row.get("paywalled") and not row.get("video")
    return Piece(
        url=f"https://{table['domain']}{path}",
        amp_url=f"https://{table['domain']}/amp{path}" if has_amp else None,
        slug=row["slug"],
        title=row["title"],
        excerpt=row.get("excerpt") or source["excerpt"],
        paragraphs=tuple(text for number, text in enumerate(paragraphs, 1) if number not in left_out),
        hours=row["hours"],
        updated=row.get("updated"),
        event=row.get("event") or f"{table['domain']}/{row['slug']}",
        section=row["section"],
        byline=row["byline"],
        theme=row.get("theme"),
        video=row.get("video"),
        paywalled=row.get("paywalled", False),
        wire=f"https://{source_table['domain']}{_path(source_table, source)}" if "wire" in row else None,
    )


def _path(table: dict[str, Any], row: dict[str, Any]) -> str:
    path: str = table["path"].format(slug=row["slug"], section=row["section"].lower())
    return path
