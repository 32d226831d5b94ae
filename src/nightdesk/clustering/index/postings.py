"""The stories that have each term, as stretches of one array: an inverted index without an object for each term.

Most terms of a desk stand in one story alone. As an array of its own each took 80 bytes before it held a place, half
a second passed where the vocabulary outgrew 262,144 terms and all were made at once, and taking one place out of a list
of 20,000 took 0.4 milliseconds.

A story that ends stays in its lists until these are swept, some at a time; until then its place is given to no other
story, and whoever asks for a list leaves it out. Beside 100,000 full texts a story that ends takes 0.1 milliseconds of
CPU time; where every list was searched at once it took 1.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nightdesk.clustering.index.arrays import Flags, Numbers, Places, grown

FIRST_ROOM = 1 << 10
AT_ONCE = 1 << 19  # places that are named anew at once
SPARE = 16  # a snapshot has this part of the places free, so that the first new list does not copy all
SWEPT = 8  # postings that are swept for each that is to go: so one in eight stands there for nothing, or fewer
LEAST = 1 << 12  # postings that are swept at a time; of fewer the calls cost more than the work
STRIDE = 1 << 9  # terms at most whose lists are swept at once


class Postings:
    """Lists of the places of stories, one for each number of a term; a list has no order.

    Lists lie in one array and have room for a power of two of places. One that is full moves to a stretch of
    twice the room, and what it leaves is given to the next list of that size.
    """

    def __init__(self) -> None:
        self._places: Numbers = np.zeros(FIRST_ROOM, np.int32)
        self._used = 0
        self._left: list[list[int]] = []  # by the logarithm of their room: where stretches begin that are free
        self._starts: Places = np.zeros(FIRST_ROOM, np.int64)
        self._rooms: Numbers = np.zeros(FIRST_ROOM, np.int32)
        self._sizes: Numbers = np.zeros(FIRST_ROOM, np.int32)
        self._terms = 0  # numbers up to here have been given
        self._ended: Flags = np.zeros(FIRST_ROOM, np.bool_)  # places of stories that ended and may be in lists
        self._leaving: list[int] = []  # those that ended before this round of sweeping began
        self._late: list[int] = []  # and since
        self._next = 0  # the term whose list is swept next
        self._owed = 0  # postings to be swept before the next

    @property
    def room(self) -> int:
        """How many places there is room for, in lists and in stretches that are free."""
        return self._used

    def places(self, number: int) -> Numbers:
        """The places of the stories that have a term, and of some that ended; a view, good until the next call."""
        start = int(self._starts[number])
        return self._places[start : start + int(self._sizes[number])]

    def add(self, numbers: Numbers, place: int) -> None:
        """A story has these terms now; each is given once."""
        self._make_room(int(numbers.max(initial=0)) + 1, place + 1)
        for number in numbers[self._sizes[numbers] == self._rooms[numbers]].tolist():
            self._widen(number)
        self._places[self._starts[numbers] + self._sizes[numbers]] = place
        self._sizes[numbers] += 1

    def remove(self, numbers: Numbers, place: int) -> None:
        """A story that goes on has these terms no longer."""
        for number in numbers.tolist():
            places = self.places(number)
            places[(places == place).argmax()] = places[-1]
            self._sizes[number] -= 1
            if len(places) == 1:
                self._free(number)

    def end(self, terms: int, place: int) -> list[int]:
        """The story in this place, which had so many terms, is gone.

        Returns:
            Places of stories that ended before, which are in no list any more.
        """
        self._ended[place] = True
        self._late.append(place)
        self._owed += SWEPT * terms
        freed: list[int] = []
        while self._owed >= LEAST:
            self._next, swept = self._sweep(self._next)
            self._owed -= swept
            if self._next >= self._terms:
                freed += self._end_round()
        return freed

    def state(self, kept: Numbers, new_places: Numbers) -> Iterator[tuple[str, NDArray[Any]]]:
        """The lists of these numbers, in their order, each with its room; places are named anew."""
        swept = 0
        while swept < self._terms:
            swept, _ = self._sweep(swept)
        sizes, rooms = self._sizes[kept], self._rooms[kept]
        yield "postings sizes", sizes
        yield "postings rooms", rooms
        starts = np.cumsum(rooms, dtype=np.int64) - rooms
        total = int(rooms.sum())
        places = np.zeros(total + total // SPARE, np.int32)
        ends = np.cumsum(sizes)
        cuts = np.searchsorted(ends, np.arange(AT_ONCE, int(sizes.sum()), AT_ONCE))
        for first, last in pairwise((0, *(cuts + 1).tolist(), len(kept))):
            some = slice(first, last)
            many = sizes[some]
            there = self._places[_spots(self._starts[kept[some]], many)]
            places[_spots(starts[some], many)] = new_places[there]
        yield "postings", places

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take up a state; its places are changed where they lie."""
        sizes, rooms = state["postings sizes"].astype(np.int32), state["postings rooms"].astype(np.int32)
        self._used = int(rooms.sum())
        self._left = [[] for _ in range(int(rooms.max(initial=1)).bit_length())]
        if len(state["postings"]):
            self._places = state["postings"]
        self._make_room(len(sizes), int(self._places.max()) + 1)
        self._starts[: len(sizes)] = np.cumsum(rooms, dtype=np.int64) - rooms
        self._rooms[: len(sizes)], self._sizes[: len(sizes)] = rooms, sizes

    def _make_room(self, numbers: int, places: int) -> None:
        """Make room for so many numbers of terms, and so many places of stories."""
        while len(self._sizes) < numbers:
            self._starts, self._rooms, self._sizes = grown(self._starts), grown(self._rooms), grown(self._sizes)
        while len(self._ended) < places:
            self._ended = grown(self._ended)
        self._terms = max(self._terms, numbers)

    def _sweep(self, first: int) -> tuple[int, int]:
        """Take out of the lists of some terms, from this one on, the stories that ended.

        Returns:
            The term that is swept next, and how many postings were swept; as many as there were terms where those
            were more.
        """
        sizes = self._sizes[first : first + STRIDE]
        sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), LEAST)) + 1]
        after = first + len(sizes)
        numbers = first + np.flatnonzero(sizes)
        sizes, starts = self._sizes[numbers], self._starts[numbers]
        spots = _spots(starts, sizes)
        places = self._places[spots]
        stays = ~self._ended[places]
        if not stays.all():
            left = np.add.reduceat(stays, np.cumsum(sizes) - sizes, dtype=np.int32)
            self._places[_spots(starts, left)] = places[stays]
            self._sizes[numbers] = left
            for number in numbers[left == 0].tolist():
                self._free(number)
        return after, max(after - first, len(places))

    def _end_round(self) -> list[int]:
        """All lists were swept: return the places of the stories that had ended before."""
        freed, self._leaving, self._late, self._next = self._leaving, self._late, [], 0
        self._ended[freed] = False
        if not self._leaving:
            self._owed = 0
        return freed

    def _widen(self, number: int) -> None:
        """Move a list that is full to a stretch of twice the room."""
        room = int(self._rooms[number])
        start = self._stretch(2 * room or 1)
        if room:
            self._places[start : start + room] = self.places(number)
            self._free(number)
        self._starts[number], self._rooms[number] = start, 2 * room or 1

    def _stretch(self, room: int) -> int:
        """Where a stretch of this room begins that is free now."""
        level = room.bit_length() - 1
        while len(self._left) <= level:
            self._left.append([])
        if self._left[level]:
            return self._left[level].pop()
        self._used += room
        while self._used > len(self._places):
            self._places = grown(self._places)
        return self._used - room

    def _free(self, number: int) -> None:
        """Give a list's stretch back."""
        room = int(self._rooms[number])
        if room:
            self._left[room.bit_length() - 1].append(int(self._starts[number]))
            self._rooms[number] = 0


def _spots(starts: Places, sizes: Numbers) -> Places:
    """Where the places of lists lie that begin and are as long as this, one list after the other."""
    ends = np.cumsum(sizes)
    spots: Places = np.repeat(starts - (ends - sizes), sizes) + np.arange(int(sizes.sum()))
    return spots
