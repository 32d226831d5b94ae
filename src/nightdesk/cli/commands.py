"""The commands of ``nightdesk``, one function each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from nightdesk.cli import SOME_FAILED
from nightdesk.cli.backing_up import backup, restore
from nightdesk.cli.benches import bench
from nightdesk.cli.deciding import desk_group
from nightdesk.cli.exporting import export
from nightdesk.cli.front_page import frontpage
from nightdesk.cli.grouping import group
from nightdesk.cli.importing import import_command
from nightdesk.cli.learning import learn
from nightdesk.cli.logs import logged
from nightdesk.cli.mailing import newsletter, subscribers
from nightdesk.cli.options import ALLOW_SHRINKING, ARCHIVE, DESK, FILE, FOLDER, JSON
from nightdesk.cli.reading import read
from nightdesk.cli.sealing import reseal, seal_key, unseal
from nightdesk.counting import counted
from nightdesk.errors import Ambiguous, ConfigError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="nightdesk", prog_name="nightdesk")  # looked up where it is asked for
@logged
def nightdesk() -> None:
    """Your own news desk: polls your sources, reads and judges the articles, groups them, publishes.

    Start with `nightdesk demo`, or `nightdesk init my-desk`.
    """


@nightdesk.command()
@click.argument("folder", type=FOLDER, default=Path(), metavar="[DIR]")
@click.option("--title", help="The name of the site.")
def init(folder: Path, title: str | None) -> None:
    """Make a desk in DIR: desk.toml, sources.opml, topics/. What is there already is kept."""
    from nightdesk.config import CONFIG_NAME
    from nightdesk.newsroom import init_desk

    made = init_desk(folder, title)
    click.echo(f"{folder}: made {', '.join(made)}" if made else f"{folder}: everything is there already")
    if CONFIG_NAME in made:
        click.echo("Next: `nightdesk add URL` for each of your sources, then `nightdesk run`.")


@nightdesk.command()
@click.argument("url")
@DESK
@ARCHIVE
@JSON
def add(url: str, desk: Path, archive: Path | None, as_json: bool) -> None:
    """Add the feed at URL, or the first that the page at URL names, to sources.opml."""
    from nightdesk.cli.output import print_json
    from nightdesk.newsroom import Newsroom

    with Newsroom.open(desk, archive) as newsroom:
        added = newsroom.add(url)
    if as_json:
        print_json(added)
        return
    verb = "is among the sources already" if added.was_known else "added to sources.opml"
    click.echo(f"{added.title or added.url} {verb}: {added.url} ({counted(added.entries, 'entry')})")
    for other in added.others:
        click.echo(f"the page also names {other}")


@nightdesk.command()
@DESK
@ARCHIVE
@click.option("--sources", type=FILE, help="An OPML file in the place of the desk's own sources, for this run.")
@click.option("--strict", is_flag=True, help="End with exit code 1 also where only sources or pages of others failed.")
@JSON
@logged
def run(desk: Path, archive: Path | None, sources: Path | None, strict: bool, as_json: bool) -> int:
    """Do all that is due, once: poll, read, judge, group, publish, send the newsletter.

    The exit code is 0 where all that is the desk's own business went well, whatever sources and pages of others did.
    """
    from nightdesk.cli.output import print_json, print_summary
    from nightdesk.cli.progress import progress_bar
    from nightdesk.newsroom import SOURCES_NAME, Newsroom

    if sources is not None and sources.resolve() != (desk / SOURCES_NAME).resolve():
        click.echo(
            f"polls what {sources} names; the desk's own sources.opml rests until a run without --sources", err=True
        )
    with Newsroom.open(desk, archive) as newsroom:
        with progress_bar() as progress:
            summary = newsroom.run(sources, progress)
            mailed = newsroom.mailroom.send_due(datetime.now(UTC))
        report = newsroom.report(summary, mailed)
    if as_json:
        print_json(report)
    else:
        print_summary(report)
    return 0 if mailed.is_well and report.is_well and not (strict and report.failed) else SOME_FAILED


@nightdesk.command()
@DESK
@click.option(
    "--to", "folder", type=FOLDER, help="The folder to publish to; [publish] folder of desk.toml unless given."
)
@ALLOW_SHRINKING
def publish(desk: Path, folder: Path | None, allow_shrinking: bool) -> None:
    """Write the edition of now: site, records, JSON API and feeds. Only what changed is touched."""
    from nightdesk.cli.progress import long_work
    from nightdesk.newsroom import Newsroom

    with Newsroom.open(desk) as newsroom:
        with long_work("publish"):
            said = replace(newsroom, may_shrink=allow_shrinking).publish(folder)
        click.echo(said)


@nightdesk.command()
@click.argument("name")
@DESK
@click.option("--all", "in_full", is_flag=True, help="Tell all reasons of the grouping, with what each adds.")
@JSON
def explain(name: str, desk: Path, in_full: bool, as_json: bool) -> None:
    """Say why: an article's quality, topics and story, or a story's order.

    NAME is an id, a URL, or words of a title in any order; where several fit you are asked which.
    """
    from nightdesk.cli.explaining import choose, print_explanation, titles_in
    from nightdesk.cli.output import print_json
    from nightdesk.newsroom import Newsroom

    with Newsroom.open(desk) as newsroom:
        try:
            explanation = newsroom.explain(name)
        except Ambiguous as error:
            explanation = newsroom.explain(choose(error))
        titles = titles_in(newsroom, explanation)
    if as_json:
        print_json(explanation)
    else:
        print_explanation(explanation, titles, in_full=in_full)


@nightdesk.command()
@DESK
@click.option("--records", type=FOLDER, help="Check this folder of records against the rules of the format instead.")
@click.option("--repair", is_flag=True, help="Repair rows of the database that cannot be read, or set them aside.")
@JSON
def doctor(desk: Path, records: Path | None, repair: bool, as_json: bool) -> int:
    """Check the desk: settings, topics, sources, database, disk, and what went wrong lately."""
    from nightdesk.checkup import check_desk
    from nightdesk.cli.importing import doctor_records
    from nightdesk.cli.output import print_findings, print_json
    from nightdesk.cli.progress import long_work

    if records is not None:
        return doctor_records(records, desk, as_json=as_json)
    with long_work("check"):
        findings = check_desk(desk, repair=repair)
    if as_json:
        print_json(findings)
    else:
        print_findings(findings)
    return SOME_FAILED if any(finding.level == "wrong" for finding in findings) else 0


@nightdesk.command()
@DESK
@ARCHIVE
@click.option("--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="0 chooses a free one.")
@click.option("--watch", is_flag=True, help="Poll the sources as it goes.")
@logged
def serve(desk: Path, archive: Path | None, port: int, watch: bool) -> None:
    """Serve the published site on this machine's loopback address."""
    from nightdesk.newsroom import Newsroom
    from nightdesk.web.serving import serve_desk

    with Newsroom.open(desk, archive) as newsroom:
        serve_desk(newsroom, port, watch=watch, archive=archive)


@nightdesk.command()
@click.option("--folder", type=FOLDER, help="Keep the demo's desk here instead of in a temporary folder.")
@click.option("--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="0 chooses a free one.")
@click.option("--serve/--no-serve", default=True, help="Whether to serve the site after it is built.")
def demo(folder: Path | None, port: int, serve: bool) -> int:
    """Build and serve a desk from a small made-up corpus, without a network."""
    from nightdesk.cli.demonstration import run_demo

    return run_demo(folder, port, serve=serve)


@nightdesk.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for a shell; for bash: `eval "$(nightdesk completion bash)"`."""
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    if complete is None:
        raise ConfigError(f"no completion for {shell}")
    context: dict[str, Any] = {}
    click.echo(complete(nightdesk, context, "nightdesk", "_NIGHTDESK_COMPLETE").source())


for command in (
    backup,
    restore,
    frontpage,
    read,
    group,
    bench,
    desk_group,
    learn,
    export,
    import_command,
    newsletter,
    subscribers,
    seal_key,
    unseal,
    reseal,
    bench,
):
    nightdesk.add_command(command)
