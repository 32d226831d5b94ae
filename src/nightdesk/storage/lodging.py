"""The desk's files as guests in a folder that others write to as well, such as the content of a site generator."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nightdesk.errors import ConfigError
from nightdesk.storage.folder import naming, remove_file, safe_path, write_file
from nightdesk.types import File

GUESTS = ".nightdesk-profile.json"  # the list of our files; generators pass over names that begin with a dot
ARRIVING = ".nightdesk-arriving"  # files that a change is about to make, one a line, until it has ended
SITE = ".nightdesk-files.json"  # the list in a folder that the desk has for itself


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the files of a folder."""

    written: int
    same: int
    removed: int


def lodge_files(folder: Path, profile: str, files: Iterable[File]) -> Changes:
    """Make a folder hold these files among those of others.

    Each file is written whole or not at all, and only where it differs; ours that are not among them any more are
    removed, with the folders that this leaves empty. Nothing of others is touched: a file of theirs where one of
    ours belongs ends it with ConfigError. What a crash cuts off, the next call ends.
    """
    with naming(folder):
        folder.mkdir(parents=True, exist_ok=True)
    ours = _earlier(folder, profile)
    made: set[str] = set()
    written = 0
    with naming(folder / ARRIVING), (folder / ARRIVING).open("a", encoding="utf-8", newline="\n") as journal:
        for file in files:
            path = safe_path(file.path)
            if path not in ours:
                _refuse_stranger(folder / path, file.content)
                journal.write(f"{json.dumps(path)}\n")
                journal.flush()
            made.add(path)
            written += write_file(folder / path, file.content)
    gone = sorted(ours - made)
    for path in gone:
        remove_file(folder, path)
    _write_list(folder, profile, made)
    remove_file(folder, ARRIVING)
    return Changes(written, len(made) - written, len(gone))


def _earlier(folder: Path, profile: str) -> set[str]:
    """The files of ours that may be there, from the list and from a change that was cut off."""
    path = folder / GUESTS
    with naming(folder):
        if (folder / SITE).exists():
            raise ConfigError(
                f"{folder}: the desk publishes its own site there; choose the folder of a generator's site"
            )
        text = path.read_text(encoding="utf-8") if path.exists() else None
    arriving = _arriving(folder / ARRIVING)
    if text is None:
        return arriving
    try:
        found = json.loads(text)
        of_profile, listed = str(found["profile"]), set(map(safe_path, found["files"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{path}: not what nightdesk wrote; bring it back, or remove it and the files that nightdesk made there"
        ) from error
    if of_profile != profile:
        raise ConfigError(f"{folder}: holds the files of the profile {of_profile}; choose another folder for {profile}")
    return listed | arriving


def _arriving(path: Path) -> set[str]:
    try:
        with naming(path):
            lines = path.read_text(encoding="utf-8", errors="replace").split("\n") if path.exists() else []
        return {safe_path(json.loads(line)) for line in lines[:-1] if line}  # a crash may have torn the last one
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path}: not what nightdesk wrote; remove it and export again") from error


def _refuse_stranger(path: Path, content: bytes) -> None:
    with naming(path):
        if path.is_file() and path.read_bytes() == content:
            return  # ours, though the list of our files was lost
        if path.exists():
            raise ConfigError(
                f"{path}: is there already and nightdesk did not make it; move it away, or choose another folder"
            )


def _write_list(folder: Path, profile: str, paths: Iterable[str]) -> None:
    content = {"profile": profile, "files": sorted(paths)}
    write_file(folder / GUESTS, (json.dumps(content, ensure_ascii=False, indent=0) + "\n").encode())
