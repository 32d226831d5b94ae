"""Grow the trees of a judgement, for ``scripts/train_join.py``: each mends what the lines and the trees before it miss.

Gradient boosting (Friedman 2001) with leaves by Newton's method (Chen and Guestrin 2016), on signals cut into bins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nightdesk.grouping.arrays import Floats
from nightdesk.grouping.fitting import Examples, chances
from nightdesk.grouping.model import Judgement
from nightdesk.grouping.trees import NEVER, Tree

BINS = 40  # of a signal's values
GAIN = 1e-9  # of a cut that is no cut

Bins = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Growth:
    """How many trees, how deep, the share of each that counts, the ridge on a leaf, the least curvature in one."""

    trees: int = 60
    depth: int = 4
    rate: float = 0.08
    ridge: float = 5.0
    least: float = 5.0


USUAL_GROWTH = Growth()


@dataclass(frozen=True, slots=True)
class _Binned:
    """Rows whose signals are cut into bins: bin ``b`` holds what is over ``edges[b - 1]`` and not over ``edges[b]``."""

    bins: Bins
    edges: list[Floats]

    @classmethod
    def of(cls, rows: Floats) -> _Binned:
        shares = np.linspace(0, 1, BINS + 1)[1:-1]
        edges = [np.unique(np.round(np.quantile(column, shares), 6)) for column in rows.T]
        bins = [np.searchsorted(cuts, column, side="left") for cuts, column in zip(edges, rows.T, strict=True)]
        return cls(np.stack(bins, axis=1), edges)


def grow_trees(judgement: Judgement, examples: Examples, growth: Growth = USUAL_GROWTH) -> Judgement:
    """The judgement with trees that lower its log loss on the examples; its lines stay as they are."""
    rows, answers, weights, given = examples.joined()
    binned = _Binned.of(rows)
    odds = judgement.log_odds(rows) + given
    trees, bias = [], judgement.bias
    for _ in range(growth.trees):
        chance = chances(odds)
        slope, curve = weights * (chance - answers), weights * np.maximum(chance * (1 - chance), 1e-6)
        signals, cuts, leaf = _parted(binned, slope, curve, growth)
        said = _newton_steps(slope, curve, leaf, growth)
        odds += said[leaf]
        tree, mean = _centred(signals, cuts, said, np.bincount(leaf, weights, len(said)).astype(float))
        trees.append(tree)
        bias += mean
    return replace(judgement, trees=tuple(trees), bias=round(bias, 5))


def _parted(binned: _Binned, slope: Floats, curve: Floats, growth: Growth) -> tuple[list[int], list[float], Bins]:
    """The nodes of one tree, level by level, and the leaf that each row comes to."""
    every = np.arange(len(slope))
    node = np.zeros(len(slope), np.intp)
    signals: list[int] = []
    cuts: list[float] = []
    for level in range(growth.depth):
        asked, last = _best_cuts(binned, _sums(binned, slope, curve, node, 2**level), growth)
        signals += asked.tolist()
        cuts += [
            float(binned.edges[signal][at]) if at < BINS else NEVER for signal, at in zip(asked, last, strict=True)
        ]
        node = 2 * node + (binned.bins[every, asked[node]] > last[node])
    return signals, cuts, node


def _sums(binned: _Binned, slope: Floats, curve: Floats, node: Bins, nodes: int) -> tuple[Floats, Floats]:
    """Slopes and curves summed up to each bin of each signal: nodes x signals x bins."""
    signals = binned.bins.shape[1]
    spots = ((node[:, None] * signals + np.arange(signals)) * BINS + binned.bins).ravel()
    shape = (nodes, signals, BINS)
    many = nodes * signals * BINS
    over = [np.bincount(spots, np.repeat(values, signals), many).reshape(shape) for values in (slope, curve)]
    return over[0].cumsum(axis=2), over[1].cumsum(axis=2)


def _best_cuts(binned: _Binned, sums: tuple[Floats, Floats], growth: Growth) -> tuple[Bins, Bins]:
    """For each node the signal to ask and the last bin of the first part; `BINS` where no cut gains anything."""
    slopes, curves = sums
    whole, curved = slopes[:, :, -1:], curves[:, :, -1:]
    ridge = growth.ridge
    gain = (
        slopes**2 / (curves + ridge) + (whole - slopes) ** 2 / (curved - curves + ridge) - whole**2 / (curved + ridge)
    )
    gain[(curves < growth.least) | (curved - curves < growth.least)] = 0.0
    for signal, edges in enumerate(binned.edges):
        gain[:, signal, len(edges) :] = 0.0
    flat = gain.reshape(len(gain), -1)
    best = flat.argmax(axis=1)
    asked, last = np.divmod(best, BINS)
    return asked, np.where(flat[np.arange(len(best)), best] > GAIN, last, BINS)


def _newton_steps(slope: Floats, curve: Floats, leaf: Bins, growth: Growth) -> Floats:
    """What each leaf says."""
    leaves = 2**growth.depth
    steps: Floats = -growth.rate * np.bincount(leaf, slope, leaves) / (np.bincount(leaf, curve, leaves) + growth.ridge)
    return steps


def _centred(signals: list[int], cuts: list[float], said: Floats, mass: Floats) -> tuple[Tree, float]:
    """A tree whose every node says the mean of those below it, less that of the root, which is given beside it."""
    levels = [said]
    while len(said) > 1:
        pairs = mass.reshape(-1, 2)
        both = pairs.sum(axis=1)
        mean = (said.reshape(-1, 2) * pairs).sum(axis=1) / np.where(both > 0, both, 1.0)
        said, mass = mean, both
        levels.insert(0, said)
    root = float(said[0])
    odds = np.round(np.concatenate(levels) - root, 5)
    return Tree(tuple(signals), tuple(cuts), tuple(odds.tolist())), root
