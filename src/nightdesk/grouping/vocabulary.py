"""The terms of the open stories as numbers, and how much each tells of a story."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nightdesk.grouping.arrays import Flags, Floats, Numbers, Places, grown
from nightdesk.grouping.words import is_unspaced, usual_share

PRIOR_STORIES = 30  # how many stories the usual shares of words are worth until the desk has seen its own
FIRST_ROOM = 1 << 10
_ARRAYS = ("having", "is_number", "words", "keys", "_prior", "_commonness")  # one item for each number


class Vocabulary:
    """Numbers for terms; for each the stories that have it. A term that no story has any more is forgotten."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms: list[str] = []
        self._free: list[int] = []
        self.having: Numbers = np.zeros(FIRST_ROOM, np.int32)
        self.is_number: Flags = np.zeros(FIRST_ROOM, np.bool_)
        self.words: Floats = np.ones(FIRST_ROOM)  # how many words each is: two pairs of characters are about one
        self.births: Numbers = np.zeros(FIRST_ROOM, np.int32)  # changes with the term that a number is given to
        self._born = 0
        self.keys: Places = np.zeros(FIRST_ROOM, np.int64)  # of each term's spelling: numbers depend on who came first
        self._prior: Floats = np.zeros(FIRST_ROOM)
        self._commonness: Floats = np.zeros(FIRST_ROOM)

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

    def rarity(self, numbers: Numbers, stories: int) -> Floats:
        """How much terms tell of a story: the natural logarithm of how few of the stories have them, 0 and up.

        Stories are counted, not articles: a name in two hundred articles on one event stays rare, which
        is what makes that event's articles find each other (headlines-dense, threshold .15: B-cubed .71
        when articles are counted, .76 when stories are).
        """
        rarity: Floats = math.log(stories + PRIOR_STORIES + 1) - self._commonness[numbers]
        return np.maximum(rarity, 0.0, out=rarity)

    def count(self, numbers: Numbers, change: int) -> None:
        """One story more, or one less, has these terms."""
        having = self.having[numbers] + change
        self.having[numbers] = having
        self._commonness[numbers] = np.log(having + self._prior[numbers])
        if change < 0:
            for number in numbers[having == 0].tolist():
                del self._numbers[self._terms[number]]
                self._free.append(number)

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

    def restore(self, state: Mapping[str, NDArray[Any]], terms: list[str]) -> None:
        """Take up a state, with the spelling of its terms."""
        self._terms = terms
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
        self.having[number] = 0
        self.keys[number] = spelling_key(term)
        self.is_number[number] = term[0].isdigit()
        self.words[number] = 0.5 if is_unspaced(term) else 1.0
        self._prior[number] = prior = PRIOR_STORIES * usual_share(term) + 0.5
        self._commonness[number] = math.log(prior)
        return number


def spelling_key(text: str) -> int:
    """A number that depends on a text's spelling alone, by which equals are put in an order."""
    return int.from_bytes(
        hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "big", signed=True
    )
