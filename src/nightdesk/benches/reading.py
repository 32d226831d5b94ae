"""How fast pages are read, and with how much memory, beside trafilatura with its defaults, in one run.

Both readers get the same bytes, in processes of their own, in turn; what is counted is CPU time, since the clock
of a shared machine tells little. nightdesk's share is all that ``nightdesk read`` prints, trafilatura's is the text.
"""

from __future__ import annotations

import gzip
import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from nightdesk.benches.memory import peak_memory
from nightdesk.errors import GaveUp
from nightdesk.saved_pages import ZIPPED, SavedPage, pages_in, read_saved

ROUNDS = 5  # an odd number, so that the median was measured


@dataclass(frozen=True, slots=True)
class Pace:
    """One reader's figures: the median pages in a second of CPU time, and the most memory it had, in bytes."""

    pages_per_second: float
    peak_memory: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both readers on the same pages; ``ratio`` is the median over the rounds of how many times as fast ours is."""

    pages: int
    rounds: int
    nightdesk: Pace
    trafilatura: Pace
    ratio: float


def bench_reading(folder: Path, rounds: int = ROUNDS) -> Comparison:
    """Read the pages of a folder with both readers, in turn.

    Args:
        folder: holds saved pages: those that its ``.jsonl`` lists name (``url``, ``file``), else its HTML files.
        rounds: how often each reader reads all of them.

    Raises:
        ConfigError: the folder holds no page.
    """
    pages = [page for page in pages_in(folder) if not page.fault]
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(_measured(_read_with_nightdesk, pages))
        theirs.append(_measured(_read_with_trafilatura, pages))
    ratios = [one.pages_per_second / other.pages_per_second for one, other in zip(ours, theirs, strict=True)]
    return Comparison(len(pages), rounds, _middle(ours), _middle(theirs), statistics.median(ratios))


def _measured(read: Callable[[SavedPage], object], pages: Sequence[SavedPage]) -> Pace:
    """The pace of one reader in a process of its own, which holds nothing else."""
    context = multiprocessing.get_context("spawn")
    answer, question = context.Pipe(duplex=False)
    process = context.Process(target=_race, args=(read, pages, question))
    process.start()
    question.close()  # so that a process that fails ends the wait
    try:
        pace: Pace = answer.recv()
    except EOFError as error:
        process.join()
        raise GaveUp(f"{read.__name__}: its process ended without an answer (exit code {process.exitcode})") from error
    process.join()
    return pace


def _race(read: Callable[[SavedPage], object], pages: Sequence[SavedPage], answer: Connection) -> None:
    for page in pages:  # libraries and models load with the pages that first need them; a desk reads for days
        read(page)
    start = time.process_time()
    for page in pages:
        read(page)
    spent = time.process_time() - start
    answer.send(Pace(len(pages) / spent, peak_memory()))


def _read_with_nightdesk(page: SavedPage) -> object:
    return read_saved(page)


def _read_with_trafilatura(page: SavedPage) -> object:
    from trafilatura import extract

    try:
        body = page.path.read_bytes()
        return extract(gzip.decompress(body) if body.startswith(ZIPPED) else body, url=page.url)
    except Exception:  # noqa: BLE001 - one page costs one page, for either reader
        return None


def _middle(paces: Sequence[Pace]) -> Pace:
    return Pace(statistics.median(pace.pages_per_second for pace in paces), max(pace.peak_memory for pace in paces))
