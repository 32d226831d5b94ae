"""What is measured of an article beside each story that it may join: the signals of the join."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nightdesk.grouping.arrays import Floats, Numbers, starts_of
from nightdesk.grouping.open_stories import HOUR, Entry, OpenStories, OpenStory
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
        title = np.zeros(len(rarity))
        title[entry.titled] = rarity[entry.titled]
        return cls(entry.terms, rarity, rarity * entry.weights, title)


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
        stories = [self._stories.strand(place, entry.language) for place in places]
        table = np.zeros((len(SIGNALS), len(places)))
        self._words(table, stories, vectors)
        self._articles(table, stories, vectors, entry)
        self._whole[vectors.terms] = 0.0
        self._title[vectors.terms] = 0.0
        self._time(table, stories, entry.at)
        table[12] = [math.log(len(story.entries)) for story in stories]
        table[19] = math.log(1 + self._stories.vocabulary.words[entry.terms].sum())
        _compete(table)
        return np.round(table.T, 6)

    def _words(self, table: Floats, stories: list[OpenStory], vectors: Vectors) -> None:
        terms = np.concatenate([story.terms for story in stories])
        sums = np.concatenate([story.sums for story in stories])
        lengths = [len(story.terms) for story in stories]
        sizes = np.array([float(len(story.entries)) for story in stories])
        starts = starts_of(lengths)
        share = np.concatenate([story.counts for story in stories]) / np.repeat(sizes, lengths)
        rarity = self._stories.rarity(terms)
        weights = sums * rarity
        whole, title = self._whole[terms], self._title[terms]
        shared = whole > 0
        norms = np.sqrt(np.add.reduceat(weights * weights, starts)) * _length(vectors.whole)
        table[0] = np.add.reduceat(whole * weights, starts) / np.maximum(norms, 1e-9)
        squares = title * title
        of_title = max(float(vectors.title @ vectors.title), 1e-9)
        table[3] = np.add.reduceat(squares, starts) / of_title
        table[4] = np.add.reduceat(squares * share, starts) / of_title
        table[5] = np.add.reduceat(whole * whole, starts) / max(float(vectors.whole @ vectors.whole), 1e-9)
        told = np.where(shared, rarity, 0.0)
        told /= math.log(len(self._stories) + PRIOR_STORIES + 1)
        table[6] = np.maximum.reduceat(told, starts)
        table[7] = np.minimum(6, np.add.reduceat((told >= RARE).astype(float), starts))
        numbers = (told >= RARE) & self._stories.vocabulary.is_number[terms]
        table[8] = np.minimum(3, np.add.reduceat(numbers.astype(float), starts))
        squared = rarity * rarity
        table[13] = np.add.reduceat(squared * share, starts) / np.maximum(np.add.reduceat(squared, starts), 1e-9)
        table[20] = np.log(1 + np.add.reduceat(share * self._stories.vocabulary.words[terms], starts))

    def _articles(self, table: Floats, stories: list[OpenStory], vectors: Vectors, entry: Entry) -> None:
        samples = [story.sample() for story in stories]
        entries = [item for sample in samples for item in sample]
        # An article without a term has an empty stretch, which `reduceat` cannot sum: it is left out.
        told = [item for item in entries if len(item.terms)]
        terms = np.concatenate([item.terms for item in told])
        lengths = [len(item.terms) for item in told]
        starts = starts_of(lengths)
        rarity = self._stories.rarity(terms)
        weights = rarity * np.concatenate([item.weights for item in told])
        norms = np.sqrt(np.add.reduceat(weights * weights, starts)) * _length(vectors.whole)
        whole = np.add.reduceat(self._whole[terms] * weights, starts) / np.maximum(norms, 1e-9)
        in_title = np.zeros(len(terms))
        in_title[np.concatenate([item.titled + start for item, start in zip(told, starts, strict=True)])] = 1.0
        titles = rarity * in_title
        norms = np.sqrt(np.add.reduceat(titles * titles, starts)) * _length(vectors.title)
        title = np.add.reduceat(self._title[terms] * titles, starts) / np.maximum(norms, 1e-9)
        firsts = starts_of([sum(len(item.terms) > 0 for item in sample) for sample in samples])
        table[1] = np.maximum.reduceat(whole, firsts)
        table[2] = np.maximum.reduceat(title, firsts)
        if entry.provider:
            table[14] = [sum(item.provider == entry.provider for item in sample) / len(sample) for sample in samples]
        if entry.language:
            table[15] = [all(item.language not in {"", entry.language} for item in sample) for sample in samples]

    def _time(self, table: Floats, stories: list[OpenStory], at: float) -> None:
        for column, story in enumerate(stories):
            first, middle, last = story.entries[0].at, story.entries[len(story.entries) // 2].at, story.entries[-1].at
            if math.isnan(at) or math.isnan(last) or math.isnan(first):
                table[21, column] = 1.0
                continue
            gap = max(0.0, first - at, at - last)
            table[9:12, column] = [math.log1p(abs(hours) / HOUR) for hours in (gap, at - middle, at - first)]


def _compete(table: Floats) -> None:
    """How unusual each candidate is beside the others."""
    likeness = table[0]
    best = float(likeness.max())
    rank = np.sort(likeness)
    second = float(rank[-2]) if len(rank) > 1 else FAINT  # alone, it leads over nothing
    table[16] = likeness - np.where(likeness >= best, second, best)
    table[17] = likeness - (float(np.median(rank[:-1])) if len(rank) > 1 else FAINT)
    table[18] = likeness / max(best, FAINT)


def _length(vector: Floats) -> float:
    return max(math.sqrt(float(vector @ vector)), 1e-9)
