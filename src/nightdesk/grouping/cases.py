"""What editors' decisions show: articles beside the stories that they could join, replayed with the stories put right.

1. Articles are replayed in their order, each put into the story in which it stands now. Where a story beside an
   article holds one that a decision put together with it or apart, what is measured of it and of the other candidates
   is a case of the join.
2. They are replayed a second time with the stories that editors merged still apart. Where two stories are looked at
   that a decision speaks of, what is measured of them and of the other candidates is a case of the merge.

So what is measured is what the grouper meets from then on, whatever mistakes stood beside at the time. After each
case some are taken of which no editor said anything: by them a desk's judgement is held to what it does elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from nightdesk.grouping.arrays import Floats
from nightdesk.grouping.grouper import Grouper
from nightdesk.grouping.model import Judgements
from nightdesk.grouping.open_stories import Document, OpenStory
from nightdesk.grouping.repair import is_due
from nightdesk.lessons import Pair

MOST = 10  # cases of one decision, those that show most of it; the twentieth article of a large merge adds nothing new
BESIDE = 20  # cases that nobody decided, taken after each that somebody did


@dataclass(frozen=True, slots=True)
class Case:
    """An article, or a story, beside its candidates: a row of signals each.

    ``answers`` are the chances that each candidate is of one event with it; ``None`` where no editor said anything,
    and then ``decision_id`` is 0. ``given`` is added to the log-odds of each. ``weight`` is the part of its decision
    that it shows: the cases of one decision weigh 1 together at most. ``order`` counts the cases.
    """

    order: int
    decision_id: int
    weight: float
    rows: Floats
    given: Floats
    answers: Floats | None


@dataclass(slots=True)
class Cases:
    """Cases of the join and of the merge, in the order of the replay."""

    join: list[Case] = field(default_factory=list)
    merge: list[Case] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """What editors told: pairs of articles, and where those stood that were merged, before they were."""

    pairs: tuple[Pair, ...]
    unmerged: Mapping[str, str] = field(default_factory=dict)


def cases_of(articles: Iterable[tuple[Document, str]], told: Told) -> Cases:
    """Replay articles and keep what was measured where decisions say what is right.

    Args:
        articles: in their order, each with the id of the story in which it stands now.
        told: what editors decided of them.
    """
    replay = _Replay(told)
    for document, story in articles:
        replay.take(document, story)
    return Cases(_weighed(replay.found.join), _weighed(replay.found.merge))


class _Replay:
    """Two groupers, one with the stories as they stand, one with those apart that editors merged."""

    def __init__(self, told: Told) -> None:
        self.found = Cases()
        self._unmerged = told.unmerged
        self._said: dict[str, dict[str, int]] = defaultdict(dict)  # an article -> the other -> the decision
        for pair in told.pairs:
            self._said[pair.one][pair.other] = self._said[pair.other][pair.one] = pair.decision_id
        known = Judgements.stored()
        self._joining, self._merging = Grouper(judgements=known), Grouper(judgements=known)
        self._stands: dict[str, str] = {}
        self._wanted = {"join": 0, "merge": 0}  # cases that nobody decided

    def take(self, document: Document, story: str) -> None:
        self._stands[document.id] = story
        self._join(document, story)
        self._merge(document, self._unmerged.get(document.id, story))

    def _join(self, document: Document, story: str) -> None:
        entry = self._joining.come(document)
        if document.id in self._said or self._wanted["join"]:
            places, table, _ = self._joining.look(entry)
            if places:
                others = [self._joining.open.at(place) for place in places]
                said = [self._said_of([document.id], other) for other in others]
                right = np.array([float(other.id == story) for other in others])
                self._keep("join", said, (table, -self._joining.doubts(table[:, 0]), right))
        self._joining.enter(entry, story)

    def _merge(self, document: Document, story: str) -> None:
        self._merging.enter(self._merging.come(document), story)
        opened = self._merging.open.story(story)
        if not is_due(len(opened.entries)):
            return
        inside = [entry.id for entry in opened.entries]
        if not self._wanted["merge"] and self._said.keys().isdisjoint(inside):
            return
        pairings = self._merging.repairs.mender.pairings(opened)
        if pairings:
            others = [self._merging.open.at(pairing.place) for pairing in pairings]
            said = [self._said_of(inside, other) for other in others]
            right = np.array([self._one_with(opened, other) for other in others])
            self._keep("merge", said, (np.array([pairing.measured for pairing in pairings]), right * 0, right))

    def _said_of(self, ids: Sequence[str], other: OpenStory) -> tuple[float, int]:
        """Of the pairs of some articles with those of a story the part that a decision speaks of, and the latest."""
        named = [self._said[name] for name in ids if name in self._said]
        found = [said[entry.id] for said in named for entry in other.entries if entry.id in said]
        return len(found) / (len(ids) * len(other.entries)), max(found, default=0)

    def _one_with(self, one: OpenStory, other: OpenStory) -> float:
        """The part of the pairs of their articles that stand in one story now."""
        mine = [self._stands[entry.id] for entry in one.entries]
        theirs = [self._stands[entry.id] for entry in other.entries]
        return sum(theirs.count(story) for story in mine) / (len(mine) * len(theirs))

    def _keep(self, kind: str, said: list[tuple[float, int]], measured: tuple[Floats, Floats, Floats]) -> None:
        rows, given, right = measured
        kept: list[Case] = getattr(self.found, kind)
        share = max(part for part, _ in said)
        if share:
            latest = max(decision for _, decision in said)
            kept.append(Case(len(kept), latest, share, rows, given, right))
            self._wanted[kind] = BESIDE
        elif self._wanted[kind]:
            kept.append(Case(len(kept), 0, 1.0, rows, given, None))
            self._wanted[kind] -= 1


def _weighed(cases: list[Case]) -> list[Case]:
    """Of each decision the cases that show most of it, weighing 1 together at most; those of none as they are."""
    of_decision: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        of_decision[case.decision_id].append(case)
    kept = of_decision.pop(0, [])
    for decided in of_decision.values():
        most = sorted(decided, key=lambda case: (-case.weight, case.order))[:MOST]
        whole = max(1.0, sum(case.weight for case in most))
        kept += [replace(case, weight=case.weight / whole) for case in most]
    return sorted(kept, key=lambda case: case.order)
