"""The desk's own small copies of pictures, under a budget of bytes: the oldest go first, published ones stay."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nightdesk.errors import ConfigError, StoreError
from nightdesk.storage.folder import naming, remove_file, write_files
from nightdesk.storage.mirror import listed_files
from nightdesk.types import File

KEPT_SHARE = 0.9  # of the budget is left after clearing, so that not every new picture clears anew


class PictureCache:
    """A folder of copies; ``budget`` is in bytes, 0 means no limit."""

    def __init__(self, folder: Path, budget: int, published: Path) -> None:
        self._folder = folder
        self._budget = budget
        self._published = published
        self._size: int | None = None
        self._enough = budget

    def write(self, files: Iterable[File]) -> None:
        """Keep copies, each whole or not at all."""
        files = tuple(files)
        write_files(self._folder, files)
        if self._size is not None:
            self._size += sum(len(file.content) for file in files)

    def surplus(self) -> tuple[str, ...]:
        """The copies that have to go, oldest first; none as long as all fit.

        Those that the published site shows are never among them, even where they alone pass the budget.
        """
        if not self._budget:
            return ()
        if self._size is None:
            self._size = sum(size for _, _, size in self._copies())
        if self._size <= self._enough:
            return ()
        copies = self._copies()  # what was counted may have been written twice
        excess = sum(size for _, _, size in copies)
        self._size, excess = excess, excess - int(self._budget * KEPT_SHARE)
        shown = self._shown()
        going: list[str] = []
        for _, path, size in copies:
            if excess <= 0:
                break
            if shown is not None and path not in shown:
                going.append(path)
                excess -= size
        # Where published ones alone pass the budget, it is looked at again after as much more as clearing spares.
        self._enough = (
            max(self._budget, self._size + int(self._budget * (1 - KEPT_SHARE))) if excess > 0 else self._budget
        )
        return tuple(going)

    def remove(self, paths: Iterable[str]) -> None:
        """Take copies away; one that is gone already is no matter."""
        for path in paths:
            if (self._folder / path).exists():
                remove_file(self._folder, path)
        self._size = None

    def _copies(self) -> list[tuple[int, str, int]]:
        """All copies as the moment they were made, path and size, oldest first."""
        found = []
        with naming(self._folder):
            for path in self._folder.glob("*/*"):
                try:
                    state = path.stat()
                except FileNotFoundError:
                    continue
                found.append((state.st_mtime_ns, path.relative_to(self._folder).as_posix(), state.st_size))
        return sorted(found)

    def _shown(self) -> frozenset[str] | None:
        """The copies that the published site holds, by the list of its files; ``None`` where that cannot be read.

        Then nothing is cleared; publishing says what is wrong with the list, and the mend.
        """
        try:
            listed = listed_files(self._published)
        except (ConfigError, StoreError):
            return None
        return frozenset(path.removeprefix("pictures/") for path in listed if path.startswith("pictures/"))
