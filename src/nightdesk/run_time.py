"""How long a run takes: what the settings say of it, and what it says of what it did not come to."""

from __future__ import annotations

import math

from nightdesk.config import Config
from nightdesk.engine import Summary
from nightdesk.side_by_side import Pacing

QUIET_SHARE = 0.1  # of the time for one request: where nothing has ended for so long, what is left is slow
EDITION_EVERY = 60.0  # seconds; what was read is published at least so often
NAMED = {"poll": ("source", "sources"), "images": ("article's pictures", "articles' pictures")}


def run_pacing(config: Config, *, is_live: bool) -> Pacing:
    """When a run goes on without what is slow; an archive is waited for, as it is as quick as the disk."""
    run_for = config.limits.run_minutes * 60 or math.inf
    if not is_live:
        return Pacing(run_for=run_for)
    return Pacing(QUIET_SHARE * config.web.timeout_seconds, EDITION_EVERY, run_for)


def put_off_lines(summary: Summary) -> tuple[str, ...]:
    """A line for each host that is left alone, with its reason."""
    lines = []
    for (stage, host), works in summary.put_off.items():
        latest = max(works, key=lambda work: work.due_at)
        number = len({work.unit for work in works})
        lines.append(
            f"{host}: {_counted(stage, number)} put off until {latest.due_at:%Y-%m-%d %H:%M} UTC: {latest.note}"
        )
    return tuple(lines)


def left_line(summary: Summary, config: Config) -> str:
    """What stays due of a run whose time was over; empty where nothing does."""
    if not summary.left:
        return ""
    listed = ", ".join(f"{_counted(stage, number)} ({stage})" for stage, number in summary.left.items())
    minutes = config.limits.run_minutes
    return f"ended after {minutes:g} minutes, as [limits] run_minutes says; {listed} stay due for the next run"


def _counted(stage: str, number: int) -> str:
    one, many = NAMED.get(stage, ("article", "articles"))
    return f"1 {one}" if number == 1 else f"{number} {many}"
