"""The engine: claims work, runs a stage, saves what it returned and what became due, in one transaction.

It is the only writer for the machine. For each stage of the table in its order:

1. claim due units under a lease;
2. run the stage: side by side in threads where it waits for the web, else here, or as one batch;
3. in one transaction: save the records, make them due for their next stage, write down how it ended.

What is slow on the web stays under way while the stages below go on; what it brings is taken down the table in another
pass (`nightdesk.side_by_side`).

What a crash leaves claimed is given back at the next start; what it left half done was never saved.
"""

from __future__ import annotations

import socket
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from nightdesk.config import Config
from nightdesk.edition_folders import EditionFolders
from nightdesk.errors import GaveUp, NotFound, RetryLater, SkipItem
from nightdesk.pipeline import FRONT, PIPELINE, Stage, next_stage
from nightdesk.side_by_side import Pacing, SideBySide
from nightdesk.stage import PICTURES, SITE
from nightdesk.storage.announcements import FeedWatch
from nightdesk.storage.ownership import Owner
from nightdesk.storage.pictures import PictureCache
from nightdesk.storage.snapshots import SnapshotFolder
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter, Tools
from nightdesk.types import Announcement, Article, Edition, File, Outcome, Source, Work
from nightdesk.unit_log import tell_done, tell_ended, working_on
from nightdesk.units import Unit, bug_words, ends_the_run, place_in_batch, state_words
from nightdesk.web_work import WebWork

CHUNK = 200  # units that a quick stage claims at once
BATCH = 1000  # articles that a batch stage is given at once: with texts about 10 MB
FIRST_WAIT = timedelta(minutes=1)  # then four times as long after each failure: 1, 4, 16, 64 minutes
MEGABYTE = 1_000_000
PATIENT = Pacing()
EXPECTED = (SkipItem, RetryLater, GaveUp, NotFound)


class Progress(Protocol):
    """Who is told how far a run is."""

    def begin(self, stage: str, due: int) -> None:
        """A stage starts with so many units due, or so many more."""
        ...

    def advance(self, stage: str, units: int = 1) -> None:
        """So many units of a stage have ended."""
        ...


class Silent:
    """Progress for nobody."""

    def begin(self, stage: str, due: int) -> None:
        """Say nothing."""

    def advance(self, stage: str, units: int = 1) -> None:
        """Say nothing."""


@dataclass(slots=True)
class PutOff:
    """The units of one stage that are left alone with their host: until when, and why."""

    units: set[str]
    until: datetime
    note: str


@dataclass(slots=True)
class Summary:
    """What a run did: units that ended well by stage, articles added, and the work that did not end well."""

    done: dict[str, int] = field(default_factory=dict)
    added: int = 0
    skipped: list[Work] = field(default_factory=list)
    failed: list[Work] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    put_off: dict[tuple[str, str], PutOff] = field(default_factory=dict)  # by stage and host
    left: dict[str, int] = field(default_factory=dict)  # by stage, what a run did not come to in its time


class Engine:
    """Runs the table over all that is due."""

    def __init__(
        self,
        config: Config,
        store: Store,
        tools: Callable[[datetime], Tools],
        pipeline: tuple[Stage, ...] = PIPELINE,
        snapshots: SnapshotFolder | None = None,
    ) -> None:
        """Run a table for a desk.

        Args:
            config: the desk's settings.
            store: what is known and due; the engine writes it.
            tools: what a stage is handed at a moment.
            pipeline: the table.
            snapshots: where what stages leave is kept; `tools` hand out the same.
        """
        self._pipeline = pipeline
        self.may_shrink = False  # whether a folder of another desk may be taken over, and much be removed of ours
        self._config = config
        self._store = store
        self._tools = tools
        self._claimant = f"{socket.gethostname()}:{config.home.resolve()}"
        self._summary = Summary()
        self._progress: Progress = Silent()
        self._snapshots = snapshots or SnapshotFolder(config.cache_folder)
        self._watch = FeedWatch(store)
        self._folders = EditionFolders(config, tools, self._watch, self._owner)
        self._pictures = PictureCache(
            config.cache_folder / "pictures", int(config.pictures.budget_mb * MEGABYTE), config.site_folder
        )

    def run(
        self, progress: Progress | None = None, pacing: Pacing = PATIENT, summary: Summary | None = None
    ) -> Summary:
        """Do all that is due, stage by stage; the caller holds the desk's lock.

        ``pacing`` says when the stages go on without what is slow; unless given they wait for everything. What is done
        is added to ``summary``.
        """
        self._summary, self._progress = summary or Summary(), progress or Silent()
        for folder in self._folders.all(self._pipeline):
            self._owner().check_folder(folder)  # before hours of reading
        self._store.ledger.release(self._claimant)  # 1. what a crash left claimed
        for stage in self._pipeline:  # 2. what an older version of a stage dealt with
            self._store.ledger.raise_version(stage.name, stage.version, _now())
        work = WebWork(self._config, self._store, self._claimant, self._run_unit, self._settle, self._put_off)
        side = SideBySide(work, self._config.web.connections, pacing)
        try:
            while True:  # 3. passes, until nothing is left that was slow
                for stage in self._pipeline:
                    self._run_stage(stage, side)
                    self._set_aside(stage)
                if not side.linger():
                    break
        finally:
            side.close()
        if side.holds_claims:
            self._store.ledger.release(self._claimant)
        if side.is_over:
            waiting = {stage.name for stage in self._pipeline if stage.waits}
            due = self._store.ledger.due_counts(_now())
            self._summary.left = {name: number for name, number in due.items() if name in waiting}
        return self._summary

    def publish_to(self, folder: Path) -> str:
        """Publish the edition into a folder, whether or not it is due; returns a line on what was written."""
        note, is_own = "", folder == self._config.site_folder
        for stage in self._pipeline:
            while stage.takes is Edition and (is_own or not stage.plugin):  # publishers have folders of their own
                outcome = self._folders.run(stage, Edition(FRONT), folder, _now())
                note = f"{note}\n{outcome.note}" if stage.plugin else outcome.note
                with self._store.transaction():
                    self._store.save(outcome.records)
                    if is_own:
                        self._announce(_now())
                if outcome.next_at is None:
                    break
        return note

    def export_to(self, profile: str, folder: Path) -> str:
        """Write the published stories as a generator's files into a folder; returns a line on what was written."""
        return self._folders.export(profile, folder, _now())

    def _owner(self) -> Owner:
        is_empty = not self._store.counts()["articles"]
        return Owner(self._store.desk_id(), is_empty=is_empty, may_shrink=self.may_shrink)

    def _run_stage(self, stage: Stage, side: SideBySide) -> None:
        due = self._store.ledger.due_counts(_now()).get(stage.name, 0) - side.queued(stage)
        if due > 0:
            self._progress.begin(stage.name, due)
        if stage.waits:
            following = next_stage(self._pipeline, stage)
            side.run(
                stage,
                is_before_another=following is not None and following.waits,
                is_finishing=any(row.takes is Article for row in self._pipeline[: self._pipeline.index(stage)]),
            )
        elif due <= 0:
            return
        elif stage.batch:
            for works in self._claims(stage, BATCH):
                self._run_batch(stage, works)
            self._snapshots.close(stage.name)
        else:
            for works in self._claims(stage, CHUNK):
                units = self._load(stage, works)
                for work in works:
                    self._settle(stage, work, partial(self._run_unit, stage, units.get(work.unit)))

    def _set_aside(self, stage: Stage) -> bool:
        """Repair rows that did not decode, or set them aside, and tell so; whether there were any."""
        now = _now()
        settled = self._store.set_aside_unreadable(now)
        for each in settled:
            told = Work(
                stage=stage.name,
                unit=each.id,
                version=stage.version,
                state="done" if each.is_repaired else "quarantined",
                attempts=0,
                due_at=now,
                note=each.line,
                changed_at=now,
            )
            tell_ended(stage.name, each.id, told.state, each.line)
            (self._summary.skipped if each.is_repaired else self._summary.failed).append(told)
        return bool(settled)

    def _claims(self, stage: Stage, limit: int) -> Iterator[list[Work]]:
        while works := self._store.ledger.claim(stage.name, self._claimant, _now(), limit, in_order=stage.batch):
            yield works

    def _load(self, stage: Stage, works: Sequence[Work]) -> dict[str, Unit]:
        if stage.takes is Article:
            wanted = ArticleFilter(ids=tuple(work.unit for work in works), with_text=True)
            loaded: dict[str, Unit] = {article.id: article for article in self._store.articles(wanted)}
            if self._set_aside(stage):  # what was repaired is among them now
                loaded = {article.id: article for article in self._store.articles(wanted)}
            return loaded
        if stage.takes is Source:
            return {source.id: source for source in self._store.sources()}
        kind = Announcement if stage.takes is Announcement else Edition
        return {work.unit: kind(work.unit) for work in works}

    def _run_unit(self, stage: Stage, unit: Unit | None) -> Outcome:
        if unit is None:
            raise NotFound("no longer among what the desk keeps")
        name = unit.path if isinstance(unit, Announcement) else unit.id
        with working_on(stage.name, name):
            if isinstance(unit, Edition):
                return self._folders.run(stage, unit, self._config.site_folder, _now())
            return stage.run(unit, self._tools(_now()))

    def _run_batch(self, stage: Stage, works: Sequence[Work]) -> None:
        """Run a batch and save it; where one unit trips a bug in either, halve it until that one stands alone."""
        by_id = self._load(stage, works)
        works = sorted(works, key=lambda work: place_in_batch(by_id.get(work.unit), work))
        try:
            outcome = stage.run([by_id[work.unit] for work in works if work.unit in by_id], self._tools(_now()))
            self._save(stage, works, outcome)
        except Exception as error:  # a bug in one unit must not end the run: it is set aside with its trace
            if ends_the_run(error):
                raise
            half = len(works) // 2
            if not half:
                self._fail(stage, works[0], error)
                return
            self._run_batch(stage, works[:half])
            self._run_batch(stage, works[half:])

    def _settle(self, stage: Stage, work: Work, run: Callable[[], Outcome]) -> None:
        """Do a unit and save what became of it; what it raises, at either, costs this unit alone."""
        try:
            self._save(stage, [work], run())
        except Exception as error:  # a bug in one unit must not end the run: it is set aside with its trace
            if ends_the_run(error):
                raise
            self._fail(stage, work, error)

    def _save(self, stage: Stage, works: Sequence[Work], outcome: Outcome) -> None:
        if stage.files == PICTURES:
            self._pictures.write(file for file in outcome.files if isinstance(file, File))
        exported: tuple[str, ...] = ()
        if stage.files == SITE:  # before it is written down that all is done: what fails here, failed
            exported = self._folders.export_all(_now())
        now = _now()
        with self._store.transaction():
            added = self._store.add(outcome.found)
            self._store.save(outcome.records)
            self._pass_on(
                stage, (*added, *(record.id for record in outcome.records if isinstance(record, Article))), now
            )
            self._announce(now)
            for work in works:
                ended = replace(
                    work, state="done", attempts=0, due_at=now, changed_at=now, note=outcome.note, version=stage.version
                )
                if outcome.next_at is not None:
                    ended = replace(ended, state="due", due_at=outcome.next_at)
                self._store.ledger.finish(ended, self._claimant)
        if outcome.kept is not None:
            self._snapshots.keep(stage.name, outcome.kept)  # not before it is saved what it goes by
        if stage.files == PICTURES:
            self._clear_pictures()
        if stage.files not in (None, PICTURES):
            self._summary.notes[stage.name] = "\n".join((outcome.note, *exported))
        tell_done(stage.name, [work.unit for work in works], outcome.note)
        self._summary.added += len(added)
        self._summary.done[stage.name] = self._summary.done.get(stage.name, 0) + len(works)
        self._progress.advance(stage.name, len(works))

    def _clear_pictures(self) -> None:
        """Take away the copies beyond the budget: first off the articles, then off the disk, so that none is missed."""
        gone = self._pictures.surplus()
        if not gone:
            return
        with self._store.transaction():
            if self._store.forget_copies(gone):
                publish = next((row for row in self._pipeline if row.takes is Edition), None)
                if publish is not None:
                    self._store.ledger.schedule(publish.name, publish.version, [FRONT], _now(), "copies were cleared")
        self._pictures.remove(gone)

    def _pass_on(self, stage: Stage, article_ids: Sequence[str], now: datetime) -> None:
        following = next_stage(self._pipeline, stage)
        if following is not None and (article_ids or stage.takes is Edition):
            units = [FRONT] if following.takes is Edition else article_ids
            self._store.ledger.schedule(following.name, following.version, units, now, f"after {stage.name}")

    def _announce(self, now: datetime) -> None:
        """Make due that a hub is told of the feeds that changed; one that it failed to hear of keeps its pause."""
        stage = next((row for row in self._pipeline if row.takes is Announcement), None)
        if stage is not None:
            self._store.ledger.schedule_patiently(
                stage.name, stage.version, self._watch.changed(), now, "the feed changed"
            )

    def _put_off(self, stage: Stage, host: str, works: Sequence[Work]) -> None:
        """Tell of units that are left alone with their host, and of those that were given up with it."""
        given_up = [work for work in works if work.state == "failed"]
        (self._summary.skipped if stage.is_courtesy else self._summary.failed).extend(given_up)
        waiting = [work for work in works if work.state != "failed"]
        for work in works:
            tell_ended(stage.name, work.unit, state_words(work), work.note)
        if waiting:
            before = self._summary.put_off.get((stage.name, host))
            units = {work.unit for work in waiting} | (before.units if before else set())
            self._summary.put_off[stage.name, host] = PutOff(units, waiting[-1].due_at, waiting[-1].note)
        self._progress.advance(stage.name, len(works))

    def _stand_in(self, stage: Stage, work: Work, error: Exception) -> bool:
        """Save what a stage makes of a unit that it could not do in the end, if it makes anything of it."""
        is_tried_again = isinstance(error, RetryLater) and work.attempts + 1 < self._config.limits.attempts
        if stage.instead is None or not isinstance(error, EXPECTED) or is_tried_again:
            return False
        unit = self._load(stage, [work]).get(work.unit)
        outcome = stage.instead(unit, self._tools(_now()), error) if unit is not None else None
        if outcome is not None:
            self._save(stage, [work], outcome)
        return outcome is not None

    def _fail(self, stage: Stage, work: Work, error: Exception) -> None:
        try:
            if self._stand_in(stage, work, error):
                return
        except Exception as bug:
            if ends_the_run(bug):
                raise
            error = bug
        now = _now()
        ended = replace(
            work,
            attempts=work.attempts + 1,
            changed_at=now,
            due_at=now,
            version=stage.version,
            note=" ".join(str(error).split()),
        )
        longest = timedelta(hours=self._config.poll.maximum_hours)
        if not isinstance(error, EXPECTED):
            trace = "".join(traceback.format_exception(error))
            ended = replace(ended, state="quarantined", note=f"{bug_words(stage.plugin)}: {error!r}\n{trace}")
        elif isinstance(error, RetryLater) and (stage.takes is Source or ended.attempts < self._config.limits.attempts):
            pause = max(error.after or timedelta(0), FIRST_WAIT * 4 ** min(work.attempts, 8))
            ended = replace(ended, state="due", due_at=now + min(pause, longest))
        elif isinstance(error, RetryLater):
            ended = replace(ended, state="failed", note=f"given up after {ended.attempts} attempts: {ended.note}")
        elif stage.takes is Source and not isinstance(error, NotFound):
            ended = replace(ended, state="due", due_at=now + longest)  # its owner may mend it: look again
        else:
            ended = replace(ended, state="failed" if isinstance(error, GaveUp) else "skipped")
        self._store.ledger.finish(ended, self._claimant)
        tell_ended(stage.name, ended.unit, state_words(ended), ended.note)
        is_told = ended.state == "skipped" or (stage.is_courtesy and isinstance(error, EXPECTED))
        (self._summary.skipped if is_told else self._summary.failed).append(ended)
        self._progress.advance(stage.name)


def _now() -> datetime:
    return datetime.now(UTC)
