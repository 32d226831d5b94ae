"""Rows that do not decode: met in passing, repaired where the fault is known, else set aside with their content.

Versions before this one could write such rows (they cut an escape out of JSON that was encoded already). Whoever reads
rows passes over one that does not decode, so that it costs nobody but itself; the engine, or `nightdesk doctor
--repair`, then takes it out of its table. An article that is set aside is found anew where its source still names it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from nightdesk.safe_text import safe_line
from nightdesk.storage import rows
from nightdesk.storage.database import Database, Row

T = TypeVar("T")
UNDECODABLE = (msgspec.MsgspecError, ValueError, TypeError, KeyError)  # msgspec's own are ValueErrors in part
PAGE = 500
# What was left of \\u0000 when its six characters were cut out of encoded JSON: a backslash that escapes nothing.
_STRAY = re.compile(r'\\(?:(?=["\\/bfnrt]|u[0-9a-fA-F]{4})(?:.)|())', re.DOTALL)
_DECODERS: Mapping[str, Callable[[Row], object]] = {
    "article": rows.article_from_row,
    "source": rows.source_from_row,
    "story": rows.story_from_row,
}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that does not decode: of which table, its id, its address where it has one, and why.

    ``is_repaired`` tells whether it reads again; else it was, or will be, set aside.
    """

    table: str
    id: str
    address: str
    why: str
    is_repaired: bool = False

    @property
    def line(self) -> str:
        """The row and what became of it, on one line."""
        named = f"{self.table} {self.id}" + (f" ({self.address})" if self.address else "")
        return f"{named}: its row could not be read{', and was repaired' if self.is_repaired else ''}: {self.why}"


class UnreadableRows:
    """The rows that were passed over, and where they end up."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._met: dict[tuple[str, str], Row] = {}

    def read(self, table: str, found: Iterable[Row], decode: Callable[[Row], T]) -> Iterator[T]:
        """Decode rows; one that does not decode is passed over and remembered."""
        for row in found:
            try:
                yield decode(row)
            except UNDECODABLE:
                self._met[table, row["id"]] = row

    def look_through(self) -> None:
        """Read every row of every table whose rows may fail, page by page."""
        for table, decode in _DECODERS.items():
            after = ""
            while page := self._database.run(f"look_through_{table}", after=after, limit=PAGE):
                for _ in self.read(table, page, decode):
                    pass
                after = page[-1]["id"]

    def met(self) -> tuple[Unreadable, ...]:
        """The rows that were passed over so far; nothing is changed."""
        return tuple(_described(table, row) for (table, _), row in sorted(self._met.items()))

    def settle(self, now: datetime) -> tuple[Unreadable, ...]:
        """Repair each row that was passed over, or set it aside; the caller holds a transaction."""
        settled = []
        for (table, _), row in sorted(self._met.items()):
            told = _described(table, row)
            mended = _mended(table, row)
            if mended is not None:
                self._database.run(f"repair_{table}", **mended)
                told = Unreadable(told.table, told.id, told.address, told.why, is_repaired=True)
            else:
                self._set_aside(told, row, now)
            settled.append(told)
        self._met.clear()
        return tuple(settled)

    def set_aside_before(self) -> int:
        """How many rows stand aside."""
        return int(self._database.run("count_unreadable")[0]["number"])

    def _set_aside(self, told: Unreadable, row: Row, now: datetime) -> None:
        content = json.dumps(dict(row), default=repr)  # in ASCII, so that any of it can be stored
        self._database.run(
            "set_aside_row",
            kind=told.table,
            id=told.id,
            address=told.address,
            why=told.why,
            content=content.replace("\\u0000", "?"),
            found_at=rows.time_to_text(now),
        )
        self._database.run(f"forget_unreadable_{told.table}", id=told.id)
        self._database.run(
            "quarantine_unit", unit=told.id, now=rows.time_to_text(now), note=f"{told.line}; it was set aside"
        )


def _described(table: str, row: Row) -> Unreadable:
    columns = dict(row)
    try:
        _DECODERS[table](row)
        why = "it reads now"
    except UNDECODABLE as error:
        why = safe_line(f"{type(error).__name__}: {error}", 300)
    address = columns.get("original_url") or columns.get("url") or ""
    return Unreadable(table, safe_line(str(columns["id"]), 100), safe_line(str(address), 300), why)


def _mended(table: str, row: Row) -> dict[str, Any] | None:
    """The row's columns with stray backslashes taken out of its JSON, or ``None`` where that does not mend it."""
    if table != "article":
        return None
    columns = dict(row)
    nested = rows.NESTED_COLUMNS
    mended = {name: _STRAY.sub(lambda found: found[0] if found[1] is None else "", columns[name]) for name in nested}
    try:
        rows.article_from_row(columns | mended)
    except UNDECODABLE:
        return None
    return {"id": columns["id"]} | mended
