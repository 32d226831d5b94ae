"""How alike articles and stories are: cosines of weighted terms or keys, and the ratio by which stories are repaired.

Every result is rounded, so that it does not depend on the order in which terms were numbered.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nightdesk.clustering.documents import Entry
from nightdesk.clustering.index.arrays import Floats, starts_of
from nightdesk.clustering.index.open_stories import OpenStories, OpenStory

DIGITS = 6
MOST_INNER = 0.5  # near copies of one text are more alike
LEAST_INNER = 0.05  # two articles that an editor put together may share nothing

Ids = NDArray[np.int32] | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vector:
    """Terms or keys by their numbers, sorted, with values; of length one unless it says otherwise."""

    ids: Ids
    values: Floats

    def at(self, ids: Ids) -> Floats:
        """The values of these numbers, 0 where it has none."""
        if not len(self.ids):
            return np.zeros(len(ids))
        spots = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        values: Floats = np.where(self.ids[spots] == ids, self.values[spots], 0.0)
        return values


@dataclass(frozen=True, slots=True)
class Side:
    """Some articles of a story, their vectors summed; ``inner`` is the mean likeness of two of them."""

    total: Vector
    many: int
    inner: float


def unit(ids: Ids, values: Floats) -> Vector:
    """A vector brought to length one."""
    return Vector(ids, values / max(math.sqrt(float(values @ values)), 1e-9))


def article_vector(stories: OpenStories, entry: Entry, language: str | None = None) -> Vector:
    """The vector of an article in its language, by how rare its terms are now."""
    rarity = stories.vocabulary.rarity(entry.terms, entry.language if language is None else language)
    return unit(entry.terms, entry.weights * rarity)


def cosines(stories: OpenStories, vector: Vector, others: Sequence[OpenStory], language: str) -> Floats:
    """The cosine of an article with the sum of each of some stories, all at once."""
    terms = np.concatenate([story.terms for story in others])
    starts = starts_of([len(story.terms) for story in others])
    values = np.concatenate([story.sums for story in others]) * stories.vocabulary.rarity(terms, language)
    squares = np.add.reduceat(values * values, starts)
    products = np.add.reduceat(values * vector.at(terms), starts)
    found: Floats = np.round(products / np.maximum(np.sqrt(squares), 1e-9), DIGITS)
    return found


def side_of(vectors: Sequence[Vector]) -> Side:
    """Articles as one side of a repair; of a single one nothing is known of the likeness within."""
    ids, spots = np.unique(np.concatenate([vector.ids for vector in vectors]), return_inverse=True)
    total: Floats = np.bincount(spots, np.concatenate([vector.values for vector in vectors]), len(ids))  # type: ignore[assignment]  # its stubs forget the weights
    many = len(vectors)
    inner = (float(total @ total) - many) / (many * (many - 1)) if many > 1 else math.nan
    return Side(Vector(ids, total), many, inner)


def ratio(one: Side, other: Side) -> float:
    """The mean likeness across two sides, by that within the looser one; near copies tell nothing of an event."""
    across = float(one.total.values @ other.total.at(one.total.ids)) / (one.many * other.many)
    inner = [side.inner for side in (one, other) if not math.isnan(side.inner)]
    return round(across / max(min([*inner, MOST_INNER]), LEAST_INNER), DIGITS)


def likenesses(vectors: Sequence[Vector]) -> Floats:
    """The cosine of each of some articles with each."""
    ids = np.unique(np.concatenate([vector.ids for vector in vectors]))
    matrix = np.zeros((len(vectors), len(ids)))
    for row, vector in zip(matrix, vectors, strict=True):
        row[np.searchsorted(ids, vector.ids)] = vector.values
    return np.round(matrix @ matrix.T, DIGITS)
