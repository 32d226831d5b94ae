"""Which languages the open stories are told in, so that a desk of one language pays nothing for others."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nightdesk.grouping.arrays import Flags, Numbers, Places, grown

UNKNOWN, MIXED = 0, -1  # a story of which nobody knows the language, and one told in several


class Spoken:
    """The languages inside, each with the number of its articles, and for each place of a story that of its own."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": UNKNOWN}
        self._articles: list[int] = [0]  # number of a language -> how many articles inside are in it
        self.of_place: Numbers = np.zeros(64, np.int32)

    def enter(self, place: int, language: str, is_first: bool) -> None:
        """An article came into the story in this place; ``is_first`` where it is the only one."""
        number = self._numbers.get(language)
        if number is None:
            number = self._numbers[language] = len(self._articles)
            self._articles.append(0)
        self._articles[number] += 1
        if place >= len(self.of_place):
            self.of_place = grown(self.of_place)
        if is_first:
            self.of_place[place] = number
        elif self.of_place[place] != number:
            self.of_place[place] = MIXED

    def leave(self, place: int, language: str, left: Iterable[str]) -> None:
        """An article left; ``left`` are the languages of those that stay, read where the story was told in several."""
        self._articles[self._numbers[language]] -= 1
        if self.of_place[place] == MIXED:
            inside = {self._numbers[other] for other in left}
            self.of_place[place] = inside.pop() if len(inside) == 1 else MIXED

    def has_others(self, language: str) -> bool:
        """Whether any article inside is in a language other than this one, as far as both are known."""
        own = self._numbers.get(language, -1)
        return bool(language) and any(
            self._articles[number] for number in range(1, len(self._articles)) if number != own
        )

    def is_mixed(self, place: int) -> bool:
        """Whether the story in this place is told in several languages, one of which may be unknown."""
        return bool(self.of_place[place] == MIXED)

    def are_mixed(self, places: list[int]) -> Flags:
        """The same of several stories."""
        flags: Flags = self.of_place[places] == MIXED
        return flags

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
