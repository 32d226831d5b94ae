"""The encodings of the articles inside, searched from another language.

An encoding is searched by the signs of its numbers: 64 bytes an article, compared by whole numbers, so that what is
found is the same in whatever row an article lies. The few that are nearest by their signs are compared by cosines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nightdesk.clustering.crosslingual.vectors import WIDTH, Pieces, whole_of
from nightdesk.clustering.documents import Entry
from nightdesk.clustering.index.arrays import Floats, Numbers, Places, grown

WORDS = WIDTH // 64  # of 64 signs each
COMPARED = 64  # articles that are compared by their cosines
NOWHERE = -1

Signs = NDArray[np.uint64]


class Encoded:
    """The articles inside that have an encoding, with the places of their stories."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}  # id of an article -> its row
        self._entries: list[Entry | None] = []
        self._free: list[int] = []
        self._signs: Signs = np.zeros((64, WORDS), np.uint64)
        self._places: Numbers = np.full(64, NOWHERE, np.int32)
        self._languages: dict[str, int] = {}
        self._spoken: Numbers = np.zeros(64, np.int32)

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, entry: Entry, place: int) -> None:
        """An article came into the story in this place, from outside or from another story."""
        if entry.encoding is None:
            return
        row = self._rows.get(entry.id)
        if row is None:
            row = self._rows[entry.id] = self._new_row()
            self._entries[row] = entry
            self._signs[row] = signs_of(entry.encoding)
            self._spoken[row] = self._languages.setdefault(entry.language, len(self._languages))
        self._places[row] = place

    def remove(self, entry: Entry, place: int) -> None:
        """An article left the story in this place; one that stands in another by now stays."""
        row = self._rows.get(entry.id, NOWHERE)
        if row != NOWHERE and self._places[row] == place:
            del self._rows[entry.id]
            self._entries[row] = None
            self._places[row] = NOWHERE
            self._free.append(row)

    def nearest(self, entry: Entry) -> tuple[Places, Floats]:
        """The places of stories told in other languages with an article near to this one, and their cosines."""
        if entry.encoding is None or not self._rows:
            return np.zeros(0, np.int64), np.zeros(0)
        many = len(self._entries)
        away = np.bitwise_count(self._signs[:many] ^ signs_of(entry.encoding)).sum(axis=1, dtype=np.int32)
        others = self._places[:many] != NOWHERE
        others &= self._spoken[:many] != self._languages.get(entry.language, NOWHERE)
        rows = np.flatnonzero(others)
        if len(rows) > COMPARED:
            furthest = np.partition(away[rows], COMPARED - 1)[COMPARED - 1]
            rows = rows[away[rows] <= furthest]  # equals too: which of them come first would depend on their rows
        own = whole_of(entry.encoding)
        found: dict[int, float] = {}
        for row in rows.tolist():
            item = self._entries[row]
            if item is not None and item.encoding is not None:
                place = int(self._places[row])
                cosine = round(float(own @ whole_of(item.encoding)), 6)
                found[place] = max(cosine, found.get(place, -1.0))
        return np.array(list(found), np.int64), np.array(list(found.values()))

    def state(self, entries: Sequence[Entry]) -> Iterator[tuple[str, NDArray[Any]]]:
        """The encodings of some articles, and where in their order those stand that have one.

        Their signs too, which would take seconds to work out again for 100,000 of them.
        """
        told = [(at, entry.encoding) for at, entry in enumerate(entries) if entry.encoding is not None]
        yield "encoded", np.array([at for at, _ in told], np.int32)
        yield "encodings", np.array([encoding for _, encoding in told], np.int8)
        yield "signs", self._signs[[self._rows[entries[at].id] for at, _ in told]]

    def restore(self, entries: Sequence[Entry], places: Sequence[int], state: Mapping[str, NDArray[Any]]) -> None:
        """Take up a state: the articles in the order that it was made of, and the places of their stories."""
        told = state["encoded"].tolist()
        if not told:
            return
        self._entries = [entries[at] for at in told]
        self._rows = {entries[at].id: row for row, at in enumerate(told)}
        while len(self._places) < len(told):
            self._widen()
        self._signs[: len(told)] = state["signs"].reshape(-1, WORDS)
        self._places[: len(told)] = [places[at] for at in told]
        encodings = state["encodings"].reshape(len(told), -1)
        for row, (at, numbers) in enumerate(zip(told, encodings, strict=True)):
            entries[at].encoding = numbers.reshape(-1, WIDTH)
            self._spoken[row] = self._languages.setdefault(entries[at].language, len(self._languages))

    def _new_row(self) -> int:
        if self._free:
            return self._free.pop()
        row = len(self._entries)
        self._entries.append(None)
        if row == len(self._places):
            self._widen()
        return row

    def _widen(self) -> None:
        """Make room for twice as many articles."""
        self._signs, self._places, self._spoken = grown(self._signs), grown(self._places), grown(self._spoken)


def signs_of(encoding: Pieces) -> Signs:
    """Which numbers of an encoding are above nothing, one bit each."""
    signs: Signs = np.packbits(whole_of(encoding) > 0).view(np.uint64)
    return signs
