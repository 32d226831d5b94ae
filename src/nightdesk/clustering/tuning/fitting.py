"""Move a threshold by a factor that is fitted to a desk's cases, and measure on decisions held out what that is worth.

The chance that a candidate is right is a logistic curve of how far it is over its bar (`calibration` counts it); what
is fitted is one number, by how far the bar lies elsewhere on this desk. Decisions on one story or one article are never
parted: those of a fold are judged by what was fitted to the others (cross-validation by groups; Stone 1974).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nightdesk.clustering.index.arrays import Floats
from nightdesk.clustering.tuning.cases import HALF, Case

FOLDS = 5
SLOPE = 3.0  # of the log-odds by the logarithm of a score by its bar
PULL = 4.0  # towards what was known: as of so many decisions that speak for it
STEPS = 30  # of Newton's method; five suffice
STEADY = 0.3  # the weight of a case that nobody settled; with 1 half as much is gained (docs/adr/0018)
FURTHEST = math.log(4.0)  # a threshold is moved to a quarter of itself at least, four times at most


@dataclass(frozen=True, slots=True)
class Score:
    """How a judgement does on what editors settled.

    ``log_loss`` is the mean of a candidate, ``right`` the part of the cases that it decides right, ``mended`` the part
    of those in which an editor changed something.
    """

    log_loss: float
    right: float
    mended: float


@dataclass(frozen=True, slots=True)
class Trial:
    """A judgement before and after it was fitted, both measured on decisions that it was not fitted to.

    ``decisions`` changed something in ``changed`` cases, and left ``left`` as they were. Of ``others`` that nobody
    settled ``kept`` are decided as before. ``doubt`` is the standard error of the fall of log loss, over groups of
    decisions that are not parted. ``is_better`` where it falls by more, and no fewer cases are decided right.
    """

    judgement: str
    decisions: int
    changed: int
    left: int
    before: Score
    after: Score
    doubt: float
    others: int
    kept: int

    @property
    def is_better(self) -> bool:
        """Whether it may take the place of what was known."""
        return self.before.log_loss - self.after.log_loss > self.doubt and self.after.right >= self.before.right


def refit(cases: Iterable[Case]) -> float:
    """The offset of the bar that fits cases, as the logarithm of a factor by which scores are taken for more.

    Cases that nobody decided say what is known already.
    """
    margins, answers, weights = [np.zeros(0)], [np.zeros(0)], [np.zeros(0)]
    for case in cases:
        margins.append(case.margins)
        answers.append(_chances(0.0, case) if case.answers is None else case.answers)
        each = STEADY if case.answers is None else case.weight
        weights.append(np.full(len(case.margins), each))
    margin, answer, weight = (np.concatenate(each) for each in (margins, answers, weights))
    offset = 0.0
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-SLOPE * (margin + offset)))
        rise = SLOPE * float(weight @ (answer - chances)) - PULL * offset
        bend = SLOPE * SLOPE * float(weight @ (chances * (1 - chances))) + PULL
        offset += rise / bend
    return round(max(-FURTHEST, min(FURTHEST, offset)), 6)


def held_out(name: str, cases: Sequence[Case], groups: Mapping[int, int]) -> Trial:
    """Measure what fitting to some decisions does for the others.

    Args:
        name: of the threshold.
        cases: what decisions show.
        groups: of each decision, by its id, the group that is not parted.
    """
    fold_of = folds_of([case.decision_id for case in cases if case.decision_id], groups)
    folds = [fold_of[case.decision_id] if case.decision_id else case.order % FOLDS for case in cases]
    after = [
        refit([case for case, fold in zip(cases, folds, strict=True) if fold != left_out]) for left_out in range(FOLDS)
    ]
    told = [(case, after[fold]) for case, fold in zip(cases, folds, strict=True) if case.decision_id]
    others = [(case, after[fold]) for case, fold in zip(cases, folds, strict=True) if not case.decision_id]
    changed = [case for case, _ in told if case.is_changed]
    return Trial(
        judgement=name,
        decisions=len({case.decision_id for case in changed}),
        changed=len(changed),
        left=len(told) - len(changed),
        before=_score([(case, 0.0) for case, _ in told]),
        after=_score(told),
        doubt=_doubt(told, groups),
        others=len(others),
        kept=sum(_chosen(0.0, case) == _chosen(offset, case) for case, offset in others),
    )


def folds_of(decisions: Iterable[int], groups: Mapping[int, int]) -> dict[int, int]:
    """The fold of each decision: large groups first, each into the fold that has the fewest decisions so far."""
    together: dict[int, set[int]] = defaultdict(set)
    for decision in decisions:
        together[groups[decision]].add(decision)
    sizes = [0] * FOLDS
    found: dict[int, int] = {}
    for _, inside in sorted(together.items(), key=lambda item: (-len(item[1]), item[0])):
        fold = sizes.index(min(sizes))
        sizes[fold] += len(inside)
        found |= dict.fromkeys(inside, fold)
    return found


def groups_of(named: Mapping[int, frozenset[str]]) -> dict[int, int]:
    """Of each decision the group, called by its first one: those that name one thing are in one, over any others."""
    group_of: dict[int, int] = {}
    having: dict[str, int] = {}
    for decision in sorted(named):
        met = sorted({group_of[having[name]] for name in named[decision] if name in having})
        group_of[decision] = met[0] if met else decision
        for other, group in group_of.items():
            if group in met:
                group_of[other] = met[0]
        having |= dict.fromkeys(named[decision], decision)
    return group_of


def _score(told: Sequence[tuple[Case, float]]) -> Score:
    whole = np.array([case.weight for case, _ in told])
    changed = whole * [case.is_changed for case, _ in told]
    loss = np.array([_loss(offset, case) for case, offset in told])
    right = np.array([_is_right(offset, case) for case, offset in told], float)
    return Score(
        *(
            round(float(part @ each / max(each.sum(), 1e-9)), 4)
            for part, each in ((loss, whole), (right, whole), (right, changed))
        )
    )


def _doubt(told: Sequence[tuple[Case, float]], groups: Mapping[int, int]) -> float:
    """The standard error of the mean fall of log loss, where what is of one group counts as seen once."""
    falls, whole = defaultdict(list), sum(case.weight for case, _ in told)
    for case, offset in told:
        falls[groups[case.decision_id]].append((case.weight, _loss(0.0, case) - _loss(offset, case)))
    mean = sum(weight * fall for inside in falls.values() for weight, fall in inside) / max(whole, 1e-9)
    apart = [sum(weight * (fall - mean) for weight, fall in inside) for inside in falls.values()]
    return round(math.sqrt(sum(off * off for off in apart)) / max(whole, 1e-9), 4)


def _loss(offset: float, case: Case) -> float:
    """The mean log loss of its candidates."""
    odds = SLOPE * (case.margins + offset)
    return float((np.logaddexp(0.0, odds) - _answers(case) * odds).mean())


def _is_right(offset: float, case: Case) -> bool:
    """Whether a right candidate is chosen, or none where none is right."""
    right, chosen = _answers(case) > HALF, _chosen(offset, case)
    return not right.any() if chosen is None else bool(right[chosen])


def _answers(case: Case) -> Floats:
    if case.answers is None:
        raise ValueError(f"case {case.order}: nobody decided it, so it cannot be scored")
    return case.answers


def _chosen(offset: float, case: Case) -> int | None:
    """The candidate that is chosen, or ``None``."""
    best = int(np.argmax(case.margins))
    return best if case.margins[best] + offset >= 0 else None


def _chances(offset: float, case: Case) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-SLOPE * (case.margins + offset)))
    return chances
