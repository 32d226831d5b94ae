"""The folders that editions are written to: the site, those of generators, those of plug-ins' publishers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from nightdesk.config import Config
from nightdesk.counting import counted
from nightdesk.stage import SITE, Stage
from nightdesk.stages.publish.profiles import ProfileExport
from nightdesk.storage.announcements import FeedWatch
from nightdesk.storage.lodging import Changes, lodge_files
from nightdesk.storage.mirror import Mirror
from nightdesk.storage.ownership import Owner
from nightdesk.tools import Tools
from nightdesk.types import Edition, File, Outcome


class EditionFolders:
    """Runs stages that take the edition, and makes their folders hold the files that they return."""

    def __init__(
        self, config: Config, tools: Callable[[datetime], Tools], watch: FeedWatch, owner: Callable[[], Owner]
    ) -> None:
        self._config = config
        self._owner = owner
        self._tools = tools
        self._watch = watch

    def all(self, pipeline: Iterable[Stage]) -> tuple[Path, ...]:
        """Every folder that an edition is written to."""
        own = (self._config.home / stage.files for stage in pipeline if stage.plugin and stage.files)
        return (self._config.site_folder, *self._config.profile_folders.values(), *own)

    def run(self, stage: Stage, edition: Edition, folder: Path, now: datetime) -> Outcome:
        """Run a stage; ``folder`` is where the site is published to, which other stages do not ask for."""
        if stage.files is None:
            return stage.run(edition, self._tools(now))
        if stage.files != SITE:
            return self._run_publisher(stage, edition, now)
        mirror = Mirror.open(folder, self._owner())
        outcome = stage.run(replace(edition, holds=mirror.holds), self._tools(now))
        said, line_break, below = outcome.note.partition("\n")
        written = mirror.take(self._watch.through(outcome.files))
        return replace(outcome, files=(), note=f"{said}: {written}{line_break}{below}")

    def export(self, profile: str, folder: Path, now: datetime) -> str:
        """Write the published stories as a generator's files into a folder; returns a line on what was written."""
        export = ProfileExport(profile, self._tools(now))
        changes = self._write(folder, profile, export.files())
        return f"{profile}: {counted(export.stories, 'story')} in {folder}: {_words(changes)}"

    def export_all(self, now: datetime) -> tuple[str, ...]:
        """Write the folders of generators that the settings name; returns a line for each."""
        return tuple(self.export(profile, folder, now) for profile, folder in self._config.profile_folders.items())

    def _run_publisher(self, stage: Stage, edition: Edition, now: datetime) -> Outcome:
        folder = self._config.home / (stage.files or "")
        outcome = stage.run(edition, self._tools(now))
        changes = self._write(folder, stage.name, (file for file in outcome.files if isinstance(file, File)))
        return replace(outcome, files=(), note=f"{stage.name}: in {folder}: {_words(changes)}")

    def _write(self, folder: Path, name: str, files: Iterable[File]) -> Changes:
        """Make a folder hold these files among those of others, unless it is another desk's."""
        self._owner().check_folder(folder)
        changes = lodge_files(folder, name, files)
        self._owner().sign(folder)
        return changes


def _words(changes: Changes) -> str:
    return f"{counted(changes.written, 'file')} written, {changes.same} unchanged, {changes.removed} removed"
