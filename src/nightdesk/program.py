"""The print of the program itself: pages that an older or changed nightdesk made are made anew.

Which files that takes is read off their imports, so that no list can fall behind them.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
MAKES_EDITIONS = "nightdesk.stages.publish"  # and all that it imports
_IMPORT = re.compile(
    r"^ *(?:from (nightdesk[\w.]*) import (?:\(([\w, \n]*)\)|([\w, ]*))|import (nightdesk[\w.]*))", re.MULTILINE
)


@functools.cache
def program_print() -> str:
    """The print of all code, templates and tables that editions are made by: some 150 files, read once in 70 ms."""
    found = hashlib.sha256()
    for path in sorted(edition_files()):
        found.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def edition_files() -> set[Path]:
    """The modules that editions are made by, and the files that are no modules beside them."""
    modules = _closure(MAKES_EDITIONS)
    return modules | {path for folder in {path.parent for path in modules} - {HERE} for path in _tables(folder)}


def _closure(package: str) -> set[Path]:
    """A package's modules, and the modules that they import, to the end."""
    waiting = list(_folder(package).rglob("*.py"))
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        for module, several, named, plain in _IMPORT.findall(path.read_text(encoding="utf-8")):
            waiting += _files_of(module or plain)
            names = f"{several} {named}".replace(",", " ").split()  # of the module, or modules of the package
            waiting += [file for name in names for file in _files_of(f"{module}.{name}")]
    return found


def _files_of(module: str) -> list[Path]:
    """The file of a module, or of a package with those of the packages above it; none where it is no module."""
    if module == "nightdesk":
        return []
    above = _files_of(module.rpartition(".")[0])
    place = _folder(module)
    return [*above, *(file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file())]


def _folder(module: str) -> Path:
    return HERE.joinpath(*module.split(".")[1:])


def _tables(folder: Path) -> Iterator[Path]:
    """Templates, style sheets and tables of a package, without those of packages inside it."""
    for path in folder.iterdir():
        if path.is_dir():
            if path.name != "__pycache__" and not (path / "__init__.py").exists():
                yield from (file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc")
        elif path.suffix not in (".py", ".pyc"):
            yield path
