"""What a desk learned, as events: appended, never changed; the latest one holds."""

from __future__ import annotations

from dataclasses import replace

from nightdesk.lessons import Learned
from nightdesk.storage import rows
from nightdesk.storage.database import Database


class Learnings:
    """The log of what was learned and forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, learned: Learned) -> Learned:
        """Write an event down after all others; returns it with its number."""
        with self._database.transaction():
            latest = self.latest()
            numbered = replace(learned, id=latest.id + 1 if latest else 1, editor=rows.clean(learned.editor))
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

    def latest(self) -> Learned | None:
        """The event that holds; ``None`` where nothing was ever learned."""
        for row in self._database.run("latest_learned"):
            return Learned(
                id=row["id"],
                editor=row["editor"],
                learned_at=rows.time_from_text(row["learned_at"]),
                decisions=row["decisions"],
                judgements=row["judgements"],
                report=row["report"],
            )
        return None
