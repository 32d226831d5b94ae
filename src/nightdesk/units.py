"""What the engine works on, and which errors cost one unit and which the run."""

from __future__ import annotations

from datetime import datetime

from nightdesk.errors import ConfigError, StoreError
from nightdesk.types import Announcement, Article, Edition, Source, Work

BUG = "a bug in nightdesk, please report it"
Unit = Source | Article | Edition | Announcement


def ends_the_run(error: Exception) -> bool:
    """Whether an error is of the whole desk, such as a full disk, and not of the unit that met it."""
    return isinstance(error, (StoreError, ConfigError))


def place_in_batch(unit: Unit | None, work: Work) -> tuple[datetime, str]:
    """The order of a batch: by publication, then id, as the store lists articles."""
    return (unit.placed_at if isinstance(unit, Article) else work.due_at, work.unit)
