"""How long it takes to publish a large desk whole, and to bring the edition up to date after one change."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from nightdesk.benches.desk import make_desk
from nightdesk.errors import StoreError
from nightdesk.newsroom import Newsroom
from nightdesk.tools import ArticleFilter
from nightdesk.types import Article, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One thing that was done: seconds, the most memory a process had in megabytes (of commands), what it said."""

    what: str
    seconds: float
    megabytes: float | None = None
    said: str = ""


def bench_publish(folder: Path, records: int, database: str = "nightdesk.db") -> list[Measured]:
    """Make a desk of so many records in an empty folder, publish it, change one article in several ways."""
    start = time.perf_counter()
    make_desk(folder, records, database)
    measured = [Measured(what=f"make a desk of {records} records", seconds=time.perf_counter() - start)]
    measured.append(_command("publish all of it, as a command", folder))
    measured.append(_command("publish again with nothing changed, as a command", folder))
    _change(folder, _retitled)
    measured.append(_command("publish after one article got a new title, as a command", folder))
    changes: tuple[tuple[str, Callable[[Newsroom], None]], ...] = (
        ("one article got a new title", _retitled),
        ("one article of a year ago got a new title", _old_retitled),
        ("a new story came", _new_story),
        ("the oldest published story was retracted", _retracted),
    )
    with Newsroom.open(folder) as newsroom:
        for what, change in changes:
            change(newsroom)
            start = time.perf_counter()
            said = newsroom.publish()
            measured.append(Measured(what=f"publish after {what}", seconds=time.perf_counter() - start, said=said))
    return measured


def _command(what: str, folder: Path) -> Measured:
    """Run ``nightdesk publish`` in a process of its own, as a person would."""
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-m", "nightdesk", "publish", "--desk", str(folder)], stdout=subprocess.PIPE, text=True
    )
    said = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise StoreError(f"{folder}: `nightdesk publish` ended with {process.returncode}; its message is above")
    return Measured(what=what, seconds=time.perf_counter() - start, megabytes=used.ru_maxrss / 1024, said=said.strip())


def _change(folder: Path, change: Callable[[Newsroom], None]) -> None:
    with Newsroom.open(folder) as newsroom:
        change(newsroom)


def _newest(newsroom: Newsroom) -> Article:
    return next(iter(newsroom.store.articles(ArticleFilter(limit=1))))


def _lead_of_oldest(newsroom: Newsroom) -> Article:
    """An article of the oldest story that is published."""
    oldest = min(
        (story.listed for story in newsroom.library.composed() if story.listed), key=lambda line: line.published_at
    )
    return next(iter(newsroom.store.articles(ArticleFilter(story_ids=(oldest.story_id,), limit=1))))


def _retitled(newsroom: Newsroom) -> None:
    newest = _newest(newsroom)
    newsroom.store.save([replace(newest, title=f"{newest.title}, again")])


def _old_retitled(newsroom: Newsroom) -> None:
    old = _lead_of_oldest(newsroom)
    newsroom.store.save([replace(old, title=f"{old.title}, again")])


def _new_story(newsroom: Newsroom) -> None:
    newest = _newest(newsroom)
    at = newest.placed_at + timedelta(hours=1)
    fresh = replace(
        newest,
        id="a999999999999",
        story_id="s999999999999",
        record_name=None,
        published_at=at,
        quality=107,
        url=f"{newest.url}/new",
        original_url=f"{newest.url}/new",
    )
    newsroom.store.save([fresh, Story(id="s999999999999", first_at=at, last_at=at, size=1)])


def _retracted(newsroom: Newsroom) -> None:
    story_id = _lead_of_oldest(newsroom).story_id
    members = newsroom.store.articles(ArticleFilter(story_ids=(story_id or "",)))
    newsroom.store.save([replace(article, story_id=None) for article in tuple(members)])
