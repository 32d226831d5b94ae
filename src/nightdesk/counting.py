"""Numbers with their nouns: "1 story", "7 stories", for every line that a person reads."""

from __future__ import annotations

_VOWELS = "aeiou"


def counted(number: int, noun: str, several: str = "") -> str:
    """A number with its noun, in the plural unless it is one; ``several`` is a plural that the endings do not give."""
    return f"{number} {noun if number == 1 else several or _plural(noun)}"


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"
