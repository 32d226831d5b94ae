"""What a stage is: one row of the table in ``pipeline.py``, or of a plug-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nightdesk.types import Announcement, Article, Edition, Outcome, Source

SITE = "site"  # the desk's own site
PICTURES = "pictures"  # copies of pictures, in the desk's cache


@dataclass(frozen=True, slots=True)
class Stage:
    """One row of the table: a function that takes a unit (a batch takes many) and tools, and returns.

    ``waits`` marks a stage that reads the web, so that many units are worked on side by side; ``asks`` gives the
    address that it asks first for a unit, where that is not the unit's own. A batch is
    given in the order of publication, after all the stages above have finished what was due: so its
    result does not depend on which page was read first. ``files`` names the folder for the files it returns:
    ``"site"``, ``"pictures"``, or a folder in the desk's own. What fails in a courtesy is tried again and told, but a
    run that met it is no failed run. ``instead`` makes what it can of a unit that was refused, or given up after its
    attempts; ``None`` where that is nothing.

    A plug-in's stage takes articles and says with ``after`` which stage it follows; ``plugin`` is set by the desk.
    Raise its ``version`` and every unit is due again.
    """

    name: str
    takes: type[Source | Article | Edition | Announcement]
    run: Callable[..., Outcome]
    version: int = 1
    batch: bool = False
    waits: bool = False
    asks: Callable[..., str | None] | None = None
    files: str | None = None
    is_courtesy: bool = False
    instead: Callable[..., Outcome | None] | None = None
    after: str = "quality"
    plugin: str = ""
