"""Fit a judgement anew to a desk's cases, and measure on decisions that were held out whether it is any better.

Decisions on one story or one article are never parted: those of a fold are judged by what was fitted to the others
(cross-validation by groups; Stone 1974).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nightdesk.grouping.arrays import Floats
from nightdesk.grouping.cases import HALF, Case
from nightdesk.grouping.fitting import Examples, refit_judgement
from nightdesk.grouping.model import Judgement

FOLDS = 5
RIDGE = 30.0  # the pull towards what was known
STEADY = 0.3  # the weight of a case that nobody settled; with 1 half as much is gained (docs/adr/0018)


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


def refit(known: Judgement, cases: Iterable[Case], version: str) -> Judgement:
    """The judgement fitted to cases; those that nobody decided say what it says already."""
    examples = Examples()
    for case in cases:
        if case.answers is None:
            answers, weight = _chances(known, case), STEADY
        else:
            answers, weight = case.answers, case.weight
        examples.add(case.rows, answers.tolist(), [weight] * len(answers), case.given.tolist())
    return refit_judgement(known, examples, version, RIDGE)


def held_out(name: str, known: Judgement, cases: Sequence[Case], groups: Mapping[int, int]) -> Trial:
    """Measure what fitting to some decisions does for the others.

    Args:
        name: of the judgement.
        known: the judgement to begin with.
        cases: what decisions show.
        groups: of each decision, by its id, the group that is not parted.
    """
    fold_of = folds_of([case.decision_id for case in cases if case.decision_id], groups)
    folds = [fold_of[case.decision_id] if case.decision_id else case.order % FOLDS for case in cases]
    after: list[Judgement] = [
        refit(known, [case for case, fold in zip(cases, folds, strict=True) if fold != left_out], known.version)
        for left_out in range(FOLDS)
    ]
    told = [(case, after[fold]) for case, fold in zip(cases, folds, strict=True) if case.decision_id]
    others = [(case, after[fold]) for case, fold in zip(cases, folds, strict=True) if not case.decision_id]
    changed = [case for case, _ in told if case.is_changed]
    return Trial(
        judgement=name,
        decisions=len({case.decision_id for case in changed}),
        changed=len(changed),
        left=len(told) - len(changed),
        before=_score([(case, known) for case, _ in told]),
        after=_score(told),
        doubt=_doubt(known, told, groups),
        others=len(others),
        kept=sum(_chosen(known, case) == _chosen(fitted, case) for case, fitted in others),
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


def _score(told: Sequence[tuple[Case, Judgement]]) -> Score:
    whole = np.array([case.weight for case, _ in told])
    changed = whole * [case.is_changed for case, _ in told]
    loss = np.array([_loss(judgement, case) for case, judgement in told])
    right = np.array([_is_right(judgement, case) for case, judgement in told], float)
    return Score(
        *(
            round(float(part @ each / max(each.sum(), 1e-9)), 4)
            for part, each in ((loss, whole), (right, whole), (right, changed))
        )
    )


def _doubt(known: Judgement, told: Sequence[tuple[Case, Judgement]], groups: Mapping[int, int]) -> float:
    """The standard error of the mean fall of log loss, where what is of one group counts as seen once."""
    falls, whole = defaultdict(list), sum(case.weight for case, _ in told)
    for case, judgement in told:
        falls[groups[case.decision_id]].append((case.weight, _loss(known, case) - _loss(judgement, case)))
    mean = sum(weight * fall for inside in falls.values() for weight, fall in inside) / max(whole, 1e-9)
    apart = [sum(weight * (fall - mean) for weight, fall in inside) for inside in falls.values()]
    return round(math.sqrt(sum(off * off for off in apart)) / max(whole, 1e-9), 4)


def _loss(judgement: Judgement, case: Case) -> float:
    """The mean log loss of its candidates."""
    odds = judgement.log_odds(case.rows) + case.given
    return float((np.logaddexp(0.0, odds) - _answers(case) * odds).mean())


def _is_right(judgement: Judgement, case: Case) -> bool:
    """Whether a right candidate is joined, or none where none is right."""
    right, chosen = _answers(case) > HALF, _chosen(judgement, case)
    return not right.any() if chosen is None else bool(right[chosen])


def _answers(case: Case) -> Floats:
    if case.answers is None:
        raise ValueError(f"case {case.order}: nobody decided it, so it cannot be scored")
    return case.answers


def _chosen(judgement: Judgement, case: Case) -> int | None:
    """The candidate that is joined, or ``None``."""
    odds = judgement.log_odds(case.rows) + case.given
    best = int(np.argmax(odds))
    return best if odds[best] >= judgement.needed(case.rows[best].tolist()) else None


def _chances(judgement: Judgement, case: Case) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-(judgement.log_odds(case.rows) + case.given)))
    return chances
