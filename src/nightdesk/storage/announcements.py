"""Which feeds changed since a hub was last told of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TypeVar

from nightdesk.storage.store import Store
from nightdesk.types import File

T = TypeVar("T")


class FeedWatch:
    """Looks at the files of an edition as they pass, and remembers what its feeds were like.

    It compares bytes, not what was written to disk: a folder that is made anew announces nothing, and a feed
    that became what it was before between two editions does not either.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: dict[str, str] = {}

    def through(self, files: Iterable[T]) -> Iterator[T]:
        """Hand on files as they are."""
        for file in files:
            if isinstance(file, File) and file.is_announced:
                self._seen[file.path] = hashlib.sha256(file.content).hexdigest()[:32]
            yield file

    def changed(self) -> tuple[str, ...]:
        """The paths of feeds that are not as they were when last asked; from now on they are as they are now."""
        found = tuple(path for path, seen in self._seen.items() if self._store.memo(f"announced {path}") != seen)
        for path in found:
            self._store.remember(f"announced {path}", self._seen[path])
        return found
