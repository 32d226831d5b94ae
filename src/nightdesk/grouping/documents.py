"""An article as the grouping sees it: with its words when it comes, with their numbers when it is inside."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from nightdesk.grouping.arrays import Flags, Numbers, Weights
from nightdesk.grouping.vectors import Pieces
from nightdesk.grouping.words import terms, weigh_terms


@dataclass(frozen=True)
class Document:
    """An article as the grouping sees it; ``published_at`` is ``None`` where nobody knows, ``language`` empty.

    ``encoding`` is what was stored of its vectors, empty where nothing was.
    """

    id: str
    title: str
    text: str
    published_at: datetime | None
    provider: str = ""
    language: str = ""
    encoding: bytes = b""

    @cached_property
    def in_title(self) -> frozenset[str]:
        """The terms of its title."""
        return frozenset(terms(self.title))

    @cached_property
    def weights(self) -> dict[str, int]:
        """What each of its terms weighs."""
        return weigh_terms(self.in_title, self.text)

    @cached_property
    def at(self) -> float:
        """When it was published, in seconds; not a number where nobody knows."""
        return math.nan if self.published_at is None else self.published_at.timestamp()

    @property
    def order(self) -> tuple[float, str]:
        """Its place in a stream: by time, then by id; what has no date comes first."""
        return (-math.inf if self.published_at is None else self.at, self.id)


@dataclass(slots=True)
class Entry:
    """An article inside: its terms as numbers, with weights, and which of them are in its title; its vectors if any."""

    id: str
    title: str
    provider: str
    language: str
    at: float
    order: tuple[float, str]
    terms: Numbers
    weights: Weights
    is_titled: Flags
    encoding: Pieces | None = None
