"""All rows of a PostgreSQL desk into an SQLite database and back, so that one form of backup serves both engines.

Both engines run the same migrations, so tables and columns have the same names; all columns are texts or whole numbers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from nightdesk.errors import StoreError

ROWS_AT_ONCE = 500


def tables_of(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The columns of each table of a desk's SQLite database."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    listed = sorted(name for (name,) in names)
    return {name: tuple(row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')) for name in listed}


def copy_out(url: str, into: sqlite3.Connection) -> None:
    """Copy all rows of a PostgreSQL desk, as they stand at one moment, into an SQLite database with the same schema."""
    with _connected(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        for table, columns in tables_of(into).items():
            marks = ", ".join("?" * len(columns))
            into.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names are those of our own schema
            with connection.cursor(name="rows") as cursor:
                cursor.itersize = ROWS_AT_ONCE
                cursor.execute(_select(table, columns))
                into.executemany(f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({marks})', cursor)  # noqa: S608
        into.commit()


def copy_in(source: sqlite3.Connection, url: str) -> None:
    """Put the rows of an SQLite database in the place of all rows of a PostgreSQL desk, whole or not at all."""
    tables = tables_of(source)
    with _connected(url) as connection, connection.cursor() as cursor:
        # Whoever reads or writes meanwhile waits, and then finds the other rows.
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
        for table, columns in tables.items():
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
            with cursor.copy(statement) as copy:
                for row in source.execute(f'SELECT {", ".join(columns)} FROM "{table}"'):  # noqa: S608 - as above
                    copy.write_row(row)


def _select(table: str, columns: tuple[str, ...]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table))


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(url) as connection:
            yield connection
    except psycopg.Error as error:
        raise StoreError(f"[store] database: {' '.join(str(error).split())}; check the URL and the server") from error
