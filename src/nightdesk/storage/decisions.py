"""Editors' decisions as events: appended, never changed, and folded into what stands of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from nightdesk.decisions import Decision
from nightdesk.rulings import NO_RULINGS, Rulings, rulings_of
from nightdesk.safe_text import safe_line, safe_lines
from nightdesk.storage import rows
from nightdesk.storage.database import Database, Row
from nightdesk.types import Redirect

_PAIRS = msgspec.json.Decoder(tuple[tuple[str, str], ...])
Last = tuple[int, str]
LONGEST_NAME, LONGEST_NOTE = 200, 10_000  # characters that an editor may type
NEVER: Last = (-1, "")
LONGEST_CHAIN = 100  # of redirects; a desk that merged stories so often in a row has other troubles


class Decisions:
    """The log of what editors did, and where merged stories went."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._folded: tuple[Last, Rulings] = ((0, ""), NO_RULINGS)

    def append(self, decision: Decision) -> Decision:
        """Write a decision down after all others; returns it with its number."""
        with self._database.transaction():
            numbered = replace(
                decision,
                id=self._last()[0] + 1,
                editor=safe_line(decision.editor, LONGEST_NAME),
                note=safe_lines(decision.note, LONGEST_NOTE),
            )
            self._folded = (NEVER, NO_RULINGS)  # another with this number and moment may have been rolled back
            self._database.run(
                "append_decision",
                id=numbered.id,
                editor=numbered.editor,
                verb=numbered.verb,
                target=numbered.target,
                was=rows.json_of(numbered.before),
                became=rows.json_of(numbered.after),
                note=numbered.note,
                decided_at=rows.time_to_text(numbered.decided_at),
            )
        return numbered

    def all(self) -> tuple[Decision, ...]:
        """All decisions, oldest first."""
        return tuple(map(_decision, self._database.run("decisions")))

    def rulings(self) -> Rulings:
        """What stands of all decisions; folded anew only after another one."""
        last = self._last()
        if last != self._folded[0]:
            self._folded = (last, rulings_of(self.all()))
        return self._folded[1]

    def _last(self) -> Last:
        """Number and moment of the latest decision."""
        found = self._database.run("last_decision")
        return (found[0]["id"], found[0]["decided_at"]) if found else (0, "")

    def redirects(self) -> tuple[Redirect, ...]:
        """The stories that have no article left since they were merged, each with where it leads in the end."""
        return tuple(
            Redirect(row["id"], self.resolve(row["story_id"])) for row in self._database.run("emptied_redirects")
        )

    def redirect(self, wanted: Iterable[Redirect]) -> None:
        """Note where merged stories went."""
        for redirect in wanted:
            self._database.run("save_redirect", id=redirect.id, story_id=redirect.story_id)

    def resolve(self, story_id: str) -> str:
        """The story that an id leads to: itself where it has articles, else what it was merged into, to any depth."""
        for _ in range(LONGEST_CHAIN):
            found = self._database.run("redirect_of", id=story_id)
            if not found:
                break
            story_id = found[0]["story_id"]
        return story_id


def _decision(row: Row) -> Decision:
    return Decision(
        id=row["id"],
        editor=row["editor"],
        verb=row["verb"],
        target=row["target"],
        before=_PAIRS.decode(row["was"]),
        after=_PAIRS.decode(row["became"]),
        note=row["note"],
        decided_at=rows.time_from_text(row["decided_at"]),
    )
