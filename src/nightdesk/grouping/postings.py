"""The stories that have each term, as stretches of one array: an inverted index without an object for each term.

Most terms of a desk stand in one story alone. As an array of its own each took 80 bytes before it held a place, half
a second passed where the vocabulary outgrew 262,144 terms and all were made at once, and taking one place out of a list
of 20,000 took 0.4 milliseconds.

A word of every tenth story is seldom asked for and often left: its list is searched when it is asked for, or when a
part of it is gone, for all that are gone at once. Beside 100,000 full texts a story that ends takes 0.2 milliseconds of
CPU time; where every list was searched at once it took 1.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nightdesk.grouping.arrays import Flags, Numbers, Places, grown

FIRST_ROOM = 1 << 10
AT_ONCE = 1 << 19  # places that are named anew at once
SPARE = 16  # a snapshot has this part of the places free, so that the first new list does not copy all
SHORT = 8  # postings; lists up to this length are searched all at once, longer ones when they are asked for
GONE = 8  # or when one in so many of their places is to be taken out
FEW = 8  # places to be taken out of a list; so many are looked for one by one


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
        self._gone: dict[int, list[int]] = {}  # places that are still to be taken out of a term's list
        self._marks: Flags = np.zeros(FIRST_ROOM, np.bool_)  # of places, all off between calls

    @property
    def room(self) -> int:
        """How many places there is room for, in lists and in stretches that are free."""
        return self._used

    def places(self, number: int) -> Numbers:
        """The places of the stories that have a term; a view, which holds until the next call."""
        if number in self._gone:
            self._take_out(number)
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
        """A story that had these terms has them no longer."""
        sizes = self._sizes[numbers]
        self._search(numbers[sizes <= SHORT], place)
        is_long = sizes > SHORT
        for number, size in zip(numbers[is_long].tolist(), sizes[is_long].tolist(), strict=True):
            gone = self._gone.setdefault(number, [])
            gone.append(place)
            if len(gone) * GONE > size:
                self._take_out(number)

    def state(self, kept: Numbers, new_places: Numbers) -> Iterator[tuple[str, NDArray[Any]]]:
        """The lists of these numbers, in their order, each with its room; places are named anew."""
        for number in tuple(self._gone):
            self._take_out(number)
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
            turns = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
            spots = np.repeat(self._starts[kept[some]], many) + turns
            places[np.repeat(starts[some], many) + turns] = new_places[self._places[spots]]
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
        while len(self._marks) < places:
            self._marks = grown(self._marks)

    def _search(self, numbers: Numbers, place: int) -> None:
        """Take a place out of short lists; the last of each takes its spot."""
        sizes, starts = self._sizes[numbers], self._starts[numbers]
        within = np.arange(SHORT) < sizes[:, None]
        looked = np.where(within, starts[:, None] + np.arange(SHORT), 0)
        spots = starts + np.argmax(within & (self._places[looked] == place), axis=1)
        self._places[spots] = self._places[starts + sizes - 1]
        self._sizes[numbers] -= 1
        for number in numbers[sizes == 1].tolist():
            self._free(number)

    def _take_out(self, number: int) -> None:
        """Take out of a list what is gone; the last of those that stay take the spots of the first that go."""
        gone = self._gone.pop(number)
        start, size = int(self._starts[number]), int(self._sizes[number])
        places = self._places[start : start + size]
        left = size - len(gone)
        if len(gone) <= FEW:
            for place in gone:
                spot = (places == place).argmax()
                places[spot] = places[-1]
                places = places[:-1]
        else:
            places[:left] = self._without(places, np.array(gone, np.int32))
        self._sizes[number] = left
        if not left:
            self._free(number)

    def _without(self, places: Numbers, gone: Numbers) -> Numbers:
        """Places without those that are gone, each as often as it is gone: one may have been given to another story."""
        self._marks[gone] = True
        is_gone = self._marks[places]
        self._marks[gone] = False
        kept = places[~is_gone]
        if len(kept) + len(gone) < len(places):
            standing, times = np.unique(places[is_gone], return_counts=True)
            kept = np.concatenate((kept, standing[times > np.unique(gone, return_counts=True)[1]]))
        return kept

    def _widen(self, number: int) -> None:
        """Make room in a list that is full: take out what is gone, else move it to a stretch of twice the room."""
        if number in self._gone:
            self._take_out(number)
        size, room = int(self._sizes[number]), int(self._rooms[number])
        if size < room:
            return
        start = self._stretch(2 * room or 1)
        if size:
            self._places[start : start + size] = self._places[self._starts[number] :][:size]
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
