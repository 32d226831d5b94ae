"""How long a small batch takes to group beside many articles: from nothing, from a snapshot, and from the batch before.

The desk is made up of full texts as in `nightdesk.benches.stories`. What a new process does is measured in one.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from nightdesk.benches.memory import peak_memory
from nightdesk.benches.stories import NOON, Press
from nightdesk.clustering import Document
from nightdesk.clustering.clusterer import WINDOW
from nightdesk.config import Config
from nightdesk.stages.stories import JUDGE, group_stories
from nightdesk.storage.library import DeskLibrary
from nightdesk.storage.snapshots import SnapshotFolder
from nightdesk.storage.store import Store
from nightdesk.tools import Tools
from nightdesk.types import Article, Provider, Reason, Verdict
from nightdesk.web_client import open_web
from nightdesk.workers import WorkerPool

DAYS = 17  # over which the articles lie; those of the last 14 are within the window
AT_ONCE = 5_000  # articles that are saved at once
BATCH = 20
LATE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class TakingUp:
    """One batch, or what was done after it: seconds of CPU time, and the most memory its process has held, in bytes."""

    articles: int
    what: str
    cpu_seconds: float
    peak_memory: int


def bench_taking_up(folder: Path, articles: int, kind: str = "full texts") -> Iterator[TakingUp]:
    """Make a desk with so many articles in its window, each its own story, and group small batches beside them."""
    _make(folder, articles, kind)
    context = multiprocessing.get_context("spawn")
    for has_snapshot in (False, True):
        answer, question = context.Pipe(duplex=False)
        process = context.Process(target=_measure, args=(folder, articles, kind, has_snapshot, question))
        process.start()
        question.close()  # so that a process that fails ends the wait
        found: list[TakingUp] = answer.recv()
        process.join()
        yield from found


def _make(folder: Path, articles: int, kind: str) -> None:
    press, step, every = Press(kind), WINDOW / articles, int(articles * timedelta(days=DAYS) / WINDOW)
    store = Store.open(Config(home=folder))
    for start in range(0, every, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, every))
        store.save(_article(press.article(number, 0, NOON + number * step), f"s{number}") for number in numbers)
    store.close()


def _article(document: Document, story: str | None = None) -> Article:
    """An article of the desk, grouped where its story is given."""
    reason = Reason("word", "made up", 0.0, "made up, as a reason is")
    at = document.published_at or NOON
    return Article(
        id=f"a{document.id}",
        source_id="f1",
        original_url=f"https://{document.provider}/{document.id}",
        url=f"https://{document.provider}/{document.id}",
        title=document.title,
        text=document.text,
        language=document.language,
        published_at=at,
        found_at=at,
        provider=Provider(document.provider, document.provider),
        story_id=story,
        verdicts=(Verdict("story", story, JUDGE, (reason,) * 6),) if story else (),
    )


def _measure(folder: Path, articles: int, kind: str, has_snapshot: bool, answer: Connection) -> None:
    config = Config(home=folder)
    store, snapshots, press = Store.open(config), SnapshotFolder(config.cache_folder), Press(kind)
    step, newest = WINDOW / articles, NOON + timedelta(days=DAYS)
    web, workers = open_web(config), WorkerPool(config.limits)
    tools = Tools(
        config=config,
        library=DeskLibrary(store, (), folder),
        web=web,
        workers=workers,
        now=newest,
        snapshots=snapshots,
    )
    found = []

    def group(what: str, batch: int, late: timedelta = timedelta(0)) -> None:
        numbers = range(BATCH * batch + 2, BATCH * (batch + 1) + 2)
        made = [
            press.article(number * 7919 % articles if number % 2 else articles + number, number, newest + number * step)
            for number in numbers
        ]
        listed = [_article(document) for document in made]
        if late:
            listed[0] = _article(press.article(0, 10**6, newest - late))
        start = time.process_time()
        outcome = group_stories(listed, tools)
        found.append(TakingUp(articles, what, time.process_time() - start, peak_memory()))
        store.save(outcome.records)
        if outcome.kept is not None:
            snapshots.keep("stories", outcome.kept)

    if not has_snapshot:
        group("from nothing", 0)
        start = time.process_time()
        snapshots.close("stories")
        found.append(TakingUp(articles, "written down", time.process_time() - start, peak_memory()))
    else:
        group("in a new process, from the snapshot", 1)
        group("after the batch before", 2)
        group("with one article of two days before", 3, LATE)
    workers.close()
    web.close()
    store.close()
    answer.send(found)
