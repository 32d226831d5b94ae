"""How far long work is: bars on a terminal, else a line on stderr every few seconds."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from typing import Self

import click

from nightdesk.engine import Progress

EVERY = 5.0  # seconds from one line to the next; work that is done sooner says nothing
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
    "compose": "composing stories",
    "publish": "publishing",
    "import": "importing records",
    "announce": "telling the hub",
    "learn": "replaying articles",
    "export": "exporting",
    "reseal": "sealing anew",
    "newsletter": "making the issue and sending mails",
    "check": "looking at the desk",
}


@contextlib.contextmanager
def progress_bar(every: float = EVERY) -> Iterator[Progress]:
    """Progress on stderr: a bar for each stage where that is a terminal, else a line every so many seconds."""
    if not sys.stderr.isatty():
        with _Lines(every) as lines:
            yield lines
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with RichProgress(*columns, console=Console(file=sys.__stderr__), transient=True) as bar:
        yield _Bars(bar)


@contextlib.contextmanager
def long_work(doing: str) -> Iterator[None]:
    """Say every few seconds that work which counts no units goes on; ``doing`` is a key of ``DOING``."""
    with _Lines(EVERY) as lines:
        lines.begin(doing, 0)
        yield


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


class _Lines:
    """A line every few seconds, from a thread of its own: also where one unit takes long."""

    def __init__(self, every: float) -> None:
        self._every = every
        self._began_at = time.monotonic()
        self._stage = ""  # that of which something was heard last
        self._due: dict[str, int] = {}
        self._done: dict[str, int] = {}
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._tell, name="progress", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def begin(self, stage: str, due: int) -> None:
        self._stage = stage
        self._due[stage] = self._due.get(stage, 0) + due

    def advance(self, stage: str, units: int = 1) -> None:
        self._stage = stage
        self._done[stage] = self._done.get(stage, 0) + units

    def _tell(self) -> None:
        while not self._is_over.wait(self._every):
            stage = self._stage
            if stage:
                done = self._done.get(stage, 0)
                due = max(done, self._due.get(stage, 0))
                seconds = int(time.monotonic() - self._began_at)
                so_far = f": {done} of {due}" if due else ""
                click.echo(f"{DOING.get(stage, stage)}{so_far}, {seconds} s so far", err=True)
