#!/usr/bin/env python3
"""Write ``docs/reference/{settings,commands,stages,errors}.md`` from the code; a test compares them."""

import inspect
from dataclasses import fields
from pathlib import Path

import click

from nightdesk import errors
from nightdesk.cli.commands import nightdesk
from nightdesk.config import SECTIONS
from nightdesk.pipeline import PIPELINE

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"


def settings() -> str:
    """Every setting of ``desk.toml``."""
    lines = ["# Settings", "", "What `desk.toml` may say. What it does not say has the default."]
    for name, section in SECTIONS.items():
        summary = (section.__doc__ or "").strip()
        lines += ["", f"## [{name}]", "", summary, "", "| key | default | meaning |", "|---|---|---|"]
        lines += [f"| `{item.name}` | `{item.default!r}` | {item.metadata['meaning']} |" for item in fields(section)]
    return "\n".join(lines) + "\n"


def commands() -> str:
    """Every command, as ``--help`` shows it."""
    lines = [
        "# Commands",
        "",
        "Exit codes: 0 all well, 1 some of it failed (and which), 2 wrong usage or configuration.",
        "For `run` all is well where the desk's own business went well, unless `--strict` is given.",
    ]
    whole = click.Context(nightdesk, info_name="nightdesk", terminal_width=100, **nightdesk.context_settings)
    for name, command in nightdesk.commands.items():
        lines += _command(name, command, whole)
    return "\n".join(lines) + "\n"


def _command(name: str, command: click.Command, parent: click.Context, level: int = 2) -> list[str]:
    """A command and, where it is a group, those inside."""
    context = click.Context(command, parent=parent, info_name=name)
    path = context.command_path.partition(" ")[2]
    lines = ["", f"{'#' * level} {path}", "", "```", command.get_help(context), "```"]
    if isinstance(command, click.Group):
        for inner_name, inner in command.commands.items():
            lines += _command(inner_name, inner, context, level + 1)
    return lines


def stages() -> str:
    """Every stage of the table."""
    lines = ["# Stages", "", "In the order of the table in `pipeline.py`."]
    for stage in PIPELINE:
        kind = f"{'a batch of ' if stage.batch else 'one '}{stage.takes.__name__.lower()}"
        lines += [
            "",
            f"## {stage.name}",
            "",
            f"Takes {kind}; version {stage.version}.",
            "",
            inspect.getdoc(stage.run) or "",
        ]
    return "\n".join(lines) + "\n"


def error_classes() -> str:
    """Every deliberate error."""
    lines = ["# Errors", "", "Each message names the thing, what is wrong and the mend."]
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.NightdeskError):
            lines += ["", f"## {name}", "", inspect.getdoc(kind) or ""]
    return "\n".join(lines) + "\n"


PAGES = {"settings.md": settings, "commands.md": commands, "stages.md": stages, "errors.md": error_classes}

if __name__ == "__main__":
    for page, write in PAGES.items():
        (FOLDER / page).write_text(write(), encoding="utf-8")
