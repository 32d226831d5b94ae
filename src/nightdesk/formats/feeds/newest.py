"""A bound on the entries of one feed."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

Item = TypeVar("Item")

# The longest feeds of news outlets hold some hundred entries; 300,000 items fit into 9 MB and are an attack.
MOST_ENTRIES = 2_000
_OLDEST = datetime.min.replace(tzinfo=UTC)


def newest(items: list[Item], date_of: Callable[[Item], datetime | None]) -> tuple[list[Item], tuple[str, ...]]:
    """The newest items of a feed in its own order, and a note on those left out; undated ones count as oldest."""
    if len(items) <= MOST_ENTRIES:
        return items, ()
    ages = [(date_of(item) or _OLDEST, -place) for place, item in enumerate(items)]
    kept = sorted(-place for _, place in heapq.nlargest(MOST_ENTRIES, ages))
    note = f"holds {len(items):,} entries; the newest {MOST_ENTRIES:,} were taken"
    return [items[place] for place in kept], (note,)
