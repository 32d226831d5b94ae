"""The command that reads saved pages: one as a JSON object, a list of them as JSON lines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nightdesk.cli import SOME_FAILED
from nightdesk.cli.options import FILE
from nightdesk.counting import counted

if TYPE_CHECKING:  # loaded where the command needs it, so that the command line starts at once
    from nightdesk.saved_pages import ReadPage, SavedPage

STEP = "read"


@click.command()
@click.argument("page", type=FILE, required=False)
@click.option("--url", help="The address that PAGE was fetched from.")
@click.option(
    "--list",
    "listed",
    type=click.Path(path_type=Path),
    help="JSON lines with url and file (relative to the list, .gz allowed), or a folder of pages.",
)
def read(page: Path | None, url: str | None, listed: Path | None) -> int:
    """Read an article off PAGE, a saved web page, and print it as JSON with where each field was found.

    With --list a line of JSON is printed for each page of the list, in its order, read on all cores; one that could not
    be read has a line that says why.
    """
    from nightdesk.saved_pages import SavedPage, listed_pages, pages_in

    if (page is None) == (listed is None):
        raise click.UsageError("give a PAGE with --url, or --list with a file of JSON lines")
    if listed is not None:
        return _read_list(tuple(pages_in(listed) if listed.is_dir() else listed_pages(listed)))
    if page is None or not url:
        raise click.UsageError("--url is missing: give the address that PAGE was fetched from")
    if not page.is_file():
        raise click.UsageError(f"{page}: no such file")
    return _read_one(SavedPage(url, page))


def _read_one(saved: SavedPage) -> int:
    import msgspec

    from nightdesk.saved_pages import read_saved

    answer = read_saved(saved)
    click.echo(msgspec.json.format(_line(answer), indent=2))
    return _said([answer], 1)


def _read_list(pages: tuple[SavedPage, ...]) -> int:
    from nightdesk.cli.progress import progress_bar
    from nightdesk.config import LimitSettings
    from nightdesk.saved_pages import read_all
    from nightdesk.workers import WorkerPool

    without: list[ReadPage] = []
    with progress_bar() as progress, WorkerPool(LimitSettings()) as workers:
        progress.begin(STEP, len(pages))
        for answer in read_all(pages, workers):
            click.echo(_line(answer))
            if answer.no_article:
                without.append(answer)
            progress.advance(STEP)
    return _said(without, len(pages))


def _line(answer: ReadPage) -> bytes:
    import msgspec

    if answer.no_article:
        return msgspec.json.encode({"url": _sayable(answer.url), "no_article": _sayable(answer.no_article)})
    fields = msgspec.to_builtins(answer)
    del fields["no_article"]
    try:
        return msgspec.json.encode(fields)
    except UnicodeEncodeError as error:  # half a UTF-16 pair: no text that could be printed
        return msgspec.json.encode({"url": _sayable(answer.url), "no_article": _sayable(f"{answer.url}: {error}")})


def _sayable(text: str) -> str:
    return text.encode("utf-8", errors="backslashreplace").decode()


def _said(answers: Iterable[ReadPage], count: int) -> int:
    """Name what gave no article on stderr; returns the exit code."""
    without = [answer for answer in answers if answer.no_article]
    for answer in without:
        click.echo(f"no article: {_sayable(answer.no_article)}", err=True)
    if without and count > 1:
        click.echo(f"{count - len(without)} of {counted(count, 'page')} read", err=True)
    return SOME_FAILED if without else 0
