"""Decide, one article after the other, which story it joins or that it opens one."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nightdesk.grouping.constraints import NO_CONSTRAINTS, Constraints
from nightdesk.grouping.open_stories import Document, Nearness, OpenStories

WINDOW = timedelta(days=14)  # nine in ten recorded links span less than a week, the longest 19 days

# The closeness an article needs: its share of chance words falls as it says more, so the bar rises with its
# number of different terms, between a headline and a lead of some paragraphs, by the logarithm.
HEADLINE = (10, 0.15)
REPORT = (150, 0.28)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article was put, and what was weighed.

    ``nearest`` is the nearest other story at that moment, joined or not; ``shared`` are the terms that
    tie the article to it, with what each adds to the similarity; ``nearest_title`` names it for people.
    ``is_decided`` where an editor chose its story.
    """

    document_id: str
    story_id: str
    is_new: bool
    needed: float
    nearest: Nearness | None = None
    nearest_title: str = ""
    shared: tuple[tuple[str, float], ...] = ()
    is_decided: bool = False


class Grouper:
    """Groups articles as they come; what it decides depends on the articles of the window alone.

    Articles are placed in the order of their publication. For each, the stories are those of the known
    and the placed articles within `WINDOW` before or after it, exactly: so a stream that is cut anywhere
    and taken up again from what was stored is grouped as if it had not been cut.
    """

    def __init__(
        self,
        known: Iterable[tuple[Document, str]] = (),
        name_story: Callable[[str], str] = str,
        constraints: Constraints = NO_CONSTRAINTS,
    ) -> None:
        """Begin with articles whose stories are known; ``name_story`` makes a story's id of its opener's.

        ``constraints`` are what editors decided, which is obeyed whatever is near. A known article may be
        placed again; until then it stands where it stood.
        """
        self._open = OpenStories()
        self._name_story = name_story
        self._constraints = constraints
        self._coming = sorted(known, key=lambda item: _order(item[0]), reverse=True)  # the next one last
        self._inside: dict[str, tuple[Document, str]] = {}
        self._leaving: list[tuple[float, str]] = []  # a heap of dated articles inside, the oldest on top
        self._placed: set[str] = set()

    def place(self, document: Document) -> Placement:
        """Put an article into the nearest story if that is near enough, else into a new one."""
        if document.published_at is not None:
            self._move_to(document.published_at)
        self._take_out(document.id)
        needed = needed_closeness(len(document.weights))
        nearest = next((near for near in self._open.nearest(document) if self._may_join(document, near)), None)
        decided = self._decided(document)
        if decided is not None:
            placement = replace(self._describe(document, nearest, needed, decided), is_decided=True)
        elif nearest is not None and nearest.closeness >= needed:
            placement = self._describe(document, nearest, needed, nearest.story_id)
        else:
            placement = self._describe(document, nearest, needed, self._name_story(document.id))
        self._placed.add(document.id)
        self._enter(document, placement.story_id)
        return placement

    def _decided(self, document: Document) -> str | None:
        """The story that editors chose for an article, if they did."""
        fixed = self._constraints.fixed.get(document.id)
        if fixed is not None:
            return fixed
        companions = self._constraints.companions(document.id)
        pinned = sorted(self._constraints.fixed[other] for other in companions if other in self._constraints.fixed)
        standing = sorted(self._inside[other][1] for other in companions if other in self._inside)
        return next(iter((*pinned, *standing)), None)

    def _may_join(self, document: Document, near: Nearness) -> bool:
        parted = self._constraints.parted(document.id) if self._constraints.apart else frozenset()
        return not parted or parted.isdisjoint(self._open.stories[near.story_id].documents)

    def _describe(self, document: Document, nearest: Nearness | None, needed: float, story_id: str) -> Placement:
        is_new = nearest is None or nearest.story_id != story_id
        if nearest is None:
            return Placement(document.id, story_id, is_new, needed)
        title = self._open.stories[nearest.story_id].title()
        shared = tuple(self._open.shared(document, nearest.story_id).items())
        return Placement(document.id, story_id, is_new, needed, nearest, title, shared)

    def _move_to(self, moment: datetime) -> None:
        """Move the window: let in known articles, let go those that are too old."""
        while self._coming and _order(self._coming[-1][0])[0] <= (moment + WINDOW).timestamp():
            document, story_id = self._coming.pop()
            if document.id not in self._placed:
                self._enter(document, story_id)
        while self._leaving and self._leaving[0][0] < (moment - WINDOW).timestamp():
            self._take_out(heapq.heappop(self._leaving)[1])

    def _enter(self, document: Document, story_id: str) -> None:
        self._inside[document.id] = (document, story_id)
        self._open.add(document, story_id)
        if document.published_at is not None:
            heapq.heappush(self._leaving, _order(document))

    def _take_out(self, document_id: str) -> None:
        found = self._inside.pop(document_id, None)
        if found is not None:
            self._open.remove(*found)


def needed_closeness(terms: int) -> float:
    """The closeness that an article of so many different terms needs to join a story."""
    (few, low), (many, high) = HEADLINE, REPORT
    share = math.log(max(terms, 1) / few) / math.log(many / few)
    return low + (high - low) * min(1.0, max(0.0, share))


def _order(document: Document) -> tuple[float, str]:
    return (document.published_at.timestamp() if document.published_at is not None else -math.inf, document.id)
