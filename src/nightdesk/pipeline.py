"""THE TABLE: the whole machine on one screen.

Its order is its order. A record that a stage saved becomes due for the next stage below it that takes its
kind; ``docs/architecture.md`` draws the same. Raise a stage's ``version`` and every unit is due again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from nightdesk.errors import ConfigError
from nightdesk.plugins import Plugin, Publisher
from nightdesk.stage import PICTURES, SITE, Stage
from nightdesk.stages.announce import announce_feed
from nightdesk.stages.copies import fold_copies
from nightdesk.stages.images import cache_images, lead_picture
from nightdesk.stages.language import detect_language
from nightdesk.stages.poll import poll_source
from nightdesk.stages.publish import compose_stories, publish_edition
from nightdesk.stages.publish.profiles import shown_stories
from nightdesk.stages.quality import judge_quality
from nightdesk.stages.read import read_article, stand_on_feed
from nightdesk.stages.repeats import drop_repeats
from nightdesk.stages.stories import group_stories
from nightdesk.stages.topics import assign_topics
from nightdesk.tools import Tools
from nightdesk.types import Announcement, Article, Edition, Outcome, Source, Work

__all__ = ["COMPOSE", "FRONT", "PIPELINE", "Stage", "is_own_failure", "next_stage", "with_plugins"]


COMPOSE = Stage("compose", takes=Edition, run=compose_stories)  # stories that changed -> as lists and pages show them

PIPELINE: tuple[Stage, ...] = (
    Stage("poll", takes=Source, run=poll_source, waits=True),  # feed -> new articles
    Stage(
        "read", takes=Article, run=read_article, instead=stand_on_feed, waits=True
    ),  # page -> text, title, authors, dates, images
    Stage("repeats", takes=Article, run=drop_repeats, batch=True),  # lines that its outlet repeats -> left out
    Stage("language", takes=Article, run=detect_language),
    Stage("topics", takes=Article, run=assign_topics, version=2),
    Stage(
        "images", takes=Article, run=cache_images, version=2, waits=True, asks=lead_picture, files=PICTURES
    ),  # picture -> its size and a small copy
    Stage("quality", takes=Article, run=judge_quality),
    Stage("copies", takes=Article, run=fold_copies, batch=True),  # syndicated text -> its carrier
    Stage("stories", takes=Article, run=group_stories, version=3, batch=True),
    # -- the desk: people approve, hold, pin, merge, split --
    COMPOSE,
    Stage("publish", takes=Edition, run=publish_edition, files=SITE),
    Stage("announce", takes=Announcement, run=announce_feed, waits=True, is_courtesy=True),  # feed -> its hub is told
)

FRONT = "front"  # the one edition of a desk


def is_own_failure(work: Work, pipeline: tuple[Stage, ...] = PIPELINE) -> bool:
    """Whether what failed is the desk's own business: a bug, or a stage that asks no server of others."""
    return work.state == "quarantined" or work.stage not in {stage.name for stage in pipeline if stage.waits}


def next_stage(pipeline: tuple[Stage, ...], stage: Stage) -> Stage | None:
    """The next stage below that takes articles; after the last of them, those that take the edition."""
    below = pipeline[pipeline.index(stage) + 1 :]
    for kind in (Article, Edition):
        for row in below:
            if row.takes is kind:
                return row
    return None


def with_plugins(pipeline: tuple[Stage, ...], plugins: Sequence[Plugin]) -> tuple[Stage, ...]:
    """The table with what plug-ins add: their stages below those they follow, their publishers below `publish`.

    Raises:
        ConfigError: a stage or publisher has a name that is taken, follows no stage of articles, or takes no article.
    """
    signals = tuple(signal for plugin in plugins for signal in plugin.quality_signals)
    kinds = tuple(kind for plugin in plugins for kind in plugin.source_kinds)
    hooks: dict[str, dict[str, Sequence[object]]] = {"quality": {"signals": signals}, "poll": {"kinds": kinds}}
    rows = [replace(row, run=partial(row.run, **hooks[row.name])) if row.name in hooks else row for row in pipeline]
    for plugin in plugins:
        for stage in plugin.stages:
            _insert(rows, replace(stage, run=partial(_run_own, stage), plugin=plugin.name))
        for publisher in plugin.publishers:
            row = Stage(publisher.name, Edition, partial(_publish_own, publisher), publisher.version)
            _insert(rows, replace(row, files=publisher.folder, after="publish", plugin=plugin.name))
    return tuple(rows)


def _insert(rows: list[Stage], row: Stage) -> None:
    names = [each.name for each in rows]
    if row.name in names:
        raise ConfigError(f"plug-in {row.plugin}: there is a stage {row.name} already; choose another name")
    if row.after not in names or (row.takes is Article and rows[names.index(row.after)].takes is not Article):
        known = ", ".join(each.name for each in rows if each.takes is Article)
        raise ConfigError(f"plug-in {row.plugin}: {row.name} follows {row.after!r}; it may follow {known}")
    if row.takes is not Article and row.after != "publish":
        raise ConfigError(f"plug-in {row.plugin}: the stage {row.name} must take articles")
    place = names.index(row.after) + 1
    while place < len(rows) and rows[place].plugin and rows[place].after == row.after:
        place += 1  # those that follow one stage stand in the order in which they were given
    rows.insert(place, row)


def _run_own(stage: Stage, unit: Article | Sequence[Article], tools: Tools) -> Outcome:
    """Run a plug-in's stage; an article that it returns nothing of passes on as it is."""
    outcome = stage.run(unit, tools)
    saved = {record.id for record in outcome.records if isinstance(record, Article)}
    units = (unit,) if isinstance(unit, Article) else unit
    passing = tuple(article for article in units if article.id not in saved)
    return replace(outcome, records=(*outcome.records, *passing))


def _publish_own(publisher: Publisher, edition: Edition, tools: Tools) -> Outcome:  # noqa: ARG001 - a desk has one
    """Run a publisher over the stories that are published."""
    return Outcome(files=publisher.files(shown_stories(tools)), note=publisher.name)
