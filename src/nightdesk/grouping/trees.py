"""Small decision trees: what two or three signals say together and none of them alone, in log-odds that add up.

No tree is walked. For each signal and each stretch between its cuts, a mask tells of every tree which leaves are still
open; the one leaf that no signal closes is where the row comes to (after Lucchese et al. 2015, "QuickScorer").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nightdesk.grouping.arrays import Floats, Repeated

NEVER = 1e9  # a cut that no signal is over: the node is not parted

Nodes = NDArray[np.intp]
Masks = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Tree:
    """A full binary tree, its nodes level by level: those below node ``n`` are ``2n + 1`` and ``2n + 2``.

    ``signals`` and ``cuts`` are of the nodes that are parted: a row goes on to the second node below where that signal
    is over the cut. ``odds`` are the log-odds of every node, the mean of those below it, and 0 at the root. A tree has
    16 leaves at most.
    """

    signals: tuple[int, ...]
    cuts: tuple[float, ...]
    odds: tuple[float, ...]


class Forest:
    """Trees of one depth, in arrays; what they say is added up. Rows have ``signals`` columns."""

    def __init__(self, trees: Sequence[Tree], signals: int) -> None:
        self._depth = len(trees[0].cuts).bit_length()
        self._signals = np.array([tree.signals for tree in trees])
        odds = np.array([tree.odds for tree in trees])
        self._odds = odds[:, -(2**self._depth) :].copy()
        self._firsts = np.arange(len(trees)) * 2**self._depth  # where the leaves of each tree begin
        self._parts = self._parts_of(odds, signals)
        cuts = np.array([tree.cuts for tree in trees])
        edges = [np.unique(cuts[self._signals == signal]) for signal in range(signals)]
        layers = np.full((max(map(len, edges)), signals), np.inf)
        for column, found in zip(layers.T, edges, strict=True):
            column[: len(found)] = found
        self._edges = Repeated(layers)
        masks = [self._masks_of(signal, found, cuts) for signal, found in enumerate(edges)]
        self._masks = np.concatenate(masks)
        self._starts = np.cumsum([0, *(len(mask) for mask in masks[:-1])])[:, None]

    def leaves(self, table: Floats) -> Nodes:
        """The leaf that each row comes to in each tree: rows x trees."""
        is_over = np.greater(table.T, self._edges.beside(len(table)))
        # A signal has at most `BINS` edges. Counts of booleans take three times as long.
        passed = np.add.reduce(is_over.view(np.uint8), dtype=np.uint8)
        left = np.bitwise_and.reduce(self._masks.take(self._starts + passed, axis=0))
        leaves: Nodes = np.add(self._firsts, np.bitwise_count(left - 1), dtype=np.intp)
        return leaves

    def log_odds(self, leaves: Nodes) -> Floats:
        """What the trees say of a row that came to these leaves, or of each of several."""
        said: Floats = self._odds.take(leaves).sum(axis=-1)
        return said

    def parts(self, leaves: Nodes) -> Floats:
        """The same, by the signals that were asked on the way (Saabas 2014): at each node, what its answer changed."""
        parts: Floats = self._parts.take(leaves, axis=0).sum(axis=-2)
        return parts

    def _parts_of(self, odds: Floats, signals: int) -> Floats:
        """What each leaf of each tree says, by the signals that are asked on the way to it."""
        depths = np.arange(self._depth + 1)
        path = 2**depths - 1 + (np.arange(2**self._depth)[:, None] >> (self._depth - depths))
        changed = np.diff(odds[:, path], axis=2).reshape(-1, self._depth)
        asked = self._signals[:, path[:, :-1]].reshape(-1, self._depth)
        parts = np.zeros((len(changed), signals))
        np.add.at(parts, (np.arange(len(changed))[:, None], asked), changed)
        return parts

    def _masks_of(self, signal: int, edges: Floats, cuts: Floats) -> Masks:
        """The leaves of each tree that a signal leaves open over so many of its edges: edges + 1, x trees."""
        leaves = 2**self._depth
        masks = np.full((len(edges) + 1, len(cuts)), 2**leaves - 1, np.uint16)
        for tree, node in np.argwhere(self._signals == signal).tolist():
            level = (node + 1).bit_length() - 1
            below = leaves >> (level + 1)  # leaves of either node below
            first = ((1 << below) - 1) << (2 * below * (node + 1 - 2**level))
            at = int(np.searchsorted(edges, cuts[tree, node])) + 1
            masks[:at, tree] &= np.uint16(2**leaves - 1 - (first << below))
            masks[at:, tree] &= np.uint16(2**leaves - 1 - first)
        return masks
