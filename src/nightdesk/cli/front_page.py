"""``nightdesk frontpage``: the page of now or of any moment, with the parts of each rank."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nightdesk.cli.options import DESK, JSON
from nightdesk.counting import counted
from nightdesk.errors import ConfigError

if TYPE_CHECKING:  # the rest is loaded when the command runs, so that `nightdesk --help` stays quick
    from nightdesk.front_page import FrontPage, FrontStory
    from nightdesk.ranking import Extent


@click.command()
@click.option("--at", metavar="TIME", help="The page of this moment, such as 2026-11-20T08:00Z; UTC unless it says.")
@click.option("--stories", type=click.IntRange(1), help="At most so many; [publish] stories_on_front unless given.")
@DESK
@JSON
def frontpage(at: str | None, stories: int | None, desk: Path, as_json: bool) -> None:
    """Show the front page by rank, with the reasons: as it is, or as it was with what was known then."""
    from dataclasses import replace

    from nightdesk.cli.output import print_json
    from nightdesk.newsroom import Newsroom

    moment = _moment(at) if at else None
    with Newsroom.open(desk) as newsroom:
        page = newsroom.front_page(moment)
        most = stories or newsroom.config.publish.stories_on_front
    shown = replace(page, stories=page.stories[:most])
    if as_json:
        print_json(shown)
        return
    for line in _lines(shown, len(page.stories)):
        click.echo(line)


def extent_line(extent: Extent) -> str:
    """How much there is on a story, in one line."""
    copies = f", {counted(extent.copies, 'copy', 'copies')}" if extent.copies else ""
    languages = f", in {' '.join(extent.languages)}" if extent.languages else ""
    return (
        f"{counted(extent.articles, 'article')} of {counted(extent.outlets, 'outlet')}:"
        f" {counted(extent.originals, 'original')}{copies}{languages};"
        f" first {extent.first_outlet}, {extent.first_at:%Y-%m-%d %H:%M} UTC"
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"--at {text!r} is no moment; write it as 2026-11-20T08:00Z") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _lines(page: FrontPage, count: int) -> Iterator[str]:
    if not page.stories:
        yield "No story was published." if page.at else "No story is published."
        if page.at and page.found_from and page.found_from > page.at:
            yield f"The desk found its first article at {page.found_from:%Y-%m-%d %H:%M} UTC, after that moment."
        return
    when = f" of {page.at:%Y-%m-%d %H:%M} UTC" if page.at else ""
    yield click.style(f"Front page{when}", bold=True) + (
        f": {len(page.stories)} of {counted(count, 'story', 'stories')},"
        f" ages counted to the newest report, {page.counted_to:%Y-%m-%d %H:%M} UTC"
    )
    for story in page.stories:
        yield from _story(story)


def _story(story: FrontStory) -> Iterator[str]:
    yield f"{story.place:>3}  {story.rank:>5.2f}  {click.style(story.title, bold=True)}"
    yield f"            {story.outlet}, {story.published_at:%Y-%m-%d %H:%M} UTC, id {story.story_id}"
    yield f"            {extent_line(story.extent)}"
    yield "            " + "  ".join(f"{reason.signal} {reason.contribution:+.2f}" for reason in story.reasons)
    if story.note:
        yield f"            {story.note}"
