"""Which subject a headline is about, by its letters: a naive Bayes classifier over character n-grams.

The counts of `Counts` are all that is learned, so a desk's own examples are added to the shipped ones by adding counts.
Multinomial naive Bayes (McCallum and Nigam 1998) with each n-gram counted once a headline; the sum of its terms is
divided by the root of their number, since n-grams of one word are not independent.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

BITS = 16  # of a hash: 65,536 buckets; 18 bits gave the same figures
SHORTEST, LONGEST = 3, 5  # characters of an n-gram, the edges of its word included
SMOOTHING = 0.1  # counts added to each bucket
OTHER = "other"  # the class of headlines on none of the subjects
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")

Buckets = NDArray[np.int64]
Table = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """How often each bucket occurs in the headlines of each class: one row a class, `2 ** BITS` columns.

    ``headlines`` are the numbers of headlines by class.
    """

    names: tuple[str, ...]
    table: Table
    headlines: Table

    def with_examples(self, examples: Mapping[str, Iterable[str]]) -> Counts:
        """These counts with those of labelled headlines; a class that is not there yet gets a row of its own.

        Args:
            examples: headlines by the names of their classes.
        """
        names = (*self.names, *(name for name in examples if name not in self.names))
        more = len(names) - len(self.names)
        table = np.vstack([self.table, np.zeros((more, self.table.shape[1]))])
        headlines = np.concatenate([self.headlines, np.zeros(more)])
        for name, texts in examples.items():
            row = names.index(name)
            for text in texts:
                table[row, buckets(text)] += 1
                headlines[row] += 1
        return Counts(names, table, headlines)


@dataclass(frozen=True)
class HeadlineClassifier:
    """Says for each class how likely a headline is of it, as log-odds against all other classes together.

    ``scale`` turns the sums of naive Bayes, which are too sure of themselves, into log-odds that held on headlines of
    outlets that were not learned from.
    """

    counts: Counts
    scale: float = 1.0

    def log_odds(self, text: str) -> dict[str, float]:
        """The log-odds of each class; all 0 for a text without words."""
        found = buckets(text)
        if not len(found):
            return dict.fromkeys(self.counts.names, 0.0)
        sums = self._log_shares[:, found].sum(axis=1) / np.sqrt(len(found)) * self.scale + self._log_priors
        odds = [float(each - _log_sum(np.delete(sums, row))) for row, each in enumerate(sums)]
        return dict(zip(self.counts.names, odds, strict=True))

    @cached_property
    def _log_shares(self) -> Table:
        table = self.counts.table + SMOOTHING
        shares: Table = np.log(table / table.sum(axis=1, keepdims=True))
        return shares

    @cached_property
    def _log_priors(self) -> Table:
        priors: Table = 0.3 * np.log((self.counts.headlines + 1) / (self.counts.headlines.sum() + 1))
        return priors


def buckets(text: str) -> Buckets:
    """The buckets of a text's words and of their n-grams, each once, in ascending order."""
    plain = _DIGIT.sub("0", unicodedata.normalize("NFKC", text).casefold())
    grams: set[str] = set()
    for word in _WORD.findall(plain):
        grams.add(f"\n{word}")
        edged = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            grams.update(edged[at : at + size] for at in range(max(1, len(edged) - size + 1)))
    return np.array(sorted({zlib.crc32(gram.encode()) & ((1 << BITS) - 1) for gram in grams}), dtype=np.int64)


def dump_counts(counts: Counts) -> bytes:
    """Counts as a compressed file; each is rounded to a quarter and kept in a byte."""
    packed = np.minimum(255, np.rint(counts.table * 4)).astype(np.uint8)
    out = BytesIO()
    np.savez_compressed(out, names=np.array(counts.names), counts=packed, headlines=counts.headlines)
    return out.getvalue()


def load_counts(content: bytes) -> Counts:
    """Counts as `dump_counts` wrote them."""
    with np.load(BytesIO(content)) as stored:
        names = tuple(str(name) for name in stored["names"])
        return Counts(names, stored["counts"].astype(np.float64) / 4, stored["headlines"])


@lru_cache(maxsize=1)
def shipped_counts() -> Counts:
    """The counts that come with nightdesk, by the codes of the IPTC's Media Topics (see ``training/topics.py``)."""
    return load_counts(files("nightdesk.topics").joinpath("headlines.npz").read_bytes())


def _log_sum(values: Sequence[float] | Table) -> float:
    most = float(np.max(values))
    return most + float(np.log(np.exp(np.asarray(values) - most).sum()))
