"""What editors' decisions show: articles beside the stories that they could join, replayed with the stories put right.

1. Articles are replayed in their order, each put into the story in which it stands now. What is measured of an article
   that editors settled, and of each of its candidates, is a case of the join; of those in other languages, of what
   joins languages.
2. They are replayed a second time with the stories that editors merged still apart. What is measured of a settled
   story that is looked at, and of each of its candidates, is a case of the merge.
3. And where editors split stories, a third time with these still whole. What is measured of the ways to cut a settled
   story that is looked at is a case of the split.

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

from nightdesk.clustering.clusterer import Clusterer, Options
from nightdesk.clustering.documents import Document, Entry
from nightdesk.clustering.index.arrays import Floats
from nightdesk.clustering.index.open_stories import OpenStory
from nightdesk.clustering.repair.repairs import is_due
from nightdesk.clustering.thresholds import Thresholds
from nightdesk.lessons import Pair

MOST = 10  # what the cases of one decision weigh together at most: two stories of hundreds are no hundred lessons
BESIDE = 20  # cases that nobody settled, taken after each in which a decision changed something
LEAST = 0.01  # of a bar: what is further from it is as good as nothing
HALF = 0.5  # of a candidate, of which a decision must speak to have changed something


@dataclass(frozen=True, slots=True)
class Case:
    """An article, or a story, beside its candidates: how far each is over its bar, as the logarithm of a factor.

    ``answers`` are the chances that each candidate is of one event with it; ``None`` where no editor said anything,
    and then ``decision_id`` is 0. ``is_changed`` where the decision changed something, and did not leave it as it was.
    ``order`` counts the cases.
    """

    order: int
    decision_id: int
    is_changed: bool
    weight: float
    margins: Floats
    answers: Floats | None


@dataclass(slots=True)
class Cases:
    """Cases of each judgement, in the order of the replay."""

    join: list[Case] = field(default_factory=list)
    merge: list[Case] = field(default_factory=list)
    split: list[Case] = field(default_factory=list)
    across: list[Case] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """What editors told: pairs of articles, and what was done to single ones.

    ``settled`` are all that a decision named, with the latest one; ``unmerged`` says where those stood that were
    merged, before they were, ``unsplit`` those that were split.
    """

    pairs: tuple[Pair, ...]
    settled: Mapping[str, int] = field(default_factory=dict)
    unmerged: Mapping[str, str] = field(default_factory=dict)
    unsplit: Mapping[str, str] = field(default_factory=dict)


def cases_of(articles: Iterable[tuple[Document, str]], told: Told) -> Cases:
    """Replay articles and keep what was measured where decisions say what is right.

    Args:
        articles: in their order, each with the id of the story in which it stands now.
        told: what editors decided of them.
    """
    replay = _Replay(told)
    for document, story in articles:
        replay.take(document, story)
    found = replay.found
    return Cases(*map(_weighed, (found.join, found.merge, found.split, found.across)))


class _Replay:
    """Three groupers: the stories as they stand, those apart that were merged, those whole that were split."""

    def __init__(self, told: Told) -> None:
        self.found = Cases()
        self._told = told
        self._said: dict[str, dict[str, Pair]] = defaultdict(dict)  # an article -> the other -> what was said
        for pair in told.pairs:
            self._said[pair.one][pair.other] = self._said[pair.other][pair.one] = pair
        options = Options(has_vectors=False)  # a desk's encodings are not learned from
        self._joining, self._merging, self._splitting = (Clusterer(options=options) for _ in range(3))
        self._stands: dict[str, str] = {}
        self._wanted = {"join": 0, "merge": 0, "split": 0, "across": 0}  # cases that nobody settled

    def take(self, document: Document, story: str) -> None:
        self._stands[document.id] = story
        self._join(document, story)
        self._merge(document, self._told.unmerged.get(document.id, story))
        if self._told.unsplit:
            self._split(document, self._told.unsplit.get(document.id, story))

    def _join(self, document: Document, story: str) -> None:
        entry = self._joining.come(document)
        is_settled = document.id in self._told.settled
        if is_settled or self._wanted["join"]:
            _, found = self._joining.candidates(entry)
            others = [self._joining.open.at(each.place) for each in found]
            if others:
                right = np.array([float(other.id == story) for other in others])
                told_of = [document.id], [_ids(other.entries) for other in others]
                self._keep("join", told_of, (_logs([each.score / each.bar for each in found]), right))
        if is_settled or self._wanted["across"]:
            self._cross(entry, story)
        self._joining.enter(entry, story)

    def _cross(self, entry: Entry, story: str) -> None:
        candidates = self._joining.cross_lingual.candidates(entry)
        others = [self._joining.open.at(each.place) for each in candidates]
        if others:
            right = np.array([float(other.id == story) for other in others])
            abroad = [
                [item.id for item in other.entries if item.language not in {"", entry.language}] for other in others
            ]
            margins = _logs([each.score / each.bar for each in candidates])
            self._keep("across", ([entry.id], abroad), (margins, right))

    def _merge(self, document: Document, story: str) -> None:
        opened = self._looked_at(self._merging, document, story, "merge")
        pairings = self._merging.repairs.merger.pairings(opened) if opened else []
        if opened and pairings:
            inside = _ids(opened.entries)
            others = [_ids(self._merging.open.at(pairing.place).entries) for pairing in pairings]
            right = np.array([self._one_with(inside, other) for other in others])
            self._keep("merge", (inside, others), (_logs([pairing.margin for pairing in pairings]), right))

    def _split(self, document: Document, story: str) -> None:
        opened = self._looked_at(self._splitting, document, story, "split")
        told = self._splitting.open.main_strand(opened) if opened else None
        cut = self._splitting.repairs.splitter.cut(told) if told else None
        if told is None or cut is None:
            return
        kept, parted = _ids(cut.kept), _ids(cut.parted)
        right = np.array([1.0 - self._one_with(kept, parted)])
        changing = self._spoken(kept, parted, is_together=False)
        self._keep_case(
            "split",
            (changing, True) if changing else (self._settling(_ids(told.entries)), False),
            (_logs([Thresholds().split / max(cut.score, LEAST)]), right),
        )

    def _looked_at(self, clusterer: Clusterer, document: Document, story: str, kind: str) -> OpenStory | None:
        """The story that an article came into, if that is looked at then and tells anything."""
        clusterer.enter(clusterer.come(document), story)
        opened = clusterer.open.story(story)
        if not is_due(len(opened.entries)):
            return None
        is_told = self._wanted[kind] or not self._told.settled.keys().isdisjoint(_ids(opened.entries))
        return opened if is_told else None

    def _keep(self, kind: str, told_of: tuple[list[str], list[list[str]]], measured: tuple[Floats, Floats]) -> None:
        ids, others = told_of
        changing = next((said for other in others if (said := self._spoken(ids, other))), 0)
        self._keep_case(kind, (changing, True) if changing else (self._settling(ids), False), measured)

    def _keep_case(self, kind: str, decided: tuple[int, bool], measured: tuple[Floats, Floats]) -> None:
        """Keep a case: the decision on it, 0 if there is none, and whether that changed something."""
        (decision, is_changed), (margins, right) = decided, measured
        kept: list[Case] = getattr(self.found, kind)
        if decision:
            kept.append(Case(len(kept), decision, is_changed, 1.0, margins, right))
            self._wanted[kind] = BESIDE if is_changed else self._wanted[kind]
        elif self._wanted[kind]:
            kept.append(Case(len(kept), 0, False, 1.0, margins, None))
            self._wanted[kind] -= 1

    def _spoken(self, ids: list[str], others: list[str], *, is_together: bool | None = None) -> int:
        """The latest decision that put some articles together with others or apart, of one kind alone where it is said.

        Where it speaks of few of their pairs there is none: 0.
        """
        named = [self._said[name] for name in ids if name in self._said]
        found = [said[other] for said in named for other in others if other in said]
        told = [pair.decision_id for pair in found if is_together in {None, pair.is_together}]
        return max(told) if told and len(told) >= HALF * len(ids) * len(others) else 0

    def _settling(self, ids: list[str]) -> int:
        """The latest decision by which some articles are settled, for the most part; else 0."""
        settled = [self._told.settled[name] for name in ids if name in self._told.settled]
        return max(settled) if len(settled) > HALF * len(ids) else 0

    def _one_with(self, some: list[str], others: list[str]) -> float:
        """The part of the pairs of two groups of articles that stand in one story now."""
        theirs = Counter(self._stands[other] for other in others)
        return sum(theirs[self._stands[one]] for one in some) / (len(some) * len(others))


def _ids(entries: Iterable[Entry]) -> list[str]:
    return [entry.id for entry in entries]


def _logs(factors: list[float]) -> Floats:
    """The logarithms of how far scores are over their bars."""
    return np.log(np.maximum(factors, LEAST))


def _weighed(cases: list[Case]) -> list[Case]:
    """The cases with their weights: those of one decision all the same, so that they are not too much together."""
    count = Counter(case.decision_id for case in cases if case.decision_id)
    return [
        replace(case, weight=min(1.0, MOST / count[case.decision_id])) if case.decision_id else case for case in cases
    ]
