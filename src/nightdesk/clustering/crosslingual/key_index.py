"""What articles and stories say in any language, as keys, and the open stories in other languages that share them.

Everything is read off the terms of the open stories: a term is found from another language by its key
(`keys.key_of`). So nothing is kept of an article, nothing is computed where the window holds one language, and where
a second one comes in, the keys of the terms inside are made then. What is found depends on the articles inside alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nightdesk.clustering.crosslingual.keys import NO_KEY, key_of, numbered, sense_of, usual
from nightdesk.clustering.index.arrays import Flags, Floats, Numbers
from nightdesk.clustering.index.open_stories import REACH, SEARCHED, OpenStories, OpenStory, Search
from nightdesk.clustering.index.vocabulary import OWN
from nightdesk.clustering.likeness import Vector, unit
from nightdesk.clustering.text.background import ARTICLES

CANDIDATES = 8  # stories in other languages that are looked at closely
NEWS_WORD = 1.2  # times that a country or a word of the news counts, beside a name or a number
BUCKETS = 1 << 18  # of the keys: with 500,000 terms some two share one, each looked at in turn
END = -1

Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class KeyVector:
    """An article's or a story's keys, sorted, each once: what each weighs, and whether it is a word of the news."""

    keys: Keys
    values: Floats
    words: Flags


class _Chains:
    """The terms of each key, in arrays: a bucket names its last term, each term the one before it."""

    def __init__(self) -> None:
        self.keys: Keys = np.zeros(0, np.int64)
        self.shares: Floats = np.zeros(0)  # of each term the share of articles that are expected to have its key
        self._before: Numbers = np.zeros(0, np.int32)
        self._last: Numbers = np.full(BUCKETS, END, np.int32)

    def make_room(self, room: int) -> None:
        """Make room for so many terms."""
        more = room - len(self.keys)
        if more > 0:
            self.keys = np.concatenate([self.keys, np.zeros(more, np.int64)])
            self.shares = np.concatenate([self.shares, np.zeros(more)])
            self._before = np.concatenate([self._before, np.zeros(more, np.int32)])

    def put(self, term: int, kind: str, text: str) -> None:
        """Give a term this key in place of the one it had."""
        key = numbered(kind, text)
        if self.keys[term] != NO_KEY:
            self._drop(term)
        self.keys[term] = key
        if key != NO_KEY:
            bucket = key % BUCKETS
            self._before[term] = self._last[bucket]
            self._last[bucket] = term
            self.shares[term] = usual(kind, text)

    def terms(self, key: int) -> list[int]:
        """The terms of a key."""
        found, at = [], int(self._last[key % BUCKETS])
        while at != END:
            if self.keys[at] == key:
                found.append(at)
            at = int(self._before[at])
        return found

    def counted(self, keys: Keys, having: Numbers) -> Numbers:
        """For each key the sum over its terms of the stories that have them."""
        sums = np.zeros(len(keys), np.int32)
        owners, at = np.arange(len(keys)), self._last[keys % BUCKETS]
        while len(owners):
            owners, at = owners[at != END], at[at != END]
            alike = self.keys[at] == keys[owners]
            sums[owners[alike]] += having[at[alike]]
            at = self._before[at]
        return sums

    def take_up(self, keys: Keys, shares: Floats) -> None:
        """Chain up terms whose keys are there."""
        self.make_room(len(keys))
        self.keys[: len(keys)], self.shares[: len(keys)] = keys, shares
        buckets = keys % BUCKETS
        order = np.argsort(buckets, kind="stable")
        order = order[keys[order] != NO_KEY]
        follows = np.diff(buckets[order], prepend=-1) == 0
        self._before[order] = np.where(follows, np.roll(order, 1), END)
        self._last[buckets[order]] = order  # of equal buckets the last one written stays

    def _drop(self, term: int) -> None:
        bucket = int(self.keys[term]) % BUCKETS
        at = int(self._last[bucket])
        if at == term:
            self._last[bucket] = self._before[term]
            return
        while int(self._before[at]) != term:
            at = int(self._before[at])
        self._before[at] = self._before[term]


class KeyIndex:
    """Keys of terms, and stories in other languages by them; asleep until it is asked for the first time."""

    def __init__(self, stories: OpenStories) -> None:
        self._stories = stories
        self.is_awake = False
        self.names, self.senses = _Chains(), _Chains()
        self._births: Keys = np.zeros(0, np.int64)

    def vector(self, terms: Numbers, weights: NDArray[Any]) -> Vector:
        """The keys of terms as a vector of length one."""
        found = self.weigh(terms, weights)
        return unit(found.keys, found.values)

    def story_vector(self, story: OpenStory) -> KeyVector:
        """The keys of a story, of all its languages."""
        return self.weigh(story.terms, story.sums)

    def weigh(self, terms: Numbers, weights: NDArray[Any]) -> KeyVector:
        """The keys of terms, with what they weigh by how few articles have them now."""
        if not self.is_awake:
            self.is_awake = True
            self.learn(np.flatnonzero(self._stories.vocabulary.having > 0).astype(np.int32))
        self.learn(terms)
        keys = np.concatenate([self.names.keys[terms], self.senses.keys[terms]])
        order = np.flatnonzero(keys != NO_KEY)
        order = order[np.argsort(keys[order], kind="stable")]
        if not len(order):
            return KeyVector(keys[order], np.zeros(0), np.zeros(0, np.bool_))
        starts = np.flatnonzero(np.diff(keys[order], prepend=NO_KEY) != 0)
        sums = np.add.reduceat(np.tile(weights, 2)[order].astype(float), starts)
        words = order[starts] >= len(terms)
        keys, first = keys[order[starts]], terms[order[starts] % len(terms)]
        counts = self._stories.vocabulary.articles
        having = np.where(words, self.senses.counted(keys, counts), self.names.counted(keys, counts))
        shares = np.where(words, self.senses.shares[first], self.names.shares[first])
        values = sums * self._rarity(having, shares) * np.where(words, NEWS_WORD, 1.0)
        return KeyVector(keys, values, words)

    def learn(self, terms: Numbers) -> None:
        """Make the keys of terms that are new since they were last seen; nothing while asleep."""
        if not self.is_awake:
            return
        vocabulary = self._stories.vocabulary
        if len(self._births) < vocabulary.room:
            more = vocabulary.room - len(self._births)
            self.names.make_room(vocabulary.room)
            self.senses.make_room(vocabulary.room)
            self._births = np.concatenate([self._births, np.zeros(more, np.int64)])
        for term in terms[self._births[terms] != vocabulary.births[terms]].tolist():
            spelled = vocabulary.spelled(term)
            self.names.put(term, *key_of(spelled))
            self.senses.put(term, "word", sense_of(spelled))
            self._births[term] = vocabulary.births[term]

    def state(self, kept: Numbers) -> Iterator[tuple[str, NDArray[Any]]]:
        """The keys of the terms of these numbers; none while asleep."""
        if self.is_awake:
            self.learn(kept)
            for name, chain in (("names", self.names), ("senses", self.senses)):
                yield f"{name} keys", chain.keys[kept]
                yield f"{name} shares", chain.shares[kept]

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take up a state, asleep where that is empty."""
        if "names keys" not in state:
            return
        self.is_awake = True
        for name, chain in (("names", self.names), ("senses", self.senses)):
            chain.take_up(state[f"{name} keys"].astype(np.int64), state[f"{name} shares"].astype(np.float64))
            chain.make_room(self._stories.vocabulary.room)
        self._births = self._stories.vocabulary.births.astype(np.int64)

    def candidates(self, found: KeyVector, search: Search) -> list[int]:
        """The places of stories told in another language that share the weightiest keys."""
        stories = self._stories
        vector = np.round(found.values, 6)
        left = REACH
        lists: list[Numbers] = []
        added: list[float] = []
        looked = 0
        for spot in np.lexsort((found.keys, -vector)).tolist():
            key = int(found.keys[spot])
            places = self._places(self.senses if found.words[spot] else self.names, key, search.language)
            if not len(places):
                continue
            if len(places) <= left:  # a whole list or none of it, as for the article's own language
                left -= len(places)
                lists.append(places)
                added.append(float(vector[spot] * vector[spot]))
            looked += 1
            if looked == SEARCHED:
                break
        return stories.best_of(lists, added, search) if lists else []

    def _places(self, chains: _Chains, key: int, language: str) -> Numbers:
        """The stories told in other languages that have any term of a key."""
        terms = [term for term in chains.terms(key) if self._stories.vocabulary.having[term]]
        if not terms:
            return np.zeros(0, np.int32)
        lists = [self._stories.postings.places(term) for term in terms]
        places = np.unique(np.concatenate(lists)) if len(lists) > 1 else lists[0]
        return places[self._stories.spoken.others(places, language)]

    def _rarity(self, having: Numbers, shares: Floats) -> Floats:
        total = self._stories.vocabulary.total
        rarity: Floats = math.log(ARTICLES + total + 1) - np.log(having + ARTICLES * shares + OWN)
        np.maximum(rarity, 0.0, out=rarity)
        return rarity * np.sqrt(rarity)
