"""Measure two stories against each other, for the judgement whether they are one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nightdesk.grouping.arrays import Floats
from nightdesk.grouping.beside import COMPARED, Beside
from nightdesk.grouping.documents import Entry
from nightdesk.grouping.open_stories import HOUR, OpenStories, OpenStory, story_of
from nightdesk.grouping.vocabulary import PRIOR_STORIES

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
    "usual words",  # cosine of both by the share of each one's articles that have a word, and by its rarity
    "words apart",  # the rarity of words that articles of one usually have and those of the other do not
)
LEAD = PAIR_SIGNALS.index("lead")
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
        _, middle, _ = story.moments()
        found = self._stories.candidates(
            story.terms[heaviest], vector[heaviest], middle, PARTNERS + 1, language=language
        )
        others = [place for place in found if place != own]
        if not others:
            return []
        rows = self.compare(story, self._stories.strands(others, language))
        rank = np.sort(rows[:, 0])
        rows[:, LEAD] = rows[:, 0] - np.where(rows[:, 0] >= rank[-1], rank[-2] if len(rank) > 1 else 0.0, rank[-1])
        return [Pairing(place, row) for place, row in zip(others, np.round(rows, 6), strict=True)]

    def compare(self, story: OpenStory, others: Sequence[OpenStory]) -> Floats:
        """A row of `PAIR_SIGNALS` for a story and each of some others, the lead among them left out."""
        found = Beside(self._stories, (story, *others))
        table = np.zeros((len(PAIR_SIGNALS), len(others)))
        is_smaller = np.array([_size(story) <= _size(other) for other in others])
        own = found.beside(found.summed)
        squares = found.totals(found.summed * found.summed)
        table[0] = found.totals(found.summed * own)[1:] / np.maximum(np.sqrt(squares[0] * squares[1:]), 1e-9)
        nearest = found.nearest(found.near)
        table[1] = nearest.max(axis=0)
        table[2] = np.where(is_smaller, nearest.mean(axis=0), found.means(found.near.max(axis=0)))
        table[3] = found.means(found.near.mean(axis=0))
        within = np.full(len(others), found.within[0]), found.within[1:]
        table[4], table[5] = np.where(is_smaller, within, within[::-1])
        table[6] = np.minimum(3.0, table[3] / np.maximum(np.minimum(*within), 0.02))
        table[7] = found.nearest(found.near_titles).max(axis=0)
        table[8] = np.where(is_smaller, *_members(found, own))
        usual = found.rarity * (found.counts >= np.minimum(2, found.of_story(found.sizes)))
        table[9] = found.tops(np.minimum(usual, found.beside(usual)))[1:]
        for column, other in enumerate(others):
            table[10:12, column], table[16, column] = _times(story, other)
        sizes = len(story.entries), [len(other.entries) for other in others]
        table[12], table[13] = np.log(np.minimum(*sizes)), np.log(np.maximum(*sizes))
        table[14] = np.log(1 + (found.words[0] + found.words[1:]) / (found.sampled[0] + found.sampled[1:]))
        table[17:19] = _usual_words(found)
        table[[9, 18]] /= math.log(len(self._stories) + PRIOR_STORIES + 1)
        return table.T

    def without_nearest(self, story: OpenStory, other: OpenStory) -> Floats | None:
        """A row of `PAIR_SIGNALS` for a story without that article which is most like one of another, and that other.

        Both as they are told in the language of most of the first, without the lead; ``None`` where nothing is left.
        """
        story = self._stories.main_strand(story)
        if len(story.entries) == 1:
            return None
        other = self._stories.strand(self._stories.places[other.id], story.entries[0].language)
        near = Beside(self._stories, (story, other)).near
        nearest = story.sample(COMPARED)[int(near.max(axis=1).argmax())]
        rest = story_of(story.id, [entry for entry in story.entries if entry is not nearest])
        row: Floats = self.compare(other, [rest])[0]
        return row

    def likenesses(self, entries: Sequence[Entry]) -> Floats:
        """The cosine of each of these articles with each."""
        terms = np.unique(np.concatenate([item.terms for item in entries]))
        rarity = self._stories.rarity(terms)
        matrix = np.zeros((len(entries), len(terms)))
        for row, item in zip(matrix, entries, strict=True):
            spots = np.searchsorted(terms, item.terms)
            row[spots] = item.weights * rarity[spots]
        matrix /= np.maximum(np.sqrt((matrix * matrix).sum(axis=1, keepdims=True)), 1e-9)
        return np.round(matrix @ matrix.T, 6)


def _size(story: OpenStory) -> tuple[int, str]:
    """By what the smaller of two stories is told."""
    return len(story.entries), story.id


def _members(found: Beside, own: Floats) -> tuple[Floats, Floats]:
    """The mean cosine of the first story's articles with the sum of each other one, and of its articles with the first.

    Of the sums those words count that are in either sample; ``own`` is the first story's sum, word by word.
    """
    told = found.beside(found.told)
    squares = found.totals(found.summed * found.summed * ((found.told > 0) | (told > 0)))
    of_own = squares[0] + found.totals(own * own * ((found.told > 0) & (told == 0)))[1:]
    return (
        found.totals(found.summed * told)[1:] / (found.sampled[0] * np.maximum(np.sqrt(squares[1:]), 1e-9)),
        found.totals(own * found.told)[1:] / (found.sampled[1:] * np.maximum(np.sqrt(of_own), 1e-9)),
    )


def _usual_words(found: Beside) -> Floats:
    """How alike the first story and each other one are in what their articles usually have, and what tells them apart.

    Of few articles a share is not known well. So a word tells two stories apart by as much as its share in one, were
    there one more article without it, is over its share in the other, were there half a one more that has it.
    """
    many = found.of_story(found.sizes)
    share = found.rarity * found.counts / many
    squares = found.totals(share * share)
    alike = found.totals(share * found.beside(share))[1:] / np.maximum(np.sqrt(squares[0] * squares[1:]), 1e-9)
    own, *others = found.on_own(found.counts)
    more, own_more = found.sizes[1:, None] + 1, found.sizes[0] + 1
    apart = np.maximum(0.0, own / own_more - (np.array(others) + 0.5) / more) @ found.rarity[: len(own)]
    theirs = np.maximum(0.0, found.counts / (many + 1) - (found.beside(found.counts) + 0.5) / own_more)
    return np.stack((alike, apart + found.totals(found.rarity * theirs)[1:]))


def _times(one: OpenStory, other: OpenStory) -> tuple[tuple[float, float], float]:
    """The gap between two stories, the time between their middles, and whether either has no date."""
    spans = []
    for story in (one, other):
        first, middle, last = story.moments()
        if math.isnan(first) or math.isnan(last):
            return (0.0, 0.0), 1.0
        spans.append((first, middle, last))
    (start, middle, end), (other_start, other_middle, other_end) = spans
    gap = max(0.0, start - other_end, other_start - end)
    return (math.log1p(gap / HOUR), math.log1p(abs(middle - other_middle) / HOUR)), 0.0
