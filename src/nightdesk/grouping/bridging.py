"""The bridge: the nearest story in another language, how sure that is, and what the two share in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nightdesk.grouping.across import CANDIDATES, Across, Known
from nightdesk.grouping.arrays import Floats
from nightdesk.grouping.documents import Entry
from nightdesk.grouping.model import Judgement
from nightdesk.grouping.open_stories import HOUR, OpenStories, OpenStory, spread
from nightdesk.grouping.vectors import Pieces, units_of, vector_signals, whole_of
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
VECTOR_SIGNALS = (
    *SIGNALS,
    "vector whole",  # cosine of the whole texts
    "vector best",  # of the two pieces that are nearest
    "vector lead",  # cosine of the whole texts less the highest of the other candidates in the same language
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

    ``beside`` is the title of the article that it was compared with, ``language`` that one's; ``judge`` says what ran,
    by which ``signals``: ``core``, or ``vectors`` too. ``shared`` are names and numbers, the rarest first, then words
    of the news; ``more`` says how many are not named.
    """

    story_id: str
    title: str
    beside: str
    language: str
    log_odds: float
    needed: float
    signals: tuple[str, ...]
    measured: tuple[float, ...]
    parts: tuple[float, ...]
    bias: float
    judge: str
    shared: tuple[Shared, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story in another language that an article may join: the article of it that was met, and what was measured.

    ``finer`` are the signals with those of vectors, ``None`` where either has none.
    """

    place: int
    met: Entry
    row: Floats
    finer: Floats | None


@dataclass(frozen=True, slots=True)
class _Weighed:
    """One candidate with the judgement that was passed on it."""

    candidate: Candidate
    odds: float
    row: Floats
    judgement: Judgement
    judge: str

    @property
    def margin(self) -> float:
        return self.odds - self.judgement.bar


class Bridges:
    """Measures articles against stories told in other languages."""

    def __init__(
        self,
        stories: OpenStories,
        core: Judgement | None = None,
        vectors: Judgement | None = None,
        across: Across | None = None,
    ) -> None:
        """Begin with what was learned: without ``core`` nothing is joined, ``vectors`` judge where both have some."""
        self.stories = stories
        self.across = across or Across(stories)
        self._core, self._vectors = core, vectors

    def look(self, entry: Entry, parted: frozenset[str] = frozenset()) -> list[Candidate]:
        """The stories in other languages that an article may join, by their keys and by their vectors.

        Stories that hold one of ``parted`` are left out.
        """
        if not self.stories.spoken.has_others(entry.language):
            return []
        known = self.across.known(entry)
        encoding = entry.encoding if self._vectors is not None else None
        places: list[int] = []
        samples: list[Sequence[Entry]] = []
        for place in self._places(entry, known, encoding):
            story = self.stories.at(place)
            told = [item for item in story.entries if item.language not in {"", entry.language} and len(item.terms)]
            if told and (not parted or not any(item.id in parted for item in story.entries)):
                places.append(place)
                samples.append(spread(told, SAMPLE))
        if not places:
            return []
        table, met = self._measure(entry, known, samples, encoding)
        _times(table, entry, [self.stories.at(place) for place in places])
        _compete(table, [item.language for item in met])
        finer = _finer(table, encoding, met)
        return [Candidate(*each) for each in zip(places, met, np.round(table, 6), finer, strict=True)]

    def nearest(self, entry: Entry, parted: frozenset[str] = frozenset(), over: float = -math.inf) -> Bridge | None:
        """The story in another language that an article is most likely of, if that is ``over`` the bar by more."""
        weighed = self._weigh(self.look(entry, parted)) if self._core is not None else []
        if not weighed:
            return None
        chosen = min(weighed, key=lambda each: (-each.margin, self.stories.at(each.candidate.place).id))
        if chosen.margin <= over:
            return None
        met, judgement = chosen.candidate.met, chosen.judgement
        shared, more = self._shared(entry, met)
        story = self.stories.at(chosen.candidate.place)
        return Bridge(
            story.id,
            story.title(),
            met.title,
            met.language,
            chosen.odds,
            judgement.bar,
            judgement.signals,
            tuple(chosen.row.tolist()),
            tuple(judgement.parts(chosen.row[None])[0].tolist()),
            judgement.bias,
            chosen.judge,
            shared,
            more,
        )

    def kin(self, story: OpenStory) -> dict[int, float]:
        """The places of stories in other languages that a story may be one with, and how sure that is.

        It is the mean of the log-odds of some of its articles, in the language of most, of two at least; for one that
        did not find a story `STRANGER` is taken.
        """
        if self._core is None or not self.stories.spoken.has_others(story.entries[0].language):
            return {}
        own = self.stories.places[story.id]
        asked = self.stories.main_strand(story).sample(ASKED)
        if len(asked) == 1:  # it was asked when it was placed
            return {}
        found: dict[int, list[float]] = {}
        for entry in asked:
            for weighed in self._weigh(self.look(entry)):
                found.setdefault(weighed.candidate.place, []).append(max(weighed.odds, STRANGER))
        return {
            place: round((math.fsum(odds) + STRANGER * (len(asked) - len(odds))) / len(asked), 6)
            for place, odds in found.items()
            if place != own
        }

    def _places(self, entry: Entry, known: Known, encoding: Pieces | None) -> list[int]:
        """The stories that share the article's weightiest keys, then those that its vectors are nearest to."""
        places = self.across.candidates(entry, known)
        if encoding is None:
            return places
        near, cosines = self.stories.encoded.nearest(entry)
        return list(dict.fromkeys([*places, *self.stories.highest(near, cosines, CANDIDATES)]))

    def _weigh(self, candidates: list[Candidate]) -> list[_Weighed]:
        """What is judged of each candidate: by the core, or by vectors too where both have some."""
        answer = []
        for each in candidates:
            judge = "core" if self._vectors is None or each.finer is None else "vectors"
            judgement = self._core if judge == "core" else self._vectors
            row = each.row if judge == "core" else each.finer
            if judgement is not None and row is not None:
                answer.append(_Weighed(each, float(judgement.log_odds(row[None])[0]), row, judgement, judge))
        return answer

    def _measure(
        self, entry: Entry, known: Known, samples: list[Sequence[Entry]], encoding: Pieces | None
    ) -> tuple[Floats, list[Entry]]:
        table, met = np.zeros((len(samples), len(SIGNALS))), []
        own = None if encoding is None else whole_of(encoding)
        for at, sample in enumerate(samples):
            rows = np.array([self._compare(entry, known, item) for item in sample])
            alike = [_likeness(own, item, row[0]) for item, row in zip(sample, rows, strict=True)]
            best = min(range(len(sample)), key=lambda row: (-alike[row], sample[row].order))
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


def _likeness(own: NDArray[np.float32] | None, item: Entry, likeness: float) -> float:
    """By what the article of a story that is met is chosen: by vectors where there are some, else by keys."""
    if own is None or item.encoding is None:
        return likeness
    return 1.0 + round(float(own @ whole_of(item.encoding)), 6)  # above any likeness of keys


def _finer(table: Floats, encoding: Pieces | None, met: list[Entry]) -> list[Floats | None]:
    """Each row with the signals of vectors, where both the article and the one it met have some."""
    finer: list[Floats | None] = [None] * len(met)
    if encoding is None:
        return finer
    own = units_of(encoding)
    wholes: dict[str, dict[int, float]] = {}
    for at, item in enumerate(met):
        if item.encoding is not None:
            signals = vector_signals(own, units_of(item.encoding))
            finer[at] = np.array([*table[at], signals["vector whole"], signals["vector best"], 0.0])
            wholes.setdefault(item.language, {})[at] = signals["vector whole"]
    for told in wholes.values():
        for at, whole in told.items():
            row = finer[at]
            if row is not None:
                row[-1] = whole - max((other for spot, other in told.items() if spot != at), default=0.0)
                finer[at] = np.round(row, 6)
    return finer


def _is_latin(entry: Entry) -> bool:
    return entry.title.isascii() or all(char < LATIN_END for char in entry.title if char.isalpha())
