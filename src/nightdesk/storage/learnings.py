"""What a desk learned, as events: appended, never changed; the latest one that was not taken back holds."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterator
from dataclasses import replace

from nightdesk.lessons import Learned
from nightdesk.safe_text import safe_line
from nightdesk.storage import rows
from nightdesk.storage.database import Database


class Learnings:
    """The log of what was learned and forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, learned: Learned) -> Learned:
        """Write an event down after all others; returns it with its number."""
        with self._database.transaction():
            latest = next(self._newest(), None)
            numbered = replace(learned, id=latest.id + 1 if latest else 1, editor=safe_line(learned.editor, 200))
            self._database.run(
                "append_learned",
                id=numbered.id,
                editor=numbered.editor,
                learned_at=rows.time_to_text(numbered.learned_at),
                decisions=numbered.decisions,
                judgements=numbered.judgements,
                report=numbered.report,
            )
        return numbered

    def latest(self, taken_back: Container[int]) -> Learned | None:
        """The event that holds, of those that were not taken back; ``None`` where there is none."""
        return next((event for event in self._newest() if event.id not in taken_back), None)

    def _newest(self) -> Iterator[Learned]:
        """All events, the latest first, read one by one: each holds whole judgements."""
        before = sys.maxsize
        while found := self._database.run("learned_before", before=before):
            row = found[0]
            before = row["id"]
            yield Learned(
                id=row["id"],
                editor=row["editor"],
                learned_at=rows.time_from_text(row["learned_at"]),
                decisions=row["decisions"],
                judgements=row["judgements"],
                report=row["report"],
            )
