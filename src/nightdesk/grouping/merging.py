"""Measure two stories against each other, for the judgement whether they are one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nightdesk.grouping.arrays import Floats, Numbers
from nightdesk.grouping.open_stories import HOUR, Entry, OpenStories, OpenStory

PAIR_SIGNALS = (
    "likeness",  # cosine of the sums of both stories' articles
    "nearest articles",  # the highest cosine of two articles, one of each
    "mean nearest",  # the mean over the smaller story's articles of their highest cosine in the larger
    "mean likeness",  # the mean cosine of all pairs
    "within smaller",  # the mean cosine of pairs in the smaller story
    "within larger",  # the mean cosine of pairs in the larger story
    "across to within",  # mean likeness as a part of the lower of the two
    "nearest titles",  # the highest cosine of two titles
    "members near",  # the mean cosine of the smaller story's articles with the sum of the larger
    "shared rarest",  # the rarity of the rarest word that both have twice or in all their articles
    "gap",  # hours between the two, by their logarithm; 0 where they overlap
    "apart",  # hours between their middles, by their logarithm
    "smaller size",
    "larger size",
    "length",  # the logarithm of the mean number of terms
    "lead",  # likeness less that of the next candidate
    "undated",
)
LEAD = PAIR_SIGNALS.index("lead")
COMPARED = 8  # articles of each story that are compared one by one
PARTNERS = 5  # stories that one is compared with
SEARCH_TERMS = 40


@dataclass(frozen=True, slots=True)
class Pairing:
    """A story that another may be one with, and what was measured."""

    place: int
    measured: Floats

    @property
    def likeness(self) -> float:
        """The cosine of the sums of both."""
        return float(self.measured[0])


class Mender:
    """Measures stories against each other."""

    def __init__(self, stories: OpenStories) -> None:
        self._stories = stories

    def pairings(self, story: OpenStory) -> list[Pairing]:
        """The stories most like one, with a row of `PAIR_SIGNALS` each.

        Of stories told in several languages those articles are compared that are in the language of most of the first.
        """
        own = self._stories.places[story.id]
        story = self._stories.main_strand(story)
        language = story.entries[0].language
        rarity = self._stories.rarity(story.terms)
        vector = story.sums * rarity
        heaviest = np.lexsort((self._stories.vocabulary.keys[story.terms], -vector))[:SEARCH_TERMS]
        middle = story.entries[len(story.entries) // 2].at
        found = self._stories.candidates(
            story.terms[heaviest], vector[heaviest], middle, PARTNERS + 1, language=language
        )
        others = [place for place in found if place != own]
        if not others:
            return []
        rows = np.array([self.compare(story, self._stories.strand(place, language)) for place in others])
        rank = np.sort(rows[:, 0])
        rows[:, LEAD] = rows[:, 0] - np.where(rows[:, 0] >= rank[-1], rank[-2] if len(rank) > 1 else 0.0, rank[-1])
        return [Pairing(place, row) for place, row in zip(others, np.round(rows, 6), strict=True)]

    def compare(self, one: OpenStory, other: OpenStory) -> Floats:
        """A row of `PAIR_SIGNALS` for two stories."""
        small, large = sorted((one, other), key=lambda story: (len(story.entries), story.id))
        sides = [list(story.sample(COMPARED)) for story in (small, large)]
        terms = np.unique(np.concatenate([item.terms for side in sides for item in side]))
        if not len(terms):
            return np.zeros(len(PAIR_SIGNALS))
        rarity = self._stories.rarity(terms)
        whole = [_unit(_matrix(side, terms, rarity, titles=False)) for side in sides]
        title = [_unit(_matrix(side, terms, rarity, titles=True)) for side in sides]
        across = whole[0] @ whole[1].T
        within = [_mean_off_diagonal(side @ side.T) for side in whole]
        large_sum = _unit(_summed(large, terms, rarity)[None])[0]
        row = np.zeros(len(PAIR_SIGNALS))
        row[0] = self._likeness(small, large)
        row[1], row[2], row[3] = across.max(), across.max(axis=1).mean(), across.mean()
        row[4], row[5] = within
        row[6] = min(3.0, row[3] / max(min(within), 0.02))
        row[7] = (title[0] @ title[1].T).max()
        row[8] = (whole[0] @ large_sum).mean()
        row[9] = self._rarest(small, large)
        row[10:12], row[16] = _times(small, large)
        row[12], row[13] = math.log(len(small.entries)), math.log(len(large.entries))
        words = self._stories.vocabulary.words
        row[14] = math.log(1 + np.mean([words[item.terms].sum() for side in sides for item in side]))
        return row

    def likenesses(self, entries: list[Entry]) -> Floats:
        """The cosine of each of these articles with each."""
        terms = np.unique(np.concatenate([item.terms for item in entries]))
        whole = _unit(_matrix(entries, terms, self._stories.rarity(terms), titles=False))
        return np.round(whole @ whole.T, 6)

    def _likeness(self, small: OpenStory, large: OpenStory) -> float:
        _, mine, theirs = np.intersect1d(small.terms, large.terms, assume_unique=True, return_indices=True)
        one, other = small.sums * self._stories.rarity(small.terms), large.sums * self._stories.rarity(large.terms)
        lengths = math.sqrt(float(one @ one) * float(other @ other))
        return float(one[mine] @ other[theirs]) / max(lengths, 1e-9)

    def _rarest(self, small: OpenStory, large: OpenStory) -> float:
        shared, mine, theirs = np.intersect1d(small.terms, large.terms, assume_unique=True, return_indices=True)
        need = [min(2, len(story.entries)) for story in (small, large)]
        told = shared[(small.counts[mine] >= need[0]) & (large.counts[theirs] >= need[1])]
        if not len(told):
            return 0.0
        return float(self._stories.rarity(told).max()) / math.log(len(self._stories) + 31)


def _matrix(side: list[Entry], terms: Numbers, rarity: Floats, *, titles: bool) -> Floats:
    matrix = np.zeros((len(side), len(terms)))
    for at, item in enumerate(side):
        spots = np.searchsorted(terms, item.terms)
        if titles:
            spots = spots[item.titled]
            matrix[at, spots] = rarity[spots]
        else:
            matrix[at, spots] = item.weights * rarity[spots]
    return matrix


def _summed(story: OpenStory, terms: Numbers, rarity: Floats) -> Floats:
    """The sum of a story's articles over these terms."""
    summed = np.zeros(len(terms))
    _, mine, theirs = np.intersect1d(terms, story.terms, assume_unique=True, return_indices=True)
    summed[mine] = story.sums[theirs]
    return summed * rarity


def _unit(matrix: Floats) -> Floats:
    lengths = np.sqrt((matrix * matrix).sum(axis=1, keepdims=True))
    unit: Floats = matrix / np.maximum(lengths, 1e-9)
    return unit


def _mean_off_diagonal(square: Floats) -> float:
    many = len(square)
    return 1.0 if many == 1 else float((square.sum() - np.trace(square)) / (many * (many - 1)))


def _times(small: OpenStory, large: OpenStory) -> tuple[tuple[float, float], float]:
    spans = []
    for story in (small, large):
        first, middle, last = story.entries[0].at, story.entries[len(story.entries) // 2].at, story.entries[-1].at
        if math.isnan(first) or math.isnan(last):
            return (0.0, 0.0), 1.0
        spans.append((first, middle, last))
    (start, middle, end), (other_start, other_middle, other_end) = spans
    gap = max(0.0, start - other_end, other_start - end)
    return (math.log1p(gap / HOUR), math.log1p(abs(middle - other_middle) / HOUR)), 0.0
