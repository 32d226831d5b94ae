"""Backups: one file with the database and the owner's files, made while the desk runs, and opened before it counts.

A backup is a gzipped tar file, readable by its owner alone: ``backup.json`` says what is in it, with the SHA-256 of
each file and the number of rows of each table; ``desk.sqlite`` is the database, copied by SQLite's online backup
(sqlite.org/backup.html), or filled with the rows of PostgreSQL as they stood at one moment. Files that hold keys and
passwords of mail servers are not in it.
"""

from __future__ import annotations

import hashlib
import io
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec

from nightdesk.config import CONFIG_NAME, Config
from nightdesk.counting import counted
from nightdesk.errors import ConfigError, StoreError
from nightdesk.storage.database import SqliteDatabase, is_postgres, pending_migrations
from nightdesk.storage.folder import naming, neighbour_of
from nightdesk.storage.private import open_private
from nightdesk.storage.store import Store

FOLDER = "backups"
LISTING, DATABASE = "backup.json", "desk.sqlite"
OWN_FILES, OWN_FOLDERS = (CONFIG_NAME, "sources.opml"), ("topics", "organizations")
ENDING = ".tar.gz"
FORM = 1
GZIP_LEVEL = 3  # of a desk's 1.5 MB: level 3 gives 24 %, level 9 gives 22 % for four times the CPU
BROKEN = (tarfile.TarError, EOFError, zlib.error, OSError, KeyError, msgspec.DecodeError, sqlite3.Error)


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds; ``rows`` are counted by table, ``files`` are their SHA-256 by name."""

    form: int
    desk_id: str
    made_at: datetime
    made_by: str
    rows: dict[str, int]
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was opened and found whole."""

    path: Path
    listing: Listing
    size: int
    removed: tuple[Path, ...] = ()

    @property
    def counted(self) -> str:
        """What is in it, in words."""
        rows = self.listing.rows
        named = {"article": "articles", "story": "stories", "source": "sources", "subscriber": "readers"}
        counts = ", ".join(f"{rows.get(table, 0):,} {word}" for table, word in named.items())
        return f"{counts}, {counted(len(self.listing.files) - 1, 'file')} of settings"


def make_backup(config: Config, to: Path | None = None, keep: int | None = None) -> Backup:
    """Back a desk up into a file or a folder, while it runs or not, and open what was made.

    Args:
        config: the desk's settings.
        to: a file, or a folder in which the file is named for desk and moment; ``backups`` of the desk unless given.
        keep: how many backups of this desk stay in that folder, the newest; ``None`` means all.

    Raises:
        ConfigError: there is no database to back up.
        StoreError: the database cannot be read, or the file cannot be written.
    """
    now = datetime.now(UTC)
    _refuse_nothing(config)
    with closing(Store.open(config)) as store:  # brings the schema to this version's, as every command does
        desk_id = store.desk_id()
    path = _place(config, to, desk_id, now)
    with naming(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".nightdesk-") as folder:
            copy = Path(folder) / DATABASE
            copy_database(config, copy)
            whole = neighbour_of(path)
            whole.unlink(missing_ok=True)
            try:
                _write(whole, config.home, copy, desk_id, now)
                checked = check_backup(whole)
                whole.replace(path)
            except BaseException:
                whole.unlink(missing_ok=True)
                raise
    removed = _prune(path, desk_id, keep) if keep is not None else ()
    return Backup(path, checked.listing, checked.size, removed)


def check_backup(path: Path) -> Backup:
    """Open a backup, compare each file with what was written down, count each row; StoreError says what is wrong."""
    with opened_backup(path) as (backup, _):
        return backup


@contextmanager
def opened_backup(path: Path) -> Iterator[tuple[Backup, Path]]:
    """A backup that was found whole, and a folder with its files, for as long as it is looked at."""
    if not path.is_file():
        raise ConfigError(f"{path}: no such backup; `nightdesk backup` makes one in the folder {FOLDER}")
    with tempfile.TemporaryDirectory(prefix="nightdesk-") as folder:
        try:
            listing = _unpack(path, Path(folder))
            with closing(sqlite3.connect(Path(folder) / DATABASE)) as database:
                (found,) = database.execute("PRAGMA integrity_check").fetchone()
                if found != "ok":
                    raise StoreError(f"{path}: the database in it is damaged: {found}; use another backup")
                pending_migrations(database.execute("PRAGMA user_version").fetchone()[0], str(path))
                _compare_rows(path, listing, count_rows(database))
        except BROKEN as error:
            raise StoreError(f"{path}: not a whole backup: {error or type(error).__name__}; use another one") from error
        yield Backup(path, listing, path.stat().st_size), Path(folder)


def copy_database(config: Config, to: Path) -> None:
    """Copy a desk's database into a new SQLite file, as it stands at one moment; nobody is kept from writing."""
    open_private(to)
    if is_postgres(config.store.database):
        from nightdesk.storage.postgres_rows import copy_out

        made = SqliteDatabase(to)
        made.migrate()
        made.close()
        with closing(sqlite3.connect(to)) as target:
            copy_out(config.store.database, target)
        return
    place = config.home / config.store.database
    try:
        with closing(sqlite3.connect(place, timeout=30)) as source, closing(sqlite3.connect(to)) as target:
            source.backup(target)  # in one step: it sees one moment, and begins no second time when others write
            target.execute("PRAGMA journal_mode=DELETE")  # so that it is one file
    except sqlite3.Error as error:
        raise StoreError(f"{place}: cannot be copied: {error}; restore it from a backup") from error


def count_rows(database: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    listed = sorted(name for (name,) in names)
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in listed}  # noqa: S608 - names are the database's own


def own_files(home: Path) -> dict[str, Path]:
    """The files that the owner writes: settings, sources, topics, organizations; by their names in the desk."""
    found = {name: home / name for name in OWN_FILES if (home / name).is_file()}
    for folder in OWN_FOLDERS:
        listed = sorted(path for path in (home / folder).rglob("*") if path.is_file())
        found |= {path.relative_to(home).as_posix(): path for path in listed}
    return found


def _refuse_nothing(config: Config) -> None:
    """Refuse to back up what is not there: an empty backup would in time push out the good ones."""
    if is_postgres(config.store.database):
        return
    place = config.home / config.store.database
    if not place.exists() or not place.stat().st_size:
        raise ConfigError(
            f"{place}: there is no database to back up; if it was lost, bring it back with `nightdesk restore FILE`"
        )


def _place(config: Config, to: Path | None, desk_id: str, now: datetime) -> Path:
    folder = to or config.home / FOLDER
    if folder.suffix and not folder.is_dir():
        return folder
    name = f"nightdesk-{desk_id}-{now:%Y%m%dT%H%M%S.%f}"[:-3]
    return folder / f"{name}Z{ENDING}"


def _write(path: Path, home: Path, copy: Path, desk_id: str, now: datetime) -> None:
    files = own_files(home) | {DATABASE: copy}
    with closing(sqlite3.connect(copy)) as database:
        rows = count_rows(database)
    made_by = f"nightdesk {version('nightdesk')}"
    hashes = {name: _hash(place) for name, place in files.items()}
    listing = Listing(form=FORM, desk_id=desk_id, made_at=now, made_by=made_by, rows=rows, files=hashes)
    open_private(path)
    with tarfile.open(path, "w:gz", compresslevel=GZIP_LEVEL) as archive:
        content = msgspec.json.format(msgspec.json.encode(listing), indent=1)
        head = tarfile.TarInfo(LISTING)
        head.size = len(content)
        archive.addfile(head, io.BytesIO(content))
        for name, place in files.items():
            archive.add(place, name, recursive=False)


def _unpack(path: Path, folder: Path) -> Listing:
    """Unpack the files that the listing names, each compared with it, and no others."""
    with tarfile.open(path, "r:gz") as archive:
        head = archive.extractfile(LISTING)
        if head is None:
            raise KeyError(f"{LISTING} is no file")
        listing = msgspec.json.decode(head.read(), type=Listing)
        if listing.form > FORM:
            raise ConfigError(f"{path}: a newer nightdesk made it; pip install --upgrade nightdesk")
        for name, expected in listing.files.items():
            if name not in (*OWN_FILES, DATABASE) and (
                name.split("/")[0] not in OWN_FOLDERS or ".." in name.split("/")
            ):
                raise KeyError(f"{name!r} does not belong in a backup")
            member = archive.extractfile(name)
            if member is None:
                raise KeyError(f"{name} is no file")
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            open_private(place)
            with member, place.open("wb") as target:
                while piece := member.read(1 << 20):
                    target.write(piece)
            if _hash(place) != expected:
                raise StoreError(f"{path}: {name} in it is not as it was written; use another backup")
    return listing


def _compare_rows(path: Path, listing: Listing, found: dict[str, int]) -> None:
    if found != listing.rows:
        differing = sorted(name for name in {*found, *listing.rows} if found.get(name) != listing.rows.get(name))
        raise StoreError(f"{path}: other rows than were counted in {', '.join(differing)}; use another backup")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _prune(path: Path, desk_id: str, keep: int) -> tuple[Path, ...]:
    """Remove the backups of this desk beside the newest; their names sort as their moments follow each other."""
    listed = sorted(path.parent.glob(f"nightdesk-{desk_id}-*Z{ENDING}"))
    gone = tuple(each for each in listed[: max(0, len(listed) - max(1, keep))] if each != path)
    for each in gone:
        with suppress(FileNotFoundError):
            each.unlink()
    return gone
