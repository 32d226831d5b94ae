#!/usr/bin/env python3
"""Write pages of ``docs/reference`` and the layers of ``docs/architecture.md`` from the code; a test compares them."""

import ast
import inspect
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import click

import nightdesk as nightdesk_package
from nightdesk import errors, plugins
from nightdesk.cli.commands import nightdesk
from nightdesk.config import SECTIONS
from nightdesk.pipeline import PIPELINE

LAYERS = "`lint-imports` holds them to it:\n\n"  # of the architecture page; the diagram stands below it
ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"


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


def python_api() -> str:
    """What `import nightdesk` gives, and the hooks of plug-ins."""
    lines = ["# Python", "", *_text(nightdesk_package)]
    given = {name: getattr(nightdesk_package, name) for name in nightdesk_package.__all__}
    nouns = {
        name: kind for name, kind in given.items() if not issubclass(kind, (BaseException, nightdesk_package.Newsroom))
    }
    lines += ["", "## Newsroom", "", *_text(nightdesk_package.Newsroom)]
    for name, member in vars(nightdesk_package.Newsroom).items():
        if not name.startswith("_") and (callable(member) or isinstance(member, (classmethod, property))):
            lines += ["", f"### {_signature(name, member)}", "", *_text(member)]
    lines += ["", "## Nouns"]
    for name, kind in nouns.items():
        lines += ["", f"### {name}", "", *_text(kind), "", *_fields(kind)]
    errors_given = ", ".join(f"`{name}`" for name in given if name not in nouns and name != "Newsroom")
    lines += ["", "## Errors", "", f"{errors_given}: see [errors](errors.md)."]
    lines += ["", "## nightdesk.plugins", "", *_text(plugins)]
    for name in plugins.__all__:
        if name not in given:
            lines += ["", f"### {name}", "", *_text(getattr(plugins, name)), "", *_fields(getattr(plugins, name))]
    return "\n".join(lines) + "\n"


def _text(thing: object) -> list[str]:
    """A docstring as Markdown: its examples and its lists of arguments and errors stand in blocks."""
    lines: list[str] = []
    is_example = False
    for line in (inspect.getdoc(thing) or "").splitlines():
        if is_example and not line:
            lines.append("```")
            is_example = False
        elif line.startswith(">>> ") and not is_example:
            lines.append("```python")
            is_example = True
        if line in ("Args:", "Raises:", "Returns:"):
            lines += [f"**{line[:-1]}**", ""]
        elif line.startswith("    ") and not is_example and lines and not line.lstrip().startswith(("[", "calm =")):
            lines.append(f"- {line.strip()}" if not line.startswith("     ") else f"  {line.strip()}")
        else:
            lines.append(line)
    return [*lines, "```"] if is_example else lines


def _signature(name: str, member: object) -> str:
    """A method's name with its parameters, without types; a property's name alone."""
    if isinstance(member, property):
        return name
    function = member.__func__ if isinstance(member, classmethod) else member
    signature = inspect.signature(function)
    parameters = [each.replace(annotation=each.empty) for each in list(signature.parameters.values())[1:]]
    return f"{name}{signature.replace(parameters=parameters, return_annotation=inspect.Signature.empty)}"


def _fields(kind: type) -> list[str]:
    """The fields of a record with their types."""
    if not is_dataclass(kind):
        return []
    return [f"- `{item.name}: {item.type}`" for item in fields(kind) if not item.name.startswith("_")]


def modules() -> str:
    """Every top-level module in its layer, with the first line of its docstring."""
    lines = [
        "# Modules",
        "",
        "From the top down, by the contract of imports in `pyproject.toml`: a module imports what stands below it, and",
        "none that stands in one row with it.",
    ]
    for layer in layers():
        lines.append("")
        lines += [f"- `{name}`: {_first_line(name)}" for name in layer]
    return "\n".join(lines) + "\n"


def layers() -> list[list[str]]:
    """The top-level modules, a list for each layer, from the top down."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    rows = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[name.strip().removeprefix("nightdesk.") for name in row.split("|")] for row in rows]


def diagram() -> str:
    """The block of the architecture page that shows the layers."""
    return "\n".join(["```", *(" | ".join(layer) for layer in layers()), "```", ""])


def _first_line(name: str) -> str:
    """The first sentence of a module's docstring, without importing it."""
    place = ROOT / "src" / "nightdesk" / name
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split())


PAGES = {
    "modules.md": modules,
    "python.md": python_api,
    "settings.md": settings,
    "commands.md": commands,
    "stages.md": stages,
    "errors.md": error_classes,
}

if __name__ == "__main__":
    for page, write in PAGES.items():
        (FOLDER / page).write_text(write(), encoding="utf-8")
    architecture = ROOT / "docs" / "architecture.md"
    before, heading, after = architecture.read_text(encoding="utf-8").partition(LAYERS)
    below = after.split("```\n", 2)[2]
    architecture.write_text(f"{before}{heading}{diagram()}{below}", encoding="utf-8")
