"""What is measured of an article beside each story that it may join: the signals of the join."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from nightdesk.grouping.arrays import Flags, Floats, Numbers, Places, starts_of
from nightdesk.grouping.documents import Entry
from nightdesk.grouping.open_stories import HOUR, OpenStories, OpenStory
from nightdesk.grouping.vocabulary import PRIOR_STORIES

SIGNALS = (
    "likeness",  # cosine of the article and the sum of the story's articles
    "nearest article",  # cosine with the most alike of a sample of its articles
    "nearest title",  # cosine of the titles alone, with the most alike
    "title told",  # the part of the title's rarity that stands anywhere in the story
    "title usual",  # the same, each word counted by the share of the story's articles that have it
    "words told",  # the part of the article's rarity that stands anywhere in the story
    "rarest word",  # the rarity of the rarest shared word, as a part of the highest
    "rare words",  # how many shared words are rare, up to six
    "numbers",  # how many rare numbers are shared, up to three
    "to newest",  # hours between the article and the story's nearest end, by their logarithm
    "to middle",  # the same to the middle of its articles
    "to first",  # the same to its first article
    "size",  # the logarithm of the number of its articles
    "cohesion",  # how much of its words an article of the story has on average
    "same outlet",  # the share of a sample of its articles that are of the article's outlet
    "other language",  # 1 where the story is in another language
    "lead over second",  # likeness less that of the most alike other story
    "lead over many",  # likeness less the middle one of all candidates
    "share of best",  # likeness as a part of the best one
    "length",  # the logarithm of the number of the article's terms, two pairs of characters counted as one
    "length of story",  # the same of its articles, on average
    "undated",  # 1 where the article or the story has no date
)
RARE = 0.7  # of the rarity of a word that one story has: in a desk of 100 stories 4 have it, of 100,000 some 30
FAINT = 0.15  # a best likeness below says nothing of the others: two strangers on an empty desk


@dataclass(frozen=True, slots=True)
class Vectors:
    """An article's terms with their rarities: ``whole`` weighs them, ``title`` has the rarity of those in the title."""

    terms: Numbers
    rarity: Floats
    whole: Floats
    title: Floats

    @classmethod
    def of(cls, entry: Entry, stories: OpenStories) -> Vectors:
        """The vectors of an article beside the stories that are open now."""
        rarity = stories.rarity(entry.terms)
        return cls(entry.terms, rarity, rarity * entry.weights, rarity * entry.is_titled)


class Meter:
    """Measures articles against stories; holds room for one number for each term, and nothing between calls."""

    def __init__(self, stories: OpenStories) -> None:
        self._stories = stories
        self._whole: Floats = np.zeros(0)
        self._title: Floats = np.zeros(0)

    def measure(self, entry: Entry, vectors: Vectors, places: list[int]) -> Floats:
        """One row of `SIGNALS` for each of the stories in these places."""
        if len(self._whole) < self._stories.vocabulary.room:
            self._whole = np.zeros(self._stories.vocabulary.room)
            self._title = np.zeros(self._stories.vocabulary.room)
        self._whole[vectors.terms] = vectors.whole
        self._title[vectors.terms] = vectors.title
        stories = self._stories.strands(places, entry.language)
        table = np.zeros((len(SIGNALS), len(places)))
        sizes = np.array([float(len(story.entries)) for story in stories])
        self._words(table, stories, sizes, vectors)
        self._articles(table, [story.sample() for story in stories], vectors, entry)
        self._whole[vectors.terms] = 0.0
        self._title[vectors.terms] = 0.0
        _time(table, stories, entry.at)
        table[12] = np.log(sizes)
        table[19] = math.log(1 + self._stories.vocabulary.words[entry.terms].sum())
        _compete(table)
        return table.T.round(6) + 0.0  # sums may end a little below zero or above; both are 0, and not -0

    def _words(self, table: Floats, stories: list[OpenStory], sizes: Floats, vectors: Vectors) -> None:
        terms = np.concatenate([story.terms for story in stories])
        lengths = [len(story.terms) for story in stories]
        starts = starts_of(lengths)
        share = np.concatenate([story.counts for story in stories]) / sizes.repeat(lengths)
        rarity = self._stories.rarity(terms)
        weights = np.concatenate([story.sums for story in stories]) * rarity
        whole, title = self._whole[terms], self._title[terms]
        shared = np.where(whole > 0, rarity, 0.0) / math.log(len(self._stories) + PRIOR_STORIES + 1)
        is_rare = shared >= RARE
        squares, squared = title * title, rarity * rarity
        norms, dots, in_title, usual, told, rare, numbers, cohesive, highest, words = _sums(
            starts,
            weights * weights,
            whole * weights,
            squares,
            squares * share,
            whole * whole,
            is_rare,
            is_rare & self._stories.vocabulary.is_number[terms],
            squared * share,
            squared,
            share * self._stories.vocabulary.words[terms],
        )
        of_title = max(float(vectors.title @ vectors.title), 1e-9)
        table[0] = dots / np.maximum(np.sqrt(norms) * _length(vectors.whole), 1e-9)
        table[3], table[4] = in_title / of_title, usual / of_title
        table[5] = told / max(float(vectors.whole @ vectors.whole), 1e-9)
        table[6] = np.maximum.reduceat(shared, starts)
        table[7], table[8] = np.minimum(6, rare), np.minimum(3, numbers)
        table[13] = cohesive / np.maximum(highest, 1e-9)
        table[20] = np.log(1 + words)

    def _articles(self, table: Floats, samples: list[Sequence[Entry]], vectors: Vectors, entry: Entry) -> None:
        # An article without a term has an empty stretch, which `reduceat` cannot sum: it is left out.
        groups = [[item for item in sample if len(item.terms)] for sample in samples]
        told = list(chain.from_iterable(groups))
        terms = np.concatenate([item.terms for item in told])
        starts = starts_of([len(item.terms) for item in told])
        rarity = self._stories.rarity(terms)
        weights = rarity * np.concatenate([item.weights for item in told])
        titles = rarity * np.concatenate([item.is_titled for item in told])
        whole, title = self._whole[terms] * weights, self._title[terms] * titles
        sums = _sums(starts, whole, title, weights * weights, titles * titles)
        lengths = np.sqrt(sums[2:]) * [[_length(vectors.whole)], [_length(vectors.title)]]
        firsts = starts_of([len(group) for group in groups])
        table[1:3] = np.maximum.reduceat(sums[:2] / np.maximum(lengths, 1e-9), firsts, axis=1)
        if entry.provider:
            table[14] = [sum(item.provider == entry.provider for item in sample) / len(sample) for sample in samples]
        if self._stories.spoken.has_others(entry.language):
            table[15] = [all(item.language not in {"", entry.language} for item in sample) for sample in samples]


def _time(table: Floats, stories: list[OpenStory], at: float) -> None:
    hours = (np.array([story.moments() for story in stories]).T - at) / HOUR
    is_undated = np.isnan(hours[0] + hours[2])
    hours[:, is_undated] = 0.0
    hours[2] = np.maximum(np.maximum(hours[0], -hours[2]), 0.0)  # to the nearest end
    table[9:12] = np.log1p(np.abs(hours[::-1]))
    table[21] = is_undated


def _sums(starts: Places, *rows: Floats | Flags) -> Floats:
    """The sums of the stretches of some rows, all at once."""
    every = np.concatenate(rows, dtype=float).reshape(len(rows), -1)
    sums: Floats = np.add.reduceat(every, starts, axis=1)
    return sums


def _compete(table: Floats) -> None:
    """How unusual each candidate is beside the others."""
    likeness = table[0]
    *others, best = sorted(likeness.tolist())
    second, middle = FAINT, FAINT  # alone, it leads over nothing
    if others:
        second, middle = others[-1], (others[(len(others) - 1) // 2] + others[len(others) // 2]) / 2
    table[16] = likeness - np.where(likeness >= best, second, best)
    table[17] = likeness - middle
    table[18] = likeness / max(best, FAINT)


def _length(vector: Floats) -> float:
    return max(math.sqrt(float(vector @ vector)), 1e-9)
