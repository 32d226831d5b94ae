"""Files that only their owner may read: the database, backups, keys (mode 600)."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from nightdesk.storage.folder import naming

PRIVATE = 0o600
BESIDE = ("", "-wal", "-shm", "-journal")  # what SQLite writes beside a database holds the same rows
KEY_BYTES = 32


def make_private(path: Path) -> None:
    """Take reading and writing off everybody but the owner, where they had it; a file that is not there stays so.

    What belongs to somebody else cannot be changed; `nightdesk doctor` tells of it.
    """
    with contextlib.suppress(OSError):
        if path.stat().st_mode & 0o077:
            path.chmod(PRIVATE)


def open_private(path: Path) -> None:
    """Make a file that only its owner may read, empty, unless it is there; SQLite gives its mode to what it adds."""
    with contextlib.suppress(OSError):  # whoever opens it next says what is wrong
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, PRIVATE))
    for ending in BESIDE:
        make_private(path.with_name(path.name + ending))


def is_private(path: Path) -> bool:
    """Whether nobody but its owner may read a file, or it is not there."""
    try:
        return not path.stat().st_mode & 0o077
    except OSError:
        return True


def secret_in(path: Path) -> bytes:
    """The key that a file holds; it is made where there is none. Of two that make it at once, both get the same."""
    with naming(path):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            neighbour = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
            with os.fdopen(os.open(neighbour, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE), "wb") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(neighbour)  # unlike a rename it does not take the place of another's
            neighbour.unlink()
        return path.read_bytes()
