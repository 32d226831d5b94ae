"""The watcher: a thread that does what is due as it becomes due, and goes on whatever goes wrong."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Self

from nightdesk.counting import counted
from nightdesk.engine import Summary
from nightdesk.errors import DeskBusy, NightdeskError
from nightdesk.watching.health import Health, alive, write_health
from nightdesk.watching.live_desk import LiveDesk

LONGEST_NAP = 60.0  # seconds between two looks at what is due, so that what changed is soon seen
SHORTEST_NAP = 1.0  # also the first pause after a failure; it doubles from one failure to the next, to the longest nap
BEAT = timedelta(minutes=1)  # how often a long look writes down that it gets on
log = logging.getLogger(__name__)


class Watcher:
    """Looks at what is due, does it, and rests until the next is due. Use as a context manager."""

    def __init__(
        self,
        desk: LiveDesk,
        after_look: Callable[[Summary], None] | None = None,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        """Watch a desk.

        Args:
            desk: whose files and work are looked at.
            after_look: told what each look did.
            wait: how to let some seconds pass; on a thread's clock unless given.
        """
        self._desk = desk
        self._after_look = after_look
        self._stop = threading.Event()
        self._wait = wait or self._stop.wait
        self._thread = threading.Thread(target=self.watch, name="watch")
        self._written_at: datetime | None = None
        self._told = ""
        self.health = Health(process=os.getpid(), state="working", changed_at=_now())

    @property
    def is_running(self) -> bool:
        """Whether its thread lives."""
        return self._thread.is_alive()

    def __enter__(self) -> Self:
        try:
            self._thread.start()
        except BaseException:  # Ctrl-C in these very moments: the thread may run already and would do so for ever
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._thread.join()

    def stop(self) -> None:
        """End after the look that is under way."""
        self._stop.set()

    def watch(self) -> None:
        """Look and rest in turn until `stop`."""
        with ExitStack() as stack:
            with suppress(NightdeskError):  # a disk that takes nothing now may take something later
                stack.enter_context(alive(self._desk.newsroom.config.cache_folder))
            while not self._stop.is_set():
                seconds = self.look()
                self._wait(seconds)
            self._note(state="ended", next_look_at=None)

    def look(self) -> float:
        """Do what is due, once; returns the seconds to rest. Nothing is raised: what went wrong is in ``health``."""
        self._note(state="working", next_look_at=None)
        try:
            seconds = self._look()
        except DeskBusy as error:  # nothing is wrong: the other one does what is due
            log.info("%s", error)
            seconds = SHORTEST_NAP
        except BaseException as error:  # noqa: BLE001 - the watcher's boundary: no error of any look is its last
            seconds = self._note_failure(error)
        self._note(state="resting", next_look_at=_now() + timedelta(seconds=seconds))
        return seconds

    def _look(self) -> float:
        summary = self._desk.run(_Beats(self._beat))
        if self._after_look is not None:
            self._after_look(summary)
        seconds = _nap(self._desk.newsroom.store.ledger.next_due_at())
        if self.health.failures:
            log.warning("well again after %s", counted(self.health.failures, "failure"))
        self._told = ""
        self._note(well_at=_now(), failures=0, cause="", troubles=self._desk.troubles)
        return seconds

    def _note_failure(self, error: BaseException) -> float:
        """Log an error, the trace of a bug once and not for each time it comes, and say how long to wait."""
        failures = self.health.failures + 1
        seconds = min(SHORTEST_NAP * 2.0 ** min(failures - 1, 10), LONGEST_NAP)
        line = " ".join(str(error).split()) or repr(error)
        is_known = isinstance(error, NightdeskError) or self._told == repr(error)
        said = line if isinstance(error, NightdeskError) else f"a bug in nightdesk, please report it: {error!r}"
        log.error("%s; tried again in %.0f s", said, seconds, exc_info=None if is_known else error)
        self._told = repr(error)
        self._note(failures=failures, cause=type(error).__name__, troubles=(said, *self._desk.troubles))
        return seconds

    def _beat(self) -> None:
        """The look gets on."""
        self.health = replace(self.health, changed_at=_now())
        if self._written_at is None or not timedelta(0) <= _now() - self._written_at < BEAT:
            self._write()

    def _note(self, **changes: object) -> None:
        self.health = replace(self.health, changed_at=_now(), **changes)  # type: ignore[arg-type]  # fields of Health
        self._write()

    def _write(self) -> None:
        self._written_at = _now()
        try:
            write_health(self._desk.newsroom.config.cache_folder, self.health)
        except (NightdeskError, OSError) as error:
            log.debug("the watcher's health is not written down: %s", error)


class _Beats:
    """Progress that tells that there is some."""

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat

    def begin(self, stage: str, due: int) -> None:  # noqa: ARG002 - as the protocol has it
        """A stage begins."""
        self._beat()

    def advance(self, stage: str, units: int = 1) -> None:  # noqa: ARG002 - as the protocol has it
        """A unit has ended."""
        self._beat()


def _nap(due_at: datetime | None) -> float:
    if due_at is None:
        return LONGEST_NAP
    return min(max((due_at - _now()).total_seconds(), SHORTEST_NAP), LONGEST_NAP)


def _now() -> datetime:
    return datetime.now(UTC)
