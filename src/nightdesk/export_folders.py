"""Which folders an export writes, by what was asked for and what the settings name."""

from __future__ import annotations

from pathlib import Path

from nightdesk.config import Config
from nightdesk.errors import ConfigError
from nightdesk.formats.profiles import PROFILES


def export_folders(config: Config, profile: str | None, folder: Path | None) -> dict[str, Path]:
    """The folder of each profile to write; ConfigError where none is named."""
    if profile is not None and profile not in PROFILES:
        raise ConfigError(f"{profile!r} is no profile; known are {', '.join(PROFILES)}")
    if folder is not None:
        if profile is None:
            raise ConfigError(f"{folder}: for which generator? Name it with --profile: {', '.join(PROFILES)}")
        return {profile: folder}
    named = config.profile_folders
    wanted = named if profile is None else {name: place for name, place in named.items() if name == profile}
    if not wanted:
        key = profile or next(iter(PROFILES))
        raise ConfigError(
            f'{config.home}: no folder to export to; give --profile and --to, or write {key} = "FOLDER" under'
            " [profiles] in desk.toml"
        )
    return wanted
