"""What editors' decisions show: articles beside the stories that they could join, replayed with the stories put right.

1. Articles are replayed in their order, each put into the story in which it stands now. What is measured of an article
   that editors settled, and of each of its candidates, is a case of the join.
2. They are replayed a second time with the stories that editors merged still apart. What is measured of a settled
   story that is looked at, and of each of its candidates, is a case of the merge.

So what is measured is what the grouper meets from then on, whatever mistakes stood beside at the time. Cases in which
a decision changed something are told from those that it left as they were: fitted to mistakes alone, a judgement would
be led to think that whatever it does is a mistake. After each of the former some are taken of which no editor said
anything: by them a desk's judgement is held to what it does elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from nightdesk.grouping.arrays import Floats
from nightdesk.grouping.grouper import Grouper
from nightdesk.grouping.model import Judgements
from nightdesk.grouping.open_stories import Document, OpenStory
from nightdesk.grouping.repair import is_due
from nightdesk.lessons import Pair

MOST = 10  # what the cases of one decision weigh together at most: two stories of hundreds are no hundred lessons
BESIDE = 20  # cases that nobody settled, taken after each in which a decision changed something
HALF = 0.5  # of a candidate, of which a decision must speak to have changed something


@dataclass(frozen=True, slots=True)
class Case:
    """An article, or a story, beside its candidates: a row of signals each.

    ``answers`` are the chances that each candidate is of one event with it; ``None`` where no editor said anything,
    and then ``decision_id`` is 0. ``is_changed`` where the decision changed something, and did not leave it as it was.
    ``given`` is added to the log-odds of each candidate. ``order`` counts the cases.
    """

    order: int
    decision_id: int
    is_changed: bool
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
    """What editors told: pairs of articles, and what was done to single ones.

    ``settled`` are all that a decision named, with the latest one; ``unmerged`` says where those stood that were
    merged, before they were.
    """

    pairs: tuple[Pair, ...]
    settled: Mapping[str, int] = field(default_factory=dict)
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
        self._told = told
        self._said: dict[str, dict[str, int]] = defaultdict(dict)  # an article -> the other -> the decision
        for pair in told.pairs:
            self._said[pair.one][pair.other] = self._said[pair.other][pair.one] = pair.decision_id
        known = Judgements.stored()
        self._joining, self._merging = Grouper(judgements=known), Grouper(judgements=known)
        self._stands: dict[str, str] = {}
        self._wanted = {"join": 0, "merge": 0}  # cases that nobody settled

    def take(self, document: Document, story: str) -> None:
        self._stands[document.id] = story
        self._join(document, story)
        self._merge(document, self._told.unmerged.get(document.id, story))

    def _join(self, document: Document, story: str) -> None:
        entry = self._joining.come(document)
        if document.id in self._told.settled or self._wanted["join"]:
            places, table, _ = self._joining.look(entry)
            if places:
                others = [self._joining.open.at(place) for place in places]
                right = np.array([float(other.id == story) for other in others])
                self._keep("join", ([document.id], others), (table, -self._joining.doubts(table[:, 0]), right))
        self._joining.enter(entry, story)

    def _merge(self, document: Document, story: str) -> None:
        self._merging.enter(self._merging.come(document), story)
        opened = self._merging.open.story(story)
        if not is_due(len(opened.entries)):
            return
        inside = [entry.id for entry in opened.entries]
        if not self._wanted["merge"] and self._told.settled.keys().isdisjoint(inside):
            return
        pairings = self._merging.repairs.mender.pairings(opened)
        if pairings:
            others = [self._merging.open.at(pairing.place) for pairing in pairings]
            right = np.array([self._one_with(opened, other) for other in others])
            self._keep("merge", (inside, others), (np.array([item.measured for item in pairings]), right * 0, right))

    def _keep(
        self, kind: str, told_of: tuple[list[str], list[OpenStory]], measured: tuple[Floats, Floats, Floats]
    ) -> None:
        rows, given, right = measured
        kept: list[Case] = getattr(self.found, kind)
        decision, is_changed = self._decision_on(*told_of)
        if decision:
            kept.append(Case(len(kept), decision, is_changed, 1.0, rows, given, right))
            self._wanted[kind] = BESIDE if is_changed else self._wanted[kind]
        elif self._wanted[kind]:
            kept.append(Case(len(kept), 0, False, 1.0, rows, given, None))
            self._wanted[kind] -= 1

    def _decision_on(self, ids: list[str], others: list[OpenStory]) -> tuple[int, bool]:
        """The latest decision on some articles beside stories, and whether it put them together with one or apart.

        Articles that are not settled for the most part have none: 0.
        """
        named = [self._said[name] for name in ids if name in self._said]
        for other in others:
            found = [said[entry.id] for said in named for entry in other.entries if entry.id in said]
            if len(found) >= HALF * len(ids) * len(other.entries):
                return max(found), True
        settled = [self._told.settled[name] for name in ids if name in self._told.settled]
        return (max(settled), False) if len(settled) > HALF * len(ids) else (0, False)

    def _one_with(self, one: OpenStory, other: OpenStory) -> float:
        """The part of the pairs of their articles that stand in one story now."""
        mine = [self._stands[entry.id] for entry in one.entries]
        theirs = [self._stands[entry.id] for entry in other.entries]
        return sum(theirs.count(story) for story in mine) / (len(mine) * len(theirs))


def _weighed(cases: list[Case]) -> list[Case]:
    """The cases with their weights: those of one decision all the same, so that they are not too much together."""
    count = Counter(case.decision_id for case in cases if case.decision_id)
    return [
        replace(case, weight=min(1.0, MOST / count[case.decision_id])) if case.decision_id else case for case in cases
    ]
