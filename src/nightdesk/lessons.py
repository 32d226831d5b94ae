"""What editors' decisions teach: pairs of articles that belong together or apart, and what was learned (pure)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from nightdesk.decisions import Decision, DecisionVerb
from nightdesk.rulings import GROUPING, undone_by

AS_IT_COMES = "as it comes"  # what a desk groups by that has no judgement of its own
MOST = 200  # pairs of one decision: two stories of hundreds that are merged are one lesson, not ten thousand


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles, by their ids in order, and what an editor said of them; ``decision_id`` names the latest word."""

    one: str
    other: str
    is_together: bool
    decision_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """That a desk learned from its decisions, as an event that is never changed.

    The latest one that was not taken back holds.

    ``id`` counts the events, 0 until it is stored. ``decisions`` were learned from. ``judgements`` are the desk's own
    as JSON, which `nightdesk.clustering.tuning.own` reads; ``""`` where the desk went back to those that come with
    nightdesk.
    ``report`` is what was measured, as JSON.
    """

    id: int = 0
    editor: str
    learned_at: datetime
    decisions: int
    judgements: str
    report: str

    @property
    def named(self) -> str:
        """What the desk groups by from then on, in a few words."""
        names = sorted(msgspec.json.decode(self.judgements, type=dict[str, msgspec.Raw])) if self.judgements else []
        return f"desk.{self.id} ({', '.join(names)})" if names else AS_IT_COMES


def pairs_of(decisions: Iterable[Decision], most: int = MOST) -> tuple[Pair, ...]:
    """The pairs of all decisions that stand, in the order of their articles; of two words on one pair the later holds.

    A merge says that the articles of one story belong with those of the other; a split and a move that what
    was taken out does not belong with what was left; a move also that it belongs with what it was put beside. A pinned
    story says so of all its articles; a pinned article says only that it stays. Of one decision ``most`` are given.
    """
    listed = tuple(decisions)
    undone = undone_by(listed)
    found: dict[tuple[str, str], Pair] = {}
    for decision in listed:
        if decision.id in undone:
            continue
        for is_together, pairs in ((False, _apart(decision)), (True, _together(decision))):
            for one, other in _spread(pairs, most):
                found[one, other] = Pair(one, other, is_together, decision.id)
    return tuple(found[key] for key in sorted(found))


def settled_by(decisions: Iterable[Decision]) -> dict[str, int]:
    """The articles that decisions settled, moved or left where they were, each with the latest that stands."""
    listed = tuple(decisions)
    undone = undone_by(listed)
    standing = (item for item in listed if item.verb in GROUPING and item.id not in undone)
    return {name: item.id for item in standing for name, _ in item.after}


def unmerged(decisions: Iterable[Decision]) -> dict[str, str]:
    """The stories in which articles stood before editors first merged them, of merges that stand.

    An article that was split off or moved later stands where that put it, and is left out.
    """
    return _before_first("merge", frozenset({"split", "move"}), decisions)


def unsplit(decisions: Iterable[Decision]) -> dict[str, str]:
    """The stories in which articles stood before editors first split them, of splits that stand.

    An article that was merged or moved later stands where that put it, and is left out.
    """
    return _before_first("split", frozenset({"merge", "move"}), decisions)


def _before_first(verb: DecisionVerb, others: frozenset[DecisionVerb], decisions: Iterable[Decision]) -> dict[str, str]:
    """Where articles stood before the first decision of one verb, but those that one of the others moved later."""
    listed = tuple(decisions)
    undone = undone_by(listed)
    found: dict[str, str] = {}
    for decision in listed:
        if decision.id in undone:
            continue
        before, after = dict(decision.before), dict(decision.after)
        if decision.verb == verb:
            found = before | found
        elif decision.verb in others:
            found = {name: story for name, story in found.items() if before.get(name) == after.get(name)}
    return found


def _apart(decision: Decision) -> set[tuple[str, str]]:
    """Articles that stood in one story before and in two after."""
    if decision.verb not in {"split", "move"}:
        return set()
    return _differing(dict(decision.before), dict(decision.after))


def _together(decision: Decision) -> set[tuple[str, str]]:
    """Articles that stood in two stories before and in one after; of a pinned story all."""
    before, after = dict(decision.before), dict(decision.after)
    if decision.verb == "pin":
        return set(itertools.combinations(sorted(after), 2))
    return _differing(after, before) if decision.verb in {"merge", "move"} else set()


def _differing(same: dict[str, str], other: dict[str, str]) -> set[tuple[str, str]]:
    """Pairs that have one story in the first and two in the second."""
    names = sorted(same.keys() & other.keys())
    pairs = itertools.combinations(names, 2)
    return {(one, two) for one, two in pairs if same[one] == same[two] and other[one] != other[two]}


def _spread(pairs: set[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """So many at most, taken evenly, so that each article is among them."""
    ordered = sorted(pairs)
    step = max(1, -(-len(ordered) // most))
    return ordered[::step]
