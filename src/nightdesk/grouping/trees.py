"""Small decision trees: what two or three signals say together and none of them alone, in log-odds that add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nightdesk.grouping.arrays import Floats

NEVER = 1e9  # a cut that no signal is over: the node is not parted

Nodes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Tree:
    """A full binary tree, its nodes level by level: those below node ``n`` are ``2n + 1`` and ``2n + 2``.

    ``signals`` and ``cuts`` are of the nodes that are parted: a row goes on to the second node below where that signal
    is over the cut. ``odds`` are the log-odds of every node, the mean of those below it, and 0 at the root.
    """

    signals: tuple[int, ...]
    cuts: tuple[float, ...]
    odds: tuple[float, ...]


class Forest:
    """Trees of one depth, in arrays; what they say is added up."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        parted, every = len(trees[0].cuts), len(trees[0].odds)
        self._levels = every.bit_length() - 1
        self._inner = np.arange(len(trees)) * parted  # where the nodes of each tree begin
        self._first = np.arange(len(trees)) * every
        self._signals = np.array([tree.signals for tree in trees], np.intp).ravel()
        self._cuts = np.array([tree.cuts for tree in trees]).ravel()
        self._odds = np.array([tree.odds for tree in trees]).ravel()

    def log_odds(self, table: Floats) -> Floats:
        """What the trees say of each row."""
        *_, (_, leaves) = self._steps(table)
        said: Floats = self._odds.take(leaves).sum(axis=1)
        return said

    def parts(self, table: Floats) -> Floats:
        """The same, by the signals that were asked on the way (Saabas 2014): at each node, what its answer changed."""
        parts = np.zeros(table.shape)
        rows = np.arange(len(table))[:, None]
        before = np.broadcast_to(self._first, (len(table), len(self._first)))
        for parted, after in self._steps(table):
            np.add.at(parts, (rows, self._signals[parted]), self._odds[after] - self._odds[before])
            before = after
        return parts

    def _steps(self, table: Floats) -> Iterator[tuple[Nodes, Nodes]]:
        """Level by level, the parted node that each row has come to in each tree, and the node that it goes on to."""
        over = (table.take(self._signals, axis=1) > self._cuts).astype(np.intp)  # all at once: a fifth of the time
        row = np.arange(len(table))[:, None] * len(self._cuts)
        at: Nodes = np.zeros((len(table), len(self._first)), np.intp)
        for _ in range(self._levels):
            parted = self._inner + at
            at = 2 * at + 1 + over.take(row + parted)
            yield parted, self._first + at
