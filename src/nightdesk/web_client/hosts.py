"""Hosts and their turns: one connection at a time each, pauses between requests, and rest where one failed."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from nightdesk.errors import HostRests, NoAnswer, NotItsTurn, RetryLater
from nightdesk.web_client.guard import host_of, shown

FIRST_REST = timedelta(minutes=1)  # four times as long after each further failure: 1, 4, 16, 64 minutes
LONGEST_REST = timedelta(hours=4)
MOST_KEPT = 10_000  # hosts of which something is known
FORGIVEN = 2  # broken answers and errors, one after another, which may be the fault of pages and not of the host


@dataclass(slots=True)
class _Host:
    """What is known of one host; times are those of the event loop's clock."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    delay: float = 0.0
    ready_at: float = 0.0
    rests_until: float = 0.0
    why: str = ""
    failures: int = 0  # one after another


class Hosts:
    """The queue of each host; ``delay`` in seconds, ``connections`` hosts at most side by side."""

    def __init__(self, delay: float, connections: int) -> None:
        self._delay = delay
        self._slots = asyncio.Semaphore(max(1, connections))
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, url: str, patience: float = math.inf) -> AsyncIterator[None]:
        """Wait until the host of a URL may be asked, and hold it for the time of one request.

        A RetryLater that is raised inside is about the host, which then rests: for as long as it asks, and where it
        gave no answer for longer each time. Until then whoever wants a turn gets HostRests at once, with the same
        reason. Whoever would have to wait for longer than ``patience`` seconds gets NotItsTurn.
        """
        clock = asyncio.get_running_loop().time
        host = self._host(url)
        await self._take(url, host, patience)
        try:
            self._raise_if_resting(url, host, clock())
            wait = host.ready_at - clock()
            if wait > patience:
                raise _not_its_turn(url, wait, f"wants {max(self._delay, host.delay):g} s between two requests")
            await asyncio.sleep(wait)
            async with self._slots:
                try:
                    yield
                except RetryLater as error:
                    self._let_rest(host, error, clock())
                    raise
                except Exception:
                    host.failures = 0  # it answered, though not with what was wanted
                    raise
                else:
                    host.failures = 0
                finally:
                    host.ready_at = clock() + max(self._delay, host.delay)
        finally:
            host.lock.release()

    def slow_down(self, url: str, delay: float) -> None:
        """Pause at least so many seconds between two requests to the host of a URL."""
        self._host(url).delay = delay

    def _host(self, url: str) -> _Host:
        """What is known of a host; what was learnt first is forgotten first, so that names do not pile up."""
        name = host_of(url)
        if name not in self._hosts and len(self._hosts) >= MOST_KEPT:
            idle = next((known for known, host in self._hosts.items() if not host.lock.locked()), None)
            self._hosts.pop(idle or "", None)
        return self._hosts.setdefault(name, _Host())

    async def _take(self, url: str, host: _Host, patience: float) -> None:
        try:
            async with asyncio.timeout(None if patience == math.inf else patience):
                await host.lock.acquire()
        except TimeoutError as error:
            raise _not_its_turn(url, max(self._delay, host.delay, patience), "is asked for something else") from error

    def _let_rest(self, host: _Host, error: RetryLater, now: float) -> None:
        host.failures += 1
        rest = error.after or timedelta(0)
        if isinstance(error, NoAnswer):
            rest = max(rest, _rest_after(host.failures))
        elif not rest and host.failures > FORGIVEN:
            rest = _rest_after(host.failures - FORGIVEN)
        if rest:
            host.rests_until = now + rest.total_seconds()
            host.why = str(error)

    def _raise_if_resting(self, url: str, host: _Host, now: float) -> None:
        left = host.rests_until - now
        if left > 0:
            raise HostRests(
                f"{shown(url)}: not asked: its host is left alone for {left:,.0f} s, since {host.why}",
                timedelta(seconds=left),
                host_of(url),
                host.failures,
            )


def _rest_after(failures: int) -> timedelta:
    longer: int = 4 ** min(failures - 1, 8)
    return min(FIRST_REST * longer, LONGEST_REST)


def _not_its_turn(url: str, seconds: float, why: str) -> NotItsTurn:
    return NotItsTurn(f"{shown(url)}: not asked yet: its host {why}", timedelta(seconds=seconds), host_of(url))
