"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

DESK = click.option(
    "--desk",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The folder of the desk; the current one unless given.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
ARCHIVE = click.option(
    "--archive",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A WARC file that answers in the place of the web.",
)
ALLOW_SHRINKING = click.option(
    "--allow-shrinking",
    is_flag=True,
    help="Publish also where more than a tenth of what is there goes, or where another desk published.",
)
FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
