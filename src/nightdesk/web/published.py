"""The JSON API as it lies in a published folder: its files, its lists, and lists cut to a heat.

Each file is whole at every moment (it is written beside and renamed), so reading needs no lock, also while an
edition is being published.
"""

from __future__ import annotations

import errno
import itertools
import os
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from nightdesk.formats.api import ApiItem, ApiPage, TopicPage, write_json

NEWS = "news"
COLD = -2  # below any heat: an item that has none (a record without `heat`) is in no list of hot ones
NO_FILE = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG)  # other errors are errors
Stamp = tuple[int, int, int]  # inode, time and size of a file


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a file, and when they were written; ``None`` where they were made of several."""

    content: bytes
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Beyond:
    """There is no such page: the list has only so many."""

    pages: int


class _Heat(msgspec.Struct):
    heat: int | None


class _HeatPage(msgspec.Struct):
    value: list[_Heat]


@dataclass(frozen=True, slots=True)
class _Heats:
    """The heats of a page's items, for as long as its file is the same one."""

    stamp: Stamp
    heats: array[int]


class PublishedApi:
    """What is published under ``api/`` of a site's folder; safe to ask from any thread."""

    def __init__(self, site_folder: Path) -> None:
        self._folder = site_folder / "api"
        self._known: dict[str, _Heats] = {}  # by page; 30,000 items are 250 KB

    def document(self, path: str) -> Document | None:
        """The file at a path such as ``news/index.json``, or ``None``."""
        try:
            with self._place(path).open("rb") as file:
                written_at = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
                return Document(file.read(), written_at)
        except OSError as error:
            if error.errno in NO_FILE:
                return None
            raise

    def is_list(self, folder: str) -> bool:
        """Whether a folder such as ``news/ferries`` is a list, which has pages."""
        return self._stamp(_page_path(folder, 1)) is not None

    def page(self, folder: str, number: int) -> Document | Beyond:
        """A page of a list."""
        return self.document(_page_path(folder, number)) or Beyond(sum(1 for _ in self._stamps(folder)))

    def page_of_heat(self, folder: str, number: int, least: int) -> Document | Beyond:
        """A page of those items of a list whose heat is at least so much, cut as the list's own pages are.

        What goes before the page is only counted, by heats that are remembered while their files stay the same.
        """
        size = len(self._items(folder, 1)) or 1
        before = size * (number - 1)
        counted = 0
        found: list[ApiItem] = []
        for at, hot in enumerate(self._hot(folder, least), start=1):
            if hot and counted + hot > before:
                items = [item for item in self._items(folder, at) if item.heat is not None and item.heat >= least]
                found += items[max(0, before - counted) :]
            counted += hot
            if len(found) > size:
                break
        if not found and number > 1:
            return Beyond(max(1, -(-counted // size)))
        following = number + 1 if len(found) > size else None
        return Document(write_json(ApiPage(number, found[:size], following)))

    def topics(self) -> dict[str, str]:
        """The list of each topic (a folder such as ``news/ferries``) by its id, as the published topics name it."""
        found = self.document("topics/index.json")
        if found is None:
            return {}
        page = msgspec.json.decode(found.content, type=TopicPage)
        return {
            topic.id: unquote(urlsplit(topic.services.news).path).rpartition("/api/")[2].strip("/")
            for topic in page.value
            if topic.services.news is not None
        }

    def _items(self, folder: str, number: int) -> list[ApiItem]:
        found = self.document(_page_path(folder, number))
        return msgspec.json.decode(found.content, type=ApiPage).value if found else []

    def _hot(self, folder: str, least: int) -> Iterator[int]:
        """How many items of each page have at least this heat."""
        for path, stamp in self._stamps(folder):
            known = self._known.get(path)
            if known is None or known.stamp != stamp:
                found = self.document(path)
                items = msgspec.json.decode(found.content, type=_HeatPage).value if found else []
                known = _Heats(stamp, array("q", [COLD if item.heat is None else item.heat for item in items]))
                self._known[path] = known
            yield sum(1 for heat in known.heats if heat >= least)

    def _stamps(self, folder: str) -> Iterator[tuple[str, Stamp]]:
        """Each page of a list, and what changes whenever its file does."""
        for number in itertools.count(1):
            path = _page_path(folder, number)
            stamp = self._stamp(path)
            if stamp is None:
                return
            yield path, stamp

    def _stamp(self, path: str) -> Stamp | None:
        try:
            seen = self._place(path).stat()
        except OSError as error:
            if error.errno in NO_FILE:
                return None
            raise
        return seen.st_ino, seen.st_mtime_ns, seen.st_size

    def _place(self, path: str) -> Path:
        """Where a file lies; a path that has more than plain names leads nowhere (FileNotFoundError)."""
        if "\0" in path or not all(part and not part.startswith(".") for part in path.split("/")):
            raise FileNotFoundError(errno.ENOENT, path)
        return self._folder / path


def _page_path(folder: str, number: int) -> str:
    return f"{folder}/page/{number}/index.json"
