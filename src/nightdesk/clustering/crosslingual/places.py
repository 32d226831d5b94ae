"""Countries and cities by their names in each language (`places.zip`: Unicode CLDR, scripts/make_places.py)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from nightdesk.clustering.crosslingual.lexicon import Lexicon

KEPT = 64  # languages whose names of places are held in memory
FREQUENCIES = "frequencies"
NOTICE = "LICENCE.txt"
_FILE = "places.zip"
# Languages without names of places of their own, by the one whose names they are likeliest to use.
_LIKE = {"bh": "hi", "kaa": "uz", "min": "id", "nb": "no", "pnb": "ur", "sco": "en", "sh": "hr", "tl": "fil"}
_LIKE |= {"wuu": "zh", "xmf": "ka", "yue": "zh"}


@dataclass(frozen=True, slots=True)
class Known:
    """A lexicon, with what each of its codes weighs by how common it is in ordinary text."""

    lexicon: Lexicon
    weights: Mapping[str, float]

    def weight(self, code: str) -> float:
        """What a code weighs, from 0 to 1; one that ordinary text hardly has weighs 1."""
        return self.weights.get(code, 1.0)


@lru_cache(maxsize=KEPT)
def places(language: str) -> Known:
    """The places that a language has names for, by its code; none where it is not known."""
    code = _LIKE.get(language, language)
    with _opened() as file:
        is_known = code in file.namelist() and code not in {FREQUENCIES, NOTICE}
        lines = file.read(code).decode().splitlines() if is_known else []
    return Known(Lexicon((entry, line[0]) for line in map(_split, lines) for entry in line[1:]), _weights())


def languages() -> frozenset[str]:
    """The languages that have names of places."""
    with _opened() as file:
        return (frozenset(file.namelist()) - {FREQUENCIES, NOTICE}) | _LIKE.keys()


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    with _opened() as file:
        lines = file.read(FREQUENCIES).decode().splitlines()
    return {code: float(weight) for code, weight in map(_split, lines)}


def _split(line: str) -> list[str]:
    return line.split("\t")


def _opened() -> zipfile.ZipFile:
    packed = files("nightdesk.clustering.crosslingual").joinpath(_FILE).read_bytes()
    return zipfile.ZipFile(io.BytesIO(packed))
