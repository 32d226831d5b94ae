"""Hosts and their turns: one connection at a time each, pauses between requests, and rest where asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from nightdesk.errors import RetryLater
from nightdesk.web_client.guard import host_of, shown


@dataclass(slots=True)
class _Host:
    """What is known of one host; times are those of the event loop's clock."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    delay: float = 0.0
    ready_at: float = 0.0
    rests_until: float = 0.0
    why: str = ""


class Hosts:
    """The queue of each host; ``delay`` in seconds, ``connections`` hosts at most side by side."""

    def __init__(self, delay: float, connections: int) -> None:
        self._delay = delay
        self._slots = asyncio.Semaphore(max(1, connections))
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait until the host of a URL may be asked, and hold it for the time of one request.

        A RetryLater with ``after`` that is raised inside is about the host: until then it is left alone,
        and whoever wants a turn gets a RetryLater at once, with the same reason.
        """
        clock = asyncio.get_running_loop().time
        host = self._host(url)
        async with host.lock:
            self._raise_if_resting(url, host, clock())
            await asyncio.sleep(host.ready_at - clock())
            async with self._slots:
                try:
                    yield
                except RetryLater as error:
                    if error.after is not None:
                        host.rests_until = clock() + error.after.total_seconds()
                        host.why = str(error)
                    raise
                finally:
                    host.ready_at = clock() + max(self._delay, host.delay)

    def slow_down(self, url: str, delay: float) -> None:
        """Pause at least so many seconds between two requests to the host of a URL."""
        self._host(url).delay = delay

    def _host(self, url: str) -> _Host:
        return self._hosts.setdefault(host_of(url), _Host())

    def _raise_if_resting(self, url: str, host: _Host, now: float) -> None:
        left = host.rests_until - now
        if left > 0:
            raise RetryLater(
                f"{shown(url)}: not asked: its host is left alone for {left:,.0f} s, since {host.why}",
                timedelta(seconds=left),
            )
