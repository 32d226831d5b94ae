"""PostgreSQL behind the four verbs, through psycopg; imported only where ``desk.toml`` names it.

Its server may stop and come back. A connection that has ended is replaced before the next statement or transaction;
what was under way ends with StoreAway, and nothing is sent again by itself: whether a commit that was not answered took
place, only who looks anew can tell.
"""

from __future__ import annotations

import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg.pq import ConnStatus
from psycopg.rows import DictRow, dict_row

from nightdesk.errors import StoreAway, StoreError
from nightdesk.storage.database import Row, Unstorable, Value, check_storable, pending_migrations, queries, statements

_MIGRATION_LOCK = 7_403_911  # any fixed number: two desks that start at once migrate one after the other
_AWAY = ("08", "57P")  # SQLSTATE: connection exceptions; a server that shuts down, crashes or starts (appendix A)
_CONNECT_SECONDS = 10


class PostgresDatabase:
    """One connection, safe to use from any thread, one statement at a time."""

    def __init__(self, url: str) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._url = url
        self._connection = self._connect()
        self._place = f"database {self._connection.info.dbname}"

    def run(self, query_name: str, **values: Value) -> list[Row]:
        """Run a named statement and return its rows."""
        check_storable(query_name, values)
        with self._lock:
            self._reconnect()
            with self._errors(query_name):
                cursor = self._connection.execute(queries("postgres")[query_name].encode(), values)
                return list(cursor.fetchall()) if cursor.description else []

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:  # noqa: ARG002 - here every one is
        """Save all statements inside together or not at all."""
        with self._lock:
            if self._depth:
                yield
                return
            self._reconnect()
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
        with self._lock:
            self._url = ""  # whoever still asks is not connected anew
            self._connection.close()

    def _connect(self) -> psycopg.Connection[DictRow]:
        try:
            return psycopg.connect(
                self._url, autocommit=True, row_factory=dict_row, connect_timeout=_CONNECT_SECONDS, keepalives_idle=60
            )
        except psycopg.Error as error:
            raise StoreAway(
                f"[store] database: cannot connect: {_line(error)}; check the URL and the server"
            ) from error

    def _reconnect(self) -> None:
        """Before a transaction, or a statement outside of one: replace a connection that has ended."""
        if self._depth == 0 and self._url and self._has_ended():
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = self._connect()

    def _has_ended(self) -> bool:
        """Whether the server has ended the connection; what it said at that lies unread, so it takes one look.

        So a server that was away while nobody asked costs nobody an error.
        """
        link = self._connection.pgconn
        if self._connection.closed:
            return True
        unread = select.poll()
        unread.register(link.socket, select.POLLIN)
        try:
            while unread.poll(0):  # its last words, then the end of the stream
                link.consume_input()
                if link.status == ConnStatus.BAD:
                    return True
        except psycopg.Error:
            return True
        return False

    @contextmanager
    def _errors(self, doing: str) -> Iterator[None]:
        try:
            yield
        except psycopg.errors.DiskFull as error:
            raise StoreError(
                f"{self._place}: {doing}: the server's disk is full; free some space and run again"
            ) from error
        except (psycopg.DataError, psycopg.IntegrityError) as error:  # one value is wrong, not the server
            raise Unstorable(f"{self._place}: {doing}: {_line(error)}") from error
        except psycopg.Error as error:
            if isinstance(error, psycopg.ProgrammingError) and error.sqlstate is None:  # a type that it does not know
                raise Unstorable(f"{self._place}: {doing}: {_line(error)}") from error
            if self._connection.closed or (error.sqlstate or "").startswith(_AWAY):
                raise StoreAway(
                    f"{self._place}: {doing}: the server is away: {_line(error)}; start it again"
                ) from error
            raise StoreError(f"{self._place}: {doing}: {_line(error)}; run `nightdesk doctor`") from error


def _line(error: psycopg.Error) -> str:
    return " ".join(str(error).split())
