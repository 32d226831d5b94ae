"""The nearest story in another language: by names, numbers and words of the news, and by vectors where there are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nightdesk.clustering.crosslingual.key_index import CANDIDATES, KeyIndex
from nightdesk.clustering.crosslingual.keys import key_of, sense_of
from nightdesk.clustering.crosslingual.vectors import whole_of
from nightdesk.clustering.documents import Entry
from nightdesk.clustering.index.arrays import Floats
from nightdesk.clustering.index.open_stories import OpenStories, OpenStory, Search, spread
from nightdesk.clustering.likeness import Vector, unit
from nightdesk.clustering.nearness import Nearness, Shared
from nightdesk.clustering.thresholds import Thresholds

NAMED = 5  # shared things that are named one by one
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


class CrossLingual:
    """Measures articles against stories told in other languages."""

    def __init__(self, stories: OpenStories, keys: KeyIndex, thresholds: Thresholds, *, has_vectors: bool) -> None:
        self._stories = stories
        self._keys = keys
        self._thresholds = thresholds
        self._has_vectors = has_vectors

    def candidates(self, entry: Entry, parted: frozenset[str] = frozenset()) -> list[Candidate]:
        """The stories in other languages that an article may join, the nearest first.

        ``parted`` are articles that an editor keeps apart from it. A desk whose window holds one language has none.
        """
        if not self._stories.spoken.has_others(entry.language):
            return []
        found = self._keys.weigh(entry.terms, entry.weights)
        search = Search(entry.at, self._thresholds.key_decay, entry.language, CANDIDATES)
        places = self._keys.candidates(found, search)
        if self._has_vectors:
            places = list(dict.fromkeys([*places, *self._by_vectors(entry, search)]))
        stories = [(place, self._stories.at(place)) for place in places]
        if parted:
            stories = [(at, story) for at, story in stories if not any(item.id in parted for item in story.entries)]
        if not stories:
            return []
        own = unit(found.keys, found.values)
        gaps = self._stories.gaps([place for place, _ in stories], entry.at)
        measured = [self._measured(entry, own, at, gap) for (at, _), gap in zip(stories, gaps.tolist(), strict=True)]
        return sorted(measured, key=lambda each: (-each.score, self._stories.at(each.place).id))

    def told(self, entry: Entry, candidates: Sequence[Candidate]) -> Nearness | None:
        """The nearest of some candidates, as it is explained."""
        if not candidates:
            return None
        best = candidates[0]
        story = self._stories.at(best.place)
        beside = self._beside(entry, story)
        shared = self._shared(entry, beside, story)
        second = self._stories.at(candidates[1].place) if len(candidates) > 1 else None
        return Nearness(
            story_id=story.id,
            title=story.title(),
            kind="vectors" if best.by_vectors else "keys",
            likeness=round(best.likeness + best.by_vectors, 6),
            gap=None if math.isnan(entry.at) else best.gap,
            score=best.score,
            bar=self._thresholds.key_bar,
            shared=tuple(shared[:NAMED]),
            more=len(shared[NAMED:]),
            by_vectors=best.by_vectors,
            beside=beside.title,
            language=beside.language,
            next_title=second.title() if second else "",
            next_score=candidates[1].score if second else 0.0,
        )

    def _measured(self, entry: Entry, own: Vector, place: int, gap: float) -> Candidate:
        story = self._stories.at(place)
        other = self._keys.story_vector(story)
        size = math.sqrt(float(other.values @ other.values))
        likeness = round(float(other.values @ own.at(other.keys)) / max(size, 1e-9), 6)
        by_vectors = self._vector_part(entry, story)
        score = (likeness + by_vectors) * math.exp(-gap * self._thresholds.key_decay)
        return Candidate(place, likeness, by_vectors, gap, round(score, 6))

    def _by_vectors(self, entry: Entry, search: Search) -> list[int]:
        places, near = self._stories.encoded.nearest(entry)
        eased: Floats = near * self._stories.ease(places, search.at, search.decay) if len(places) else near
        return self._stories.highest(places, eased, search.most)

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
        own = self._keys.vector(entry.terms, entry.weights)
        near = []
        for item in spread(others, VECTORS_COMPARED):
            other = self._keys.vector(item.terms, item.weights)
            near.append((-round(float(other.values @ own.at(other.ids)), 6), item.order, item))
        return min(near)[2] if near else others[0]

    def _shared(self, entry: Entry, other: Entry, story: OpenStory) -> list[Shared]:
        """What an article shares with a story by keys, as it writes it and as one of the story's articles does."""
        own, theirs = self._spelled(entry), self._spelled(other)
        vector = self._keys.vector(entry.terms, entry.weights)
        whole = self._keys.story_vector(story)
        parts = vector.values * unit(whole.keys, whole.values).at(vector.ids)
        listed = zip((-parts.round(6)).tolist(), vector.ids.tolist(), strict=True)
        found = sorted((part, *own[key], theirs.get(key, own[key])[1]) for part, key in listed if part and key in own)
        return [Shared(kind, word, met, -part) for part, kind, word, met in found]

    def _spelled(self, entry: Entry) -> dict[int, tuple[str, str]]:
        """For each key of an article its kind and the weightiest term that has it."""
        vocabulary = self._stories.vocabulary
        order = np.lexsort((vocabulary.keys[entry.terms], -entry.weights))
        found: dict[int, tuple[str, str]] = {}
        for number in entry.terms[order].tolist():
            term = vocabulary.spelled(number)
            kind, _ = key_of(term)
            for key, of_kind in (
                (int(self._keys.names.keys[number]), kind),
                (int(self._keys.senses.keys[number]), "word"),
            ):
                if key and (of_kind != "word" or sense_of(term)):
                    found.setdefault(key, (of_kind, term))
        return found
