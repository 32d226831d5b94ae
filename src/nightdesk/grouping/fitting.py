"""Fit a judgement to examples: a logistic regression of bent lines, pulled by a ridge towards what was known before.

For the judgements that come with nightdesk (``scripts/train_join.py``) nothing was known: every line is flat. For
those of a desk (``nightdesk learn``) it is the judgement that comes with nightdesk: few examples move it little.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from nightdesk.grouping.arrays import Floats
from nightdesk.grouping.model import Judgement

QUANTILES = (0.3, 0.6, 0.85, 0.95)  # of a signal, where its line may bend
FEW_VALUES = 8  # of a signal, such as yes and no: a straight line tells all there is
STEPS = 15  # of Newton's method
HALVINGS = 8  # of one step, where the whole of it overshoots
FREE = 1e-6  # the ridge of what is as good as free
CLOSE = 1e-9  # a step that moves nothing further than this is the last
CERTAIN = 30.0  # log-odds beyond which a chance is 0 or 1


@dataclass(slots=True)
class Examples:
    """Rows of signals, what was right (a share from 0 to 1), what each weighs, and log-odds that are added to each."""

    rows: list[Floats] = field(default_factory=list)
    answers: list[Floats] = field(default_factory=list)
    weights: list[Floats] = field(default_factory=list)
    given: list[Floats] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(map(len, self.rows))

    def add(
        self, rows: Floats, answers: Iterable[float], weights: Iterable[float], given: Iterable[float] | None = None
    ) -> None:
        """Take in what one stream showed."""
        self.rows.append(rows)
        self.answers.append(np.array(list(answers), float))
        self.weights.append(np.array(list(weights), float))
        self.given.append(np.zeros(len(rows)) if given is None else np.array(list(given), float))

    def joined(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Rows, answers, weights and what is given, of all streams end to end."""
        rows, answers, weights, given = map(np.concatenate, (self.rows, self.answers, self.weights, self.given))
        return rows, answers, weights, given


def chances(log_odds: Floats) -> Floats:
    """The chances of these log-odds, none of them quite 0 or 1."""
    found: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -CERTAIN, CERTAIN)))
    return found


def flat_judgement(version: str, signals: tuple[str, ...], rows: Floats | None = None) -> Judgement:
    """A judgement that knows nothing; its lines may bend where the values of these rows call for it."""
    knots = tuple(() if rows is None else _bends(rows[:, at]) for at in range(len(signals)))
    flat = tuple((0.0,) * (len(row) + 1) for row in knots)
    return Judgement(version, signals, knots, flat, (0.0,) * len(signals), 0.0)


def fit_judgement(examples: Examples, version: str, signals: tuple[str, ...], ridge: float) -> Judgement:
    """Fit a judgement of which nothing is known yet; what is usual is read off the examples.

    Args:
        examples: what to learn from.
        version: of the new judgement.
        signals: the names of the columns.
        ridge: the penalty on each slope, in deviations of its column.
    """
    rows, _, weights, _ = examples.joined()
    usual = tuple(np.round(weights @ rows / weights.sum(), 4).tolist())
    return _moved(flat_judgement(version, signals, rows), examples, usual, (ridge, FREE))


def refit_judgement(known: Judgement, examples: Examples, version: str, ridge: float) -> Judgement:
    """Move a judgement by examples: its lines bend where they did, a ridge pulls slopes and bias to what they were.

    Its trees stay as they are.

    Args:
        known: the judgement to begin with, which stands where the examples say nothing.
        examples: what to learn from; what they ``given`` say is added to each example's log-odds before and after.
        version: of the new judgement.
        ridge: the penalty on the change of each slope, in deviations of its column, and of the bias.
    """
    if not len(examples):
        return replace(known, version=version)
    return replace(_moved(known, examples, known.usual, (ridge, ridge)), version=version)


def _moved(known: Judgement, examples: Examples, usual: tuple[float, ...], ridges: tuple[float, float]) -> Judgement:
    """The judgement whose penalised log loss on the examples is the least; ``ridges`` are of slopes and bias."""
    rows, answers, weights, given = examples.joined()
    bent = _columns(rows, known.knots)
    mean = weights @ bent / weights.sum()
    deviation = np.sqrt(weights @ (bent - mean) ** 2 / weights.sum()) + 1e-6
    scaled = np.column_stack([(bent - mean) / deviation, np.ones(len(bent))])
    was = known.bias - float(known.bent(np.array([known.usual]).T).sum())
    start = bent @ np.array([slope for line in known.slopes for slope in line]) + was + given
    start += known.said_by_trees(rows)
    found = _newton(scaled, start, (answers, weights), np.array([*[ridges[0]] * bent.shape[1], ridges[1]]))
    changes = iter((found[:-1] / deviation).tolist())
    slopes = tuple(tuple(round(slope + next(changes), 5) for slope in line) for line in known.slopes)
    moved = replace(known, slopes=slopes, usual=usual)
    at_usual = float(moved.bent(np.array([usual]).T).sum())
    bias = float(found[-1] - (found[:-1] * mean / deviation).sum()) + at_usual + was
    return replace(moved, bias=round(bias, 5))


def _newton(scaled: Floats, start: Floats, told: tuple[Floats, Floats], ridge: Floats) -> Floats:
    """The weights of the columns that make the penalised log loss least, by Newton's method with halved steps."""
    answers, weights = told
    found = np.zeros(scaled.shape[1])

    def loss(at: Floats) -> float:
        odds = start + scaled @ at
        return float(weights @ (np.logaddexp(0.0, odds) - answers * odds) + (ridge * at * at).sum() / 2)

    least = loss(found)
    for _ in range(STEPS):
        chance = chances(start + scaled @ found)
        slope = scaled.T @ (weights * (chance - answers)) + ridge * found
        curve = (scaled * (weights * chance * (1 - chance))[:, None]).T @ scaled + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        for _ in range(HALVINGS):
            if (reached := loss(found - step)) <= least:
                break
            step /= 2
        else:
            break
        found, least = found - step, reached
        if np.abs(step).max() < CLOSE:
            break
    return found


def _columns(rows: Floats, knots: tuple[tuple[float, ...], ...]) -> Floats:
    """For each signal its value, and how far it is beyond each of its knots."""
    columns = [[rows[:, at], *(np.maximum(0.0, rows[:, at] - knot) for knot in row)] for at, row in enumerate(knots)]
    return np.stack([column for group in columns for column in group], axis=1)


def _bends(values: Floats) -> tuple[float, ...]:
    """Where the line of a signal bends: at quantiles of what was seen; nowhere where there are few values."""
    seen = values[values != 0] if (values != 0).mean() > 0.02 else values  # noqa: PLR2004 - else zero is what is usual
    if len(np.unique(values[:20_000])) <= FEW_VALUES:
        return ()
    cuts = {round(float(np.quantile(seen, part)), 3) for part in QUANTILES}
    return tuple(sorted(cut for cut in cuts if values.min() < cut < values.max()))
