"""Prints of facts: a short text that changes with any of them, by which the next edition knows what stands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import msgspec

from nightdesk.types import File, Standing

PRINT_BYTES = 12  # that two of 100,000 prints are the same by chance: once in 1e19 editions

_ENCODER = msgspec.json.Encoder()


def print_of(*facts: object) -> str:
    """The print of these facts: the same for the same facts, in any run and on any machine."""
    return hashlib.blake2b(_ENCODER.encode(facts), digest_size=PRINT_BYTES).hexdigest()


class Press:
    """Makes files only where the folder does not hold them already, made of the same facts."""

    def __init__(self, shown_by: str, holds: Mapping[str, str]) -> None:
        self._shown_by = shown_by
        self._held: dict[str, list[str]] = {}
        for path, made_of in holds.items():
            if made_of:
                self._held.setdefault(made_of, []).append(path)

    def has(self, made_of: str) -> bool:
        """Whether the folder holds the files that were made of the facts of this print."""
        return made_of in self._held

    def files(self, name: str, facts: object, make: Callable[[], Iterable[File]]) -> Iterator[File | Standing]:
        """One file or several that are made together.

        ``name`` tells them apart from others of the same facts: the path of one file, or of the first. ``facts``
        are all that ``make`` goes by, besides settings, topics and program.
        """
        return self.of_print(print_of(self._shown_by, name, facts), make)

    def of_print(self, made_of: str, make: Callable[[], Iterable[File]]) -> Iterator[File | Standing]:
        """The same, where the print of the facts is known already."""
        if self.has(made_of):
            yield from map(Standing, self._held[made_of])
        else:
            for file in make():
                yield replace(file, made_of=made_of)
