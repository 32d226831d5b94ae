"""A folder that mirrors what the desk makes: whole files or none, only what changed, nothing that is not its own.

A list of the desk's files lies in the folder (`MANIFEST`), each with its size and the print of the facts that it
was made of; what is not in it is never removed. While files are being changed a journal lies beside it (`JOURNAL`)
that names those which are written: where one is found, an earlier change was cut off, and nothing is known of
what it names but that it is ours.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TextIO

import msgspec

from nightdesk.counting import counted
from nightdesk.errors import ConfigError
from nightdesk.storage.folder import (
    drop_staged,
    naming,
    neighbour_of,
    remove_file,
    safe_path,
    stage_file,
    take_staged,
    write_file,
)
from nightdesk.storage.ownership import MARK, Owner
from nightdesk.types import File, Standing

MANIFEST = ".nightdesk-files.json"
JOURNAL = ".nightdesk-unfinished.json"


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    """One line of the list: a file that is ours."""

    path: str
    made_of: str = ""
    size: int = -1


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(_Entry)


@dataclass(slots=True)
class Mirror:
    """The desk's files in a folder: what they were made of, and what became of them."""

    folder: Path
    _ours: dict[str, _Entry]
    _made: dict[str, _Entry] = field(default_factory=dict)
    written: int = 0
    same: int = 0
    removed: int = 0
    _is_list_right: bool = True
    _owner: Owner | None = None
    _was_cut_off: bool = False
    _staged: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, folder: Path, owner: Owner | None = None) -> Self:
        """Look at a folder; ConfigError where it holds strange files and is not ours, or is another desk's."""
        with naming(folder):
            folder.mkdir(parents=True, exist_ok=True)
        if owner is not None:
            owner.check_folder(folder)
        manifest = _read(folder / MANIFEST)
        journal = _read(folder / JOURNAL)
        if manifest is None and journal is None:
            _refuse_strangers(folder)
        ours = _entries(folder / MANIFEST, manifest or b"")
        strange = set(_named(journal or b""))
        for path in strange:
            neighbour_of(folder / path).unlink(missing_ok=True)
        strange |= _strange(folder, ours)
        _forget(ours, strange)
        is_right = not strange and journal is None and manifest is not None
        return cls(folder, ours, _is_list_right=is_right, _owner=owner, _was_cut_off=journal is not None)

    @property
    def holds(self) -> Mapping[str, str]:
        """The files that are ours: by their paths, what each was made of; ``""`` where that is not known any more."""
        return {path: entry.made_of for path, entry in self._ours.items()}

    def take(self, files: Iterable[File | Standing]) -> str:
        """Make the folder hold these files and no others of ours; returns what was done in one line.

        No file is changed before all are made: ConfigError where the owner may not remove as many as would go.
        """
        before = len(self._ours)
        with self._journal() as journal:
            with self._staging():
                for file in files:
                    if isinstance(file, Standing):
                        self._made[file.path] = self._ours.pop(file.path)
                        self.same += 1
                    else:
                        self._put(file, journal)
                self._check_removal(before)
            for path in sorted(self._ours):
                remove_file(self.folder, path)
                self.removed += 1
        if self._owner is not None:
            self._owner.sign(self.folder)
        if self.written or self.removed or not self._is_list_right:
            self._write_manifest()
        remove_file(self.folder, JOURNAL)
        return f"{counted(self.written, 'file')} written, {self.same} unchanged, {self.removed} removed"

    def _put(self, file: File, journal: TextIO) -> None:
        path = safe_path(file.path)
        with naming(self.folder / JOURNAL):
            journal.write(f"{_ENCODER.encode(path).decode()}\n")
            journal.flush()
        if stage_file(self.folder / path, file.content):
            self._staged.append(path)
            self.written += 1
        else:
            self.same += 1
        entry = _Entry(path, file.made_of, len(file.content))
        self._is_list_right &= self._ours.pop(path, None) == entry
        self._made[path] = entry

    @contextlib.contextmanager
    def _staging(self) -> Iterator[None]:
        """Let what was staged inside take its files' names at the end, also where the making of files was cut off."""
        try:
            yield
        finally:
            for path in dict.fromkeys(self._staged):
                take_staged(self.folder / path)

    def _check_removal(self, before: int) -> None:
        if self._owner is None:
            return
        try:
            self._owner.check_removal(self.folder, len(self._ours), before)
        except ConfigError:
            for path in dict.fromkeys(self._staged):
                drop_staged(self.folder, path)
            self._staged.clear()
            if not self._was_cut_off:
                remove_file(self.folder, JOURNAL)
            raise

    @contextlib.contextmanager
    def _journal(self) -> Iterator[TextIO]:
        """The journal, opened so that what an earlier one named is kept: from here on the folder is ours."""
        with naming(self.folder):
            journal = (self.folder / JOURNAL).open("a", encoding="utf-8", newline="\n")
        with journal:
            yield journal

    def _write_manifest(self) -> None:
        """Write the list last, so that no file of ours is younger: a younger one was changed by another hand."""
        lines = b"".join(_ENCODER.encode(entry) + b"\n" for entry in self._made.values())
        write_file(self.folder / MANIFEST, lines, always=True)


def mirror_files(folder: Path, files: Iterable[File]) -> tuple[int, int, int]:
    """Make a folder hold these files: returns how many were written, were the same, and were removed."""
    mirror = Mirror.open(folder)
    mirror.take(files)
    return mirror.written, mirror.same, mirror.removed


def listed_files(folder: Path) -> frozenset[str]:
    """The files of ours in a folder, none where it is no folder of ours; also those of a change that was cut off.

    ConfigError where the list cannot be read.
    """
    listed = _entries(folder / MANIFEST, _read(folder / MANIFEST) or b"")
    return frozenset((*listed, *_named(_read(folder / JOURNAL) or b"")))


def _read(path: Path) -> bytes | None:
    with naming(path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def _entries(path: Path, text: bytes) -> dict[str, _Entry]:
    try:
        if text.startswith(b"[\n"):  # the form of before the first release: paths alone
            return {safe_path(name): _Entry(name) for name in msgspec.json.decode(text, type=list[str])}
        entries = [_DECODER.decode(line) for line in text.splitlines()]
        return {safe_path(entry.path): entry for entry in entries}
    except (msgspec.DecodeError, ValueError) as error:
        raise ConfigError(
            f"{path}: not what nightdesk wrote; restore it, or empty the folder, and publish again"
        ) from error


def _named(journal: bytes) -> Iterator[str]:
    """The files that a change which was cut off named; a crash may have torn the last line, a full disk others."""
    for line in journal.splitlines():
        with contextlib.suppress(ValueError):  # msgspec's errors are among them
            yield safe_path(msgspec.json.decode(line, type=str))


def _strange(folder: Path, ours: Mapping[str, _Entry]) -> set[str]:
    """The files of ours that are gone or not as we left them.

    A file is as we left it where it has its size and its inode did not change after the list was written: that
    time is the system's, which nobody sets (inode(7), "st_ctime").
    """
    if not ours:
        return set()
    with naming(folder / MANIFEST):
        listed_at = (folder / MANIFEST).stat().st_ctime_ns
    strange = set()
    for path, entry in ours.items():
        try:
            found = os.stat(f"{folder}/{path}")  # noqa: PTH116 - called 40,000 times: a Path takes longer than the call
        except OSError:
            strange.add(path)
            continue
        if found.st_size != entry.size or found.st_ctime_ns > listed_at:
            strange.add(path)
    return strange


def _forget(ours: dict[str, _Entry], strange: Iterable[str]) -> None:
    """Forget what strange files were made of, and with each what was made with it: a story is made whole."""
    touched = {ours[path].made_of for path in strange if path in ours}
    for path in (*(path for path, entry in ours.items() if entry.made_of in touched), *strange):
        ours[path] = _Entry(path)


def _refuse_strangers(folder: Path) -> None:
    with naming(folder):
        strange = next((path for path in sorted(folder.iterdir()) if not path.name.startswith(MARK)), None)
    if strange is not None:
        raise ConfigError(
            f"{folder}: holds files that nightdesk did not make, such as {strange.name}; choose an empty folder"
        )
