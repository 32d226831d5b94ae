"""``-v``, ``-vv`` and ``--log-format``: what nightdesk logs, on stderr; without them only what is wrong is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
LEVELS = ("WARNING", "INFO", "DEBUG")


def logged(command: Command) -> Command:
    """Give a command the options of the log; they may stand before the command's name and behind it."""
    verbose = click.option(
        "-v",
        "--verbose",
        count=True,
        expose_value=False,
        callback=_keep("verbose"),
        help="Log what was left out, failed or put off and why; -vv logs each request and unit.",
    )
    form = click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        expose_value=False,
        callback=_keep("log_format"),
        help="How the log is written on stderr: as text, or a JSON object a line.",
    )
    return verbose(form(command))


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(context: click.Context, _: click.Parameter, value: Any) -> None:
        asked: dict[str, Any] = context.find_root().ensure_object(dict)
        if value:
            asked[name] = value
            _begin(int(asked.get("verbose", 0)), as_json=asked.get("log_format") == "json")

    return keep


def _begin(verbose: int, *, as_json: bool) -> None:
    from nightdesk.cli.log_lines import begin_log

    begin_log(LEVELS[min(verbose, len(LEVELS) - 1)], as_json=as_json)
