"""Which subject a headline is about, by the vectors of ``nightdesk[multilingual]``: one linear layer (16 kB).

The vectors put headlines of many languages beside each other, so that a head learned from English ones serves all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Head:
    """A multinomial logistic regression: ``weights`` of 512 rows and one column a class, ``bias`` one number each."""

    names: tuple[str, ...]
    weights: Floats
    bias: Floats

    def log_odds(self, vectors: NDArray[np.float32]) -> Floats:
        """The log-odds of each class against all others together, a row for each vector of length one."""
        sums = vectors @ self.weights + self.bias
        exponents = np.exp(sums - sums.max(axis=1, keepdims=True))
        shares = np.clip(exponents / exponents.sum(axis=1, keepdims=True), 1e-9, 1 - 1e-9)
        odds: Floats = np.log(shares / (1 - shares))
        return odds


def dump_head(head: Head) -> bytes:
    """A head as a compressed file, its weights in half precision."""
    out = BytesIO()
    names = np.array(head.names)
    np.savez_compressed(out, names=names, weights=head.weights.astype(np.float16), bias=head.bias)
    return out.getvalue()


@lru_cache(maxsize=1)
def shipped_head() -> Head:
    """The head that comes with nightdesk, by the codes of the IPTC's Media Topics (see ``training/topics.py``)."""
    with np.load(BytesIO(files("nightdesk.topics").joinpath("head.npz").read_bytes())) as stored:
        names = tuple(str(name) for name in stored["names"])
        return Head(names, stored["weights"].astype(np.float64), stored["bias"])
