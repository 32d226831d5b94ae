"""A learned judgement: log-odds that are a sum of one bent line for each signal, so that each part can be shown.

A generalised additive model (Hastie and Tibshirani 1986) with piecewise linear parts and, where signals say together
what none says alone, small trees on top; fitted by ``scripts/train_join.py`` and stored as JSON beside this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.resources import files

import msgspec
import numpy as np

from nightdesk.grouping.arrays import Floats, Repeated
from nightdesk.grouping.trees import Forest, Nodes, Tree
from nightdesk.grouping.vectors import has_encoder

BRIEF = 3.0  # logarithm of a number of words; up to 19 are no text, from 54 on they are a whole one


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a judgement says of some rows of signals: the log-odds of each, and its parts where they are asked for."""

    log_odds: Floats
    lines: Floats
    forest: Forest | None
    leaves: Nodes | None

    def parts(self, rows: int | slice) -> Floats:
        """What each signal adds to the log-odds of a row, or of each of several."""
        lines: Floats = self.lines[rows]
        if self.forest is None or self.leaves is None:
            return lines
        parts: Floats = lines + self.forest.parts(self.leaves[rows])
        return parts


@dataclass(frozen=True)
class Judgement:
    """What was learned: for each signal the knots of its line, and the slopes before, between and after them.

    ``bias`` are the log-odds where every signal has its ``usual`` value and the ``trees`` say what they mostly do;
    ``bar`` are those needed to say yes, and ``lenience`` how many of them a whole text may lack.
    """

    version: str
    signals: tuple[str, ...]
    knots: tuple[tuple[float, ...], ...]
    slopes: tuple[tuple[float, ...], ...]
    usual: tuple[float, ...]
    bias: float
    bar: float = 0.0
    trees: tuple[Tree, ...] = ()
    lenience: float = 0.0

    def needed(self, signals: Sequence[float]) -> float:
        """The log-odds needed to say yes to a row of signals."""
        if not self.lenience:
            return self.bar
        length = signals[self.signals.index("length")]
        return round(self.bar - self.lenience * min(1.0, max(0.0, length - BRIEF)), 6)

    def log_odds(self, table: Floats) -> Floats:
        """The log-odds of each row of signals."""
        return self.weigh(table).log_odds

    def parts(self, table: Floats) -> Floats:
        """What each signal of each row adds to the log-odds; with ``bias`` they add up to them."""
        return self.weigh(table).parts(slice(None))

    def weigh(self, table: Floats) -> Weighed:
        """The log-odds of each row of signals, and what is needed to tell the parts of one."""
        lines = self.lines(table)
        forest = self._forest
        leaves = forest.leaves(table) if forest else None
        said = forest.log_odds(leaves) if forest and leaves is not None else 0.0
        return Weighed((lines.sum(axis=1) + said + self.bias).round(6), lines, forest, leaves)

    def lines(self, table: Floats) -> Floats:
        """What each signal adds by its line alone."""
        lines: Floats = (self.bent(table.T) - self._usual_parts.beside(len(table))).T
        return lines

    def said_by_trees(self, table: Floats) -> Floats | float:
        """What the trees add to the log-odds of each row."""
        return self._forest.log_odds(self._forest.leaves(table)) if self._forest else 0.0

    def bent(self, signals: Floats) -> Floats:
        """The height of each signal's line, of a table that lies on its side."""
        knots, slopes, first = (layers.beside(signals.shape[1]) for layers in self._layers)
        over = signals - knots
        np.maximum(over, 0.0, out=over)
        over *= slopes
        bent: Floats = over.sum(axis=0)
        bent += signals * first
        return bent

    @cached_property
    def _forest(self) -> Forest | None:
        return Forest(self.trees, len(self.signals)) if self.trees else None

    @cached_property
    def _usual_parts(self) -> Repeated:
        return Repeated(self.bent(np.array([self.usual]).T)[:, 0])

    @cached_property
    def _layers(self) -> tuple[Repeated, Repeated, Repeated]:
        width = max(len(row) for row in self.knots)
        knots = np.array([(*row, *[np.inf] * (width - len(row))) for row in self.knots])
        slopes = np.array([(*row[1:], *[0.0] * (width - len(row) + 1)) for row in self.slopes])
        return Repeated(knots.T), Repeated(slopes.T), Repeated(np.array([row[0] for row in self.slopes]))


@dataclass(frozen=True, slots=True)
class Judgements:
    """What the grouping goes by: when an article joins a story, when two are one, when one is two (``None``: never).

    ``across`` says when an article joins a story in another language, ``across_vectors`` does where both have vectors.
    """

    join: Judgement
    merge: Judgement | None = None
    split: Judgement | None = None
    across: Judgement | None = None
    across_vectors: Judgement | None = None

    @classmethod
    def stored(cls) -> Judgements:
        """Those that come with nightdesk; the one of vectors where its extra is installed."""
        core = cls.core()
        return replace(core, across_vectors=stored_judgement("across_vectors")) if has_encoder() else core

    @classmethod
    def core(cls) -> Judgements:
        """Those that need no vectors."""
        return cls(*map(stored_judgement, ("join", "merge", "split", "across")))


@lru_cache
def stored_judgement(name: str) -> Judgement:
    """The judgement of this name that comes with nightdesk: a field of `Judgements`."""
    text = files("nightdesk.grouping").joinpath("learned", f"{name}.json").read_bytes()
    return msgspec.json.decode(text, type=Judgement)
