"""What stands inside the window: the open stories, and every article in them by its id."""

from __future__ import annotations

import gc
import heapq
from dataclasses import dataclass, field
from datetime import datetime

from nightdesk.clustering.documents import Entry, Read
from nightdesk.clustering.index.open_stories import OpenStories

MANY = 10_000  # articles, whose half a million objects are worth being kept from the collector


@dataclass(slots=True)
class Window:
    """The open stories, and each article with the story it stands in.

    ``newest`` is when the newest article was published that came before those to be placed. ``read`` gives, by their
    ids, those articles that can be read again with their texts, which are not kept.
    """

    stories: OpenStories
    entries: dict[str, tuple[Entry, str]] = field(default_factory=dict)
    leaving: list[tuple[float, str]] = field(default_factory=list)  # a heap of dated articles, the oldest on top
    newest: datetime | None = None
    read: Read = lambda _: ()
    is_settled: bool = False

    @classmethod
    def empty(cls) -> Window:
        """No articles yet."""
        return cls(OpenStories())

    def enter(self, entry: Entry, story_id: str) -> None:
        """Put an article into a story."""
        self.entries[entry.id] = (entry, story_id)
        self.stories.add(entry, story_id)
        self.stories.keys.entered(entry)
        if entry.at == entry.at:
            heapq.heappush(self.leaving, entry.order)

    def read_by(self, read: Read) -> None:
        """Let articles be read again by this, so that nothing is kept of their texts."""
        self.read = self.stories.keys.read = read

    def take_out(self, article_id: str) -> None:
        """Take an article out, if it is inside."""
        found = self.entries.pop(article_id, None)
        if found is not None:
            self.stories.remove(*found)

    def expire(self, before: float) -> list[str]:
        """Let go the articles from before a moment; returns their ids."""
        gone = []
        while self.leaving and self.leaving[0][0] < before:
            order = heapq.heappop(self.leaving)
            found = self.entries.get(order[1])
            if found is not None and found[0].order == order:  # else it has left, or come again with another date
                self.take_out(order[1])
                gone.append(order[1])
        return gone

    def settle(self) -> None:
        """Keep all that is inside now, once, from Python's collector of cycles, which none of it is part of.

        What leaves the window is freed as before. Beside 100,000 stories one look at all of it takes 0.17 s, and comes
        each time that a quarter as much is new: once in some 4,000 articles.
        """
        if not self.is_settled and len(self.entries) >= MANY:
            gc.collect()
            gc.freeze()
            self.is_settled = True
