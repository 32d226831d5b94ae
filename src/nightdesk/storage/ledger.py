"""The ledger of work: scheduler, retry queue, audit and progress bar in one table (docs/adr/0001)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nightdesk.safe_text import safe_lines
from nightdesk.storage import rows
from nightdesk.storage.database import Database
from nightdesk.types import Work

LEASE = timedelta(minutes=15)  # far over any unit's limits; a machine that died gives its work back after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Until when units are left alone with their host, and why.

    How often the host failed one after another (``failures``) counts for each of its units, which are given up after
    ``most_attempts``. ``claimed_by`` is who may hold some of them.
    """

    until: datetime
    failures: int
    most_attempts: int
    claimed_by: str
    note: str


class Ledger:
    """What every stage has to do with every unit, did, or could not do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def schedule(self, stage: str, version: int, units: Iterable[str], now: datetime, note: str) -> None:
        """Make units due for a stage at once, whatever it did with them before."""
        moment = rows.time_to_text(now)
        for unit in units:
            self._database.run(
                "schedule_work", stage=stage, version=version, unit=unit, due_at=moment, now=moment, note=note
            )

    def schedule_patiently(self, stage: str, version: int, units: Iterable[str], now: datetime, note: str) -> None:
        """Make units due for a stage at once; one that waits for its next attempt goes on waiting."""
        moment = rows.time_to_text(now)
        for unit in units:
            self._database.run(
                "schedule_work_patiently", stage=stage, version=version, unit=unit, due_at=moment, now=moment, note=note
            )

    def follow_sources(self, now: datetime) -> None:
        """Make polling follow the active sources: new ones are due at once, others rest."""
        moment = rows.time_to_text(now)
        self._database.run("schedule_new_sources", now=moment, note="a new source")
        self._database.run("rest_sources", now=moment, note="no longer among the desk's sources")
        self._database.run("wake_sources", now=moment, note="among the desk's sources again")

    def claim(self, stage: str, claimed_by: str, now: datetime, limit: int, *, in_order: bool = False) -> list[Work]:
        """Take up to ``limit`` due units for a stage under a lease; ``in_order`` takes articles by publication."""
        found = self._database.run(
            "claim_articles_in_order" if in_order else "claim_work",
            stage=stage,
            claimed_by=claimed_by,
            claimed_until=rows.time_to_text(now + LEASE),
            now=rows.time_to_text(now),
            limit=limit,
        )
        return sorted(map(rows.work_from_row, found), key=lambda work: (work.due_at, work.unit))

    def due_units(self, stage: str, now: datetime, after: str, limit: int) -> tuple[list[str], str]:
        """Units that are due after a place in the ledger (``""`` is its start), and the place after them.

        The place is ``""`` where the list has come to its end.
        """
        due_at, _, unit = after.partition(" ")
        found = self._database.run(
            "due_units", stage=stage, now=rows.time_to_text(now), after_at=due_at, after_unit=unit, limit=limit
        )
        place = f"{found[-1]['due_at']} {found[-1]['unit']}" if len(found) == limit else ""
        return [row["unit"] for row in found], place

    def claim_unit(self, stage: str, claimed_by: str, now: datetime, unit: str) -> Work | None:
        """Take this unit for a stage under a lease; ``None`` where it is due no more."""
        found = self._database.run(
            "claim_unit",
            stage=stage,
            unit=unit,
            claimed_by=claimed_by,
            claimed_until=rows.time_to_text(now + LEASE),
            now=rows.time_to_text(now),
        )
        return rows.work_from_row(found[0]) if found else None

    def put_off(self, stage: str, units: Sequence[str], rest: Rest, now: datetime) -> list[Work]:
        """Make units due later whose host is left alone; returns what became of them."""
        found = self._database.run(
            "put_off",
            stage=stage,
            ids=rows.list_to_text(tuple(units)),
            claimed_by=rest.claimed_by,
            now=rows.time_to_text(now),
            until=rows.time_to_text(rest.until),
            failures=rest.failures,
            most=rest.most_attempts,
            note=rest.note,
        )
        return [rows.work_from_row(row) for row in found]

    def finish(self, work: Work, claimed_by: str) -> None:
        """Write down how a claimed unit ended; nothing happens where it was made due again meanwhile."""
        self._database.run(
            "finish_work",
            stage=work.stage,
            unit=work.unit,
            state=work.state,
            version=work.version,
            attempts=work.attempts,
            due_at=rows.time_to_text(work.due_at),
            note=safe_lines(work.note),  # what others answered is quoted in it
            now=rows.time_to_text(work.changed_at),
            claimed_by=claimed_by,
        )

    def release(self, claimed_by: str) -> None:
        """Give back all that a claimant that is gone had claimed."""
        self._database.run("release_work", claimed_by=claimed_by)

    def raise_version(self, stage: str, version: int, now: datetime) -> None:
        """Make all units due again that an older version of a stage has dealt with."""
        note = f"{stage} is now version {version}"
        self._database.run("raise_version", stage=stage, version=version, now=rows.time_to_text(now), note=note)

    def again(self, stage: str, now: datetime, note: str) -> None:
        """Make all units due again that a stage has dealt with, because what it judges by has changed."""
        self._database.run("work_again", stage=stage, now=rows.time_to_text(now), note=note)

    def let_go(self, stage: str) -> list[str]:
        """Forget what waits for a stage that there is no more, or failed at it; returns the units, as they stood."""
        return [row["unit"] for row in self._database.run("let_go", stage=stage)]

    def set_right(self, now: datetime, soon: datetime, latest: datetime, far: datetime) -> int:
        """Bring back what a wrong clock put too far ahead; returns how many due times that were.

        Args:
            now: when other work is due that was put beyond ``latest`` by a clock that was ahead, or beyond ``far``.
            soon: when a source is due that was put beyond ``latest``.
            latest: as late as the settings allow.
            far: as late as any work may be due.
        """
        moments = {"now": rows.time_to_text(now), "latest": rows.time_to_text(latest)}
        polls = self._database.run("set_polls_right", soon=rows.time_to_text(soon), latest=moments["latest"])
        others = self._database.run("set_work_right", far=rows.time_to_text(far), **moments)
        leases = self._database.run("set_leases_right", until=rows.time_to_text(now + LEASE))
        return len(polls) + len(others) + len(leases)

    def due_counts(self, now: datetime) -> dict[str, int]:
        """How many units are due now, by stage."""
        found = self._database.run("due_counts", now=rows.time_to_text(now))
        return {row["stage"]: row["number"] for row in found}

    def next_due_at(self) -> datetime | None:
        """When the next unit is due, if any is."""
        text = self._database.run("next_due")[0]["due_at"]
        return rows.time_from_text(text) if text else None

    def work_of(self, unit: str) -> tuple[Work, ...]:
        """All that was done and is to be done with a unit, in the order in which it changed."""
        return tuple(map(rows.work_from_row, self._database.run("work_of_unit", unit=unit)))

    def troubles(self, limit: int = 1000) -> tuple[Work, ...]:
        """Units that failed, were quarantined, or wait to be tried again; newest first."""
        return tuple(map(rows.work_from_row, self._database.run("troubled_work", limit=limit)))
