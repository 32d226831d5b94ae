"""PostgreSQL behind the four verbs, through psycopg; imported only where ``desk.toml`` names it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.rows import DictRow, dict_row

from nightdesk.errors import StoreError
from nightdesk.storage.database import Row, Value, pending_migrations, queries, statements

_MIGRATION_LOCK = 7_403_911  # any fixed number: two desks that start at once migrate one after the other


class PostgresDatabase:
    """One connection, safe to use from any thread, one statement at a time."""

    def __init__(self, url: str) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        try:
            self._connection: psycopg.Connection[DictRow] = psycopg.connect(url, autocommit=True, row_factory=dict_row)
        except psycopg.Error as error:
            raise StoreError(
                f"[store] database: cannot connect: {_line(error)}; check the URL and the server"
            ) from error
        self._place = f"database {self._connection.info.dbname}"

    def run(self, query_name: str, **values: Value) -> list[Row]:
        """Run a named statement and return its rows."""
        with self._lock, self._errors(query_name):
            cursor = self._connection.execute(queries("postgres")[query_name].encode(), values)
            return list(cursor.fetchall()) if cursor.description else []

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:  # noqa: ARG002 - here every one is
        """Save all statements inside together or not at all."""
        with self._lock:
            if self._depth:
                yield
                return
            self._depth = 1
            try:
                with self._errors("transaction"), self._connection.transaction():
                    yield
            finally:
                self._depth = 0

    def migrate(self) -> None:
        """Bring the schema to this version's."""
        with self.transaction(), self._errors("migrate"):
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATION_LOCK,))
            self._connection.execute("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER NOT NULL)")
            row = self._connection.execute("SELECT max(number) AS number FROM schema_version").fetchone()
            for number, script in pending_migrations((row and row["number"]) or 0, self._place):
                for statement in statements(script):
                    self._connection.execute(statement.encode())
                self._connection.execute("INSERT INTO schema_version VALUES (%s)", (number,))

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    @contextmanager
    def _errors(self, doing: str) -> Iterator[None]:
        try:
            yield
        except psycopg.errors.DiskFull as error:
            raise StoreError(
                f"{self._place}: {doing}: the server's disk is full; free some space and run again"
            ) from error
        except psycopg.Error as error:
            raise StoreError(f"{self._place}: {doing}: {_line(error)}; run `nightdesk doctor`") from error


def _line(error: psycopg.Error) -> str:
    return " ".join(str(error).split())
