"""The folders the desk writes: whole files or none, only what changed, nothing that is not its own removed."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from nightdesk.errors import DeskBusy, StoreError
from nightdesk.types import File

LONGEST_KEPT = 60  # characters of a name in that of its neighbour: at most 240 of the 255 bytes of POSIX NAME_MAX


def write_files(folder: Path, files: Iterable[File]) -> None:
    """Write files under a folder, each whole or not at all; a file that is the same already is left alone."""
    for file in files:
        write_file(folder / safe_path(file.path), file.content)


@contextlib.contextmanager
def only_one(cache_folder: Path) -> Iterator[None]:
    """Hold the desk's lock; DeskBusy names the process that has it. The system lets go of it at any end."""
    path = cache_folder / "run.lock"
    with naming(path):
        cache_folder.mkdir(parents=True, exist_ok=True)
        handle = path.open("a+", encoding="utf-8")
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            raise DeskBusy(
                f"{cache_folder.parent}: process {handle.read().strip() or '?'} is already at work on this desk;"
                " wait for it or end it"
            ) from error
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def write_file(path: Path, content: bytes, *, always: bool = False) -> bool:
    """Write a file whole through a neighbour and a rename; False where it holds the same already.

    With ``always`` it is written also then, so that it is younger than all that was written before.
    """
    with naming(path):
        if not always and _holds(path, content):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as neighbour:
            neighbour.write_bytes(content)
    return True


def stage_file(path: Path, content: bytes) -> bool:
    """Write what a file will hold beside it, for `take_staged`; False where it holds the same already."""
    with naming(path):
        if _holds(path, content):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            neighbour_of(path).write_bytes(content)
        except OSError:
            neighbour_of(path).unlink(missing_ok=True)
            raise
    return True


def take_staged(path: Path) -> None:
    """Let what was staged take its file's name."""
    with naming(path):
        neighbour_of(path).replace(path)


def drop_staged(folder: Path, path: str) -> None:
    """Remove what was staged, and the folders that were made for it."""
    target = neighbour_of(folder / safe_path(path))
    remove_file(folder, str(target.relative_to(folder)))


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A neighbour to write to, which takes the file's name when it is whole; an error leaves the file as it was."""
    neighbour = neighbour_of(path)
    try:
        yield neighbour
        neighbour.replace(path)
    except OSError:
        neighbour.unlink(missing_ok=True)
        raise


def neighbour_of(path: Path) -> Path:
    """Where a file is written before it takes its name; a crash may leave it there."""
    name = path.name
    if len(name) > LONGEST_KEPT:  # two long names that begin alike have two neighbours
        name = name[:LONGEST_KEPT] + hashlib.sha256(name.encode()).hexdigest()[:16]
    return path.with_name(f".{name}.part")


def remove_file(folder: Path, path: str) -> None:
    """Remove a file of ours and the folders that it leaves empty."""
    target = folder / safe_path(path)
    with naming(target):
        target.unlink(missing_ok=True)
        for parent in target.parents:
            if parent == folder or (parent.exists() and any(parent.iterdir())):
                break
            if parent.exists():  # another hand may have removed the folder with all that was in it
                parent.rmdir()


def safe_path(path: str) -> str:
    """The path, if it stays inside its folder; else ValueError."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts:
        raise ValueError(f"a file must stay inside its folder: {path!r}")
    return path


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn an error of the file system into one that names the file and the mend."""
    try:
        yield
    except OSError as error:
        mend = {
            28: "free some space on this disk",
            13: "check who may write there",
            30: "choose a folder that can be written",
        }
        raise StoreError(
            f"{path}: {error.strerror}; {mend.get(error.errno or 0, 'check the folder')} and run again"
        ) from error
