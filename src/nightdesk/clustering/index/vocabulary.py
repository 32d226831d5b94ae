"""The terms of the open stories as numbers, and how much each tells."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nightdesk.clustering.index.arrays import Flags, Floats, Numbers, Places, grown
from nightdesk.clustering.text.background import ARTICLES, background
from nightdesk.clustering.text.words import is_unspaced

UNSEEN = 0.0003  # the share of articles that have a term which no background has; of .0003, .0008, .002 the best
OWN = 0.5  # of an article, so that what nothing has is no certainty
POWER = 1.5  # of the rarity: 1 lost .005 of events and .008 of outlets and won .004 of sparse headlines
FIRST_ROOM = 1 << 10
_ARRAYS = ("having", "articles", "is_number", "words", "keys")  # one item for each number


class Vocabulary:
    """Numbers for terms; for each the stories and the articles that have it. A term that no story has is forgotten."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms: list[str] = []
        self._free: list[int] = []
        self.having: Numbers = np.zeros(FIRST_ROOM, np.int32)
        self.articles: Numbers = np.zeros(FIRST_ROOM, np.int32)
        self.total = 0  # articles in the window
        self.is_number: Flags = np.zeros(FIRST_ROOM, np.bool_)
        self.words: Floats = np.ones(FIRST_ROOM)  # how many words each is: two pairs of characters are about one
        self.births: Numbers = np.zeros(FIRST_ROOM, np.int32)  # changes with the term that a number is given to
        self._born = 0
        self.keys: Places = np.zeros(FIRST_ROOM, np.int64)  # of each term's spelling: numbers depend on who came first
        self._priors: dict[str, NDArray[np.float32]] = {}  # by language: articles of the background that have a term

    @property
    def room(self) -> int:
        """How many numbers may be given out before the arrays grow."""
        return len(self.having)

    def number(self, terms: Iterable[str]) -> list[int]:
        """The number of each term; new ones are given one."""
        known = self._numbers
        return [known[term] if term in known else self._enter(term) for term in terms]

    def spelled(self, number: int) -> str:
        """The term of a number."""
        return self._terms[number]

    def rarity(self, numbers: Numbers, language: str = "") -> Floats:
        """How much terms tell in a language: the logarithm of how few articles have them, to the power of `POWER`.

        Articles of the window are counted, and those that the background of the language stands for.
        """
        priors = self._priors.get(language)
        if priors is None:
            priors = self._priors[language] = np.full(self.room, np.nan, np.float32)
        expected = priors[numbers]
        new = np.isnan(expected)
        if new.any():
            self._expect(numbers[new], language, priors)
            expected = priors[numbers]
        counted = self.articles[numbers] + expected + OWN
        rarity: Floats = math.log(ARTICLES + self.total + 1) - np.log(counted)
        np.maximum(rarity, 0.0, out=rarity)
        rarity *= np.sqrt(rarity)  # to the power of 1.5, in half the time
        return rarity

    def count(self, numbers: Numbers, change: int) -> None:
        """One story more, or one less, has these terms."""
        having = self.having[numbers] + change
        self.having[numbers] = having
        if change < 0:
            for number in numbers[having == 0].tolist():
                del self._numbers[self._terms[number]]
                self._free.append(number)

    def count_article(self, numbers: Numbers, change: int) -> None:
        """One article more, or one less, has these terms."""
        self.articles[numbers] += change
        self.total += change

    def _expect(self, numbers: Numbers, language: str, priors: NDArray[np.float32]) -> None:
        """Look up how many articles of the background have terms that are new in a language."""
        known = background(language)
        for number in numbers.tolist():
            share = known.share(self._terms[number])
            priors[number] = ARTICLES * max(share, UNSEEN)

    def renumbered(self) -> tuple[Numbers, Numbers]:
        """The numbers of the terms that stories have, and for each number its place among them."""
        kept = np.flatnonzero(self.having[: len(self._terms)] > 0).astype(np.int32)
        places = np.zeros(self.room, np.int32)
        places[kept] = np.arange(len(kept), dtype=np.int32)
        return kept, places

    def state(self, kept: Numbers) -> Iterator[tuple[str, NDArray[Any]]]:
        """What is kept of the terms of these numbers, besides their spelling."""
        for name in _ARRAYS:
            yield f"vocabulary {name}", getattr(self, name)[kept]

    def restore(self, state: Mapping[str, NDArray[Any]], terms: list[str], total: int) -> None:
        """Take up a state, with the spelling of its terms and the number of articles."""
        self._terms = terms
        self.total = total
        self._numbers = dict(zip(terms, range(len(terms)), strict=True))
        while self.room < len(terms):
            self._widen()
        for name in _ARRAYS:
            getattr(self, name)[: len(terms)] = state[f"vocabulary {name}"]
        self._born = len(terms)
        self.births[: len(terms)] = np.arange(1, len(terms) + 1)

    def _widen(self) -> None:
        """Make room for twice as many terms."""
        for name in (*_ARRAYS, "births"):
            setattr(self, name, grown(getattr(self, name)))
        for language, priors in self._priors.items():
            self._priors[language] = np.concatenate([priors, np.full(len(priors), np.nan, np.float32)])

    def _enter(self, term: str) -> int:
        number = self._free.pop() if self._free else len(self._terms)
        if number == len(self._terms):
            self._terms.append(term)
            if number == self.room:
                self._widen()
        else:
            self._terms[number] = term
        self._numbers[term] = number
        self._born += 1
        self.births[number] = self._born
        self.having[number] = self.articles[number] = 0
        for priors in self._priors.values():
            priors[number] = np.nan
        self.keys[number] = spelling_key(term)
        self.is_number[number] = term[0].isdigit()
        self.words[number] = 0.5 if is_unspaced(term) else 1.0
        return number


def spelling_key(text: str) -> int:
    """A number that depends on a text's spelling alone, by which equals are put in an order."""
    return int.from_bytes(
        hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "big", signed=True
    )
