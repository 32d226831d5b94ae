"""The print of the program itself: pages that an older or changed nightdesk made are made anew."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

HERE = Path(__file__).parent
# What an edition's bytes come from. Nouns and addresses are modules, the others packages.
MAKES_EDITIONS = (
    "formats",
    "clustering/storylines.py",
    "stages/publish",
    "ranking",
    "front_facts.py",
    "types.py",
    "urls.py",
)


@functools.cache
def program_print() -> str:
    """The print of all code and templates that editions are made by: 60 small files, read once in 3 ms."""
    found = hashlib.sha256()
    for name in MAKES_EDITIONS:
        place = HERE / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for path in files:
            if path.is_file() and path.suffix != ".pyc":
                found.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]
