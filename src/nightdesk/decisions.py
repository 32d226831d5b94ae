"""What editors decide, as events: frozen, without input or output."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

DecisionVerb = Literal[
    "merge",
    "split",
    "move",
    "pin",
    "link",
    "unlink",
    "lead",
    "hold",
    "release",
    "retract",
    "learn",
    "forget",
    "note",
    "undo",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An act of an editor, as an event that is never changed; ``id`` counts them, 0 until it is stored.

    ``target`` is the story or article it is about, of an undo the id of what is undone, of learn and forget that of
    the event in the log of what was learned. ``before`` and ``after`` are pairs: of merge, split, move and pin each
    article with its story, of link and unlink each other story with how it stands to the target, of lead the story with
    its lead, of hold, release and retract the target with its standing, of learn and forget what the desk groups by.
    """

    id: int = 0
    editor: str
    verb: DecisionVerb
    target: str
    before: tuple[tuple[str, str], ...] = ()
    after: tuple[tuple[str, str], ...] = ()
    note: str = ""
    decided_at: datetime
