"""What a batch leaves for the next: the open stories, and by which stamps of which articles they were read.

It is never believed: what the store says of its articles now is compared with what was read, hour by hour, and what
differs is read again. So a snapshot of any age gives the same as reading all articles.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from nightdesk.clustering.documents import Document
from nightdesk.clustering.index.vocabulary import spelling_key
from nightdesk.clustering.index.window import Window

HOUR = 3600
UNREAD = -1  # no article's stamp: whatever the store has, it is read again
LEAST = 200  # changes that are worth a snapshot; on a small desk reading all again takes a second
SHARE = 0.02  # of what is inside


class Row(NamedTuple):
    """A grouped article as it was read: ``print`` is that of all that the grouping sees of it.

    ``is_placed`` where it stands by its own words or its record, ``is_recorded`` where by its record: such count
    among the known; of others those alone that an editor settled.
    """

    stamp: int
    at: float
    print: int
    story_id: str
    is_placed: bool
    is_recorded: bool


class Remembered:
    """The open stories with the rows that they were read from; ``fixed`` are the articles that editors had settled."""

    def __init__(self, window: Window | None = None, fixed: frozenset[str] = frozenset(), changes: int = 0) -> None:
        """Begin with what is inside, or with nothing; ``changes`` counts those since it was last written down."""
        self.window = window or Window.empty()
        self.fixed = fixed
        self.changes = changes
        self.rows: dict[str, Row] = {}
        self.hours: dict[int, set[str]] = {}  # hours since 1970 -> the articles placed in it
        self.sums: dict[int, int] = {}  # of their stamps
        self.recorded: dict[str, str] = {}

    @property
    def is_due(self) -> bool:
        """Whether so much has changed that it is worth writing down."""
        return self.changes > max(LEAST, SHARE * len(self.rows))

    def set(self, article_id: str, row: Row) -> None:
        """Note how an article was read, in the place of what was noted of it before."""
        self.forget(article_id)
        hour = hour_of(row.at)
        self.rows[article_id] = row
        self.hours.setdefault(hour, set()).add(article_id)
        self.sums[hour] = self.sums.get(hour, 0) + row.stamp
        if row.is_recorded:
            self.recorded[article_id] = row.story_id

    def forget(self, article_id: str) -> None:
        """Forget how an article was read."""
        row = self.rows.pop(article_id, None)
        if row is None:
            return
        self.recorded.pop(article_id, None)
        hour = hour_of(row.at)
        self.hours[hour].discard(article_id)
        self.sums[hour] -= row.stamp
        if not self.hours[hour]:
            del self.hours[hour], self.sums[hour]

    def settle(self, fixed: frozenset[str]) -> None:
        """Take in which articles editors have settled; those of which that has changed are read again."""
        for article_id in (self.fixed ^ fixed) & self.rows.keys():
            self.set(article_id, self.rows[article_id]._replace(stamp=UNREAD))
        self.fixed = fixed

    def drop(self, article_ids: Iterable[str]) -> None:
        """Take articles out of all that is remembered."""
        for article_id in article_ids:
            self.changes += article_id in self.rows
            self.forget(article_id)
            self.window.take_out(article_id)

    def keep_between(self, since: float, until: float) -> None:
        """Drop what is placed before one moment or after another."""
        first, last = hour_of(since), hour_of(until)
        for hour in [hour for hour in self.hours if not first < hour < last]:
            self.drop([name for name in self.hours[hour] if not since <= self.rows[name].at <= until])

    def outside(self, since: float, until: float) -> tuple[int, int]:
        """About how many articles are placed before one moment, and after another."""
        first, last = hour_of(since), hour_of(until)
        sizes = {hour: len(names) for hour, names in self.hours.items() if not first <= hour <= last}
        before = sum(size for hour, size in sizes.items() if hour < first)
        return before, sum(sizes.values()) - before

    def differs(self, hour: int, number: int, stamps: int) -> bool:
        """Whether an hour has other articles than are remembered, or any that was saved since."""
        return (len(self.hours.get(hour, ())), self.sums.get(hour, 0)) != (number, stamps)

    def read(self, document: Document, row: Row) -> None:
        """Take in an article as the store has it now."""
        before, standing = self.rows.get(document.id), self.window.entries.get(document.id)
        is_known = row.is_placed or document.id in self.fixed
        self.set(document.id, row)
        is_same = before is not None and (before.print, before.at) == (row.print, row.at)
        if standing is not None and is_same and is_known and standing[1] == row.story_id:
            return
        self.changes += 1
        self.window.take_out(document.id)
        if is_known:
            self.window.enter(self.window.stories.entry(document), row.story_id)

    def leave(self, touched: Iterable[str], expired: Iterable[str], prints: dict[str, int]) -> None:
        """A batch has ended: forget whom the window left behind, and mistrust whatever the batch moved.

        Args:
            touched: ids of the articles that came or were moved.
            expired: ids of those that the window has left behind.
            prints: of those that the batch placed, what the grouping saw of them.
        """
        for article_id in expired:
            self.forget(article_id)
            self.changes += 1
        for article_id in touched:
            found, row = self.window.entries.get(article_id), self.rows.get(article_id)
            if found is not None:
                seen = prints.get(article_id, row.print if row is not None else UNREAD)
                self.set(article_id, Row(UNREAD, found[0].at, seen, found[1], True, False))
                self.changes += 1


def hour_of(at: float) -> int:
    """The hour of a moment, both counted from 1970."""
    return int(at // HOUR)


def print_of(document: Document) -> int:
    """The print of all that the grouping sees of an article besides its id and when it was published.

    What it is encoded as hangs on the same, but not whether it is.
    """
    seen = (document.title, document.text, document.provider, document.language, str(bool(document.encoding)))
    return spelling_key("\0".join(seen))
