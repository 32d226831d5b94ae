"""An article as the clustering sees it: with its words when it comes, with their numbers when it is in the window."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from nightdesk.clustering.crosslingual.vectors import Pieces
from nightdesk.clustering.index.arrays import Numbers, Places, Weights
from nightdesk.clustering.text.weights import weigh_terms


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
    def weights(self) -> dict[str, int]:
        """What each of its terms weighs."""
        return weigh_terms(self.title, self.text, self.language)

    @cached_property
    def at(self) -> float:
        """When it was published, in seconds; not a number where nobody knows."""
        return math.nan if self.published_at is None else self.published_at.timestamp()

    @property
    def order(self) -> tuple[float, str]:
        """Its place in a stream: by time, then by id; what has no date comes first."""
        return (-math.inf if self.published_at is None else self.at, self.id)


Read = Callable[[Sequence[str]], Iterable[Document]]  # gives articles by their ids, those that are still there


@dataclass(slots=True)
class Entry:
    """An article of the window: its terms as sorted numbers, their weights, how many words, its keys, any vectors.

    Keys are made once another language is inside (`key_index`); until then ``source`` is the text they will be made of,
    unless that can be read again.
    """

    id: str
    title: str
    provider: str
    language: str
    at: float
    order: tuple[float, str]
    terms: Numbers
    weights: Weights
    words: float
    keys: Places
    key_weights: Weights
    encoding: Pieces | None = None
    has_keys: bool = True
    source: str | None = None
