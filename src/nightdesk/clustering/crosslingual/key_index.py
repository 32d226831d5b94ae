"""The open stories by what they say in any language: an inverted index of keys, made once a second language comes.

While the window holds one language no keys are made: a full text's take 0.7 ms. When the index is first asked they are
made of all that is inside, of texts that were kept for it or can be read again, and then of each article that comes.
Keys hang on their article alone, so what is found depends on the articles of the window, however they came.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nightdesk.clustering.crosslingual.article_keys import (
    COMMON_NUMBER,
    LEAD,
    RARE_NUMBER,
    SHARES,
    Key,
    key_share,
    keys_of_text,
    spelled_keys,
)
from nightdesk.clustering.documents import Entry, Read
from nightdesk.clustering.index.arrays import Floats, Numbers, Places, grown
from nightdesk.clustering.index.postings import Postings

UNIT = 64  # of a weight: whole numbers, so that sums are exact
BACKGROUND = 300  # articles that the shares of keys count as
OWN = 0.5
FIRST_ROOM = 1 << 10
AT_ONCE = 500  # articles that are read again at once
_CLASSES = tuple(
    sorted({*SHARES.values(), COMMON_NUMBER, RARE_NUMBER})
)  # the shares that keys have, named by the last digits
_BITS = 3
_SHARES = np.array([*_CLASSES, *[1.0] * ((1 << _BITS) - len(_CLASSES))])

KeyNumbers = NDArray[np.int64]
NO_KEYS: tuple[KeyNumbers, NDArray[np.int16]] = (np.zeros(0, np.int64), np.zeros(0, np.int16))


@lru_cache(maxsize=1 << 16)
def number_of(key: Key) -> int:
    """A key as a whole number, the same everywhere; its last bits say what share of articles is expected to have it."""
    digest = hashlib.blake2b(f"{key.kind} {key.text}".encode(errors="surrogatepass"), digest_size=8).digest()
    share = _CLASSES.index(key_share(key))
    return (int.from_bytes(digest, "big") >> (_BITS + 1) << _BITS) | share


def numbered_keys(title: str, text: str, language: str) -> Mapping[int, int]:
    """The keys of an article as numbers, in their order, each with its weight in `UNIT`."""
    found = {number_of(key): round(weight * UNIT) for key, weight in keys_of_text(title, text, language).items()}
    return {number: found[number] for number in sorted(found) if found[number] > 0}


def spellings(title: str, text: str, language: str) -> dict[int, tuple[str, str]]:
    """For each key of an article, by its number, its kind and how it is written there."""
    found = spelled_keys(title, text, language)
    return {number_of(key): (key.kind, spelled) for key, (_, spelled) in found.items()}


@dataclass(frozen=True, slots=True)
class KeyVector:
    """Keys by their numbers, sorted, each once, and what each weighs."""

    keys: KeyNumbers
    values: Floats


class KeyIndex:
    """Stories by the keys of their articles; asleep until it is asked for the first time."""

    def __init__(self) -> None:
        self.is_awake = False
        self.read: Read | None = None  # articles again; where there is nothing to do so their texts are kept
        self._numbers: dict[int, int] = {}  # a key -> its place in the arrays
        self._free: list[int] = []  # places of keys that no article has any more
        self._articles: Numbers = np.zeros(FIRST_ROOM, np.int32)
        self._postings = Postings()  # a story stands in a list as often as it has articles with that key

    def __len__(self) -> int:
        return len(self._numbers)

    def wake(self, standing: Iterable[tuple[Entry, int]]) -> None:
        """Make the index of articles and the places of their stories, unless it is there."""
        if self.is_awake:
            return
        self.is_awake = True
        standing = list(standing)
        self._make_up([entry for entry, _ in standing if not entry.has_keys])
        listed = [(entry, place) for entry, place in standing if len(entry.keys)]
        if not listed:
            return
        every = np.concatenate([entry.keys for entry, _ in listed])
        places = np.repeat([place for _, place in listed], [len(entry.keys) for entry, _ in listed])
        keys, spots, sizes = np.unique(every, return_inverse=True, return_counts=True)
        self._numbers = dict(zip(keys.tolist(), range(len(keys)), strict=True))
        while len(self._articles) < len(keys):
            self._articles = grown(self._articles)
        self._articles[: len(keys)] = sizes
        rooms = (1 << np.ceil(np.log2(sizes)).astype(np.int64)).astype(np.int32)
        starts = np.cumsum(rooms, dtype=np.int64) - rooms
        order = np.argsort(spots, kind="stable")
        within = np.arange(len(every)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        lists = np.zeros(int(rooms.sum()), np.int32)
        lists[np.repeat(starts, sizes) + within] = places[order]
        self._postings.restore({"postings sizes": sizes, "postings rooms": rooms, "postings": lists})

    def come(self, entry: Entry, text: str) -> None:
        """Give an article that comes its keys, or what to make them of."""
        if self.is_awake:
            give_keys(entry, text)
        else:
            entry.has_keys, entry.source = False, text[:LEAD]

    def entered(self, entry: Entry) -> None:
        """An article is inside: its text need not be kept where it can be read again."""
        if self.read is not None:
            entry.source = None

    def _make_up(self, bare: Sequence[Entry]) -> None:
        """Make the keys of articles that came while none were wanted."""
        for entry in bare:
            if entry.source is not None:
                give_keys(entry, entry.source)
        wanted = {entry.id: entry for entry in bare if not entry.has_keys}
        ids = list(wanted)
        for start in range(0, len(ids) if self.read else 0, AT_ONCE):
            for document in self.read(ids[start : start + AT_ONCE]) if self.read else ():
                give_keys(wanted[document.id], document.text)

    def add(self, entry: Entry, place: int) -> None:
        """An article came into the story in this place."""
        if self.is_awake and len(entry.keys):
            numbers = np.array([self._number(key) for key in entry.keys.tolist()], np.int32)
            self._articles[numbers] += 1
            self._postings.add(numbers, place)

    def remove(self, entry: Entry, place: int) -> None:
        """An article left the story in this place."""
        if self.is_awake and len(entry.keys):
            keys = entry.keys.tolist()
            numbers = np.array([self._numbers[key] for key in keys], np.int32)
            left = self._articles[numbers] - 1
            self._articles[numbers] = left
            self._postings.remove(numbers, place)
            for spot in np.flatnonzero(left == 0).tolist():
                self._free.append(self._numbers.pop(keys[spot]))

    def places(self, key: int) -> Numbers:
        """The places of the stories that have a key, each once."""
        number = self._numbers.get(key)
        return np.zeros(0, np.int32) if number is None else np.unique(self._postings.places(number))

    def weigh(self, entries: Sequence[Entry], total: int) -> KeyVector:
        """The keys of some articles together, with what they weigh by how few of the ``total`` articles have them."""
        for entry in entries:  # one that is not inside yet
            if not entry.has_keys and entry.source is not None:
                give_keys(entry, entry.source)
        every = np.concatenate([entry.keys for entry in entries])
        keys, spots = np.unique(every, return_inverse=True)
        weights: Floats = np.bincount(spots, np.concatenate([entry.key_weights for entry in entries]), len(keys))  # type: ignore[assignment]  # its stubs forget the weights
        return KeyVector(keys, weights * self._rarity(keys, total))

    def _rarity(self, keys: KeyNumbers, total: int) -> Floats:
        known = self._numbers
        having = self._articles[[known.get(key, -1) for key in keys.tolist()]]  # the last place is never given
        shares = _SHARES[keys & ((1 << _BITS) - 1)]
        rarity: Floats = math.log(BACKGROUND + total + 1) - np.log(having + BACKGROUND * shares + OWN)
        np.maximum(rarity, 0.0, out=rarity)
        return rarity * np.sqrt(rarity)

    def _number(self, key: int) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = self._free.pop() if self._free else len(self._numbers)
            if number + 1 >= len(self._articles):
                self._articles = grown(self._articles)
        return number


def give_keys(entry: Entry, text: str) -> None:
    """Give an article the keys of its title and text."""
    entry.keys, entry.key_weights = keys_array(numbered_keys(entry.title, text, entry.language))
    entry.has_keys, entry.source = True, None


def keys_array(keys: Mapping[int, int]) -> tuple[Places, NDArray[np.int16]]:
    """Numbered keys and their weights as arrays."""
    return np.array(list(keys), np.int64), np.array(list(keys.values()), np.int16)
