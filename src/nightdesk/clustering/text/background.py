"""How many articles of a language are expected to have a term, before the desk has seen any.

On a small desk, or one with a single subject, the open stories cannot tell which terms are rare. So each term begins
with a share that is made of the frequency of its words in ordinary text (`word_frequencies.zip`, made by
``scripts/make_word_frequencies.py`` from wordfreq, CC BY-SA 4.0): a word that stands in the fraction ``f`` of running
words stands in 1 - exp(-n f) of articles of ``n`` words. The desk's own counts are added to it as they come.
"""

from __future__ import annotations

import io
import math
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from nightdesk.clustering.text.words import usual_share

ARTICLE = 1600  # characters of an article that its terms are read off: its title and the head of its text
ARTICLES = 1000  # how many articles a background counts as, where there is one
STEP = 0.2  # frequencies are kept as whole steps of their logarithm, so a share is right to a tenth of itself
KEPT = 12  # languages that are held in memory; the largest takes 2 MB
YEARS = range(1900, 2101)
DAYS = range(32)
_HEAD = struct.calcsize("<HI")
_FILE = "word_frequencies.zip"
POOL = "all languages"
SIMPLIFIED = "simplified"
# Languages that the file has under another code: what one writes the other reads.
_SAME = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "tl": "fil", "yue": "zh", "wuu": "zh"}


@dataclass(frozen=True, slots=True)
class BackgroundFrequencies:
    """The expected share of articles of a language that have each term.

    Attributes:
        language: the language, ``""`` where none is known.
        articles: how many articles it may be counted as; 0 where the language has no data and shares go by length.
        words: how many words an article is taken to have.
    """

    language: str
    articles: int
    words: int
    _frequencies: Mapping[str, float] = field(repr=False)

    def share(self, term: str, words: int | None = None) -> float:
        """The share of articles of ``words`` words, or of usual ones, that have a term; 0.0 where it is too rare.

        A number goes by what it is: of a day, of a year, or of anything else. Without data for the language
        a short term counts as a common one.
        """
        if term[:1].isdecimal():
            return _share_of_number(term)
        frequency = self._frequencies.get(term)
        if frequency is None:
            return 0.0 if self.articles else usual_share(term)
        share = expected_share(frequency, words or self.words)
        return share if self.articles else max(share, usual_share(term))

    def __len__(self) -> int:
        return len(self._frequencies)

    def frequencies(self) -> Iterable[tuple[str, float]]:
        """Each term, and how many of running words are ones that become it."""
        return self._frequencies.items()

    def commonest(self, many: int) -> list[str]:
        """The terms that most articles have, the commonest first."""
        return sorted(self._frequencies, key=lambda term: (-self._frequencies[term], term))[:many]

    def shares(self, terms: Sequence[str]) -> list[float]:
        """The share of each term."""
        return [self.share(term) for term in terms]


def expected_share(frequency: float, words: int) -> float:
    """The share of articles of so many words that have one which stands in this fraction of running words."""
    return 1 - math.exp(-words * frequency)


@lru_cache(maxsize=KEPT)
def background(language: str) -> BackgroundFrequencies:
    """The background of a language by its code, ``""`` where nobody knows it.

    A language without data has ``articles`` 0: its terms go by what is common in all
    languages together, else by their length.
    """
    code = language.partition("-")[0].lower()
    code = _SAME.get(code, code)
    known = code in members()
    words, frequencies = _unpacked(_member(code if known else POOL))
    return BackgroundFrequencies(language, ARTICLES if known else 0, words, frequencies)


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """The languages that have a background of their own."""
    return members() | {code for code, same in _SAME.items() if same in members()}


@lru_cache(maxsize=1)
def simplified() -> Mapping[int, str]:
    """The simplified Chinese character for each traditional one, for `str.translate`."""
    pairs = _member(SIMPLIFIED).decode()
    return {ord(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)}


@lru_cache(maxsize=1)
def members() -> frozenset[str]:
    """The languages of the file, each by one code."""
    with _opened() as file:
        return frozenset(file.namelist()) - {POOL, SIMPLIFIED, "LICENCE.txt"}


def _member(name: str) -> bytes:
    with _opened() as file:
        return file.read(name)


def _opened() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(files("nightdesk.clustering.text").joinpath(_FILE).read_bytes()))


def _unpacked(packed: bytes) -> tuple[int, dict[str, float]]:
    """How many words an article has, and the frequency of each term.

    The terms are sorted: each is what it shares with the one before it, by a count of characters, and its own end.
    """
    words, many = struct.unpack_from("<HI", packed)
    begin, end = _HEAD, _HEAD + many
    shared, steps, ends = packed[begin:end], packed[end : end + many], packed[end + many :].decode()
    levels = [math.exp(-step * STEP) for step in range(256)]
    found, term = {}, ""
    for kept, step, end in zip(shared, steps, ends.split("\n"), strict=True):
        term = term[:kept] + end
        found[term] = levels[step]
    return words, found


def _share_of_number(number: str) -> float:
    """Days, hours and small counts are common, and so is each year; of other numbers there are many."""
    if not number.isdecimal():
        return 0.005
    value = int(number[:9])
    if value in DAYS:
        return 0.08
    return 0.05 if value in YEARS else 0.005
