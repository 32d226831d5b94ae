"""How the log looks: lines of text or of JSON on stderr, without controls and without secrets."""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import UTC, datetime

from nightdesk.unit_log import masked


class TextLines(logging.Formatter):
    """``14:03:20 info nightdesk.units: read a1b2: skipped: …``, and a trace below where there is one."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """The text of a record."""
        moment = self.formatTime(record, "%H:%M:%S")
        line = f"{moment} {record.levelname.lower()} {record.name}: {masked(record.getMessage())}"
        return "\n    ".join((line, *_trace(self, record)))


class JsonLines(logging.Formatter):
    """A JSON object a line: time, level, logger, message; stage and unit where it is about one."""

    def format(self, record: logging.LogRecord) -> str:
        """The text of a record."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        told |= {name: masked(str(value)) for name in ("stage", "unit") if (value := getattr(record, name, ""))}
        trace = _trace(self, record)
        return json.dumps(told | ({"trace": list(trace)} if trace else {}), ensure_ascii=False)


class _Stderr(logging.StreamHandler):  # type: ignore[type-arg] # it writes to whatever stderr is at the moment
    """To stderr as it is when a record comes, which a progress bar may stand in for."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def begin_log(level: str, *, as_json: bool) -> None:
    """Log what nightdesk says from this level on to stderr; called again, the latest counts."""
    desk = logging.getLogger("nightdesk")
    for handler in [handler for handler in desk.handlers if isinstance(handler, _Stderr)]:
        desk.removeHandler(handler)
    handler = _Stderr()
    handler.setFormatter(JsonLines() if as_json else TextLines())
    desk.addHandler(handler)
    desk.setLevel(level)
    desk.propagate = False


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> tuple[str, ...]:
    if not record.exc_info:
        return ()
    return tuple(masked(line) for line in formatter.formatException(record.exc_info).splitlines())
