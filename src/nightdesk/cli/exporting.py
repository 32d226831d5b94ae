"""The command that writes the content files of site generators."""

from __future__ import annotations

from pathlib import Path

import click

from nightdesk.cli.options import DESK, FOLDER, JSON


@click.command()
@DESK
@click.option(
    "--profile",
    metavar="NAME",
    help="hugo, jekyll, eleventy, astro, zola or pelican; all that desk.toml names folders for unless given.",
)
@click.option(
    "--to",
    "folder",
    type=FOLDER,
    help="The content folder of the generator's site; the one under [profiles] of desk.toml unless given.",
)
@JSON
def export(desk: Path, profile: str | None, folder: Path | None, as_json: bool) -> None:
    """Write the published stories as content of a site generator: Hugo, Jekyll, Eleventy, Astro, Zola or Pelican.

    Your own files in the folder are left alone. Nothing that is held back or sealed is written there.
    """
    from nightdesk.cli.output import print_json
    from nightdesk.cli.progress import long_work
    from nightdesk.newsroom import Newsroom

    with Newsroom.open(desk) as newsroom, long_work("export"):
        lines = newsroom.export(profile, folder)
    if as_json:
        print_json(lines)
        return
    for line in lines:
        click.echo(line)
