"""What stages leave for their next batch: in this process as it is, and in a file of the desk's cache for the next.

A file that is gone or damaged costs time and nothing else: whoever reads it checks it.
"""

from __future__ import annotations

import mmap
from pathlib import Path

from nightdesk.kept import Kept
from nightdesk.storage.folder import naming, replacing


class SnapshotFolder:
    """A folder with a file for each stage that leaves something."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, Kept] = {}

    def keep(self, stage: str, kept: Kept) -> None:
        """Keep what a stage left, as long as this process wants it."""
        self._kept[stage] = kept

    def take(self, stage: str) -> Kept | None:
        """What a stage's last batch left in this process, given once."""
        return self._kept.pop(stage, None)

    def read(self, stage: str) -> memoryview | None:
        """What was written down of it; pages are read from the disk where they are looked at, and changed in memory."""
        path = self._path(stage)
        with naming(path):
            try:
                with path.open("rb") as file:
                    return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
            except FileNotFoundError:
                return None
            except ValueError:  # an empty file
                return memoryview(b"")

    def close(self, stage: str) -> None:
        """Write down what a stage left where that is due, and let go of it."""
        kept = self.take(stage)
        if kept is None or not kept.is_due:
            return
        path = self._path(stage)
        with naming(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as neighbour, neighbour.open("wb") as file:
                file.writelines(kept.pieces())

    def _path(self, stage: str) -> Path:
        return self._folder / f"{stage}.snapshot"
