"""How answers look: progress on stderr, tables and JSON on stdout."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence

import click
import msgspec

from nightdesk.checkup import Finding
from nightdesk.engine import Progress, Silent
from nightdesk.mailing import Mailed
from nightdesk.run_time import Report

SHOWN = 20  # lines of one kind before the rest is only counted
DOING = {
    "poll": "polling sources",
    "read": "reading pages",
    "repeats": "comparing pages",
    "language": "telling languages",
    "topics": "assigning topics",
    "images": "fetching pictures",
    "quality": "judging quality",
    "copies": "folding copies",
    "stories": "grouping stories",
    "publish": "publishing",
    "import": "importing records",
    "announce": "telling the hub",
    "learn": "replaying articles",
}


def print_json(value: object) -> None:
    """Print a record as JSON, indented, on stdout."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on stderr where that is a terminal, else silence."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bars(bar)


class _Bars:
    """One bar a stage."""

    def __init__(self, bar: object) -> None:
        from rich.progress import Progress as RichProgress

        assert isinstance(bar, RichProgress)  # noqa: S101 - narrows the type where rich is imported late
        self._bar = bar
        self._tasks: dict[str, object] = {}
        self._due: dict[str, int] = {}

    def begin(self, stage: str, due: int) -> None:
        if stage in self._tasks:
            self._due[stage] += due
            self._bar.update(self._tasks[stage], total=self._due[stage])  # type: ignore[arg-type]
            return
        self._due[stage] = due
        self._tasks[stage] = self._bar.add_task(DOING.get(stage, stage), total=due)

    def advance(self, stage: str, units: int = 1) -> None:
        if stage not in self._tasks:
            self.begin(stage, units)
        self._bar.advance(self._tasks[stage], units)  # type: ignore[arg-type]


def print_summary(report: Report) -> None:
    """What a run did, in lines for a person; what failed goes to stderr."""
    if not (report.done or report.failed or report.put_off or report.left):
        click.echo(f"Nothing is due{_next(report)}.")
    else:
        click.echo(
            f"{report.polled} sources polled, {report.added} new articles, {report.read} read,"
            f" {len(report.skipped)} left out, {len(report.failed)} failed."
        )
        click.echo(f"The desk has {report.articles} articles in {report.stories} stories{_next(report)}.")
    if report.published:
        click.echo(report.published)
    if report.newsletter:
        click.echo(f"newsletter {report.newsletter}")
    if report.mailed is not None:
        print_mailed(report.mailed)
    if report.left:
        click.echo(report.left)
    _print_some("put off", report.put_off, to_stderr=False)
    _print_some("left out", report.skipped, to_stderr=False)
    _print_some("failed", report.failed, to_stderr=True)


def print_mailed(mailed: Mailed) -> None:
    """What was mailed, in a line where anything was; what went wrong goes to stderr."""
    if mailed.sent or mailed.asked or mailed.waiting or mailed.failed:
        click.echo(
            f"{mailed.sent} mails of the newsletter sent, {mailed.asked} that ask for confirmation,"
            f" {mailed.waiting} wait, {mailed.failed} failed"
        )
    if mailed.trouble:
        click.echo(f"no mail is sent: {mailed.trouble}", err=True)
    for note, count in sorted(mailed.notes.items(), key=lambda item: -item[1])[:SHOWN]:
        click.echo(f"{count} mails: {note}", err=True)


def print_findings(findings: Sequence[Finding]) -> None:
    """What the doctor found, one line each."""
    colours = {"well": "green", "odd": "yellow", "wrong": "red"}
    for finding in findings:
        click.secho(f"{finding.level:<6}", fg=colours[finding.level], nl=False)
        click.echo(f"{finding.thing}: {finding.text}")


def _print_some(heading: str, lines: Sequence[str], *, to_stderr: bool) -> None:
    for line in lines[:SHOWN]:
        click.echo(f"{heading}: {line}", err=to_stderr)
    if len(lines) > SHOWN:
        click.echo(f"{heading}: and {len(lines) - SHOWN} more; `nightdesk run --json` lists all", err=to_stderr)


def _next(report: Report) -> str:
    return f"; next due at {report.next_due_at:%Y-%m-%d %H:%M} UTC" if report.next_due_at else ""
