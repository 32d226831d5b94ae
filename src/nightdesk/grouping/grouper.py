"""Decide, one article after the other, which story it joins or that it opens one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from nightdesk.grouping.arrays import Floats
from nightdesk.grouping.bridging import Bridge, Bridges
from nightdesk.grouping.constraints import NO_CONSTRAINTS, Constraints
from nightdesk.grouping.documents import Document, Entry
from nightdesk.grouping.encoder import Encoder
from nightdesk.grouping.inside import Inside
from nightdesk.grouping.model import Judgements
from nightdesk.grouping.repair import Change, Repairs, is_due
from nightdesk.grouping.signals import FAINT, Meter, Vectors
from nightdesk.grouping.vocabulary import PRIOR_STORIES

DOUBT = 5.0  # log-odds; with it two headlines that share one word on an empty desk stay apart
WINDOW = timedelta(days=14)  # nine in ten recorded links span less than a week, the longest 19 days
LATE = timedelta(days=3)  # an article may come so late without the window being moved back for it


@dataclass(frozen=True, slots=True)
class Nearness:
    """The story nearest to an article: the log-odds that it is of that story, and what each signal adds.

    ``measured`` and ``parts`` are in the order of ``SIGNALS``; with the judgement's bias, and less
    the ``doubt`` of a young desk, the parts are the log-odds.
    """

    story_id: str
    title: str
    log_odds: float
    measured: tuple[float, ...]
    parts: tuple[float, ...]
    bias: float
    doubt: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article was put, and what was weighed.

    ``nearest`` is the nearest other story at that moment, joined or not, a bridge where that is one in another
    language; ``needed`` the log-odds that joining takes. ``is_decided`` where an editor chose its story. ``repairs``
    are those that its coming brought about, after it was placed, in their order.
    """

    document_id: str
    story_id: str
    is_new: bool
    needed: float
    nearest: Nearness | Bridge | None = None
    is_decided: bool = False
    repairs: tuple[Change, ...] = ()


class Grouper:
    """Groups articles as they come; what it decides depends on the articles of the window alone.

    Articles are placed in the order of their publication. For each, the stories are those of the known
    and the placed articles from where its window opens to `WINDOW` after it, exactly: so a stream that is cut anywhere
    and taken up again from what was stored is grouped as if it had not been cut.
    """

    def __init__(
        self,
        known: Iterable[tuple[Document, str]] = (),
        name_story: Callable[[str], str] = str,
        constraints: Constraints = NO_CONSTRAINTS,
        judgements: Judgements | None = None,
        inside: Inside | None = None,
    ) -> None:
        """Begin with articles whose stories are known.

        ``name_story`` makes a story's id of its opener's, or of two ids and a slash where one is split off.
        ``constraints`` are what editors decided, which is obeyed whatever is near. A known article may be
        placed again; until then it stands where it stood. ``inside`` are more known articles, of which none is later
        than the first to be placed by more than `WINDOW`; it is changed from then on.
        """
        self.inside = inside or Inside.empty()
        self.open = self.inside.stories
        self._meter = Meter(self.open)
        learned = judgements or Judgements.stored()
        self._join = learned.join
        self.bridges = Bridges(self.open, learned.across, learned.across_vectors, self.inside.across)
        self._name_story = name_story
        self._constraints = constraints
        self.repairs = Repairs(self.bridges, learned, constraints, name_story)
        self._coming = sorted(known, key=lambda item: item[0].order, reverse=True)  # the next one last
        self.encoder = Encoder(self.inside, is_on=learned.across_vectors is not None)
        self._placed: set[str] = set()
        self.touched: set[str] = set()  # ids of the articles that came or were moved
        self.expired: list[str] = []  # ids of those that the window has left behind

    def place(self, document: Document) -> Placement:
        """Put an article into the nearest story if that is near enough, else into a new one."""
        entry = self.come(document)
        nearest, needed = self._weigh(entry)
        decided = self._decided(document)
        own = self._name_story(document.id)
        if decided is not None:
            story_id = decided
        elif nearest is not None and nearest.log_odds >= needed:
            story_id = nearest.story_id
        else:
            story_id = own
        is_new = nearest is None or nearest.story_id != story_id
        self.enter(entry, story_id)
        repairs = self._repair(story_id, document.id)
        return Placement(document.id, story_id, is_new, needed, nearest, decided is not None, repairs)

    def _repair(self, story_id: str, newest: str) -> tuple[Change, ...]:
        """Mend a story if it has grown enough since it was looked at."""
        if not is_due(len(self.open.story(story_id).entries)):
            return ()
        changes = self.repairs.mend(story_id, newest)
        for change in changes:
            for moved in change.moved:
                self.inside.entries[moved] = (self.inside.entries[moved][0], change.into)
            self.touched.update(change.moved)
        return changes

    def come(self, document: Document) -> Entry:
        """Move the window to an article, which leaves the story it may have stood in."""
        if document.published_at is not None:
            self._move_to(document.published_at)
        self.inside.take_out(document.id)
        self._placed.add(document.id)
        entry = self.open.entry(document)
        self.encoder.come(entry, document)
        return entry

    def look(self, entry: Entry) -> tuple[list[int], Floats, Vectors]:
        """The stories that an article may join by their places, and a row of signals for each."""
        vectors = Vectors.of(entry, self.open)
        places = self.open.candidates(entry.terms, vectors.whole, entry.at, language=entry.language)
        if parted := self._parted(entry):
            places = [at for at in places if not any(item.id in parted for item in self.open.at(at).entries)]
        table = self._meter.measure(entry, vectors, places) if places else np.zeros((0, 0))
        return places, table, vectors

    def enter(self, entry: Entry, story_id: str) -> None:
        """Put an article into a story."""
        self.inside.enter(entry, story_id)
        self.touched.add(entry.id)

    def _parted(self, entry: Entry) -> frozenset[str]:
        return self._constraints.parted(entry.id) if self._constraints.apart else frozenset()

    def _weigh(self, entry: Entry) -> tuple[Nearness | Bridge | None, float]:
        """The nearest story, and the log-odds needed: by words, or across languages where that is further over them."""
        near = self._nearest(entry)
        needed = self._join.bar if near is None else self._join.needed(near.measured)
        over = -math.inf if near is None else near.log_odds - needed
        bridge = self.bridges.nearest(entry, self._parted(entry), over)
        return (near, needed) if bridge is None else (bridge, bridge.needed)

    def _nearest(self, entry: Entry) -> Nearness | None:
        places, table, vectors = self.look(entry)
        if not places:
            return None
        doubts = self.doubts(table[:, 0])
        weighed = self._join.weigh(table)
        odds = (weighed.log_odds - doubts).tolist()
        best = min(range(len(places)), key=lambda at: (-odds[at], self.open.at(places[at]).id))
        story = self.open.at(places[best])
        spots = np.searchsorted(story.terms, vectors.terms)
        common = story.terms[np.minimum(spots, len(story.terms) - 1)] == vectors.terms
        spelled = [self.open.vocabulary.spelled(number) for number in entry.terms[common].tolist()]
        shared = sorted(zip((-vectors.whole[common]).tolist(), spelled, strict=True))
        return Nearness(
            story.id,
            story.title(),
            odds[best],
            tuple(table[best].tolist()),
            tuple(weighed.parts(best).tolist()),
            self._join.bias,
            float(doubts[best]),
            tuple(term for _, term in shared),
        )

    def doubts(self, likeness: Floats) -> Floats:
        """What a faint likeness loses while few stories are open: the best of few strangers is no kin."""
        faint: Floats = np.maximum(0.0, 1.0 - likeness / FAINT)
        return (DOUBT * faint * PRIOR_STORIES / (PRIOR_STORIES + len(self.open))).round(6)

    def _decided(self, document: Document) -> str | None:
        """The story that editors chose for an article, if they did."""
        fixed = self._constraints.fixed.get(document.id)
        if fixed is not None:
            return fixed
        companions, inside = self._constraints.companions(document.id), self.inside.entries
        pinned = sorted(self._constraints.fixed[other] for other in companions if other in self._constraints.fixed)
        standing = sorted(inside[other][1] for other in companions if other in inside)
        return next(iter((*pinned, *standing)), None)

    def _move_to(self, moment: datetime) -> None:
        """Move the window: let in known articles, let go those that are too old."""
        while self._coming and self._coming[-1][0].order[0] <= (moment + WINDOW).timestamp():
            document, story_id = self._coming.pop()
            if document.id not in self._placed:
                self.enter(self.open.entry(document), self.repairs.now(story_id))
        self.expired += self.inside.expire(opens_at(moment, self.inside.newest or moment).timestamp())


def opens_at(moment: datetime, newest: datetime) -> datetime:
    """Where the window of an article begins: `WINDOW` before it, or before the newest on the desk where it comes late.

    It meets the stories that are open now. Those that were open when it was published are opened again for one that is
    later than `LATE`, by as much as it is later.
    """
    return max(moment, min(newest, moment + LATE)) - WINDOW
