"""How answers look: lines for a person, and JSON, on stdout; what failed on stderr."""

from __future__ import annotations

from collections.abc import Sequence

import click
import msgspec

from nightdesk.checkup import Finding
from nightdesk.counting import counted
from nightdesk.mailing import Mailed
from nightdesk.run_time import Report

SHOWN = 20  # lines of one kind before the rest is only counted


def print_json(value: object) -> None:
    """Print a record as JSON, indented, on stdout."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


def print_summary(report: Report) -> None:
    """What a run did, in lines for a person; what failed goes to stderr."""
    if not (report.done or report.failed or report.put_off or report.left):
        click.echo(f"Nothing is due{_next(report)}.")
    else:
        click.echo(
            f"{counted(report.polled, 'source')} polled, {counted(report.added, 'new article')}, {report.read} read,"
            f" {len(report.skipped)} left out, {len(report.failed)} failed."
        )
        articles, stories = counted(report.articles, "article"), counted(report.stories, "story")
        click.echo(f"The desk has {articles} in {stories}{_next(report)}.")
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
    _print_sources(report.failed_sources)
    sources = {f"poll {line}" for line in report.failed_sources}
    _print_some("failed", [line for line in report.failed if line not in sources], to_stderr=True)


def _print_sources(failed: Sequence[str]) -> None:
    """In one line, which sources failed."""
    if failed:
        more = f"; and {len(failed) - SHOWN} more" if len(failed) > SHOWN else ""
        click.echo(f"{counted(len(failed), 'source')} failed: {'; '.join(failed[:SHOWN])}{more}", err=True)


def print_mailed(mailed: Mailed) -> None:
    """What was mailed, in a line where anything was; what went wrong goes to stderr."""
    if mailed.sent or mailed.asked or mailed.waiting or mailed.failed:
        click.echo(
            f"{counted(mailed.sent, 'mail')} of the newsletter sent, {mailed.asked} that ask for confirmation,"
            f" {counted(mailed.waiting, 'waits', 'wait')}, {mailed.failed} failed"
        )
    if mailed.trouble:
        click.echo(f"no mail is sent: {mailed.trouble}", err=True)
    for note, count in sorted(mailed.notes.items(), key=lambda item: -item[1])[:SHOWN]:
        click.echo(f"{counted(count, 'mail')}: {note}", err=True)


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
    if not report.sources:
        return ": the desk has no source; `nightdesk add URL` adds one"
    return f"; next due at {report.next_due_at:%Y-%m-%d %H:%M} UTC" if report.next_due_at else ""
