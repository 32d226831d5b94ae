"""Whose a folder of output is, and how much of it one publication may take away.

A database that was lost is opened as an empty one, and what an empty desk publishes is an empty site. So a desk has a
random id in its database, and the folders it publishes to know it: by an empty folder in them whose name holds it,
which no generator, web server or comparison of files takes for content.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nightdesk.errors import ConfigError
from nightdesk.storage.folder import naming

MARK = ".nightdesk-desk-"
MOST_REMOVED = 0.1  # of the files of a folder, at once
FEW = 100  # files: those of some ten stories, which an editor may take back in one sitting

_WHAT_TO_DO = (
    "if the database was lost, bring it back with `nightdesk restore FILE`;"
    " if it is meant, `nightdesk publish --allow-shrinking`"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """A desk as its folders know it; ``is_empty`` where it has no article at all."""

    desk_id: str
    is_empty: bool = False
    may_shrink: bool = False

    def check_folder(self, folder: Path) -> None:
        """Let a folder pass that this desk publishes to, or that nobody did; ConfigError where another one did."""
        known = known_desk(folder)
        if known is not None and known != self.desk_id and not self.may_shrink:
            raise ConfigError(
                f"{folder}: was published by another desk ({known}) than this one ({self.desk_id}), and stays as it is;"
                f" {_WHAT_TO_DO}, or choose another folder"
            )

    def check_removal(self, folder: Path, removed: int, before: int) -> None:
        """Let a publication pass that takes away little; ConfigError where it takes more than a tenth."""
        is_much = removed > MOST_REMOVED * before and (removed > FEW or self.is_empty)
        if is_much and not self.may_shrink:
            raise ConfigError(
                f"{folder}: {removed:,} of {before:,} files would be removed, more than a tenth, so nothing was"
                f" changed; {_WHAT_TO_DO}"
            )

    def sign(self, folder: Path) -> None:
        """Mark a folder as this desk's."""
        mark = folder / f"{MARK}{self.desk_id}"
        with naming(mark):
            if mark.exists():
                return
            for other in folder.glob(f"{MARK}*"):
                other.rmdir()
            mark.mkdir()


def known_desk(folder: Path) -> str | None:
    """The id of the desk that publishes to a folder, where it is known."""
    with naming(folder):
        return next((path.name.removeprefix(MARK) for path in sorted(folder.glob(f"{MARK}*"))), None)
