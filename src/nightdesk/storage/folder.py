"""The folders the desk writes: whole files or none, only what changed, nothing that is not its own removed."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from nightdesk.errors import ConfigError, StoreError
from nightdesk.types import File

MANIFEST = ".nightdesk-files.json"


def write_files(folder: Path, files: Iterable[File]) -> None:
    """Write files under a folder, each whole or not at all; a file that is the same already is left alone."""
    for file in files:
        write_file(folder / safe_path(file.path), file.content)


def mirror_files(folder: Path, files: Iterable[File]) -> tuple[int, int, int]:
    """Make a folder hold these files: returns how many were written, were the same, and were removed.

    A list of the desk's own files lies in the folder; what is not in it is never removed, and a folder
    with strange files is refused before anything is written (ConfigError).
    """
    manifest = folder / MANIFEST
    earlier = _read_manifest(folder, manifest)
    write_file(manifest, _manifest_bytes(earlier))  # from here on the folder is ours, also after a crash
    written = same = 0
    made: set[str] = set()
    for file in files:
        made.add(safe_path(file.path))
        if write_file(folder / file.path, file.content):
            written += 1
        else:
            same += 1
    gone = sorted(earlier - made)
    for path in gone:
        remove_file(folder, path)
    write_file(manifest, _manifest_bytes(made))
    return written, same, len(gone)


@contextlib.contextmanager
def only_one(cache_folder: Path) -> Iterator[None]:
    """Hold the desk's lock; ConfigError names the process that has it. The system lets go of it at any end."""
    path = cache_folder / "run.lock"
    with naming(path):
        cache_folder.mkdir(parents=True, exist_ok=True)
        handle = path.open("a+", encoding="utf-8")
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            raise ConfigError(
                f"{cache_folder.parent}: process {handle.read().strip() or '?'} is already at work on this desk;"
                " wait for it or end it"
            ) from error
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def _read_manifest(folder: Path, manifest: Path) -> set[str]:
    with naming(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return set(json.loads(manifest.read_text(encoding="utf-8")))
        except FileNotFoundError:
            strange = next(iter(sorted(folder.iterdir())), None)
        except ValueError as error:
            raise ConfigError(f"{manifest}: not what nightdesk wrote; remove it and publish again") from error
    if strange is not None:
        raise ConfigError(
            f"{folder}: holds files that nightdesk did not make, such as {strange.name}; choose an empty folder"
        )
    return set()


def _manifest_bytes(paths: Iterable[str]) -> bytes:
    return (json.dumps(sorted(paths), ensure_ascii=False, indent=0) + "\n").encode()


def write_file(path: Path, content: bytes) -> bool:
    """Write a file whole through a neighbour and a rename; False where it holds the same already."""
    with naming(path):
        try:
            if path.stat().st_size == len(content) and path.read_bytes() == content:
                return False
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
        neighbour = path.with_name(f".{path.name[:100]}.part")
        try:
            neighbour.write_bytes(content)
            neighbour.replace(path)
        except OSError:
            neighbour.unlink(missing_ok=True)
            raise
    return True


def remove_file(folder: Path, path: str) -> None:
    """Remove a file of ours and the folders that it leaves empty."""
    target = folder / safe_path(path)
    with naming(target):
        target.unlink(missing_ok=True)
        for parent in target.parents:
            if parent == folder or any(parent.iterdir()):
                break
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
