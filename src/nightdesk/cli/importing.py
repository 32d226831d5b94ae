"""The command that moves a site in the record format into a desk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nightdesk.cli import SOME_FAILED
from nightdesk.cli.options import DESK, FOLDER, JSON
from nightdesk.counting import counted

if TYPE_CHECKING:  # loaded where the command needs it, so that the command line starts at once
    from nightdesk.importing import ImportReport, Oddity

SHOWN = 20  # lines of one kind before the rest is only counted


@click.command("import")
@click.argument("folder", type=FOLDER)
@DESK
@JSON
def import_command(folder: Path, desk: Path, as_json: bool) -> int:
    """Bring in a site in the record format: FOLDER holds _news, _data, _config.yml, _newsletters.

    The desk is made where there is none. What was brought in before and says the same is passed over.
    """
    from nightdesk.cli.output import print_json
    from nightdesk.cli.progress import progress_bar
    from nightdesk.newsroom import import_folder

    with progress_bar() as progress:
        report = import_folder(folder, desk, progress)
    if as_json:
        print_json(report)
    else:
        _print_report(report)
    return SOME_FAILED if report.left_out_count else 0


def doctor_records(folder: Path, desk: Path, *, as_json: bool) -> int:
    """Say what of a folder of records departs from the rules; the threshold is the desk's where there is a desk."""
    from nightdesk.cli.output import print_json
    from nightdesk.config import CONFIG_NAME, DeskSettings, load_config
    from nightdesk.importing import check_records

    settings = load_config(desk).desk if (desk / CONFIG_NAME).exists() else DeskSettings()
    report = check_records(folder, settings.heat_threshold)
    if as_json:
        print_json(report)
        return SOME_FAILED if report.departures else 0
    for departure in report.departures:
        click.echo(f"{departure.file}: {departure.text}")
    click.echo(
        f"{counted(report.records, 'record')}, {report.in_form} of them in the form of the format to the byte;"
        f" {report.leads_by_rule} of {report.leads} leads and {report.others_by_rule} of {report.others} others have"
        f" the heat that the rules give; {counted(report.api_pages, 'page of the API', 'pages of the API')};"
        f" {counted(len(report.departures), 'departure')}"
    )
    return SOME_FAILED if report.departures else 0


def _print_report(report: ImportReport) -> None:
    """What came in, in lines for a person; what did not goes to stderr."""
    click.echo(
        f"{counted(report.added, 'record')} added, {report.changed} changed, {report.unchanged} unchanged,"
        f" {report.left_out_count} left out; {counted(report.stories, 'new story')}."
    )
    click.echo(
        f"{counted(report.topics, 'topic')}, {counted(report.organizations, 'organization')},"
        f" {counted(report.newsletters, 'new issue of the newsletter', 'new issues of the newsletter')}."
    )
    for line in report.settings:
        click.echo(f"desk.toml: {line}")
    judged, by_rule = report.leads + report.others, report.leads_by_rule + report.others_by_rule
    if judged:
        click.echo(
            f"By our own rules {by_rule} of {judged} have the heat that is recorded; the others keep the recorded one."
        )
    _print_some("odd", report.odd, report.odd_count, to_stderr=False)
    _print_some("left out", report.left_out, report.left_out_count, to_stderr=True)


def _print_some(heading: str, lines: Sequence[Oddity], count: int, *, to_stderr: bool) -> None:
    for line in lines[:SHOWN]:
        click.echo(f"{heading}: {line.file}: {line.text}", err=to_stderr)
    if count > SHOWN:
        click.echo(f"{heading}: and {count - SHOWN} more; `nightdesk import --json` lists them", err=to_stderr)
