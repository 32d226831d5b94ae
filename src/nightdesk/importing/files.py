"""Files of a folder that somebody else made: plain ones only, of a size that such a file can have."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from nightdesk.errors import ConfigError

LARGEST = 10_000_000  # bytes; the largest of 674 records has 3 KB, the one recorded newsletter 40 KB


def named_files(folder: Path, endings: tuple[str, ...]) -> list[str]:
    """The names of the files in a folder that end like this, in order; hidden ones are passed over.

    ConfigError where the folder cannot be read; none where there is no such folder.
    """
    try:
        with os.scandir(folder) as entries:
            return sorted(
                entry.name
                for entry in entries
                if entry.name.lower().endswith(endings) and not entry.name.startswith(".")
            )
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ConfigError(f"{folder}: {error.strerror}; check that you may read it") from error


def read_plain(path: Path) -> bytes:
    """The bytes of a file; ValueError says why it cannot be one of the format."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            raise ValueError("line 1: not a plain file (links are not followed)")
        if found.st_size > LARGEST:
            raise ValueError(f"line 1: {found.st_size:,} bytes, more than the {LARGEST:,} that such a file may have")
        return path.read_bytes()
    except OSError as error:
        raise ValueError(f"line 1: cannot be read: {error.strerror}") from error


def in_batches(names: list[str], size: int) -> Iterator[list[str]]:
    """The names, so many at a time."""
    for start in range(0, len(names), size):
        yield names[start : start + size]
