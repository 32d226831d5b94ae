"""A story and others beside it, their words and articles laid end to end, so that all are measured at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nightdesk.grouping.arrays import Flags, Floats, Numbers, totals_of
from nightdesk.grouping.documents import Entry
from nightdesk.grouping.open_stories import OpenStories, OpenStory

COMPARED = 8  # articles of each story that are compared one by one

Spots = NDArray[np.intp]


class Beside:
    """Several stories; each is compared with the first one.

    Arrays of words hold those of the first story, then those of the second, and so on: ``rarity`` says how rare each
    is, ``summed`` what it weighs in the sum of the story's articles, ``told`` what in the sum of a sample of them, each
    brought to length one, ``counts`` how many articles have it. Arrays of stories say how many articles each has
    (``sizes``), of how many the sample is (``sampled``), how many ``words`` those have, and the mean cosine of two of
    them (``within``).
    ``near`` and ``near_titles`` have a row for each article of the first story's sample, with its cosines with those of
    the others.
    """

    def __init__(self, stories: OpenStories, told: Sequence[OpenStory]) -> None:
        self._many = len(told)
        self._own = told[0].terms
        terms = np.concatenate([story.terms for story in told])
        self._owner = np.repeat(np.arange(self._many), [len(story.terms) for story in told])
        self.rarity = stories.rarity(terms)
        self.summed: Floats = np.concatenate([story.sums for story in told]) * self.rarity
        self.sizes = np.array([len(story.entries) for story in told])
        self.counts = np.concatenate([story.counts for story in told])
        # Where each word stands among those of the first story, and whether it does.
        self._at = np.minimum(np.searchsorted(self._own, terms), max(len(self._own) - 1, 0))
        self._is_shared: Flags = self._own[self._at] == terms if len(self._own) else np.zeros(len(terms), np.bool_)
        room = stories.vocabulary.room
        samples = [story.sample(COMPARED) for story in told]
        self.sampled = np.array([len(sample) for sample in samples])
        self._firsts = np.cumsum(self.sampled[:-1]) - self.sampled[0]
        articles = [article for sample in samples for article in sample]
        row, numbers, titled = _laid(articles)
        story = np.repeat(np.arange(self._many), self.sampled)[row]
        spots = np.searchsorted(self._owner * room + terms, story * room + numbers)
        units = _united(row, np.concatenate([item.weights for item in articles]) * self.rarity[spots], len(articles))
        self.told = totals_of(spots, units, len(terms))
        self.words = totals_of(story, stories.vocabulary.words[numbers], self._many)
        pairs = self.totals(self.told * self.told) - totals_of(story, units * units, self._many)
        self.within: Floats = np.where(self.sampled > 1, pairs / np.maximum(self.sampled * (self.sampled - 1), 1), 1.0)
        self.near = self._cosines(row, spots, units)
        row, spots = row[titled], spots[titled]
        self.near_titles = self._cosines(row, spots, _united(row, self.rarity[spots], len(articles)))

    def of_story(self, values: Floats) -> Floats:
        """For each word the value of its story."""
        return values[self._owner]

    def totals(self, values: Floats) -> Floats:
        """The sum of the values of each story's words."""
        return totals_of(self._owner, values, self._many)

    def tops(self, values: Floats) -> Floats:
        """The highest value of each story's words, 0 where none is above."""
        tops = np.zeros(self._many)
        np.maximum.at(tops, self._owner, values)
        return tops

    def beside(self, values: Floats) -> Floats:
        """For each word the value that it has in the first story, 0 where that has it not."""
        return np.where(self._is_shared, values[self._at], 0.0) if len(self._own) else np.zeros(len(values))

    def on_own(self, values: Numbers) -> Numbers:
        """For each story a row: the values that it has for the words of the first one, 0 where it has them not."""
        rows = np.zeros((self._many, len(self._own)), values.dtype)
        rows[self._owner[self._is_shared], self._at[self._is_shared]] = values[self._is_shared]
        return rows

    def nearest(self, cosines: Floats) -> Floats:
        """Of each article of the first story the highest cosine with one of each of the others."""
        nearest: Floats = np.maximum.reduceat(cosines, self._firsts, axis=1)
        return nearest

    def means(self, values: Floats) -> Floats:
        """The mean over the articles of each of the other stories."""
        means: Floats = np.add.reduceat(values, self._firsts) / self.sampled[1:]
        return means

    def _cosines(self, row: Spots, spots: Spots, units: Floats) -> Floats:
        shared = self._is_shared[spots]
        matrix = np.zeros((int(self.sampled.sum()), len(self._own)))
        matrix[row[shared], self._at[spots[shared]]] = units[shared]
        first = self.sampled[0]
        cosines: Floats = matrix[:first] @ matrix[first:].T
        return cosines


def _laid(articles: Sequence[Entry]) -> tuple[Spots, Numbers, Flags]:
    """The words of articles end to end: in which of them each stands, its number, whether it is in the title."""
    return (
        np.repeat(np.arange(len(articles)), [len(article.terms) for article in articles]),
        np.concatenate([article.terms for article in articles]),
        np.concatenate([article.is_titled for article in articles]),
    )


def _united(row: Spots, weights: Floats, rows: int) -> Floats:
    """The weights of each row, brought to length one."""
    lengths = np.sqrt(totals_of(row, weights * weights, rows))
    units: Floats = weights / np.maximum(lengths, 1e-9)[row]
    return units
