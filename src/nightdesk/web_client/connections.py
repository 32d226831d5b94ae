"""Connections of the live web: how many stay open without work, and how much may come over one beside a body."""

from __future__ import annotations

import asyncio
import resource
from functools import partial
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler

KEPT_SECONDS = 15.0  # a connection without work is closed after it
# 2,000 sources would otherwise hold 2,021 file descriptors, and many systems allow a program 1,024.
MOST_KEPT = 64
OTHER_FILES = 100  # database, worker processes, the files that are written, a server and its readers
# Heads, 1xx answers, chunk sizes and trailers: an answer of a real server has a few kilobytes of them. A server that
# floods 103 answers, or a body in chunks of one byte, took a third of the event loop until the time-out.
MOST_BESIDE_BODY = 600_000


def most_kept(connections: int) -> int:
    """How many connections may stay open without work, by how many files this program may open (``ulimit -n``).

    A connection that ends may take as long again until it is closed; ``connections`` are those at work.
    """
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return MOST_KEPT
    return max(0, min(MOST_KEPT, (files - OTHER_FILES - 2 * connections) // 2))


class OpenConnections:
    """Which servers may keep their connection open after an answer: the first so many, until they are long idle."""

    def __init__(self, most: int, seconds: float = KEPT_SECONDS) -> None:
        self._most = most
        self._seconds = seconds
        self._idle_since: dict[str, float] = {}

    def may_stay(self, origin: str, now: float) -> bool:
        """Whether the connection of a request that begins now may stay open after it."""
        if origin not in self._idle_since and len(self._idle_since) >= self._most:
            self._forget(now)
        if origin not in self._idle_since and len(self._idle_since) >= self._most:
            return False
        self._idle_since[origin] = float("inf")  # it is in use
        return True

    def end(self, origin: str, now: float) -> None:
        """A request to this server has ended."""
        if origin in self._idle_since:
            self._idle_since[origin] = now

    def _forget(self, now: float) -> None:
        # Twice the time: the library looks for idle connections once in that time.
        for origin in [name for name, since in self._idle_since.items() if now - since > 2 * self._seconds]:
            del self._idle_since[origin]


class MeteredHandler(ResponseHandler):
    """Breaks a connection off over which more comes than its body accounts for."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._received = 0

    def set_response_params(self, **options: Any) -> None:
        """Begin an answer."""
        self._received = 0
        super().set_response_params(**options)

    def data_received(self, data: bytes) -> None:
        """Take what came over the wire."""
        super().data_received(data)
        self._received += len(data)
        # Answers without a body share a payload of another kind, which counts nothing.
        body = self._payload.total_bytes if type(self._payload) is aiohttp.StreamReader else 0
        if self._received - body > MOST_BESIDE_BODY + body and self.transport is not None:
            self._break_off(body)

    def _break_off(self, body: int) -> None:
        error = aiohttp.ClientPayloadError(
            f"an endless answer: {self._received:,} bytes were sent for {body:,} bytes of a body"
        )
        payload = self._payload
        self.close()
        if payload is not None:
            payload.set_exception(error)
        self.set_exception(error)


def metered_connector(*, is_kept: bool, **options: Any) -> aiohttp.TCPConnector:
    """A connector whose connections are metered, and stay open after an answer or not; ``options`` are aiohttp's."""
    options |= {"keepalive_timeout": KEPT_SECONDS} if is_kept else {"force_close": True}
    connector = aiohttp.TCPConnector(**options)
    # aiohttp names no other way to a protocol of one's own; the test of endless answers holds it to this one.
    connector._factory = partial(MeteredHandler, asyncio.get_running_loop())  # type: ignore[assignment]  # noqa: SLF001
    return connector
