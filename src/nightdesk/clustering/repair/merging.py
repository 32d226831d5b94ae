"""Find the stories that a story may be one with, by the likeness that their own articles have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from nightdesk.clustering.crosslingual.matching import CrossLingual
from nightdesk.clustering.documents import Entry
from nightdesk.clustering.index.open_stories import DAY, OpenStory, Search, spread
from nightdesk.clustering.likeness import Side, article_vector, ratio, side_of, unit
from nightdesk.clustering.thresholds import Thresholds, between, length_of

PARTNERS = 6  # stories that one is compared with
SEARCH_TERMS = 40
COMPARED = 24  # articles of a story whose vectors are summed
SMALLEST = 2  # articles: of one there is no likeness within; merging single ones was no gain


@dataclass(frozen=True, slots=True)
class Pairing:
    """A story that another may be one with: how alike they are, and how alike they must be."""

    place: int
    story_id: str
    score: float
    bar: float

    @property
    def margin(self) -> float:
        """How far over its bar the likeness is, as a factor."""
        return self.score / self.bar


class Merger:
    """Measures stories against each other."""

    def __init__(self, across: CrossLingual, thresholds: Thresholds) -> None:
        self._stories = across.stories
        self._across = across
        self._thresholds = thresholds

    def pairings(self, story: OpenStory) -> list[Pairing]:
        """The stories most like one, by the words of its main language, then by keys; the likest first."""
        found = [*self._by_words(story), *self._by_keys(story)]
        best: dict[int, Pairing] = {}
        for pairing in found:
            if pairing.place not in best or pairing.margin > best[pairing.place].margin:
                best[pairing.place] = pairing
        return sorted(best.values(), key=lambda pairing: (-pairing.margin, pairing.story_id))

    def without_nearest(self, settled: OpenStory, other: OpenStory) -> float:
        """How alike two stories are without that article of the first which is most like the second, or 0."""
        strand = self._stories.main_strand(settled)
        if len(strand.entries) == 1:
            return 0.0
        language = strand.entries[0].language
        others = self._side(self._stories.strand(self._stories.places[other.id], language).entries, language)
        vectors = [article_vector(self._stories, entry, language) for entry in spread(strand.entries, COMPARED)]
        near = [round(float(vector.values @ others.total.at(vector.ids)), 6) for vector in vectors]
        del vectors[int(np.argmax(near))]
        return ratio(side_of(vectors), others)

    def _by_words(self, story: OpenStory) -> list[Pairing]:
        own = self._stories.places[story.id]
        strand = self._stories.main_strand(story)
        if len(strand.entries) < SMALLEST:
            return []
        language = strand.entries[0].language
        length = _length(strand)
        decay = between(self._thresholds.merge_decay, length)
        vector = strand.sums * self._stories.vocabulary.rarity(strand.terms, language)
        heaviest = np.lexsort((self._stories.vocabulary.keys[strand.terms], -vector))[:SEARCH_TERMS]
        search = Search(strand.moments()[1], decay, language, PARTNERS)
        found = self._stories.candidates(strand.terms[heaviest], vector[heaviest], search)
        others = [place for place in found if place != own and len(self._stories.at(place).entries) >= SMALLEST]
        side = self._side(strand.entries, language) if others else None
        pairings = []
        for place, other in zip(others, self._stories.strands(others, language), strict=True):
            if side is None or len(other.entries) < SMALLEST:
                continue
            mean = (length + _length(other)) / 2
            gap = _gap(strand, other)
            score = ratio(side, self._side(other.entries, language))
            score *= math.exp(-gap * between(self._thresholds.merge_decay, mean))
            pairings.append(Pairing(place, other.id, round(score, 6), between(self._thresholds.merge, mean)))
        return pairings

    def _by_keys(self, story: OpenStory) -> list[Pairing]:
        """Stories told in other languages."""
        if len(story.entries) < SMALLEST or not self._stories.spoken.has_others(story.entries[0].language):
            return []
        found = self._across.keys_of(story.sample(COMPARED))
        search = Search(story.moments()[1], self._thresholds.key_decay, story.entries[0].language, PARTNERS)
        own = self._stories.places[story.id]
        pairings = []
        side = None
        for place in self._across.search(found, search):
            other = self._stories.at(place)
            if place == own or len(other.entries) < SMALLEST:
                continue
            side = side or self._key_side(story)
            score = ratio(side, self._key_side(other)) * math.exp(-_gap(story, other) * self._thresholds.key_decay)
            pairings.append(Pairing(place, other.id, round(score, 6), self._thresholds.key_merge))
        return pairings

    def _side(self, entries: Sequence[Entry], language: str) -> Side:
        vector = partial(article_vector, self._stories, language=language)
        return side_of([vector(entry) for entry in spread(entries, COMPARED)])

    def _key_side(self, story: OpenStory) -> Side:
        found = [self._across.keys_of([entry]) for entry in story.sample(COMPARED)]
        return side_of([unit(each.keys, each.values) for each in found])


def _length(story: OpenStory) -> float:
    """The mean length of a story's articles."""
    entries = spread(story.entries, COMPARED)
    return round(sum(length_of(entry.words) for entry in entries) / len(entries), 9)


def _gap(one: OpenStory, other: OpenStory) -> float:
    """The days between two stories: 0 where they overlap and where a date is missing."""
    (start, _, end), (other_start, _, other_end) = one.moments(), other.moments()
    gap = max(start - other_end, other_start - end) / DAY
    return gap if gap > 0 else 0.0  # no number where a date is missing
