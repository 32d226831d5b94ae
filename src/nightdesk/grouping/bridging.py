"""The bridge: the nearest story in another language, how sure that is, and what the two share in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nightdesk.grouping.across import Across, Known
from nightdesk.grouping.arrays import Floats
from nightdesk.grouping.model import Judgement
from nightdesk.grouping.open_stories import HOUR, Entry, OpenStories, OpenStory, spread
from nightdesk.grouping.vocabulary import PRIOR_STORIES
from nightdesk.grouping.words import LINKED

SIGNALS = (
    "likeness",  # cosine over all keys, of the article and the most alike of a sample of the story's articles
    "news words",  # cosine over the words of the news alone
    "rarest shared",  # the rarities of the five rarest shared names and numbers, as a part of the highest sum
    "numbers",  # the rarities of shared numbers, as a part of that of one that nothing else has
    "words shared",  # how many words of the news are shared, by its logarithm
    "lead over many",  # likeness less the middle one of the other candidates in the same language
    "gap",  # hours between the article and the story, by their logarithm
    "undated",  # 1 where either has no date
    "length",  # the logarithm of the number of keys of the shorter one
    "one script",  # 1 where both are written in Latin letters
)
SAMPLE = 3  # articles of a story that are compared one by one
RAREST = 5
NAMED = 5  # shared things that are named one by one
ASKED = 4  # articles of a story that look for its kin in other languages
STRANGER = -4.0  # log-odds of an article with a story that it did not find
FAINT = 0.05  # a candidate that is alone leads over this likeness
LATIN_END = "\u0250"  # the first letter after those of Latin and its extensions


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing that two articles share: a ``name``, ``number``, ``word`` or ``link``, and how each writes it."""

    kind: str
    own: str
    other: str


@dataclass(frozen=True, slots=True)
class Bridge:
    """The nearest story in another language, as `Nearness` is in its own.

    ``beside`` is the title of the article that it was compared with, ``language`` that one's; ``judge`` says what ran:
    ``core``, or ``vectors`` too. ``shared`` are names and numbers, the rarest first, then words of the news; ``more``
    says how many are not named.
    """

    story_id: str
    title: str
    beside: str
    language: str
    log_odds: float
    needed: float
    measured: tuple[float, ...]
    parts: tuple[float, ...]
    bias: float
    judge: str
    shared: tuple[Shared, ...]
    more: int


class Bridges:
    """Measures articles against stories told in other languages."""

    def __init__(self, stories: OpenStories, judgement: Judgement | None = None) -> None:
        self.stories = stories
        self.across = Across(stories)
        self.judgement = judgement

    def look(self, entry: Entry, parted: frozenset[str] = frozenset()) -> tuple[list[int], Floats, list[Entry]]:
        """The stories in other languages that an article may join, a row of signals for each, and the article met.

        Stories that hold one of ``parted`` are left out.
        """
        if not self.stories.spoken.has_others(entry.language):
            return [], np.zeros((0, len(SIGNALS))), []
        known = self.across.known(entry)
        places: list[int] = []
        samples: list[Sequence[Entry]] = []
        for place in self.across.candidates(entry, known):
            story = self.stories.at(place)
            told = [item for item in story.entries if item.language not in {"", entry.language} and len(item.terms)]
            if told and (not parted or not any(item.id in parted for item in story.entries)):
                places.append(place)
                samples.append(spread(told, SAMPLE))
        if not places:
            return [], np.zeros((0, len(SIGNALS))), []
        table, met = self._measure(entry, known, samples)
        _times(table, entry, [self.stories.at(place) for place in places])
        _compete(table, [item.language for item in met])
        return places, np.round(table, 6), met

    def nearest(self, entry: Entry, parted: frozenset[str] = frozenset(), over: float = -math.inf) -> Bridge | None:
        """The story in another language that an article is most likely of, if that is ``over`` the bar by more."""
        if self.judgement is None:
            return None
        places, table, met = self.look(entry, parted)
        if not places:
            return None
        odds = self.judgement.log_odds(table)
        best = min(range(len(places)), key=lambda at: (-odds[at], self.stories.at(places[at]).id))
        if odds[best] - self.judgement.bar <= over:
            return None
        shared, more = self._shared(entry, met[best])
        row = table[best : best + 1]
        story = self.stories.at(places[best])
        return Bridge(
            story.id,
            story.title(),
            met[best].title,
            met[best].language,
            float(odds[best]),
            self.judgement.bar,
            tuple(row[0].tolist()),
            tuple(self.judgement.parts(row)[0].tolist()),
            self.judgement.bias,
            "core",
            shared,
            more,
        )

    def kin(self, story: OpenStory) -> dict[int, float]:
        """The places of stories in other languages that a story may be one with, and how sure that is.

        It is the mean of the log-odds of some of its articles, in the language of most, of two at least; for one that
        did not find a story `STRANGER` is taken.
        """
        if self.judgement is None or not self.stories.spoken.has_others(story.entries[0].language):
            return {}
        own = self.stories.places[story.id]
        asked = self.stories.main_strand(story).sample(ASKED)
        if len(asked) == 1:  # it was asked when it was placed
            return {}
        found: dict[int, list[float]] = {}
        for entry in asked:
            places, table, _ = self.look(entry)
            if places:
                for place, odds in zip(places, self.judgement.log_odds(table).tolist(), strict=True):
                    found.setdefault(place, []).append(max(odds, STRANGER))
        return {
            place: round((math.fsum(odds) + STRANGER * (len(asked) - len(odds))) / len(asked), 6)
            for place, odds in found.items()
            if place != own
        }

    def _measure(self, entry: Entry, known: Known, samples: list[Sequence[Entry]]) -> tuple[Floats, list[Entry]]:
        table, met = np.zeros((len(samples), len(SIGNALS))), []
        for at, sample in enumerate(samples):
            rows = np.array([self._compare(entry, known, item) for item in sample])
            best = min(range(len(sample)), key=lambda row: (-rows[row, 0], sample[row].order))
            table[at] = rows[best]
            met.append(sample[best])
        return table, met

    def _compare(self, entry: Entry, known: Known, item: Entry) -> Floats:
        """The signals of two articles that depend on nothing else."""
        row = np.zeros(len(SIGNALS))
        keys = self.across.known(item, is_quick=True)
        _, mine, theirs = np.intersect1d(known.keys, keys.keys, assume_unique=True, return_indices=True)
        words, rarity = known.words[mine], known.rarity[mine]
        both = known.weights[mine] * keys.weights[theirs] * rarity * rarity
        row[0] = _cosine(both, known.vector, keys.vector)
        row[1] = _cosine(both[words], known.vector[known.words], keys.vector[keys.words])
        most = math.log(len(self.stories) + 2 * PRIOR_STORIES)  # about that of a thing which nothing else has
        row[2] = math.fsum(np.sort(rarity[~words])[-RAREST:].tolist()) / (RAREST * most)
        row[3] = math.fsum(rarity[known.numbers[mine]].tolist()) / most
        row[4] = math.log1p(int(words.sum()))
        row[8] = math.log1p(min(len(known.keys), len(keys.keys)))
        row[9] = float(_is_latin(entry) and _is_latin(item))
        return row

    def _shared(self, entry: Entry, met: Entry) -> tuple[tuple[Shared, ...], int]:
        """What two articles share, the first `NAMED` as each spells them, and how many things more."""
        mine, theirs = self.across.known(entry), self.across.known(met, is_quick=True)
        _, own, _ = np.intersect1d(mine.keys, theirs.keys, assume_unique=True, return_indices=True)
        order = own[np.lexsort((mine.keys[own], -mine.rarity[own], mine.words[own]))]
        found = []
        for at in order[:NAMED].tolist():
            kind = "word" if mine.words[at] else "number" if mine.numbers[at] else "name"
            spelled, other = (self._spelled(item, mine, at) for item in (entry, met))
            found.append(Shared("link" if spelled.startswith(LINKED) else kind, spelled, other))
        return tuple(found), len(order) - len(found)

    def _spelled(self, item: Entry, known: Known, at: int) -> str:
        """How an article spells a key: of several ways the first by the alphabet."""
        chain = self.across.senses if known.words[at] else self.across.names
        terms = item.terms[chain.keys[item.terms] == known.keys[at]]
        return min(map(self.stories.vocabulary.spelled, terms.tolist()))


def _cosine(products: Floats, one: Floats, other: Floats) -> float:
    """The cosine of two vectors, given the products of what both have; exact in whatever order they stand."""
    length = math.sqrt(math.fsum((one * one).tolist()) * math.fsum((other * other).tolist()))
    return math.fsum(products.tolist()) / length if length else 0.0


def _times(table: Floats, entry: Entry, stories: list[OpenStory]) -> None:
    for row, story in zip(table, stories, strict=True):
        first, last = story.entries[0].at, story.entries[-1].at
        if math.isnan(entry.at) or math.isnan(first) or math.isnan(last):
            row[7] = 1.0
        else:
            row[6] = math.log1p(max(0.0, first - entry.at, entry.at - last) / HOUR)


def _compete(table: Floats, languages: list[str]) -> None:
    """How unusual each candidate is beside the others in its language; in another the true one is no rival."""
    for at, language in enumerate(languages):
        rivals = [table[row, 0] for row, other in enumerate(languages) if other == language and row != at]
        table[at, 5] = table[at, 0] - (float(np.median(rivals)) if rivals else FAINT)


def _is_latin(entry: Entry) -> bool:
    return entry.title.isascii() or all(char < LATIN_END for char in entry.title if char.isalpha())
