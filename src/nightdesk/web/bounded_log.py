"""The log of `serve`: on stderr, and bounded whatever comes in, so that nobody can fill the disk that keeps it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nightdesk.counting import counted
from nightdesk.unit_log import NAME as UNITS

PER_MINUTE = 10  # records of one kind: of one logger, level and message before it is filled in
MOST_PER_MINUTE = 60  # records in all
LONGEST_RECORD = 8_000  # characters; a trace of 60 frames has 6,000
MINUTE = 60.0


class Bounded(logging.Filter):
    """Lets so many records pass in a minute; the first of the next says how many were left out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._began_at = clock()
        self._passed: dict[tuple[str, int, str], int] = {}
        self._left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record passes."""
        if self._clock() - self._began_at >= MINUTE:
            self._began_at = self._clock()
            self._passed.clear()
        kind = (record.name, record.levelno, str(record.msg)[:200])
        if sum(self._passed.values()) >= MOST_PER_MINUTE or self._passed.get(kind, 0) >= PER_MINUTE:
            self._left_out += 1
            return False
        self._passed[kind] = self._passed.get(kind, 0) + 1
        if self._left_out:
            record.msg = f"({counted(self._left_out, 'record')} like those before left out) {record.msg}"
            self._left_out = 0
        return True


class _Line(logging.Formatter):
    """``14:03 message``, with the level where it is a warning or worse."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """The text of a record, cut in the middle where it is too long."""
        level = "" if record.levelno < logging.WARNING else f"{record.levelname.lower()}: "
        record.message = record.getMessage()
        text = f"{self.formatTime(record, '%H:%M')} {level}{record.message}"
        if record.exc_info:
            text = f"{text}\n{self.formatException(record.exc_info)}"
        if len(text) > LONGEST_RECORD:
            text = f"{text[: LONGEST_RECORD // 2]}\n[...]\n{text[-LONGEST_RECORD // 2 :]}"
        return text


@contextmanager
def bounded_log() -> Iterator[None]:
    """Write what nightdesk and the libraries beneath it log to stderr, bounded.

    How each unit of work ended is left out, for a run may have thousands; ``-v`` has them. Nothing is done where
    logging was set up by the program that calls, or by ``-v``.
    """
    root, desk, units = logging.getLogger(), logging.getLogger("nightdesk"), logging.getLogger(UNITS)
    if root.handlers or desk.handlers:
        yield
        return
    handler = logging.StreamHandler()
    handler.addFilter(Bounded())
    handler.setFormatter(_Line())
    level = desk.level
    root.addHandler(handler)
    desk.setLevel(logging.INFO if level == logging.NOTSET else level)
    units.setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.removeHandler(handler)
        desk.setLevel(level)
        units.setLevel(logging.NOTSET)
