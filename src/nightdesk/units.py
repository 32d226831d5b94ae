"""What the engine works on, and which errors cost one unit and which the run."""

from __future__ import annotations

from nightdesk.errors import ConfigError, StoreError
from nightdesk.types import Announcement, Article, Edition, Source

BUG = "a bug in nightdesk, please report it"
Unit = Source | Article | Edition | Announcement


def ends_the_run(error: Exception) -> bool:
    """Whether an error is of the whole desk, such as a full disk, and not of the unit that met it."""
    return isinstance(error, (StoreError, ConfigError))
