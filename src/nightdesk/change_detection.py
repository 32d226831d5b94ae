"""What judgements and the edition go by besides facts, and what is due again where that has changed since.

Plug-ins are among it: a new publisher is due at once, and what waits for the stage of a plug-in that is gone goes on to
the stage below it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from nightdesk.config import Config
from nightdesk.pipeline import COMPOSE, FRONT, next_stage
from nightdesk.plugins import Plugin
from nightdesk.program import program_print
from nightdesk.stage import Stage
from nightdesk.storage.library import DeskLibrary
from nightdesk.storage.store import Store
from nightdesk.types import Edition, Organization, Topic

PLUGINS_KEY = "plug-ins"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingBy:
    """What a desk's judgements and editions go by besides facts; ``sealed_by`` names the key that seals, if any."""

    config: Config
    topics: tuple[Topic, ...]
    organizations: tuple[Organization, ...]
    sealed_by: str | None
    plugins: tuple[Plugin, ...] = ()

    @property
    def shown_by(self) -> str:
        """A hash of all that the edition goes by; this version of the program is among it."""
        settings = (
            self.config.desk,
            self.config.publish,
            self.config.profiles,
            self.config.pictures,
            self.config.seal,
            self.config.newsletter,
        )
        return _fingerprint((self.topics, self.organizations, settings, self.sealed_by, program_print()))

    @property
    def judged_by(self) -> dict[str, str]:
        """A hash of what each stage that judges by settings goes by."""
        facts: tuple[object, ...] = (self.config.quality, self.topics, self.organizations)
        signals = [(each.name, each.version) for plugin in self.plugins for each in plugin.quality_signals]
        return {
            "topics": _fingerprint(self.topics),
            "quality": _fingerprint((*facts, signals) if signals else facts),
        }


class Remembered(msgspec.Struct):
    """A plug-in as the last run had it: what it adds, and which stage follows each of its stages."""

    name: str
    words: str
    following: dict[str, str]


def notice_changes(store: Store, library: DeskLibrary, going_by: GoingBy, now: datetime) -> None:
    """Make due again what was judged or composed by topics, settings or pictures that have changed since."""
    shown_by = going_by.shown_by
    with store.transaction():
        for stage, judge in going_by.judged_by.items():
            if store.memo(f"{stage} judged by") != judge:
                store.ledger.again(stage, now, "what it goes by has changed")
                store.remember(f"{stage} judged by", judge)
        if store.memo("composed by") != shown_by:
            store.composed.note_change_of_all()
            store.ledger.again("publish", now, "what it goes by has changed")
            store.remember("composed by", shown_by)
        store.composed.note_pictures(library.has_picture)
        if store.composed.changed(limit=1):
            store.ledger.schedule(COMPOSE.name, COMPOSE.version, [FRONT], now, "stories have changed")


def notice_plugins(store: Store, pipeline: tuple[Stage, ...], plugins: Sequence[Plugin], now: datetime) -> None:
    """Begin with plug-ins that are new, and let go on what waits for stages that are gone."""
    before, current = remembered_plugins(store), _remembered(pipeline, plugins)
    if not before and not current:
        return
    with store.transaction():
        rows = {stage.name: stage for stage in pipeline}
        following = {name: then for plugin in before for name, then in plugin.following.items()}
        for name in following.keys() - rows.keys():
            _hand_on(store, name, _resolved(name, following, rows), now)
        begun = {work.stage for work in store.ledger.work_of(FRONT)}
        if "publish" in begun:  # else it is due with the first edition
            for stage in pipeline:
                if stage.plugin and stage.takes is Edition and stage.name not in begun:
                    store.ledger.schedule(stage.name, stage.version, [FRONT], now, "a new publisher")
        if current != before:
            store.remember(PLUGINS_KEY, msgspec.json.encode(current).decode())


def remembered_plugins(store: Store) -> list[Remembered]:
    """The plug-ins that the last run had."""
    text = store.memo(PLUGINS_KEY)
    return msgspec.json.decode(text, type=list[Remembered]) if text else []


def _remembered(pipeline: tuple[Stage, ...], plugins: Iterable[Plugin]) -> list[Remembered]:
    listed = []
    for plugin in plugins:
        own = (stage for stage in pipeline if stage.plugin == plugin.name)
        then = {stage.name: (below.name if (below := next_stage(pipeline, stage)) else "") for stage in own}
        listed.append(Remembered(plugin.name, plugin.words, then))
    return listed


def _resolved(name: str, following: Mapping[str, str], rows: Mapping[str, Stage]) -> Stage | None:
    """The stage that follows one that is gone, past others that are gone too."""
    seen = {name}
    while (name := following.get(name, "")) and name not in rows and name not in seen:
        seen.add(name)
    return rows.get(name)


def _hand_on(store: Store, gone: str, following: Stage | None, now: datetime) -> None:
    waiting = store.ledger.let_go(gone)
    if waiting and following is not None:
        units = [FRONT] if following.takes is Edition else waiting
        store.ledger.schedule(following.name, following.version, units, now, f"there is no stage {gone} any more")


def _fingerprint(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()[:16]
