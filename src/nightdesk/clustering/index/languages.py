"""Which languages the open stories are told in, so that a desk of one language pays nothing for others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from nightdesk.clustering.index.arrays import Flags, Numbers, Places, grown

UNKNOWN, MIXED = 0, -1  # a story of which nobody knows the language, and one told in several


class Spoken:
    """The languages inside, each with the number of its articles, and for each place of a story that of its own."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": UNKNOWN}
        self._articles: Counter[int] = Counter()  # number of a language that is known -> its articles inside, 1 and up
        self._mixed: set[int] = set()  # places of stories told in several
        self.of_place: Numbers = np.zeros(64, np.int32)

    def enter(self, place: int, language: str, is_first: bool) -> None:
        """An article came into the story in this place; ``is_first`` where it is the only one."""
        number = self._numbers.get(language)
        if number is None:
            number = self._numbers[language] = len(self._numbers)
        if number != UNKNOWN:
            self._articles[number] += 1
        if place >= len(self.of_place):
            self.of_place = grown(self.of_place)
        if is_first:
            self.of_place[place] = number
        elif self.of_place[place] != number:
            self.of_place[place] = MIXED
            self._mixed.add(place)

    def leave(self, place: int, language: str, left: Iterable[str]) -> None:
        """An article left; ``left`` are the languages of those that stay, read where the story was told in several."""
        number = self._numbers[language]
        if self._articles[number] > 1:
            self._articles[number] -= 1
        else:
            del self._articles[number]
        if place in self._mixed:
            inside = {self._numbers[other] for other in left}
            if len(inside) == 1:
                self._mixed.remove(place)
                self.of_place[place] = inside.pop()

    def end(self, place: int) -> None:
        """The story in this place is gone."""
        self._mixed.discard(place)
        self.of_place[place] = UNKNOWN

    def has_others(self, language: str) -> bool:
        """Whether any article inside is in a language other than this one, as far as both are known."""
        return bool(language) and len(self._articles) > (self._numbers.get(language) in self._articles)

    def is_mixed(self, place: int) -> bool:
        """Whether the story in this place is told in several languages, one of which may be unknown."""
        return place in self._mixed

    def has_mixed(self) -> bool:
        """Whether any story is told in several languages."""
        return bool(self._mixed)

    def told(self, places: Numbers | Places, language: str) -> Flags:
        """Which of the stories in these places may be told in this language, one that nobody knows among them."""
        told = self.of_place[places]
        flags: Flags = (told <= UNKNOWN) | (told == self._numbers.get(language, UNKNOWN))
        return flags

    def others(self, places: Numbers | Places, language: str) -> Flags:
        """Which of the stories in these places may be told in a language other than this one."""
        told = self.of_place[places]
        flags: Flags = (told != UNKNOWN) & (told != self._numbers.get(language, UNKNOWN))
        return flags
