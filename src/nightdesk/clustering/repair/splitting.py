"""Find where a story of texts falls into two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nightdesk.clustering.documents import Entry
from nightdesk.clustering.index.arrays import Floats
from nightdesk.clustering.index.open_stories import OpenStories, OpenStory
from nightdesk.clustering.likeness import article_vector, likenesses, ratio, side_of
from nightdesk.clustering.thresholds import length_of

SMALLEST, LARGEST = 4, 60  # articles of a story that may be split
PART = 2  # articles of the smaller part: of one there is no likeness within
TEXTS = 0.5  # the mean length from which on a story is one of texts; headlines of one event may share no word

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cut:
    """The articles of a story in two parts, the larger (of equal ones the earlier) first, and how alike these are."""

    kept: tuple[Entry, ...]
    parted: tuple[Entry, ...]
    score: float


class Splitter:
    """Cuts stories in two."""

    def __init__(self, stories: OpenStories) -> None:
        self._stories = stories

    def cut(self, story: OpenStory) -> Cut | None:
        """The way in which a story falls into two most readily; ``None`` of headlines, and of too few or too many."""
        if not SMALLEST <= len(story.entries) <= LARGEST:
            return None
        if sum(length_of(entry.words) for entry in story.entries) < TEXTS * len(story.entries):
            return None
        language = story.entries[0].language
        vectors = [article_vector(self._stories, entry, language) for entry in story.entries]
        side = _halves(likenesses(vectors))
        if not PART <= int(side.sum()) <= len(side) - PART:
            return None
        parts = [[at for at, is_in in enumerate(side) if is_in == which] for which in (True, False)]
        one, other = (side_of([vectors[at] for at in part]) for part in parts)
        halves = (tuple(story.entries[at] for at in part) for part in parts)
        kept, parted = sorted(halves, key=lambda half: (-len(half), half[0].order))
        return Cut(kept, parted, ratio(one, other))


def _halves(alike: Floats) -> Flags:
    """Which articles are on one side, by the leading eigenvector of modularity (Newman 2006, PNAS 103:8577)."""
    linked = alike.copy()
    np.fill_diagonal(linked, 0.0)
    degrees = linked.sum(axis=1)
    modularity = linked - np.outer(degrees, degrees) / max(float(degrees.sum()), 1e-9)
    direction = np.linalg.eigh(modularity)[1][:, -1]
    leading = direction[int(np.argmax(np.abs(direction).round(9)))]  # which end is positive is left to chance
    side: Flags = np.round(direction * leading, 9) > 0
    return side
