"""A desk from a backup: checked first, put in its place whole, and what stood there kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nightdesk.config import CONFIG_NAME, Config, load_config
from nightdesk.errors import ConfigError, StoreError
from nightdesk.storage.backup import DATABASE, ENDING, OWN_FOLDERS, Backup, make_backup, opened_backup, own_files
from nightdesk.storage.backup import FOLDER as BACKUPS
from nightdesk.storage.database import SqliteDatabase, is_postgres
from nightdesk.storage.folder import naming, only_one, remove_file, write_file
from nightdesk.storage.private import BESIDE, PRIVATE, make_private, open_private
from nightdesk.storage.store import Store


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where what stood before was kept."""

    backup: Backup
    kept: tuple[Path, ...]


def restore_backup(path: Path, home: Path) -> Restored:
    """Put a backup in the place of a desk's database, settings, sources, topics and organizations.

    What stands there is backed up first, or, where the database cannot be read, moved aside. A desk that runs goes on
    with what was restored; no run or publication may be under way.

    Raises:
        StoreError: the backup is not whole; then nothing was changed.
        ConfigError: there is no such backup, or a run is under way.
    """
    with opened_backup(path) as (backup, folder):
        before = _config_of(home)
        with naming(home):
            home.mkdir(parents=True, exist_ok=True)
        with only_one((before or Config(home)).cache_folder):
            kept = [] if before is None else _keep(before)
            if not any(path.name.endswith(ENDING) for path in kept):
                kept += _copied_aside(folder, home)
            _put_files(folder, home)
            config = load_config(home)
            if before is None or config.store != before.store:
                kept += _keep(config)
            _put_database(folder / DATABASE, config)
            for left in config.cache_folder.glob("*.snapshot"):  # what a batch left of articles that may be gone
                left.unlink()
        return Restored(backup, tuple(kept))


def _config_of(home: Path) -> Config | None:
    if not (home / CONFIG_NAME).exists():
        return None
    try:
        return load_config(home)
    except ConfigError:
        return None  # it is about to be replaced


def _keep(config: Config) -> list[Path]:
    """Keep what stands: in a backup, or a database that cannot be read under another name."""
    place = config.home / config.store.database
    if is_postgres(config.store.database):
        with closing(Store.open(config)) as store:
            is_empty = not any(store.counts().values())
        return [] if is_empty else [make_backup(config).path]
    if not place.exists():
        return []
    if not place.stat().st_size:
        return []
    return [make_backup(config).path] if _can_be_read(place) else _moved_aside(place)


def _can_be_read(place: Path) -> bool:
    try:
        with closing(sqlite3.connect(place, timeout=30)) as database:
            (found,) = database.execute("PRAGMA integrity_check").fetchone()
            return bool(found == "ok")
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # it is in use, or may not be read
            raise StoreError(f"{place}: {error}; end what uses it and try again") from error
        return False


def _copied_aside(folder: Path, home: Path) -> list[Path]:
    """Keep the owner's files that a backup has otherwise, where there was no database to back them up with."""
    wanted = own_files(folder)
    aside = home / BACKUPS / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    differing = {
        name: place
        for name, place in own_files(home).items()
        if name not in wanted or wanted[name].read_bytes() != place.read_bytes()
    }
    for name, place in differing.items():
        write_file(aside / name, place.read_bytes())
        (aside / name).chmod(PRIVATE)
    return [aside] if differing else []


def _moved_aside(place: Path) -> list[Path]:
    now = datetime.now(UTC)
    moved = []
    for ending in BESIDE:
        beside = place.with_name(place.name + ending)
        if beside.exists():
            moved.append(beside.rename(place.with_name(f"{place.name}.broken-{now:%Y%m%dT%H%M%S}{ending}")))
    return moved


def _put_files(folder: Path, home: Path) -> None:
    """Make the owner's files those of the backup; each is written whole or not at all."""
    wanted = own_files(folder)
    for name in own_files(home).keys() - wanted.keys():
        if name.split("/")[0] in OWN_FOLDERS:  # they are in the backup that was just made
            remove_file(home, name)
    for name, place in wanted.items():
        write_file(home / name, place.read_bytes())
        if b"@" in place.read_bytes() and name.endswith(".opml"):
            make_private(home / name)  # an address in it may hold a password


def _put_database(copy: Path, config: Config) -> None:
    made = SqliteDatabase(copy)
    made.migrate()  # an older nightdesk may have made it
    made.close()
    with closing(sqlite3.connect(copy)) as source:
        if is_postgres(config.store.database):
            from nightdesk.storage.postgres_rows import copy_in

            Store.open(config).close()  # makes the tables where there are none
            copy_in(source, config.store.database)
            return
        place = config.home / config.store.database
        with naming(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.exists() and not place.stat().st_size:
                for ending in BESIDE[1:]:  # of a database that was lost: SQLite would take them for this one's
                    with suppress(FileNotFoundError):
                        place.with_name(place.name + ending).unlink()
        open_private(place)
        try:
            # Through SQLite, not by a rename: whoever has the database open sees the restored rows from then on.
            with closing(sqlite3.connect(place, timeout=30)) as target:
                source.backup(target)
                target.execute("PRAGMA journal_mode=WAL")
        except sqlite3.Error as error:
            raise StoreError(f"{place}: cannot be restored: {error}; end what uses it and try again") from error
