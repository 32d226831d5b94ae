"""The log of single units of work: requests, and how each unit ended and why, each with the unit's id.

It goes to the logger ``nightdesk.units``: at INFO what was left out, failed, put off or will be tried again, and at
DEBUG also what ended well and each request. A record has the attributes ``stage`` and ``unit`` too. Logins in addresses
and the values of parameters that are named like secrets are masked here, at the source, whoever reads the log.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NAME = "nightdesk.units"
LONGEST = 2_000  # characters of one line
log = logging.getLogger(NAME)

_current: ContextVar[tuple[str, str]] = ContextVar("unit under way", default=("", ""))
_LOGIN = re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^\s/?#@]*(?:@[^\s/?#@]*)*@", re.IGNORECASE)
# Addresses of feeds carry keys like these; what is named otherwise cannot be told from any other text.
_SECRET = re.compile(
    r"([?&;#](?:[\w.-]*(?:token|secret|passw(?:or)?d|passwd|pwd|signature|credential|session|api[_-]?key)[\w.-]*"
    r"|key|auth|sig|code|access|hash)=)[^\s&;#\"'<>]*",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


@contextmanager
def working_on(stage: str, unit: str) -> Iterator[None]:
    """Have requests that this thread makes told as this unit's."""
    before = _current.set((stage, unit))
    try:
        yield
    finally:
        _current.reset(before)


def tell_request(method: str, url: str, answer: str) -> None:
    """Log a request and what came of it."""
    if log.isEnabledFor(logging.DEBUG):
        stage, unit = _current.get()
        _tell(logging.DEBUG, stage, unit, f"{method} {url}: {answer}")


def tell_done(stage: str, units: list[str], note: str) -> None:
    """Log units that ended well, with the note of what happened and why."""
    if log.isEnabledFor(logging.DEBUG):
        for unit in units:
            _tell(logging.DEBUG, stage, unit, f"done: {note or 'nothing to say'}")


def tell_ended(stage: str, unit: str, state: str, note: str) -> None:
    """Log a unit that did not end well: how it stands now, and the first line of why."""
    if log.isEnabledFor(logging.INFO):
        _tell(logging.INFO, stage, unit, f"{state}: {note.partition(chr(10))[0]}")


def masked(text: str) -> str:
    """A text on one line without controls, without logins in addresses and without values of secret parameters."""
    line = _CONTROLS.sub(" ", _SECRET.sub(r"\1***", _LOGIN.sub(r"\1", text)))
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"


def _tell(level: int, stage: str, unit: str, text: str) -> None:
    about = f"{stage} {unit}: " if unit else ""
    log.log(level, "%s", masked(f"{about}{text}"), extra={"stage": stage, "unit": unit})
