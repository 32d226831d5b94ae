"""Plug-ins: the specification of each hook, and how the desk finds who fills it.

A `Plugin` is given in code, ``Newsroom.open(folder, plugins=[plugin])``, or by a package that names it among its entry
points; every command of that environment then has it::

    [project.entry-points."nightdesk.plugins"]
    calm = "nightdesk_calm:PLUGIN"

There are four hooks: a `Stage` adds what it finds out to articles, a `QualitySignal` adds a reason to their quality, a
`SourceKind` reads sources that are no feeds, a `Publisher` writes the published stories as files. All are plain
functions: they read and return, and the desk writes. `nightdesk doctor` lists the plug-ins that are in use.
"""

from __future__ import annotations

import importlib.metadata
import logging
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nightdesk.errors import ConfigError, NightdeskError, SkipItem
from nightdesk.formats.feeds import Entry, Feed
from nightdesk.formats.feeds.safety import safe_feed
from nightdesk.formats.views import ShownStory
from nightdesk.stage import Stage
from nightdesk.types import Article, File, Reason, Source

__all__ = ["Entry", "Feed", "Plugin", "Publisher", "QualitySignal", "ShownStory", "SourceKind", "Stage"]

GROUP = "nightdesk.plugins"
IN_CODE = "in code"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class QualitySignal:
    """One more reason for an article's quality, whichever judge the settings choose.

    ``judge`` takes an article with its text and returns a reason, or ``None`` where it has nothing to say. The reason's
    ``contribution`` is added to the quality. What it raises is logged and shown as a reason that adds nothing. Raise
    ``version`` and all articles are judged again.
    """

    name: str
    judge: Callable[[Article], Reason | None]
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """A kind of source that is no feed: the desk asks for it, politely and no more often than for a feed.

    ``takes`` says whether a source is of this kind. ``parse`` makes a `Feed` of what its address answers, given the
    body, the address and the content type; it runs in a worker process under the desk's limits, so that it must be a
    function of a module that can be imported, not of the main script. It may raise SkipItem or RetryLater. What it
    returns is made safe like any feed.
    """

    name: str
    takes: Callable[[Source], bool]
    parse: Callable[[bytes, str, str], Feed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Writes the published stories as files of its own, whenever an edition was published.

    ``files`` takes the stories as pages show them, without texts and without what is held back, and returns files,
    made while they are taken. Their paths are relative to ``folder``, a folder in the desk's. A file that is not among
    them any more is removed; files of others are left alone. Raise ``version`` and all is written anew.
    """

    name: str
    folder: str
    files: Callable[[Iterable[ShownStory]], Iterable[File]]
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """What a package adds to a desk; each name is one that no other stage, publisher, kind or signal has."""

    name: str
    stages: tuple[Stage, ...] = ()
    quality_signals: tuple[QualitySignal, ...] = ()
    source_kinds: tuple[SourceKind, ...] = ()
    publishers: tuple[Publisher, ...] = ()

    @property
    def words(self) -> str:
        """What it adds, in a line."""
        parts = [f"stage {stage.name} after {stage.after}" for stage in self.stages]
        parts += [f"quality signal {signal.name}" for signal in self.quality_signals]
        parts += [f"kind of source {kind.name}" for kind in self.source_kinds]
        parts += [f"publisher {publisher.name} to {publisher.folder}" for publisher in self.publishers]
        return ", ".join(parts) or "adds nothing"


def installed_plugins() -> tuple[Plugin, ...]:
    """The plug-ins that installed packages name among their entry points, in the order of their names.

    Raises:
        ConfigError: one cannot be loaded, or is no `Plugin`.
    """
    found = sorted(importlib.metadata.entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value))
    return tuple(_loaded(entry) for entry in found)


def all_plugins(
    given: Sequence[Plugin], stages: Sequence[Stage] = (), publishers: Sequence[Publisher] = ()
) -> tuple[Plugin, ...]:
    """The installed plug-ins, those that are given in code, and one of what is given without a plug-in around it.

    Raises:
        ConfigError: an installed plug-in cannot be loaded, or two have one name.
    """
    own = (Plugin(name=IN_CODE, stages=tuple(stages), publishers=tuple(publishers)),) if stages or publishers else ()
    plugins = (*installed_plugins(), *given, *own)
    _refuse_twice("plug-in", [plugin.name for plugin in plugins])
    _refuse_twice("quality signal", [signal.name for plugin in plugins for signal in plugin.quality_signals])
    _refuse_twice("kind of source", [kind.name for plugin in plugins for kind in plugin.source_kinds])
    return plugins


def signal_reasons(article: Article, signals: Iterable[QualitySignal]) -> tuple[Reason, ...]:
    """What quality signals say of an article; one that fails says so, and adds nothing."""
    return tuple(reason for signal in signals if (reason := _reason(article, signal)) is not None)


def parse_source(name: str, parse: Callable[[bytes, str, str], Feed], body: bytes, url: str, content_type: str) -> Feed:
    """What the kind of source of this name makes of an answer, made safe.

    Raises:
        SkipItem: it cannot read the answer; other errors of nightdesk are its own words and pass.
    """
    try:
        return safe_feed(parse(body, url, content_type))
    except NightdeskError:
        raise
    except Exception as error:  # code of others: its bug costs this source alone, under its own name
        raise SkipItem(f"{url}: the kind of source {name} cannot read it: {error!r}") from error


def _reason(article: Article, signal: QualitySignal) -> Reason | None:
    try:
        reason = signal.judge(article)
    except Exception as error:  # code of others: its bug must not keep an article from being judged
        log.exception("%s: the quality signal %s failed", article.id, signal.name)
        return Reason(signal.name, "failed", 0, f"the signal {signal.name} failed: {error!r}")
    if reason is None or math.isfinite(reason.contribution):
        return reason
    return Reason(signal.name, "failed", 0, f"the signal {signal.name} gave {reason.contribution}, which is no number")


def _loaded(entry: importlib.metadata.EntryPoint) -> Plugin:
    package = entry.dist.name if entry.dist else "?"
    fix = "mend it, or take the package out of this environment"
    try:
        plugin = entry.load()
    except Exception as error:  # code of others, run at its import
        raise ConfigError(f"plug-in {entry.name} of {package} cannot be loaded: {error!r}; {fix}") from error
    if not isinstance(plugin, Plugin):
        raise ConfigError(f"plug-in {entry.name} of {package}: {entry.value} is no nightdesk.plugins.Plugin; {fix}")
    return plugin


def _refuse_twice(thing: str, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigError(f"two of one name: {thing} {', '.join(twice)}; rename one of them")
