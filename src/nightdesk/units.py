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


def bug_words(plugin: str = "") -> str:
    """Whose bug an unexpected error is: that of a plug-in, by its name, else nightdesk's."""
    return f"a bug in the plug-in {plugin}, report it to who wrote it" if plugin else BUG


def state_words(work: Work) -> str:
    """How a unit stands, with the moment at which it is tried again."""
    return f"again at {work.due_at:%Y-%m-%d %H:%M:%S} UTC" if work.state == "due" else work.state
