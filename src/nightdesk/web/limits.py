"""Limits of the site's server: how many connections, how long a request may take to come, and who goes first.

uvicorn bounds the time between requests only. Here a connection has a moment by which its request must be whole, and
one by which a reader must have taken something of the answer; where all places are taken, the one goes that has waited
longest without asking anything. So a client that opens connections and says nothing holds up nobody else.
"""

from __future__ import annotations

import asyncio
import logging
import resource
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 1_000
LEAST_CONNECTIONS = 16
ASK_SECONDS = 10.0  # until a request has come with its body: a form with one address, 4 KB
TAKE_SECONDS = 60.0  # in which a reader must have taken so much of an answer that is written: 0.3 KB/s
TAKEN_BYTES = 16_384
log = logging.getLogger(__name__)


def connection_limit() -> int:
    """How many connections may be open: half of the descriptors that this process may have are for the desk's work."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else soft // 2
    return max(LEAST_CONNECTIONS, min(MOST_CONNECTIONS, allowed))


@dataclass(slots=True)
class Gate:
    """Who may be connected at once to one server; ``waiting`` are those of whom no whole request has come, in order."""

    most: int = field(default_factory=connection_limit)
    ask_seconds: float = ASK_SECONDS
    take_seconds: float = TAKE_SECONDS
    waiting: dict[BoundedProtocol, None] = field(default_factory=dict)

    def protocol(self) -> type[BoundedProtocol]:
        """The protocol for uvicorn's ``http`` setting, through this gate."""
        return type("GatedProtocol", (BoundedProtocol,), {"gate": self})

    def make_room(self, connected: int, newcomer: BoundedProtocol) -> None:
        """End the connection that has asked nothing for the longest time; the newcomer's where all are asking."""
        if connected > self.most:
            log.warning("all %d connections are taken: the idlest is ended", self.most)
            next(iter(self.waiting), newcomer).end()


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 with a deadline for each thing that a client has to do."""

    gate: Gate

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._is_asking = False  # some of a request has come, or the connection is new
        self._untaken = 0  # bytes of an answer, when its reader was last looked at

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Let a client in, and another out where there is no room."""
        super().connection_made(transport)
        self.gate.make_room(len(self.connections), self)
        self._begin_to_ask()

    def data_received(self, data: bytes) -> None:
        """Take some of a request; its deadline was set with the first of it and is not moved by what follows."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """An answer is written: the rest of it must be taken, then the next request may come."""
        super().on_response_complete()
        self._is_asking = False
        self._look()
        if not self._is_answering:
            self._begin_to_give()
            self.gate.waiting[self] = None

    def pause_writing(self) -> None:
        """The client takes nothing at the moment."""
        super().pause_writing()
        self._begin_to_give()

    def resume_writing(self) -> None:
        """The client has taken something."""
        super().resume_writing()
        if self._is_answering:
            self._clear_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._clear_deadline()
        self.gate.waiting.pop(self, None)
        super().connection_lost(exc)

    def end(self) -> None:
        """End the connection at once, whatever it was at."""
        self.gate.waiting.pop(self, None)
        self.transport.abort()

    @property
    def _is_answering(self) -> bool:
        """Whether a whole request is there and its answer is not."""
        cycle = self.cycle
        return cycle is not None and not cycle.response_complete and not cycle.more_body

    def _look(self) -> None:
        if self._is_answering:
            self.gate.waiting.pop(self, None)
            if not self.flow.write_paused:
                self._clear_deadline()
        elif not self._is_asking and not self.transport.is_closing():
            self._begin_to_ask()

    def _begin_to_ask(self) -> None:
        self._is_asking = True
        self.gate.waiting.pop(self, None)
        self.gate.waiting[self] = None
        self._set_deadline(self.gate.ask_seconds, self.end)

    def _begin_to_give(self) -> None:
        self._untaken = self.transport.get_write_buffer_size()
        self._set_deadline(self.gate.take_seconds, self._go_on_giving)

    def _go_on_giving(self) -> None:
        """End the connection whose reader has not taken enough since the last time."""
        if self._untaken - self.transport.get_write_buffer_size() < TAKEN_BYTES:
            self.end()
        else:
            self._begin_to_give()

    def _set_deadline(self, seconds: float, then: Callable[[], None]) -> None:
        self._clear_deadline()
        self._deadline = self.loop.call_later(seconds, then)

    def _clear_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
