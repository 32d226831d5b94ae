"""The story that is nearest to an article, and what both share: what an explanation is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["words", "keys", "vectors"]


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing that an article and a story share: a ``term``, ``name``, ``number``, ``word`` of the news or ``link``.

    ``own`` and ``other`` are how each writes it, as a term; ``part`` is what it adds to the likeness.
    """

    kind: str
    own: str
    other: str
    part: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """The story nearest to an article.

    Attributes:
        story_id: of the story.
        title: of its first article.
        kind: by what it was measured: by words in one language, by keys across languages, by vectors too.
        likeness: the cosine of the article and the sum of the story's articles, from 0 to 1.
        gap: the days between the article and the story; ``None`` where a date is missing.
        score: the likeness, less by the days between.
        bar: the score from which on the article joins.
        shared: what both share, the weightiest first.
        more: how many more things they share; what those add is the rest of the likeness.
        by_vectors: the part of the likeness that is of vectors.
        beside: the title of the article that it was compared with across languages, else empty.
        language: of that article.
        next_title: of the next nearest story, empty where there is none.
        next_score: of that story, 0 where there is none.
    """

    story_id: str
    title: str
    kind: Kind
    likeness: float
    gap: float | None
    score: float
    bar: float
    shared: tuple[Shared, ...]
    more: int = 0
    by_vectors: float = 0.0
    beside: str = ""
    language: str = ""
    next_title: str = ""
    next_score: float = 0.0

    @property
    def margin(self) -> float:
        """How far the score is over the bar, as a factor."""
        return self.score / self.bar
