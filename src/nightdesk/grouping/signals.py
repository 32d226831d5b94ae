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
    """An article's terms with their rarities: ``whole`` weighs them, ``title`` has the rarity of those in the title.

    ``squares`` are the squared lengths of both, 0 where one has no term.
    """

    terms: Numbers
    rarity: Floats
    whole: Floats
    title: Floats
    squares: tuple[float, float]

    @classmethod
    def of(cls, entry: Entry, stories: OpenStories) -> Vectors:
        """The vectors of an article beside the stories that are open now."""
        rarity = stories.rarity(entry.terms)
        whole, title = rarity * entry.weights, rarity * entry.is_titled
        return cls(entry.terms, rarity, whole, title, (float(whole @ whole), float(title @ title)))


@dataclass(frozen=True, slots=True)
class _Laid:
    """The words of stories end to end, and after them those of a sample of the articles of each that has several.

    A story of one article is that article and lies there once. ``lengths`` says how many words each story has,
    ``starts`` where each stretch begins; ``several`` which stories have articles that lie apart, and ``firsts`` where
    those of each begin among them.
    """

    terms: Numbers
    weights: Numbers
    is_titled: Flags
    lengths: list[int]
    starts: Places
    several: list[int]
    firsts: Places

    @classmethod
    def of(cls, stories: list[OpenStory], samples: list[Sequence[Entry]]) -> _Laid:
        """Lay out stories; an article without a word is left out, for an empty stretch cannot be summed."""
        titled = [story.entries[0].is_titled for story in stories]
        several: list[int] = []
        groups: list[list[Entry]] = []
        for at, sample in enumerate(samples):
            if len(sample) > 1:
                titled[at] = np.zeros(len(stories[at].terms), np.bool_)
                if group := [item for item in sample if len(item.terms)]:
                    several.append(at)
                    groups.append(group)
        apart = list(chain.from_iterable(groups))
        terms = [story.terms for story in stories]
        lengths = [len(own) for own in terms]
        return cls(
            np.concatenate(terms + [item.terms for item in apart]),
            np.concatenate([*(story.sums for story in stories), *(item.weights for item in apart)], dtype=np.int32),
            np.concatenate(titled + [item.is_titled for item in apart]),
            lengths,
            starts_of(lengths + [len(item.terms) for item in apart]),
            several,
            starts_of([len(group) for group in groups]),
        )


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
        samples = [story.sample() for story in stories]
        self._words(table, stories, _Laid.of(stories, samples), vectors)
        self._whole[vectors.terms] = 0.0
        self._title[vectors.terms] = 0.0
        self._company(table, samples, entry)
        _time(table, stories, entry.at)
        table[19] = math.log(1 + self._stories.vocabulary.words[entry.terms].sum())
        _compete(table)
        return table.T.round(6) + 0.0  # sums may end a little below zero or above; both are 0, and not -0

    def _words(self, table: Floats, stories: list[OpenStory], laid: _Laid, vectors: Vectors) -> None:
        rarity = self._stories.rarity(laid.terms)
        whole, title = self._whole[laid.terms], self._title[laid.terms]
        _alike(table, laid, (rarity, whole, title), vectors)
        end, starts = sum(laid.lengths), laid.starts[: len(stories)]
        sizes = np.array([float(len(story.entries)) for story in stories])
        table[12] = np.log(sizes)
        share = np.concatenate([story.counts for story in stories]) / sizes.repeat(laid.lengths)
        terms, rarity, whole, title = laid.terms[:end], rarity[:end], whole[:end], title[:end]
        shared = (whole > 0) * rarity / math.log(len(self._stories) + PRIOR_STORIES + 1)
        is_rare = shared >= RARE
        rows = np.empty((8, end))
        np.multiply(title, title, out=rows[0])
        np.multiply(rows[0], share, out=rows[1])
        np.multiply(whole, whole, out=rows[2])
        rows[3] = is_rare
        np.logical_and(is_rare, self._stories.vocabulary.is_number[terms], out=rows[4])
        np.multiply(rarity, rarity, out=rows[5])
        np.multiply(rows[5], share, out=rows[6])
        np.multiply(share, self._stories.vocabulary.words[terms], out=rows[7])
        in_title, usual, told, rare, numbers, highest, cohesive, words = np.add.reduceat(rows, starts, axis=1)
        of_whole, of_title = (max(square, 1e-9) for square in vectors.squares)
        table[3], table[4], table[5] = in_title / of_title, usual / of_title, told / of_whole
        table[6] = np.maximum.reduceat(shared, starts)
        table[7], table[8] = np.minimum(6, rare), np.minimum(3, numbers)
        table[13] = cohesive / np.maximum(highest, 1e-9)
        table[20] = np.log(1 + words)

    def _company(self, table: Floats, samples: list[Sequence[Entry]], entry: Entry) -> None:
        """How many of a story's articles are of the article's outlet, and whether all are in other languages."""
        if entry.provider:
            outlets = ([item.provider for item in sample] for sample in samples)
            table[14] = [among.count(entry.provider) / len(among) for among in outlets]
        if self._stories.spoken.has_others(entry.language):
            table[15] = [all(item.language not in {"", entry.language} for item in sample) for sample in samples]


def _alike(table: Floats, laid: _Laid, told: tuple[Floats, Floats, Floats], vectors: Vectors) -> None:
    """The cosines of the article, and of its title, with stories and with those of their articles that are most alike.

    ``told`` says of each word that lies there how rare it is, what it weighs in the article and what in its title.
    """
    rarity, whole, title = told
    rows = np.empty((4, len(rarity)))
    weights = np.multiply(rarity, laid.weights, out=rows[2])
    titles = np.multiply(rarity, laid.is_titled, out=rows[3])
    np.multiply(whole, weights, out=rows[0])
    np.multiply(title, titles, out=rows[1])
    np.multiply(rows[2:], rows[2:], out=rows[2:])  # from here on the squares of weights and titles
    sums = np.add.reduceat(rows, laid.starts, axis=1)
    lengths = np.sqrt(sums[2:]) * np.array([[max(math.sqrt(square), 1e-9)] for square in vectors.squares])
    cosines = sums[:2] / np.maximum(lengths, 1e-9)
    many = table.shape[1]
    table[0], table[1:3] = cosines[0, :many], cosines[:, :many]
    if laid.several:
        table[1:3, laid.several] = np.maximum.reduceat(cosines[:, many:], laid.firsts, axis=1)


def _time(table: Floats, stories: list[OpenStory], at: float) -> None:
    hours = (np.array([story.moments() for story in stories]).T - at) / HOUR
    is_undated = np.isnan(hours[0] + hours[2])
    hours[:, is_undated] = 0.0
    hours[2] = np.maximum(np.maximum(hours[0], -hours[2]), 0.0)  # to the nearest end
    table[9:12] = np.log1p(np.abs(hours[::-1]))
    table[21] = is_undated


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
