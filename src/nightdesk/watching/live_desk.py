"""The desk as its files say now: what its owner edits while `serve` runs counts from the next look on.

What cannot be read is told, and the last that could goes on.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Self, TypeVar

from nightdesk.config import CONFIG_NAME, Config, load_config
from nightdesk.engine import Progress, Summary
from nightdesk.errors import ConfigError, NightdeskError, StoreError
from nightdesk.formats.organizations import read_organizations
from nightdesk.formats.sealed import sealer_of
from nightdesk.formats.topics import read_topics
from nightdesk.newsroom import ORGANIZATIONS_NAME, SOURCES_NAME, TOPICS_NAME, Newsroom
from nightdesk.run_time import WATCHED_MINUTES
from nightdesk.storage.folder import only_one
from nightdesk.storage.store import Store
from nightdesk.web_client import open_web
from nightdesk.workers import WorkerPool

T = TypeVar("T")
Stamps = tuple[tuple[str, int, int, int], ...]
SETTLES = 0.1  # seconds without a change, after which a file that changed is whole
MOST_LOOKS = 20
FOLDERS = (TOPICS_NAME, ORGANIZATIONS_NAME)
log = logging.getLogger(__name__)


class LiveDesk:
    """A newsroom that follows its files. Use as a context manager; what it opened itself it closes.

    Whoever asks for ``newsroom`` gets the one of now; it may be replaced at any look, so ask anew each time.
    """

    def __init__(self, newsroom: Newsroom, archive: Path | None = None) -> None:
        """Follow the files of a newsroom that was opened; ``archive`` is what answers in the place of its web."""
        self.newsroom = newsroom
        self._archive = archive
        self._home = newsroom.config.home
        self._seen = _stamps(self._home)
        self._opened: list[Callable[[], None]] = []  # how to close what is in use and was opened here
        self._outgoing: list[Callable[[], None]] = []  # what a request may still be using
        self._troubles: dict[str, str] = {}

    @property
    def troubles(self) -> tuple[str, ...]:
        """What could not be read as it is now, a line for each file or folder."""
        return tuple(self._troubles.values())

    def run(self, progress: Progress | None = None) -> Summary:
        """Do all that is due, by what the files say once the desk's lock is held: the newest settings win.

        Raises:
            DeskBusy: another process is at work on this desk.
        """
        with self._locked() as newsroom:
            self._read(SOURCES_NAME, newsroom.follow_sources, None)
            return newsroom.run_all_due(progress, most_minutes=WATCHED_MINUTES)

    def publish(self) -> str:
        """Publish the edition of now, by what the files say once the desk's lock is held."""
        with self._locked() as newsroom:
            return newsroom.publish_held()

    @contextmanager
    def _locked(self) -> Iterator[Newsroom]:
        with only_one(self.newsroom.config.cache_folder):
            self.refresh()
            yield self.newsroom

    def refresh(self) -> bool:
        """Read what has changed since; returns whether the newsroom is another one now."""
        self._close_outgoing()
        stamps = _stamps(self._home)
        if stamps == self._seen and not self._troubles.keys() - {SOURCES_NAME}:
            return False
        if stamps != self._seen:
            stamps = self._settled(stamps)
        self._seen = stamps
        now = self.newsroom
        config = self._read(CONFIG_NAME, lambda _: _checked(load_config(self._home)), now.config)
        topics = self._read(TOPICS_NAME, read_topics, now.topics)
        organizations = self._read(ORGANIZATIONS_NAME, read_organizations, now.organizations)
        if (config, topics, organizations) == (now.config, now.topics, now.organizations):
            return False
        replaced = self._read(CONFIG_NAME, lambda _: self._replaced(config), now) if config != now.config else now
        self.newsroom = replace(replaced, topics=topics, organizations=organizations)
        log.info("settings, topics or organizations have changed and were read anew")
        return True

    def close(self) -> None:
        """Close what was opened here; the newsroom that came in is its owner's."""
        self._close_outgoing()
        self._outgoing, self._opened = self._opened, []
        self._close_outgoing()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _replaced(self, config: Config) -> Newsroom:
        """The newsroom under other settings: with a new store, web or workers where theirs have changed."""
        before, newsroom = self.newsroom.config, replace(self.newsroom, config=config)
        if config.store != before.store:  # first: it is what may fail
            newsroom = replace(newsroom, store=_store_of(config))
            self._take_over(self.newsroom.store.close, newsroom.store.close)
        if config.web != before.web:
            newsroom = replace(newsroom, web=open_web(config, self._archive))
            self._take_over(self.newsroom.web.close, newsroom.web.close)
        if config.limits != before.limits:
            newsroom = replace(newsroom, workers=WorkerPool(config.limits))
            self._take_over(self.newsroom.workers.close, newsroom.workers.close)
        return newsroom

    def _take_over(self, close_old: Callable[[], None], close_new: Callable[[], None]) -> None:
        self._opened = [close for close in self._opened if close != close_old] + [close_new]
        self._outgoing.append(close_old)  # twice is well too: its owner may close it once more

    def _close_outgoing(self) -> None:
        outgoing, self._outgoing = self._outgoing, []
        for close in outgoing:
            close()

    def _settled(self, stamps: Stamps) -> Stamps:
        """The files as they are when nobody is writing them: an editor may empty a file before it fills it."""
        for _ in range(MOST_LOOKS):
            time.sleep(SETTLES)
            before, stamps = stamps, _stamps(self._home)
            if stamps == before:
                break
        return stamps

    def _read(self, name: str, read: Callable[[Path], T], last_good: T) -> T:
        """What a file or folder says; the last good of it, told once, where it cannot be read."""
        try:
            found = read(self._home / name)
        except (NightdeskError, OSError) as error:
            if isinstance(error, StoreError):
                raise  # it is not the file that is wrong
            line = f"{error} (until then the desk goes on with what it read before)"
            if self._troubles.get(name) != line:
                log.error("%s", line)  # noqa: TRY400 - the owner's mistake, not a bug: its line says all
            self._troubles[name] = line
            return last_good
        self._troubles.pop(name, None)
        return found


def _checked(config: Config) -> Config:
    """Settings by which the desk can work; errors of what they name come up here, not in the middle of a run."""
    open_web(config).close()
    sealer_of(config)
    return config


def _store_of(config: Config) -> Store:
    """The store that settings name; ConfigError where it cannot be opened, as the one that is open goes on."""
    try:
        return Store.open(config)
    except StoreError as error:
        raise ConfigError(f"[store] database: {error}") from error


def _stamps(home: Path) -> Stamps:
    """What changes whenever one of the desk's files does: a file that is replaced has another inode."""
    found = []
    for place in (home / CONFIG_NAME, *(path for name in FOLDERS for path in _inside(home / name))):
        try:
            seen = place.stat()
        except OSError:
            continue
        found.append((os.fspath(place), seen.st_ino, seen.st_mtime_ns, seen.st_size))
    return tuple(found)


def _inside(folder: Path) -> list[Path]:
    """A folder and what lies in it, at any depth."""
    return [folder, *sorted(folder.rglob("*"))]
