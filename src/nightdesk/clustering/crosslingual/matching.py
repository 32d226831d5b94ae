"""The nearest story in another language: by names, numbers and words of the news, and by vectors where there are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nightdesk.clustering.crosslingual.key_index import KeyVector
from nightdesk.clustering.crosslingual.vectors import whole_of
from nightdesk.clustering.documents import Entry
from nightdesk.clustering.index.arrays import Floats, Numbers
from nightdesk.clustering.index.open_stories import REACH, SEARCHED, OpenStories, OpenStory, Search, spread
from nightdesk.clustering.likeness import DIGITS, Vector, unit
from nightdesk.clustering.nearness import Nearness, Shared
from nightdesk.clustering.thresholds import Thresholds, between, length_of

CANDIDATES = 8  # stories in other languages that are looked at closely
SUMMED = 40  # articles of a story whose keys are summed
NAMED = 20  # shared things that are kept for an explanation
VECTORS_COMPARED = 8  # articles of a story whose vectors are compared
FAR = 0.35  # the cosine of two vectors up to which they say nothing


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story in another language: how alike it is by keys and by vectors, and what time leaves of that."""

    place: int
    likeness: float
    by_vectors: float
    gap: float
    score: float
    bar: float


class CrossLingual:
    """Measures articles against stories told in other languages."""

    def __init__(self, stories: OpenStories, thresholds: Thresholds, *, has_vectors: bool) -> None:
        self.stories = stories
        self._thresholds = thresholds
        self._has_vectors = has_vectors

    def keys_of(self, entries: Sequence[Entry]) -> KeyVector:
        """The keys of some articles together."""
        stories = self.stories
        if not stories.keys.is_awake:
            every = ((entry, stories.places[story.id]) for story in stories.stories if story for entry in story.entries)
            stories.keys.wake(every)
        return stories.keys.weigh(entries, stories.vocabulary.total)

    def search(self, found: KeyVector, search: Search) -> list[int]:
        """The places of stories told in another language that share the weightiest keys."""
        stories = self.stories
        vector = np.round(found.values, DIGITS)
        left = REACH
        lists: list[Numbers] = []
        added: list[float] = []
        for spot in np.lexsort((found.keys, -vector)).tolist():
            if vector[spot] <= 0 or len(lists) == SEARCHED:
                break
            places = stories.keys.places(int(found.keys[spot]))
            places = places[stories.spoken.others(places, search.language)]
            if 0 < len(places) <= left:  # a whole list or none of it, as for the article's own language
                left -= len(places)
                lists.append(places)
                added.append(float(vector[spot] * vector[spot]))
        return stories.best_of(lists, added, search) if lists else []

    def candidates(self, entry: Entry, parted: frozenset[str] = frozenset()) -> list[Candidate]:
        """The stories in other languages that an article may join, the nearest first.

        ``parted`` are articles that an editor keeps apart from it. A desk whose window holds one language has none.
        """
        if not self.stories.spoken.has_others(entry.language):
            return []
        found = self.keys_of([entry])
        search = Search(entry.at, self._thresholds.key_decay, entry.language, CANDIDATES)
        places = self.search(found, search)
        if self._has_vectors:
            places = list(dict.fromkeys([*places, *self._by_vectors(entry, search)]))
        stories = [(place, self.stories.at(place)) for place in places]
        if parted:
            stories = [(at, story) for at, story in stories if not any(item.id in parted for item in story.entries)]
        if not stories:
            return []
        own = unit(found.keys, found.values)
        gaps = self.stories.gaps([place for place, _ in stories], entry.at)
        measured = [self._measured(entry, own, at, gap) for (at, _), gap in zip(stories, gaps.tolist(), strict=True)]
        return sorted(measured, key=lambda each: (-each.score, self.stories.at(each.place).id))

    def told(self, entry: Entry, candidates: Sequence[Candidate]) -> Nearness | None:
        """The nearest of some candidates, as it is explained."""
        if not candidates:
            return None
        best = candidates[0]
        story = self.stories.at(best.place)
        beside = self._beside(entry, story)
        shared = self._shared(entry, story)
        second = self.stories.at(candidates[1].place) if len(candidates) > 1 else None
        return Nearness(
            story_id=story.id,
            title=story.title(),
            kind="vectors" if best.by_vectors else "keys",
            likeness=round(best.likeness + best.by_vectors, 6),
            gap=None if math.isnan(entry.at) else best.gap,
            score=best.score,
            bar=best.bar,
            shared=tuple(shared[:NAMED]),
            more=len(shared[NAMED:]),
            by_vectors=best.by_vectors,
            beside=beside.title,
            language=beside.language,
            next_title=second.title() if second else "",
            next_score=candidates[1].score if second else 0.0,
        )

    def _measured(self, entry: Entry, own: Vector, place: int, gap: float) -> Candidate:
        story = self.stories.at(place)
        other = self.keys_of(spread(story.entries, SUMMED))
        size = math.sqrt(float(other.values @ other.values))
        likeness = round(float(other.values @ own.at(other.keys)) / max(size, 1e-9), 6)
        by_vectors = self._vector_part(entry, story)
        score = (likeness + by_vectors) * math.exp(-gap * self._thresholds.key_decay)
        bar = between(self._thresholds.key_bar, length_of(entry.words))
        return Candidate(place, likeness, by_vectors, gap, round(score, DIGITS), bar)

    def _by_vectors(self, entry: Entry, search: Search) -> list[int]:
        places, near = self.stories.encoded.nearest(entry)
        eased: Floats = near * self.stories.ease(places, search.at, search.decay) if len(places) else near
        return self.stories.highest(places, eased, search.most)

    def _vector_part(self, entry: Entry, story: OpenStory) -> float:
        """What vectors add: nothing up to a cosine of `FAR`, all of it at one."""
        if not self._has_vectors or entry.encoding is None:
            return 0.0
        whole = whole_of(entry.encoding)
        encoded = spread([item for item in story.entries if item.encoding is not None], VECTORS_COMPARED)
        if not encoded:
            return 0.0
        mean = np.mean([whole_of(item.encoding) for item in encoded if item.encoding is not None], axis=0)
        cosine = float(whole @ mean) / max(float(np.linalg.norm(mean)), 1e-9)
        return round(self._thresholds.vectors * max(0.0, cosine - FAR) / (1 - FAR), 6)

    def _beside(self, entry: Entry, story: OpenStory) -> Entry:
        """The article of a story in another language that shares most with this one, of a few of them."""
        others = [item for item in story.entries if item.language not in {"", entry.language}] or story.entries
        found = self.keys_of([entry])
        own = unit(found.keys, found.values)
        near = []
        for item in spread(others, VECTORS_COMPARED):
            other = self.keys_of([item])
            near.append((-round(float(unit(other.keys, other.values).values @ own.at(other.keys)), DIGITS), item.order))
        order = min(near)[1]
        return next(item for item in others if item.order == order)

    def _shared(self, entry: Entry, story: OpenStory) -> list[Shared]:
        """The keys that an article shares with a story, each with its part of the cosine, the largest first."""
        found, whole = self.keys_of([entry]), self.keys_of(spread(story.entries, SUMMED))
        own, other = unit(found.keys, found.values), unit(whole.keys, whole.values)
        parts = np.round(own.values * other.at(own.ids), DIGITS)
        ranked = sorted((-part, key) for part, key in zip(parts.tolist(), own.ids.tolist(), strict=True) if part > 0)
        return [Shared("key", str(key), str(key), -part) for part, key in ranked]
