"""Mend the stories as they grow: merge two that turned out one, split one that turned out two.

A story is looked at again with each of its first articles, and then each time it has grown by half: so the work for
one article stays bounded, and what is mended follows from the stories as they stand, not from a clock, wherever a
stream is cut.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import numpy as np

from nightdesk.grouping.arrays import Floats
from nightdesk.grouping.bridging import Bridges
from nightdesk.grouping.constraints import Constraints
from nightdesk.grouping.merging import LEAD, Mender, Pairing
from nightdesk.grouping.model import Judgements
from nightdesk.grouping.open_stories import OpenStory
from nightdesk.grouping.splitting import Cut, Cutter

LEAST = 3  # articles of a story that may be split: of two, the join has just said that they are one
KIN = 0.0  # mean log-odds of several articles; at .5 and 1 no story of the demo's press shown as headlines was merged
EARLY = 8  # articles up to which a story is looked at with each; 10 lost .01 of dense and lookalikes on halves
MERGES = 3  # that one look at a story may bring


@dataclass(frozen=True, slots=True)
class Merge:
    """Two stories that turned out one: all articles of ``gone`` stand in ``into``, titled ``title``, from then on.

    ``moved`` are those of them that are inside the window.
    """

    gone: str
    into: str
    title: str
    log_odds: float
    moved: tuple[str, ...] = ()

    @property
    def left(self) -> str:
        """The story that articles are moved from."""
        return self.gone


@dataclass(frozen=True, slots=True)
class Split:
    """A story that turned out two: the articles ``moved`` stand in the new story ``into`` from then on.

    ``title`` is that of the story ``parted``, which the others stay in.
    """

    parted: str
    into: str
    title: str
    log_odds: float
    moved: tuple[str, ...]

    @property
    def left(self) -> str:
        """The story that articles are moved from."""
        return self.parted


Change = Merge | Split


def is_due(size: int) -> bool:
    """Whether a story that has just come to this size is looked at again: at 2, 3, 4, 5, 6, 7, 8, 12, 18, 27, …"""
    looked = EARLY
    while looked < size:
        looked = looked * 3 // 2
    return looked == size or 1 < size <= EARLY


class Repairs:
    """Merges and splits the open stories by what was learned, within what editors decided."""

    def __init__(
        self,
        bridges: Bridges,
        judgements: Judgements,
        constraints: Constraints,
        name_story: Callable[[str], str],
    ) -> None:
        stories = bridges.stories
        self.mender = Mender(stories)
        self.cutter = Cutter(stories, self.mender)
        self.changes: list[Change] = []  # all of them, in their order
        self._stories = stories
        self._bridges = bridges
        self._merge, self._split = judgements.merge, judgements.split
        self._constraints = constraints
        self._name_story = name_story
        self._leads: dict[str, str] = {}  # id of a story that was merged -> where its articles stand now

    def mend(self, story_id: str, newest: str) -> tuple[Change, ...]:
        """Merge a story with those that turned out one with it, then split it if it turned out two.

        ``newest`` is the article that has just come; the id of a new story is made of it.
        """
        changes: list[Change] = []
        while len(changes) < MERGES and (merge := self._next_merge(story_id)) is not None:
            changes.append(merge)
            self._carry_out(merge)
            for gone, into in self._leads.items():
                if into == merge.gone:
                    self._leads[gone] = merge.into
            self._leads[merge.gone] = story_id = merge.into
        split = self._best_split(self._stories.story(story_id), newest)
        if split is not None:
            changes.append(split)
            self._carry_out(split)
        self.changes += changes
        return tuple(changes)

    def now(self, story_id: str) -> str:
        """Where the articles of a story that are outside the window stand after all merges."""
        return self._leads.get(story_id, story_id)

    def _carry_out(self, change: Change) -> None:
        moved = set(change.moved)
        for entry in tuple(self._stories.story(change.left).entries):
            if entry.id in moved:
                self._stories.add(entry, change.into)
                self._stories.remove(entry, change.left)

    def _next_merge(self, story_id: str) -> Merge | None:
        """The surest merge of a story: with one in its language, else with one in another."""
        story = self._stories.story(story_id)
        return self._best_merge(story) or self._merge_across(story)

    def _merge_across(self, story: OpenStory) -> Merge | None:
        """The merge of this story with one in another language that is surest."""
        near = [(-odds, self._stories.at(place).id) for place, odds in self._bridges.kin(story).items() if odds >= KIN]
        for odds, other_id in sorted(near):
            other = self._stories.story(other_id)
            if self._may_merge(story, other):
                return self._merged((story, other), -odds)
        return None

    def _merged(self, both: tuple[OpenStory, OpenStory], log_odds: float) -> Merge:
        """The merge of two stories: the larger one keeps its id, or the one that an editor fixed."""
        gone, kept = sorted(both, key=lambda one: (self._is_fixed(one), len(one.entries), one.id))
        return Merge(gone.id, kept.id, kept.title(), log_odds, tuple(entry.id for entry in gone.entries))

    def _best_merge(self, story: OpenStory) -> Merge | None:
        """The merge of this story that is surest, by the words of one language."""
        if self._merge is None:
            return None
        pairings = [
            pair for pair in self.mender.pairings(story) if self._may_merge(story, self._stories.at(pair.place))
        ]
        if not pairings:
            return None
        odds = self._merge.log_odds(np.array([pairing.measured for pairing in pairings]))
        ranked = sorted(
            zip(odds.tolist(), pairings, strict=True), key=lambda pair: (-pair[0], self._stories.at(pair[1].place).id)
        )
        for log_odds, pairing in ranked:
            other = self._stories.at(pairing.place)
            if log_odds >= self._merge.bar and not self._rests_on_one(story, other, pairing):
                return self._merged((story, other), log_odds)
        return None

    def _rests_on_one(self, story: OpenStory, other: OpenStory, pairing: Pairing) -> bool:
        """Whether of several articles of a story that an editor put in order one alone speaks for merging it.

        It may stand there against the judgement of the machine, which must not follow from that that all articles like
        it belong there too.
        """
        settled, free = (story, other) if self._is_fixed(story) else (other, story)
        row = self.mender.without_nearest(settled, free) if self._is_fixed(settled) else None
        if row is None:
            return False
        row[LEAD] = pairing.measured[LEAD]
        return not self._are_one(row)

    def _are_one(self, measured: Floats) -> bool:
        """Whether the judgement of merges says that two stories so measured are one."""
        return self._merge is not None and bool(self._merge.log_odds(measured[None])[0] >= self._merge.bar)

    def _best_split(self, story: OpenStory, newest: str) -> Split | None:
        """The split of this story that is surest; none that a merge would undo, none where an editor put an article."""
        if self._split is None or len(story.entries) < LEAST or self._is_fixed(story):
            return None
        told = self._stories.main_strand(story)  # articles in other languages share no words, and stay
        cuts = [cut for cut in self.cutter.cuts(told) if self._may_split(cut)] if len(told.entries) >= LEAST else []
        if not cuts:
            return None
        odds = self._split.log_odds(np.array([cut.measured for cut in cuts]))
        best = int(np.argmax(odds))
        if odds[best] < self._split.bar or self._would_merge(story, cuts[best]):
            return None
        kept, parted = cuts[best].kept, cuts[best].parted
        new_id = self._new_id(f"{parted[0].id}/{newest}")
        return Split(story.id, new_id, kept[0].title, float(odds[best]), tuple(entry.id for entry in parted))

    def _new_id(self, articles: str) -> str:
        """The id of what is split off, which no open story has: an article may come again and part what it once did."""
        names = (self._name_story(f"{articles}/{turn}" if turn > 1 else articles) for turn in count(1))
        return next(name for name in names if name not in self._stories.places and name not in self._leads)

    def _may_merge(self, one: OpenStory, other: OpenStory) -> bool:
        rules = self._constraints
        if not rules:
            return True
        some, others = ([entry.id for entry in story.entries] for story in (one, other))
        return rules.may_share(some, others) and not (self._is_fixed(one) and self._is_fixed(other))

    def _may_split(self, cut: Cut) -> bool:
        """Whether no company that an editor made is parted by it."""
        rules = self._constraints
        parted = {entry.id for entry in cut.parted}
        return not rules or not any(rules.companions(entry.id) & parted for entry in cut.kept)

    def _would_merge(self, story: OpenStory, cut: Cut) -> bool:
        """Whether the judgement of merges would make one of the two parts again."""
        if self._merge is None:
            return False
        rivals = [pairing.likeness for pairing in self.mender.pairings(story)]
        lead = round(cut.likeness - max(rivals, default=0.0), 6)
        return self._are_one(np.insert(cut.measured, LEAD, lead))

    def _is_fixed(self, story: OpenStory) -> bool:
        return any(entry.id in self._constraints.fixed for entry in story.entries)
