"""The open stories of a window of time: their words in arrays, found by an inverted index of bounded reach.

What is stored are whole numbers and what depends on the articles inside alone: whatever the order in which they
came, went or were loaded again after a crash, every similarity is the same.
"""

from __future__ import annotations

import math
import sys
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from nightdesk.clustering.crosslingual.key_index import NO_KEYS, KeyIndex
from nightdesk.clustering.crosslingual.vector_index import Encoded
from nightdesk.clustering.crosslingual.vectors import encoding_of
from nightdesk.clustering.documents import Document, Entry
from nightdesk.clustering.index.arrays import Floats, Numbers, Places, Weights, grown
from nightdesk.clustering.index.languages import Spoken
from nightdesk.clustering.index.postings import Postings
from nightdesk.clustering.index.vocabulary import Vocabulary, spelling_key

SEARCHED = 24  # the weightiest words of an article find its candidates
REACH = 6000  # stories looked at for one article, whatever the size of the desk: the rarest words come first
CANDIDATES = 10  # stories looked at closely; .95 of true stories are among the first 15 (headlines-sparse)
SAMPLE = 6  # articles of a story that are compared one by one, spread over its time
ROUNDED = 1e-6  # scores that differ by less may be equal once they are rounded
DAY = 86400.0  # seconds


@dataclass(frozen=True, slots=True)
class Search:
    """What candidates are looked for: near a moment, by a decay a day, in a language, so many at most."""

    at: float
    decay: float
    language: str = ""
    most: int = CANDIDATES


@dataclass(slots=True)
class OpenStory:
    """One story of the window: its articles in their order, the sums of their words and in how many each is.

    A story of one article has that article's own arrays, which nobody changes in place; most stories are such.
    """

    id: str
    key: int
    entries: list[Entry] = field(default_factory=list)
    terms: Numbers = field(default_factory=lambda: np.zeros(0, np.int32))
    sums: Numbers | Weights = field(default_factory=lambda: np.zeros(0, np.int32))
    counts: Numbers = field(default_factory=lambda: np.zeros(0, np.int32))

    def title(self) -> str:
        """The title of its earliest article."""
        return self.entries[0].title

    def moments(self) -> tuple[float, float, float]:
        """When its first article came, the middle one and the last; no number where that has no date."""
        return self.entries[0].at, self.entries[len(self.entries) // 2].at, self.entries[-1].at

    def sample(self, most: int = SAMPLE) -> Sequence[Entry]:
        """So many of its articles at most, spread evenly over its time, the first and the last among them."""
        return spread(self.entries, most)


def spread(entries: Sequence[Entry], most: int) -> Sequence[Entry]:
    """So many of some articles at most, spread evenly, the first and the last among them."""
    if len(entries) <= most:
        return entries
    step = (len(entries) - 1) / (most - 1)
    return [entries[round(at * step)] for at in range(most)]


class OpenStories:
    """The stories that articles of the window belong to."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self.spoken = Spoken()
        self.encoded = Encoded()
        self.keys = KeyIndex()
        self.places: dict[str, int] = {}  # id of a story -> its place in the arrays
        self.stories: list[OpenStory | None] = []
        self._free: list[int] = []
        self.postings = Postings()
        self._ends: Floats = np.zeros((64, 2))  # the first and the last moment of each story, side by side
        self._keys: Places = np.zeros(64, np.int64)
        self._scores: Floats = np.zeros(64)  # zeros between calls
        self._ones: Numbers = np.ones(64, np.int32)
        self._marks: Numbers = np.zeros(64, np.int32)  # anything between calls

    def __len__(self) -> int:
        return len(self.places)

    def story(self, story_id: str) -> OpenStory:
        """The open story of this id."""
        return self.at(self.places[story_id])

    def at(self, place: int) -> OpenStory:
        """The story in this place."""
        story = self.stories[place]
        if story is None:
            raise LookupError(f"no story in place {place}")
        return story

    def entry(self, document: Document) -> Entry:
        """An article with its terms numbered; it must enter before others leave, for numbers are given again."""
        weights = document.weights
        numbers = np.array(self.vocabulary.number(weights), np.int32)
        order = np.argsort(numbers)
        entry = Entry(
            document.id,
            document.title,
            sys.intern(document.provider),
            sys.intern(document.language.replace("_", "-").partition("-")[0].lower()),
            document.at,
            document.order,
            numbers[order],
            np.fromiter(weights.values(), np.int16, len(weights))[order],
            float(self.vocabulary.words[numbers].sum()),
            *NO_KEYS,
            encoding_of(document.encoding) if document.encoding else None,
        )
        self.keys.come(entry, document.text)
        return entry

    def add(self, entry: Entry, story_id: str) -> None:
        """Put an article into a story, which is opened if it is new."""
        place = self.places.get(story_id)
        if place is None:
            place = self._open(story_id)
        story = self.at(place)
        insort(story.entries, entry, key=lambda item: item.order)
        self.vocabulary.count_article(entry.terms, 1)
        self.spoken.enter(place, entry.language, is_first=len(story.entries) == 1)
        self.encoded.add(entry, place)
        self.keys.add(entry, place)
        new = entry.terms
        if len(story.entries) == 1:
            self._is_alone(story)
        else:
            new = _summed_with(story, entry)
        if len(new):
            self.vocabulary.count(new, 1)
            self.postings.add(new, place)
        self._span(place, story)

    def remove(self, entry: Entry, story_id: str) -> None:
        """Take an article out; a story without articles is gone."""
        place = self.places[story_id]
        story = self.at(place)
        del story.entries[bisect_left(story.entries, entry.order, key=lambda item: item.order)]
        self.vocabulary.count_article(entry.terms, -1)
        self.spoken.leave(place, entry.language, (item.language for item in story.entries))
        self.encoded.remove(entry, place)
        self.keys.remove(entry, place)
        gone = _summed_without(story, entry) if story.entries else entry.terms
        if story.entries:
            self.postings.remove(gone, place)
            self._span(place, story)
        else:
            self._end(place, story)
        if len(story.entries) == 1:
            self._is_alone(story)
        if len(gone):
            self.vocabulary.count(gone, -1)

    def strand(self, place: int, language: str) -> OpenStory:
        """The story in this place as it is told in one language; the whole of it where it is told in no other."""
        story = self.at(place)
        if not self.spoken.is_mixed(place):
            return story
        told = [entry for entry in story.entries if entry.language in {"", language}]
        # An article without a word, in a language that nobody knows, tells nothing by itself.
        return story_of(story.id, told) if any(len(entry.terms) for entry in told) else story

    def strands(self, places: list[int], language: str) -> list[OpenStory]:
        """The stories in these places as they are told in one language."""
        if not self.spoken.has_mixed():
            return [self.at(place) for place in places]
        return [self.strand(place, language) for place in places]

    def main_strand(self, story: OpenStory) -> OpenStory:
        """A story as it is told in the language of most of its articles, of equal ones the first by the alphabet."""
        place = self.places[story.id]
        if not self.spoken.is_mixed(place):
            return story
        told = Counter(entry.language for entry in story.entries if entry.language)
        return self.strand(place, min(told, key=lambda language: (-told[language], language)))

    def candidates(self, numbers: Numbers, vector: Floats, search: Search) -> list[int]:
        """The places of the stories that share the weightiest words, those near in time before others."""
        having = self.vocabulary.having[numbers]
        spots = ((having > 0) & (vector > 0)).nonzero()[0]
        keys = self.vocabulary.keys[numbers[spots]]
        spots = spots[np.lexsort((keys, having[spots], -vector[spots]))][:SEARCHED]
        lists: list[Numbers] = []
        added: list[float] = []
        left = REACH
        is_one_of_many = self.spoken.has_others(search.language)
        squares = (vector[spots] * vector[spots]).tolist()
        for number, size, square in zip(numbers[spots].tolist(), having[spots].tolist(), squares, strict=True):
            if size <= left or not lists:  # a whole list or none of it: what is found must not depend on its order
                left -= size
                places = self.postings.places(number)
                lists.append(places[self.spoken.told(places, search.language)] if is_one_of_many else places)
                added.append(square)
        return self.best_of(lists, added, search) if lists else []

    def best_of(self, lists: list[Numbers], added: list[float], search: Search) -> list[int]:
        """The places in several lists with the highest scores, the best first.

        A score is what is added for each list that a place is in, less what `ease` takes off it; of equals that one is
        first whose story's key is the smallest.
        """
        every = np.concatenate(lists, dtype=np.int64)
        np.add.at(self._scores, every, np.array(added).repeat([len(places) for places in lists]))
        eased = self._scores.take(every) * self.ease(every, search.at, search.decay)
        self._scores[every] = 0.0
        # A place stands there as often as it is in a list: so many hold the best ones, each once.
        near = (eased >= _least(eased, search.most * len(lists))).nonzero()[0]
        near = near[self._once(every[near])]
        return self.highest(every[near], eased[near], search.most)

    def highest(self, places: Places, scores: Floats, most: int) -> list[int]:
        """The places with the highest of these scores, the best first, each place standing there once."""
        found: list[int] = places[np.lexsort((self._keys[places], -scores.round(6)))][:most].tolist()
        return found

    def _once(self, places: Places) -> Places:
        """Where each place stands among some, the last time where it stands there several times."""
        turns = np.arange(len(places), dtype=np.int32)
        self._marks[places] = turns  # `numpy.unique` took four times as long
        spots: Places = (self._marks[places] == turns).nonzero()[0]
        return spots

    def ease(self, places: Places, at: float, decay: float) -> Floats:
        """What the time between leaves of a similarity, by a decay a day. Of a story that has ended nothing is left."""
        first, last = self._ends.take(places, axis=0).T
        if math.isnan(at):
            return np.where(first == math.inf, 0.0, 1.0)
        gap: Floats = np.maximum(first - at, at - last)
        np.fmax(gap, 0.0, out=gap)  # where a date is missing the gap is 0
        gap *= -decay / DAY
        ease: Floats = np.exp(gap, out=gap)
        return ease

    def gaps(self, places: Sequence[int], at: float) -> Floats:
        """The days between a moment and each of some stories: 0 within a story's time and where a date is missing."""
        first, last = self._ends[list(places)].T
        gap: Floats = np.fmax(np.maximum(first - at, at - last), 0.0) / DAY  # which passes over what is no number
        return gap

    def restore(
        self,
        names: Sequence[str],
        together: Sequence[list[Entry]],
        larger: Iterator[tuple[Numbers, Numbers, Numbers]],
    ) -> None:
        """Take up stories by their names, with their articles in their order; vocabulary and postings are there.

        ``larger`` gives the terms, sums and counts of those of several articles.
        """
        keys = [spelling_key(name) for name in names]
        self.places = dict(zip(names, range(len(names)), strict=True))
        while len(self._keys) < len(names):
            self._widen()
        self._keys[: len(names)] = keys
        for place, (name, key, entries) in enumerate(zip(names, keys, together, strict=True)):
            if len(entries) == 1:
                alone = entries[0]
                story = OpenStory(name, key, entries, alone.terms, alone.weights, self._one_each(len(alone.terms)))
            else:
                story = OpenStory(name, key, entries, *next(larger))
            self.stories.append(story)
            self._span(place, story)
            for turn, entry in enumerate(entries):
                self.spoken.enter(place, entry.language, is_first=not turn)

    def _open(self, story_id: str) -> int:
        key = spelling_key(story_id)
        place = self._free.pop() if self._free else len(self.stories)
        if place == len(self.stories):
            self.stories.append(None)
            if place == len(self._keys):
                self._widen()
        self.stories[place] = OpenStory(story_id, key)
        self._keys[place] = key
        self.places[story_id] = place
        return place

    def _end(self, place: int, story: OpenStory) -> None:
        """Let go a story without articles; its place is given again once no list has it."""
        del self.places[story.id]
        self.stories[place] = None
        self.spoken.end(place)
        self._ends[place] = math.inf  # what has ended is in no time near to anything
        self._free += self.postings.end(len(story.terms), place)

    def _widen(self) -> None:
        """Make room for twice as many stories."""
        self._ends, self._keys = grown(self._ends), grown(self._keys)
        self._scores, self._marks = grown(self._scores), grown(self._marks)

    def _is_alone(self, story: OpenStory) -> None:
        """Give a story of one article that article's arrays."""
        (entry,) = story.entries
        story.terms, story.sums, story.counts = entry.terms, entry.weights, self._one_each(len(entry.terms))

    def _one_each(self, terms: int) -> Numbers:
        while len(self._ones) < terms:
            self._ones = np.ones(2 * len(self._ones), np.int32)
        return self._ones[:terms]

    def _span(self, place: int, story: OpenStory) -> None:
        at = story.entries[-1].at
        first = next((item.at for item in story.entries if not math.isnan(item.at)), math.nan)
        self._ends[place] = first, at


def _least(scores: Floats, most: int) -> float:
    """The least score above 0 that one of the highest may have before it is rounded."""
    least = float(np.partition(scores, -most)[-most]) - ROUNDED if len(scores) > most else 0.0
    return max(least, math.ulp(0.0))


def story_of(story_id: str, entries: Sequence[Entry]) -> OpenStory:
    """A story of these articles alone, which is in no index."""
    ordered = sorted(entries, key=lambda item: item.order)
    terms, spots = np.unique(np.concatenate([item.terms for item in ordered]), return_inverse=True)
    sums = np.bincount(spots, np.concatenate([item.weights for item in ordered]), len(terms)).astype(np.int32)
    return OpenStory(story_id, 0, ordered, terms, sums, np.bincount(spots, minlength=len(terms)).astype(np.int32))


def _summed_with(story: OpenStory, entry: Entry) -> Numbers:
    """Add an article to the sums of a story that has others; return the terms that it is the first to have."""
    spots = np.searchsorted(story.terms, entry.terms)
    known = np.zeros(len(spots), np.bool_)
    within = spots < len(story.terms)
    known[within] = story.terms[spots[within]] == entry.terms[within]
    sums, counts = story.sums.astype(np.int32), story.counts.copy()  # the arrays may be those of its only article
    sums[spots[known]] += entry.weights[known]
    counts[spots[known]] += 1
    new: Numbers = entry.terms[~known]
    if len(new):
        terms = np.concatenate((story.terms, new))
        order = terms.argsort(kind="stable")  # three calls of `numpy.insert` took four times as long
        story.terms, sums = terms[order], np.concatenate((sums, entry.weights[~known]), dtype=np.int32)[order]
        counts = np.concatenate((counts, np.ones(len(new), np.int32)))[order]
    story.sums, story.counts = sums, counts
    return new


def _summed_without(story: OpenStory, entry: Entry) -> Numbers:
    """Take an article off the sums of a story; return the terms that none of the others has."""
    spots = np.searchsorted(story.terms, entry.terms)
    sums, counts = story.sums.astype(np.int32), story.counts.copy()
    sums[spots] -= entry.weights
    counts[spots] -= 1
    gone: Numbers = story.terms[counts == 0]
    kept = counts > 0
    story.terms, story.sums, story.counts = story.terms[kept], sums[kept], counts[kept]
    return gone
