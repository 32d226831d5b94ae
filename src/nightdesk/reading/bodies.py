"""Which blocks of a page are its article: each has a score, the sum of what its signs weigh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nightdesk.reading.blocks import Blocks
from nightdesk.reading.layout import measure
from nightdesk.reading.signs import NAMES, Declared, signs_of
from nightdesk.reading.weights import WEIGHTS

REPEATED = 40  # characters from which on a block that comes twice is dropped the second time
MOST_AGAIN = 3  # paragraphs; a quotation set apart repeats one or two
WEIGHED = np.array([[WEIGHTS.get(name, 0.0)] for name in NAMES])


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen blocks with their places, and how sure the choice is: the share of the page's prose they have."""

    pieces: tuple[tuple[int, str], ...]
    blocks: int
    share: float

    @property
    def text(self) -> str:
        """The chosen text."""
        return "\n\n".join(text for _, text in self.pieces)


def choose_body(page: Blocks, declared: Declared) -> Chosen:
    """The blocks whose signs weigh more than nothing, in the order of the page, each once."""
    layout = measure(page)
    signs = signs_of(layout, declared)
    # No product of matrices: its order of adding, and with it the last digit, differs between processors.
    scores = (WEIGHED * signs.values).sum(axis=0)
    seen: set[str] = set()
    kept: list[tuple[int, str]] = []
    prose = 0.0
    for at in np.flatnonzero((scores > 0) & signs.may_be_text).tolist():
        text = page.blocks[at].text
        if text in seen and len(text) > REPEATED:
            continue
        seen.add(text)
        kept.append((at, text))
        prose += float(layout.prose[at])
    return Chosen(tuple(_without_repetition(kept)), len(page.blocks), prose / layout.total)


def _without_repetition(kept: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The texts without one that says again, in one piece, what several of the others say (for a voice, for print)."""
    longest = max((text for _, text in kept), key=len, default="")
    others = [text for _, text in kept if text is not longest and len(text) > REPEATED]
    again = [text for text in others if text in longest]
    if len(again) >= MOST_AGAIN and 2 * len(again) >= len(others):
        return [piece for piece in kept if piece[1] is not longest]
    return kept
