"""A bound on the entries of one feed."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")

# The longest feeds of news outlets hold some hundred entries; 300,000 items fit into 9 MB and are an attack.
MOST_ENTRIES = 2_000
MOST_LOOKED_AT = 50_000  # of an archive of years, whose newest entries nearly always come first
_OLDEST = datetime.min.replace(tzinfo=UTC)


def newest(items: Iterable[Item], date_of: Callable[[Item], datetime | None]) -> tuple[list[Item], tuple[str, ...]]:
    """The newest items of a feed in its own order, and a note on those left out; undated ones count as oldest."""
    items = list(islice(items, MOST_LOOKED_AT + 1))
    if len(items) <= MOST_ENTRIES:
        return items, ()
    count = f"{len(items):,}" if len(items) <= MOST_LOOKED_AT else f"more than {MOST_LOOKED_AT:,}"
    del items[MOST_LOOKED_AT:]
    ages = [(date_of(item) or _OLDEST, -place) for place, item in enumerate(items)]
    kept = sorted(-place for _, place in heapq.nlargest(MOST_ENTRIES, ages))
    note = f"holds {count} entries; the newest {MOST_ENTRIES:,} were taken"
    return [items[place] for place in kept], (note,)
