"""Decide, one article after the other, which story it joins or that it opens one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from nightdesk.clustering.calibration import chance_of
from nightdesk.clustering.constraints import NO_CONSTRAINTS, Constraints
from nightdesk.clustering.crosslingual.encoder import Encoder
from nightdesk.clustering.crosslingual.matching import CrossLingual
from nightdesk.clustering.crosslingual.vectors import has_encoder
from nightdesk.clustering.documents import Document, Entry
from nightdesk.clustering.index.open_stories import OpenStory, Search
from nightdesk.clustering.index.window import Window
from nightdesk.clustering.likeness import DIGITS, Vector, article_vector, cosines
from nightdesk.clustering.nearness import Nearness, Shared
from nightdesk.clustering.repair.repairs import Change, Repairs, is_due
from nightdesk.clustering.thresholds import SHIPPED, Thresholds, between, length_of

WINDOW = timedelta(days=14)  # nine in ten recorded links span less than a week, the longest 19 days
LATE = timedelta(days=3)  # an article may come so late without the window being moved back for it
CERTAIN = 4.0  # times the bar: what is so near by its own language's words stays in it, however near by keys
NAMED = 40  # shared terms that are kept for an explanation: a long name in Chinese has ten pairs of characters


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article was put, and what was weighed.

    ``nearest`` is the nearest other story at that moment, joined or not, by words or across languages. ``is_decided``
    where an editor chose its story. ``repairs`` are those that its coming brought about, after it was placed, in
    their order.
    """

    document_id: str
    story_id: str
    is_new: bool
    nearest: Nearness | None = None
    is_decided: bool = False
    repairs: tuple[Change, ...] = ()

    @property
    def chance(self) -> float:
        """How often an article so near to a story is of one event with it, on the families that were measured."""
        return chance_of(self.nearest.margin, self.nearest.kind) if self.nearest else 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that an article may join, how alike both are, and what time leaves of that."""

    place: int
    likeness: float
    gap: float
    score: float
    bar: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a clusterer goes about it.

    Attributes:
        name_story: makes a story's id of its opener's, or of two ids and a slash where one is split off.
        constraints: what editors decided, which is obeyed whatever is near.
        thresholds: the numbers that it goes by.
        has_vectors: whether vectors help across languages; where their extra is installed unless it is said.
    """

    name_story: Callable[[str], str] = str
    constraints: Constraints = NO_CONSTRAINTS
    thresholds: Thresholds = SHIPPED
    has_vectors: bool | None = None


NO_OPTIONS = Options()


class Clusterer:
    """Groups articles as they come; what it decides depends on the articles of the window alone.

    Articles are placed in the order of their publication. For each, the stories are those of the known
    and the placed articles from where its window opens to `WINDOW` after it, exactly: so a stream that is cut anywhere
    and taken up again from what was stored is grouped as if it had not been cut.
    """

    def __init__(
        self,
        known: Iterable[tuple[Document, str]] = (),
        options: Options = NO_OPTIONS,
        window: Window | None = None,
    ) -> None:
        """Begin with articles whose stories are known.

        A known article may be placed again; until then it stands where it stood. ``window`` holds more known
        articles, of which none is later than the first to be placed by more than `WINDOW`; it is changed from then on.
        """
        self.window = window or Window.empty()
        self.open = self.window.stories
        self._thresholds = options.thresholds
        self._constraints = options.constraints
        self._name_story = options.name_story
        vectors = has_encoder() if options.has_vectors is None else options.has_vectors
        self.cross_lingual = CrossLingual(self.open, options.thresholds, has_vectors=vectors)
        self.repairs = Repairs(self.cross_lingual, options.thresholds, options.constraints, options.name_story)
        self._coming = sorted(known, key=lambda item: item[0].order, reverse=True)  # the next one last
        self.encoder = Encoder(self.window, is_on=vectors)
        self._placed: set[str] = set()
        self.touched: set[str] = set()  # ids of the articles that came or were moved
        self.expired: list[str] = []  # ids of those that the window has left behind

    def place(self, document: Document) -> Placement:
        """Put an article into the nearest story if that is near enough, else into a new one."""
        entry = self.come(document)
        nearest = self._nearest(entry)
        decided = self._decided(document)
        if decided is not None:
            story_id = decided
        elif nearest is not None and nearest.score >= nearest.bar:
            story_id = nearest.story_id
        else:
            story_id = self._name_story(document.id)
        is_new = nearest is None or nearest.story_id != story_id
        self.enter(entry, story_id)
        repairs = self._repair(story_id, document.id)
        return Placement(document.id, story_id, is_new, nearest, decided is not None, repairs)

    def _repair(self, story_id: str, newest: str) -> tuple[Change, ...]:
        """Repair a story if it has grown enough since it was looked at."""
        if not is_due(len(self.open.story(story_id).entries)):
            return ()
        changes = self.repairs.repair(story_id, newest)
        for change in changes:
            for moved in change.moved:
                self.window.entries[moved] = (self.window.entries[moved][0], change.into)
            self.touched.update(change.moved)
        return changes

    def come(self, document: Document) -> Entry:
        """Move the window to an article, which leaves the story it may have stood in."""
        if document.published_at is not None:
            self._move_to(document.published_at)
        self.window.take_out(document.id)
        self._placed.add(document.id)
        entry = self.open.entry(document)
        self.encoder.come(entry, document)
        return entry

    def candidates(self, entry: Entry) -> tuple[Vector, list[Candidate]]:
        """An article's vector, and the stories that it may join by its words, the nearest first."""
        length = length_of(entry.words)
        decay, bar = between(self._thresholds.decay, length), between(self._thresholds.bar, length)
        vector = article_vector(self.open, entry)
        places = self.open.candidates(entry.terms, vector.values, Search(entry.at, decay, entry.language))
        if parted := self._parted(entry):
            places = [at for at in places if not any(item.id in parted for item in self.open.at(at).entries)]
        if not places:
            return vector, []
        near = cosines(self.open, vector, self.open.strands(places, entry.language), entry.language)
        gaps = self.open.gaps(places, entry.at)
        scores = np.round(near * np.exp(-gaps * decay), DIGITS)
        rows = zip(places, near.tolist(), gaps.tolist(), scores.tolist(), strict=True)
        found = [Candidate(place, likeness, gap, score, bar) for place, likeness, gap, score in rows]
        return vector, sorted(found, key=lambda each: (-each.score, self.open.at(each.place).id))

    def enter(self, entry: Entry, story_id: str) -> None:
        """Put an article into a story."""
        self.window.enter(entry, story_id)
        self.touched.add(entry.id)

    def _parted(self, entry: Entry) -> frozenset[str]:
        return self._constraints.parted(entry.id) if self._constraints.apart else frozenset()

    def _nearest(self, entry: Entry) -> Nearness | None:
        """The nearest story: by words, or across languages where it is further over its bar.

        By the chances of one event that were counted `languages` lost .015: those of keys rise late.
        """
        vector, found = self.candidates(entry)
        near = self._told(entry, vector, found) if found else None
        across = self.cross_lingual.told(entry, self.cross_lingual.candidates(entry, self._parted(entry)))
        if near is None or across is None:
            return across or near
        return across if min(across.margin, CERTAIN) > min(near.margin, CERTAIN) else near

    def _told(self, entry: Entry, vector: Vector, found: list[Candidate]) -> Nearness:
        """The nearest of the candidates, as it is explained."""
        best, *others = found
        story = self.open.at(best.place)
        shared = self._shared(entry, vector, self.open.strand(best.place, entry.language), best.likeness)
        return Nearness(
            story_id=story.id,
            title=story.title(),
            kind="words",
            likeness=best.likeness,
            gap=None if math.isnan(entry.at) else best.gap,
            score=best.score,
            bar=best.bar,
            shared=tuple(Shared("term", term, term, part) for part, term in shared[:NAMED]),
            more=len(shared[NAMED:]),
            next_title=self.open.at(others[0].place).title() if others else "",
            next_score=others[0].score if others else 0.0,
        )

    def _shared(self, entry: Entry, vector: Vector, story: OpenStory, likeness: float) -> list[tuple[float, str]]:
        """The terms that an article shares with a story, each with its part of the likeness, the largest first."""
        spots = np.minimum(np.searchsorted(story.terms, entry.terms), len(story.terms) - 1)
        common = ((story.terms[spots] == entry.terms) & (vector.values > 0)).nonzero()[0]
        numbers = entry.terms[common]
        rarity = self.open.vocabulary.rarity(numbers, entry.language)
        parts = vector.values[common] * story.sums[spots[common]] * rarity
        parts *= likeness / max(float(parts.sum()), 1e-9)
        spelled = [self.open.vocabulary.spelled(number) for number in numbers.tolist()]
        ranked = sorted(zip((-parts.round(DIGITS)).tolist(), spelled, strict=True))
        return [(-part, term) for part, term in ranked if part]

    def _decided(self, document: Document) -> str | None:
        """The story that editors chose for an article, if they did."""
        fixed = self._constraints.fixed.get(document.id)
        if fixed is not None:
            return fixed
        companions, inside = self._constraints.companions(document.id), self.window.entries
        pinned = sorted(self._constraints.fixed[other] for other in companions if other in self._constraints.fixed)
        standing = sorted(inside[other][1] for other in companions if other in inside)
        return next(iter((*pinned, *standing)), None)

    def _move_to(self, moment: datetime) -> None:
        """Move the window: let in known articles, let go those that are too old."""
        while self._coming and self._coming[-1][0].order[0] <= (moment + WINDOW).timestamp():
            document, story_id = self._coming.pop()
            if document.id not in self._placed:
                self.enter(self.open.entry(document), self.repairs.now(story_id))
        self.expired += self.window.expire(opens_at(moment, self.window.newest or moment).timestamp())


def opens_at(moment: datetime, newest: datetime) -> datetime:
    """Where the window of an article begins: `WINDOW` before it, or before the newest on the desk where it comes late.

    It meets the stories that are open now. Those that were open when it was published are opened again for one that is
    later than `LATE`, by as much as it is later.
    """
    return max(moment, min(newest, moment + LATE)) - WINDOW
