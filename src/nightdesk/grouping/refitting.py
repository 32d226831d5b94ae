"""Fit a judgement anew to a desk's cases, and measure on decisions that were held out whether it is any better.

Decisions on one story or one article are never parted: those of a fold are judged by what was fitted to the others
(cross-validation by groups; Stone 1974).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nightdesk.grouping.arrays import Floats
from nightdesk.grouping.cases import Case
from nightdesk.grouping.fitting import Examples, refit_judgement
from nightdesk.grouping.model import Judgement

FOLDS = 5
RIDGE = 30.0  # the pull towards what was known
STEADY = 1.0  # the weight of a case that nobody decided, as much as a decision


@dataclass(frozen=True, slots=True)
class Score:
    """How a judgement does on decisions: the mean log loss of a candidate, and the part of cases it decides right."""

    log_loss: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Trial:
    """A judgement before and after it was fitted, both measured on decisions that it was not fitted to.

    ``decisions`` showed something, in ``cases``; of ``steady`` cases that nobody decided ``kept`` are decided as
    before. ``is_better`` where log loss falls and accuracy does not.
    """

    judgement: str
    decisions: int
    cases: int
    before: Score
    after: Score
    steady: int
    kept: int

    @property
    def is_better(self) -> bool:
        """Whether it may take the place of what was known."""
        return self.after.log_loss < self.before.log_loss and self.after.accuracy >= self.before.accuracy


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
    steady = [(case, after[fold]) for case, fold in zip(cases, folds, strict=True) if not case.decision_id]
    return Trial(
        judgement=name,
        decisions=len(fold_of),
        cases=len(told),
        before=_score([(case, known) for case, _ in told]),
        after=_score(told),
        steady=len(steady),
        kept=sum(_chosen(known, case) == _chosen(fitted, case) for case, fitted in steady),
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
    loss = whole = right = 0.0
    for case, judgement in told:
        if case.answers is None:
            continue
        odds = judgement.log_odds(case.rows) + case.given
        loss += case.weight * float((np.logaddexp(0.0, odds) - case.answers * odds).mean())
        whole += case.weight
        chosen = _chosen(judgement, case)
        best = float(case.answers.max()) > 0.5  # noqa: PLR2004 - more of one event than of two
        right += case.weight * ((not best) if chosen is None else float(case.answers[chosen] > 0.5))  # noqa: PLR2004
    return Score(round(loss / max(whole, 1e-9), 4), round(right / max(whole, 1e-9), 4))


def _chosen(judgement: Judgement, case: Case) -> int | None:
    """The candidate that is joined, or ``None``."""
    odds = judgement.log_odds(case.rows) + case.given
    best = int(np.argmax(odds))
    return best if odds[best] >= judgement.bar else None


def _chances(judgement: Judgement, case: Case) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-(judgement.log_odds(case.rows) + case.given)))
    return chances
