"""Repair the stories as they grow: merge two that turned out one, split one that turned out two.

A story is looked at again with each of its first articles, and then each time it has grown by half: so the work for
one article stays bounded, and what is repaired follows from the stories as they stand, not from a clock, wherever a
stream is cut.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from nightdesk.clustering.constraints import Constraints
from nightdesk.clustering.crosslingual.matching import CrossLingual
from nightdesk.clustering.index.open_stories import OpenStory
from nightdesk.clustering.repair.merging import Merger, Pairing
from nightdesk.clustering.repair.splitting import Cut, Splitter
from nightdesk.clustering.thresholds import Thresholds

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
    score: float
    bar: float
    moved: tuple[str, ...] = ()

    @property
    def left(self) -> str:
        """The story that articles are moved from."""
        return self.gone


@dataclass(frozen=True, slots=True)
class Split:
    """A story that turned out two: the articles ``moved`` stand in the new story ``into`` from then on.

    ``title`` is that of the story ``parted``, which the others stay in. ``score`` says how alike both parts are,
    ``bar`` how alike they must be to stay one.
    """

    parted: str
    into: str
    title: str
    score: float
    bar: float
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
    """Merges and splits the open stories, within what editors decided."""

    def __init__(
        self,
        across: CrossLingual,
        thresholds: Thresholds,
        constraints: Constraints,
        name_story: Callable[[str], str],
    ) -> None:
        stories = across.stories
        self.merger = Merger(across, thresholds)
        self.splitter = Splitter(stories)
        self.changes: list[Change] = []  # all of them, in their order
        self._stories = stories
        self._thresholds = thresholds
        self._constraints = constraints
        self._name_story = name_story
        self._leads: dict[str, str] = {}  # id of a story that was merged -> where its articles stand now

    def repair(self, story_id: str, newest: str) -> tuple[Change, ...]:
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
        """The surest merge of a story."""
        story = self._stories.story(story_id)
        for pairing in self.merger.pairings(story):
            if pairing.margin < 1:
                break
            other = self._stories.at(pairing.place)
            if self._may_merge(story, other) and not self._rests_on_one(story, other, pairing):
                return self._merged((story, other), pairing)
        return None

    def _merged(self, both: tuple[OpenStory, OpenStory], pairing: Pairing) -> Merge:
        """The merge of two stories: the larger one keeps its id, or the one that an editor fixed."""
        gone, kept = sorted(both, key=lambda one: (self._is_fixed(one), len(one.entries), one.id))
        moved = tuple(entry.id for entry in gone.entries)
        return Merge(gone.id, kept.id, kept.title(), pairing.score, pairing.bar, moved)

    def _rests_on_one(self, story: OpenStory, other: OpenStory, pairing: Pairing) -> bool:
        """Whether of several articles of a story that an editor put in order one alone speaks for merging it.

        It may stand there against the judgement of the machine, which must not follow from that that all articles like
        it belong there too.
        """
        settled, free = (story, other) if self._is_fixed(story) else (other, story)
        return self._is_fixed(settled) and self.merger.without_nearest(settled, free) < pairing.bar

    def _best_split(self, story: OpenStory, newest: str) -> Split | None:
        """The split of this story, if it falls into two; none where an editor put an article."""
        if self._is_fixed(story):
            return None
        cut = self.splitter.cut(
            self._stories.main_strand(story)
        )  # articles in other languages share no words, and stay
        if cut is None or cut.score >= self._thresholds.split or not self._may_split(cut):
            return None
        new_id = self._new_id(f"{cut.parted[0].id}/{newest}")
        moved = tuple(entry.id for entry in cut.parted)
        return Split(story.id, new_id, cut.kept[0].title, cut.score, self._thresholds.split, moved)

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

    def _is_fixed(self, story: OpenStory) -> bool:
        return any(entry.id in self._constraints.fixed for entry in story.entries)
