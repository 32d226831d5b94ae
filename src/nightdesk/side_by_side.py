"""Stages that wait for the web: many units under way in threads, while other stages go on.

Where nothing has ended for a while the engine is told to go on with the stages below, so that an edition is made of
what was read; what is slow stays under way beside them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Protocol

from nightdesk.errors import HostRests, NotItsTurn
from nightdesk.pipeline import Stage
from nightdesk.scheduler import Due, HostQueue, Turns
from nightdesk.types import Outcome, Work

LOOKAHEAD = 4  # hosts that stand ready for each thread before no more units are listed
SHARE = 5  # one part in so many of a run's time goes into the stages that run beside slow hosts
LEAST_TO_FINISH = 10.0  # seconds for the pictures of what was read when the time of a run is over
SHORTEST_WAIT = 0.005  # seconds


@dataclass(frozen=True, slots=True)
class Pacing:
    """When a run goes on without what is slow, in seconds; as it stands it waits for everything.

    ``quiet`` is for how long nothing has ended, ``edition_every`` how long ago the last pass was, ``run_for`` how long
    the run may take.
    """

    quiet: float = math.inf
    edition_every: float = math.inf
    run_for: float = math.inf


class Keeper(Protocol):
    """Who keeps the ledger: the engine."""

    def list_due(self, stage: Stage, after: str) -> tuple[Sequence[Due], str]:
        """Units that are due after a place in the ledger (``""`` is its start), and the place after them, or ``""``."""
        ...

    def claim(self, stage: Stage, unit: str) -> Work | None:
        """Claim a unit; ``None`` where it is due no more."""
        ...

    def begin(self, stage: Stage, work: Work) -> Callable[[], Outcome]:
        """What a thread has to do for a claimed unit."""
        ...

    def settle(self, stage: Stage, work: Work, run: Callable[[], Outcome]) -> None:
        """Save what became of a unit."""
        ...

    def put_off(self, stage: Stage, units: Sequence[str], why: HostRests | NotItsTurn) -> None:
        """Make units due when the rest of their host is over."""
        ...


@dataclass(slots=True)
class _Row:
    """One stage: its queue, when it begins nothing more, where its listing stands (``None`` at the end), its claims."""

    stage: Stage
    queue: HostQueue
    ends_at: float
    place: str | None = ""
    claimed: dict[str, Work] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _UnderWay:
    row: _Row
    work: Work
    host: str


class SideBySide:
    """All units of a run that wait for the web; only the thread that calls it writes."""

    def __init__(self, keeper: Keeper, threads: int, pacing: Pacing) -> None:
        """Keep up to so many units under way."""
        self._keeper = keeper
        self._threads = max(1, threads)
        self._pacing = pacing
        self._turns = Turns()
        self._rows: dict[str, _Row] = {}
        self._running: dict[Future[Outcome], _UnderWay] = {}
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="stage")
        self._passed_at = self._ended_at = time.monotonic()
        self._over_at = self._passed_at + pacing.run_for
        self._has_news = False  # whether a unit has ended since the last pass
        self._is_missed = False  # and whether one did of whose stage the pass had gone by

    @property
    def is_over(self) -> bool:
        """Whether the time of the run is over, so that nothing is begun any more."""
        return time.monotonic() >= self._over_at

    @property
    def holds_claims(self) -> bool:
        """Whether units are claimed that have not ended."""
        return bool(self._running) or any(row.claimed for row in self._rows.values())

    def queued(self, stage: Stage) -> int:
        """How many units of a stage wait for their turn."""
        row = self._rows.get(stage.name)
        return len(row.queue) if row else 0

    def run(self, stage: Stage, *, is_before_another: bool = False, is_finishing: bool = False) -> None:
        """Do what is due for a stage, until all of it has ended or what is left is slow.

        Where the next stage waits for the web too, it is gone on to sooner: what comes late is looked after there. A
        stage that finishes what others began has some time when that of the run is over, for an edition to be made.
        """
        began = self._ended_at = time.monotonic()
        row = self._rows.setdefault(stage.name, _Row(stage, HostQueue(self._turns), self._over_at))
        row.place = ""
        if is_finishing:
            row.ends_at = max(self._over_at, began + max(self._pacing.run_for / SHARE, LEAST_TO_FINISH))
        quiet = self._pacing.quiet / (3 if is_before_another else 1)
        while self._has_work(row):
            self._start()
            now = time.monotonic()
            is_edition_due = self._has_news and now - began >= self._pacing.edition_every
            if is_edition_due or now - self._ended_at >= quiet or self._is_idle(row):
                return
            self._wait(row, min(self._ended_at + quiet, began + self._pacing.edition_every))

    def linger(self) -> bool:
        """Look after what is slow; returns whether another pass over the stages is worth it."""
        began = time.monotonic()
        pass_took, self._has_news = began - self._passed_at, False
        soonest, latest = began + SHARE * pass_took, began + max(self._pacing.edition_every, SHARE * pass_took)
        while any(map(self._has_work, self._rows.values())):
            self._start()
            now, is_quiet_at = time.monotonic(), self._ended_at + self._pacing.quiet
            if now >= latest or (self._is_missed and now >= max(soonest, is_quiet_at)):
                self._is_missed = True
                break
            if self.is_over and (now >= is_quiet_at or not self._running):
                break
            self._wait(None, min(latest, max(soonest, is_quiet_at) if self._is_missed or self.is_over else latest))
        is_worth_it, self._is_missed, self._passed_at = self._is_missed, False, time.monotonic()
        return is_worth_it

    def _has_work(self, row: _Row) -> bool:
        return row.place is not None or len(row.queue) > 0 or any(each.row is row for each in self._running.values())

    def _is_idle(self, row: _Row) -> bool:
        """Whether nothing of a stage is under way and nothing can soon be begun."""
        if any(each.row is row for each in self._running.values()):
            return False
        if not self._has_work(row):  # what was listed a moment ago was nothing
            return True
        return not _is_open(row) or (row.place is None and row.queue.ready_at - time.monotonic() > self._pacing.quiet)

    def _start(self) -> None:
        for row in self._rows.values():
            while len(self._running) < self._threads and _is_open(row):
                if row.place is not None and row.queue.ready < LOOKAHEAD * self._threads:
                    due, place = self._keeper.list_due(row.stage, row.place)
                    row.place = place or None
                    row.queue.add(due)
                taken = row.queue.take(time.monotonic())
                if taken is not None:
                    self._begin(row, *taken)
                elif row.place is None:
                    break

    def _begin(self, row: _Row, unit: str, host: str) -> None:
        work = row.claimed.pop(unit, None) or self._keeper.claim(row.stage, unit)
        if work is None:  # another program has taken it
            self._turns.end(host, time.monotonic())
            self._free(host)
            return
        self._running[self._pool.submit(self._keeper.begin(row.stage, work))] = _UnderWay(row, work, host)

    def _wait(self, current: _Row | None, until: float) -> None:
        """Wait until something has ended or can be begun, but no longer than a moment."""
        now = time.monotonic()
        begun = [row for row in self._rows.values() if _is_open(row)]
        next_at = min((row.ends_at for row in begun), default=math.inf)
        if len(self._running) < self._threads:
            next_at = min([next_at, *(row.queue.ready_at for row in begun)])
        until = min(until, next_at)
        seconds = None if until == math.inf else max(until - now, SHORTEST_WAIT)
        if not self._running:
            time.sleep(SHORTEST_WAIT if seconds is None else seconds)
            return
        for future in wait(self._running, seconds, FIRST_COMPLETED).done:
            self._end(self._running.pop(future), future, current)

    def _end(self, ended: _UnderWay, future: Future[Outcome], current: _Row | None) -> None:
        row, work, now = ended.row, ended.work, time.monotonic()
        error = future.exception()
        self._turns.end(ended.host, now)
        if isinstance(error, NotItsTurn) and not error.failures:
            self._turns.pause(error.host, error.after.total_seconds(), now)
            row.claimed[work.unit] = work
            row.queue.put_back(work.unit, error.host)
            self._free(error.host)
        else:
            self._ended_at = now
            if isinstance(error, HostRests | NotItsTurn):
                units = row.queue.take_all(error.host)
                for unit in units:
                    row.claimed.pop(unit, None)
                self._keeper.put_off(row.stage, (work.unit, *units), error)
            else:
                self._keeper.settle(row.stage, work, future.result)
                self._note_news(row, current)
        self._free(ended.host)

    def _note_news(self, row: _Row, current: _Row | None) -> None:
        self._has_news = True
        if row is not current:
            self._is_missed = True
            if current is not None:
                current.place = ""  # a late feed may have named articles

    def _free(self, host: str) -> None:
        """Let a host stand for its turn again in every stage; one of which nothing is under way any more."""
        for row in self._rows.values():
            row.queue.wake(host)

    def close(self) -> None:
        """Begin nothing more; what is under way is no longer waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _is_open(row: _Row) -> bool:
    return time.monotonic() < row.ends_at
