"""How the watcher is: in memory for `/healthz`, and in a file of the desk's cache for `nightdesk doctor`.

A lock is held on a second file for as long as the watcher lives. The system lets go of it at any end, so that a watcher
that was killed is told from one that is at work.
"""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from nightdesk.counting import counted
from nightdesk.errors import StoreError
from nightdesk.storage.folder import naming, write_file

HEALTH_NAME = "watch.json"
LOCK_NAME = "watch.lock"
OVERDUE = timedelta(minutes=5)  # after the moment of its next look a watcher that has not looked does not live
STUCK = timedelta(minutes=30)  # one unit takes a minute at the defaults, a batch of 1,000 articles some minutes

State = Literal["working", "resting", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What a watcher did last; ``failures`` counts those in a row, ``troubles`` are lines for the desk's owner.

    ``changed_at`` is when it last got on: a look began or ended, or a unit of work did. ``next_look_at`` is set while
    it rests. ``cause`` names the kind of the last error, which tells a stranger nothing of the desk.
    """

    process: int
    state: State
    changed_at: datetime
    well_at: datetime | None = None
    next_look_at: datetime | None = None
    failures: int = 0
    cause: str = ""
    troubles: tuple[str, ...] = ()


def stands(health: Health, now: datetime) -> str:
    """Why a watcher that lives does not do its work; ``""`` where it does."""
    if health.failures:
        why = health.troubles[0] if health.troubles else health.cause
        return f"failed {counted(health.failures, 'time')} in a row: {why}"
    if health.state == "resting" and health.next_look_at is not None and now > health.next_look_at + OVERDUE:
        return f"meant to look again at {_at(health.next_look_at)} and did not"
    if health.state == "working" and now > health.changed_at + STUCK:
        return f"has got no further since {_at(health.changed_at)}"
    return ""


def write_health(cache_folder: Path, health: Health) -> None:
    """Write it down for other processes; StoreError where the disk takes nothing."""
    write_file(cache_folder / HEALTH_NAME, msgspec.json.encode(health))


def read_health(cache_folder: Path) -> Health | None:
    """What a watcher wrote down last; ``None`` where there was none, or what it wrote cannot be read."""
    try:
        return msgspec.json.decode((cache_folder / HEALTH_NAME).read_bytes(), type=Health)
    except (OSError, msgspec.DecodeError):
        return None


@contextlib.contextmanager
def alive(cache_folder: Path) -> Iterator[None]:
    """Let others see that a watcher lives."""
    path = cache_folder / LOCK_NAME
    with naming(path):
        cache_folder.mkdir(parents=True, exist_ok=True)
        handle = path.open("a", encoding="utf-8")
    with handle:
        fcntl.flock(handle, fcntl.LOCK_SH)  # shared: two watchers of one desk are odd, and no harm
        yield


def is_alive(cache_folder: Path) -> bool:
    """Whether a watcher of this desk lives, in any process of this machine."""
    try:
        handle = (cache_folder / LOCK_NAME).open("a", encoding="utf-8")
    except OSError:
        return False
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError as error:
            raise StoreError(f"{cache_folder / LOCK_NAME}: {error.strerror}; check this folder") from error
        return False


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
