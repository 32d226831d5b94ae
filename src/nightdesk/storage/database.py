"""One small database of four verbs, for SQLite and PostgreSQL: run, transaction, migrate, close.

SQL has a name and lives in ``queries.sql``; where the engines differ, a statement of the same name in
``queries.postgres.sql`` takes its place. Values are named, as in ``:article_id``.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

from nightdesk.errors import ConfigError, StoreError
from nightdesk.storage.private import open_private

Row = Mapping[str, Any]
Value = str | int | float | None
LARGEST_INTEGER = 2**63 - 1
_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)
_INSERT = re.compile(r"\{(\w+)\}")
# What SQLite says of the values that a statement was given, not of the database: a type it does not know, a text
# too long, a rule of the schema broken.
_OF_ITS_VALUES = (sqlite3.DataError, sqlite3.IntegrityError, sqlite3.InterfaceError)
_PARAMETER = re.compile(r"(?<![:\w]):(\w+)")


class Unstorable(ValueError):
    """A value that no row can hold; a door let it through, so whoever saves it meets a bug and costs its unit alone."""


def check_storable(query_name: str, values: Mapping[str, Value]) -> None:
    """Refuse what PostgreSQL or SQLite cannot hold: NUL, half of a UTF-16 pair, a number of more than 64 bits.

    Text from outside was made safe where it entered (`nightdesk.safe_text`); this is the second guard, and strict.
    """
    for name, value in values.items():
        if isinstance(value, str):
            if "\0" in value:
                raise Unstorable(f"{query_name}: {name} holds NUL: {value[:60]!r}")
            if not value.isascii():
                try:
                    value.encode()
                except UnicodeEncodeError as error:
                    raise Unstorable(f"{query_name}: {name} holds half of a UTF-16 pair: {value[:60]!r}") from error
        elif isinstance(value, int) and not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
            raise Unstorable(f"{query_name}: {name} is {value:.3e}, which no column holds")


class Database(Protocol):
    """What the store asks of an engine."""

    def run(self, query_name: str, **values: Value) -> list[Row]:
        """Run a named statement and return its rows.

        Raises:
            StoreError: what failed, and the mend.
            Unstorable: no row can hold one of the values.
        """
        ...

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:
        """All statements inside are saved together or not at all; nested use joins the outer one.

        With ``durable`` they are on the disk when it ends, so that not even a power cut undoes them.
        """
        ...

    def migrate(self) -> None:
        """Bring the schema to this version's; ConfigError where a newer nightdesk wrote it."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


def is_postgres(address: str) -> bool:
    """Whether ``[store] database`` names a PostgreSQL database, not a file."""
    return address.startswith(("postgresql://", "postgres://"))


def open_database(address: str, home: Path) -> Database:
    """Open the database that ``desk.toml`` names: a PostgreSQL URL, or a file relative to the desk's folder."""
    if is_postgres(address):
        try:
            from nightdesk.storage.postgres import PostgresDatabase
        except ImportError as error:
            raise ConfigError(
                "[store] database is a PostgreSQL URL, but its driver is missing; pip install 'nightdesk[postgres]'"
            ) from error
        return PostgresDatabase(address)
    return SqliteDatabase(home / address)


class SqliteDatabase:
    """SQLite in WAL mode, one file; safe to use from any thread, one statement at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        open_private(path)
        try:
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
            self._connection.row_factory = sqlite3.Row
            # NORMAL survives a crash of the process in full; after a power cut the last commits may be
            # undone as a whole, and their work is due again (sqlite.org/wal.html, "Performance Considerations").
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
        except sqlite3.Error as error:
            raise StoreError(f"{path}: cannot be opened as a database: {error}; {_mend(error)}") from error

    def run(self, query_name: str, **values: Value) -> list[Row]:
        """Run a named statement and return its rows."""
        check_storable(query_name, values)
        with self._lock:
            try:
                return self._connection.execute(queries("sqlite")[query_name], values).fetchall()
            except sqlite3.Error as error:
                if isinstance(error, _OF_ITS_VALUES) or str(error).startswith("Error binding"):
                    raise Unstorable(f"{self.path}: {query_name}: cannot save this: {error}") from error
                # A full disk is nothing of the statement that met it first.
                at = "" if "full" in str(error) else f"{query_name}: "
                raise StoreError(f"{self.path}: {at}{error}; {_mend(error)}") from error

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:
        """Save all statements inside together or not at all."""
        with self._lock:
            if self._depth:
                yield
                return
            if durable:
                self._execute("PRAGMA synchronous=FULL")
            self._execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
            except BaseException:
                self._undo()
                raise
            else:
                try:
                    self._execute("COMMIT")
                except StoreError:
                    self._undo()
                    raise
            finally:
                self._depth = 0
                if durable:
                    self._execute("PRAGMA synchronous=NORMAL")

    def migrate(self) -> None:
        """Bring the schema to this version's."""
        with self.transaction():
            found = self._execute("PRAGMA user_version").fetchone()[0]
            for number, script in pending_migrations(found, str(self.path)):
                for statement in statements(script):
                    self._execute(statement)
                self._execute(f"PRAGMA user_version = {number:d}")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _execute(self, statement: str) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement)
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {error}; {_mend(error)}") from error

    def _undo(self) -> None:
        if self._connection.in_transaction:  # a full disk may already have undone it
            self._connection.execute("ROLLBACK")


def _mend(error: sqlite3.Error) -> str:
    """What a person can do about an error of SQLite."""
    text = str(error)
    if "full" in text:
        return "free some space on this disk and run again: all that was saved before is kept"
    if "locked" in text:
        return "another program holds it; end that one and run again"
    if "readonly" in text or "unable to open" in text:
        return "check that this folder exists and that you may write in it"
    if "not a database" in text or "malformed" in text:
        return "restore this file from a backup, or move it away to start anew"
    return "run `nightdesk doctor`"


@cache
def queries(engine: str) -> Mapping[str, str]:
    """All named statements for an engine, ``sqlite`` or ``postgres``."""
    named = _named(_read("queries.sql"))
    if engine == "postgres":
        named |= _named(_read("queries.postgres.sql"))
    named = _filled(named)
    if engine == "postgres":
        # psycopg's form of a named value; a literal percent sign is doubled for it.
        named = {name: _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%")) for name, sql in named.items()}
    return named


def pending_migrations(found: int, place: str) -> list[tuple[int, str]]:
    """Migrations above the version that was found, as (number, script), in order."""
    scripts = sorted(
        (int(item.name[:4]), item.read_text(encoding="utf-8"))
        for item in (resources.files("nightdesk.storage") / "migrations").iterdir()
        if item.name.endswith(".sql")
    )
    known = scripts[-1][0]
    if found > known:
        raise ConfigError(
            f"{place}: the database has schema {found}, this nightdesk knows up to {known}: a newer nightdesk wrote it;"
            " install that version (pip install --upgrade nightdesk) or use another database"
        )
    return [(number, script) for number, script in scripts if number > found]


def statements(script: str) -> list[str]:
    """The statements of a script, one by one."""
    return [part.strip() for part in _without_comments(script).split(";") if part.strip()]


def _read(name: str) -> str:
    return (resources.files("nightdesk.storage") / name).read_text(encoding="utf-8")


def _named(text: str) -> dict[str, str]:
    parts = _NAME.split(text)[1:]
    return dict(zip(parts[::2], (_without_comments(part) for part in parts[1::2]), strict=True))


def _filled(named: Mapping[str, str]) -> dict[str, str]:
    """Statements with each ``{name}`` replaced by the statement of that name, to any depth."""

    def fill(sql: str) -> str:
        return _INSERT.sub(lambda match: fill(named[match[1]]), sql)

    return {name: fill(sql) for name, sql in named.items()}


def _without_comments(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text).strip()
