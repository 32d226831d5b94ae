"""The system's clock may be wrong: what a wrong one left is set right, and a clock that went back or jumped is told.

The moment of the last look is kept, with the time since the machine started, which no one can set. Within one start the
two must go on alike; over a restart, a clock that goes back is all that can be seen.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from nightdesk.config import Config
from nightdesk.counting import counted
from nightdesk.storage.store import Store

MEMO = "clock"
TOLERANCE = timedelta(minutes=2)  # what a server of time may set at once, and a start of a run may take
TOLD_FOR = timedelta(days=2)  # how long the doctor speaks of a jump
FAR = timedelta(days=8)  # no stage and no schedule waits for longer
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # random(4); another one after each start of the machine
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at the clock: what it said, the start of the machine and the seconds since; the last jump, and when."""

    at: datetime
    boot: str
    up: float
    jump: str = ""
    jumped_at: datetime | None = None


def set_right(store: Store, config: Config, now: datetime) -> None:
    """Note what the clock says, log where it went back or jumped, and set right what a wrong clock left.

    No source is due later than the settings allow, and no lease is longer than one; other work that was put far ahead
    is due at once. A source waits for the shortest time between two polls, as nobody knows when it was asked last.
    """
    before, look = _last(store), Seen(now, _boot_id(), _up())
    jump = _jump(before, look)
    longest = max(timedelta(hours=config.poll.maximum_hours), timedelta(minutes=config.poll.minimum_minutes))
    with store.transaction():
        moved = store.ledger.set_right(
            now, now + timedelta(minutes=config.poll.minimum_minutes), now + longest, now + FAR
        )
        moved += store.newsletters.set_right(now, now + FAR)
        if moved:
            jump = jump or "times were noted by a clock that was ahead, or by other settings"
            jump = f"{jump}; {counted(moved, 'due time')} too far ahead set right"
        if jump:
            log.warning("%s", jump)
            look = Seen(look.at, look.boot, look.up, jump, now)
        elif before is not None and before.jumped_at is not None and abs(now - before.jumped_at) < TOLD_FOR:
            look = Seen(look.at, look.boot, look.up, before.jump, before.jumped_at)
        store.remember(MEMO, msgspec.json.encode(look).decode())


def clock_trouble(store: Store, now: datetime) -> str:
    """What there is to say of the clock; empty where it goes as it did. Nothing is changed."""
    before = _last(store)
    jump = _jump(before, Seen(now, _boot_id(), _up()))
    if jump:
        return f"{jump}; see that the machine's clock is right, then `nightdesk run` sets right what is due"
    if before is not None and before.jumped_at is not None and abs(now - before.jumped_at) < TOLD_FOR:
        return f"at {_text(before.jumped_at)}: {before.jump}"
    return ""


def _jump(before: Seen | None, look: Seen) -> str:
    """How the clock went otherwise than time; empty where it did not, or nobody can tell."""
    if before is None:
        return ""
    passed = look.at - before.at
    is_one_start = before.boot == look.boot != "" and look.up >= before.up
    drift = passed - timedelta(seconds=look.up - before.up) if is_one_start else min(passed, timedelta(0))
    if abs(drift) <= TOLERANCE:
        return ""
    how = "jumped ahead by" if drift > timedelta(0) else "went back by"
    return f"the clock {how} {_length(abs(drift))} since {_text(before.at)}, to {_text(look.at)}"


def _last(store: Store) -> Seen | None:
    try:
        return msgspec.json.decode(store.memo(MEMO) or "null", type=Seen | None)
    except msgspec.DecodeError:
        return None


def _up() -> float:
    """Seconds since the machine started, sleep included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def _boot_id() -> str:
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _length(span: timedelta) -> str:
    hours, minutes = divmod(round(span.total_seconds() / 60), 60)
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{hours} h {minutes} min"  # noqa: PLR2004 - hours of two days
