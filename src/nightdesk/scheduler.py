"""Who is asked next: units of work by the hosts that they ask, in turns.

A host has one unit under way at most, whichever stage it is for, so that 80 pages of a host that hangs hold one
thread and not the pool; a host that wants pauses holds back its own units alone.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

NOBODY = ""  # the host of a unit that asks nobody, or of which that is not known: many may be under way


@dataclass(frozen=True, slots=True)
class Due:
    """A unit that is due, and the host that it will ask first."""

    unit: str
    host: str


class Turns:
    """Which hosts may be asked, over all stages; times are of one clock, in seconds."""

    def __init__(self) -> None:
        self._free_at: dict[str, float] = {}
        self._pauses: dict[str, float] = {}

    def begin(self, host: str) -> None:
        """A unit of this host is under way."""
        if host != NOBODY:
            self._free_at[host] = math.inf

    def end(self, host: str, now: float) -> None:
        """The unit of this host that was under way has ended: the next may begin after the pause that it wants."""
        if host != NOBODY:
            self._free_at[host] = now + self._pauses.get(host, 0.0)

    def pause(self, host: str, seconds: float, now: float) -> None:
        """Leave a host alone for so many seconds now, and from now on between two units."""
        self._pauses[host] = max(seconds, self._pauses.get(host, 0.0))
        self._free_at[host] = max(now + seconds, self.free_at(host))

    def free_at(self, host: str) -> float:
        """When a unit of this host may begin; infinite while one is under way."""
        return self._free_at.get(host, 0.0)


@dataclass(slots=True)
class HostQueue:
    """The units of one stage that are due and not yet begun, each host in its turn.

    A host with units stands in the ring, among the pauses (by when it may be asked), or is under way.
    """

    turns: Turns
    _units: dict[str, deque[str]] = field(default_factory=dict)
    _ring: deque[str] = field(default_factory=deque)
    _pauses: list[tuple[float, str]] = field(default_factory=list)
    _standing: set[str] = field(default_factory=set)  # hosts in the ring or among the pauses
    _known: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self._known)

    @property
    def ready(self) -> int:
        """How many hosts stand in the ring."""
        return len(self._ring)

    @property
    def ready_at(self) -> float:
        """When the next host may be asked: 0 for now, infinite where nobody waits or all are under way."""
        return 0.0 if self._ring else self._pauses[0][0] if self._pauses else math.inf

    def add(self, due: Iterable[Due]) -> int:
        """Take units up, behind those of their hosts; returns how many were not known."""
        before = len(self._known)
        for each in due:
            if each.unit not in self._known:
                self._known.add(each.unit)
                self._units.setdefault(each.host, deque()).append(each.unit)
                self.wake(each.host)
        return len(self._known) - before

    def put_back(self, unit: str, host: str) -> None:
        """Take back a unit that was begun, before the others of its host."""
        self._known.add(unit)
        self._units.setdefault(host, deque()).appendleft(unit)
        self.wake(host)

    def wake(self, host: str) -> None:
        """Let a host stand for its turn where it has units, stands nowhere yet and is not under way."""
        free_at = self.turns.free_at(host)
        if host not in self._units or host in self._standing or free_at == math.inf:
            return
        self._standing.add(host)
        if free_at > 0:
            heapq.heappush(self._pauses, (free_at, host))
        else:
            self._ring.append(host)

    def take(self, now: float) -> tuple[str, str] | None:
        """The next unit and its host, which is under way from now on; ``None`` where nobody may be asked now."""
        while self._pauses and self._pauses[0][0] <= now:
            self._ring.append(heapq.heappop(self._pauses)[1])
        while self._ring:
            host = self._ring.popleft()
            self._standing.discard(host)
            if host not in self._units:
                continue
            if self.turns.free_at(host) > now:  # another stage asks it, or has asked it just now
                self.wake(host)
                continue
            unit = self._units[host].popleft()
            if not self._units[host]:
                del self._units[host]
            self._known.discard(unit)
            self.turns.begin(host)
            if host == NOBODY:
                self.wake(host)
            return unit, host
        return None

    def take_all(self, host: str) -> list[str]:
        """All units of a host, which are no longer waited for."""
        units = list(self._units.pop(host, ()))
        self._known.difference_update(units)
        return units
