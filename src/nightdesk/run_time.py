"""What a run says of itself in the end, and how long it may take by the settings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from nightdesk.config import Config
from nightdesk.engine import Summary
from nightdesk.mailing import Mailed
from nightdesk.naming import outcome_of, work_line
from nightdesk.pipeline import Stage, is_own_failure
from nightdesk.side_by_side import Pacing
from nightdesk.storage.store import Store
from nightdesk.types import Edition

QUIET_SHARE = 0.1  # of the time for one request: where nothing has ended for so long, what is left is slow
EDITION_EVERY = 60.0  # seconds; what was read is published at least so often
# Under `serve --watch` settings and sources are read anew, and the newsletter is made, between two runs; pages of a
# host that wants 30 s between requests would keep a run going for as long as there are any.
WATCHED_MINUTES = 5.0
NAMED = {"poll": ("source", "sources"), "images": ("article's pictures", "articles' pictures")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did, for a person or a program; ``skipped`` and ``failed`` are a line each, with the reason.

    ``put_off`` is a line for each host that is left alone for a while, ``left`` says what a run had no time for.
    ``failed_sources`` are those that could not be polled; ``is_well`` says that all of the desk's own business went
    well, whatever sources and pages of others did.
    """

    done: dict[str, int]
    polled: int
    added: int
    read: int
    skipped: tuple[str, ...]
    failed: tuple[str, ...]
    published: str
    articles: int
    stories: int
    next_due_at: datetime | None
    sources: int
    failed_sources: tuple[str, ...] = ()
    is_well: bool = True
    newsletter: str = ""
    mailed: Mailed | None = None
    put_off: tuple[str, ...] = ()
    left: str = ""


def report_of(
    summary: Summary, store: Store, config: Config, pipeline: tuple[Stage, ...], mailed: Mailed | None = None
) -> Report:
    """What a run did, with the names of what it was done to, and what was mailed after it."""
    counts = store.counts()
    publishers = [stage.name for stage in pipeline if stage.takes is Edition and stage.name in summary.notes]
    return Report(
        done=summary.done,
        polled=summary.done.get("poll", 0),
        added=summary.added,
        read=summary.done.get("read", 0),
        skipped=tuple(work_line(store, work) for work in summary.skipped),
        failed=tuple(work_line(store, work) for work in summary.failed),
        published="\n".join(summary.notes[name] for name in publishers),
        articles=counts["articles"],
        stories=counts["stories"],
        next_due_at=store.ledger.next_due_at(),
        sources=counts["sources"],
        failed_sources=tuple(outcome_of(store, work) for work in summary.failed if work.stage == "poll"),
        is_well=not any(is_own_failure(work, pipeline) for work in summary.failed),
        newsletter=summary.notes.get("newsletter", ""),
        mailed=mailed,
        put_off=put_off_lines(summary),
        left=left_line(summary, config),
    )


def run_pacing(config: Config, *, is_live: bool, most_minutes: float = 0.0) -> Pacing:
    """When a run goes on without what is slow; an archive is waited for, as it is as quick as the disk.

    ``most_minutes`` is how long it may take at most, whatever the settings say; 0 means no limit.
    """
    run_for = min(minutes * 60 or math.inf for minutes in (config.limits.run_minutes, most_minutes))
    if not is_live:
        return Pacing(run_for=run_for)
    return Pacing(QUIET_SHARE * config.web.timeout_seconds, EDITION_EVERY, run_for)


def put_off_lines(summary: Summary) -> tuple[str, ...]:
    """A line for each host that is left alone, with its reason."""
    lines = []
    for (stage, host), resting in summary.put_off.items():
        until = f"{resting.until:%Y-%m-%d %H:%M} UTC"
        lines.append(f"{host}: {_counted(stage, len(resting.units))} put off until {until}: {resting.note}")
    return tuple(lines)


def left_line(summary: Summary, config: Config) -> str:
    """What stays due of a run whose time was over; empty where nothing does."""
    if not summary.left:
        return ""
    listed = ", ".join(f"{_counted(stage, number)} ({stage})" for stage, number in summary.left.items())
    minutes = config.limits.run_minutes
    if not minutes:
        return f"ended for the settings to be read anew; {listed} stay due for the next run"
    return f"ended after {minutes:g} minutes, as [limits] run_minutes says; {listed} stay due for the next run"


def _counted(stage: str, number: int) -> str:
    one, many = NAMED.get(stage, ("article", "articles"))
    return f"1 {one}" if number == 1 else f"{number} {many}"
