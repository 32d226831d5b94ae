"""THE TABLE: the whole machine on one screen.

Its order is its order. A record that a stage saved becomes due for the next stage below it that takes its
kind; ``docs/architecture.md`` draws the same. Raise a stage's ``version`` and every unit is due again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from nightdesk.stages.announce import announce_feed
from nightdesk.stages.copies import fold_copies
from nightdesk.stages.images import cache_images, lead_picture
from nightdesk.stages.language import detect_language
from nightdesk.stages.poll import poll_source
from nightdesk.stages.publish import compose_stories, publish_edition
from nightdesk.stages.quality import judge_quality
from nightdesk.stages.read import read_article, stand_on_feed
from nightdesk.stages.repeats import drop_repeats
from nightdesk.stages.stories import group_stories
from nightdesk.stages.topics import assign_topics
from nightdesk.types import Announcement, Article, Edition, Outcome, Source, Work


@dataclass(frozen=True, slots=True)
class Stage:
    """One row of the table: a function that takes a unit (a batch takes many) and tools, and returns.

    ``waits`` marks a stage that reads the web, so that many units are worked on side by side; ``asks`` gives the
    address that it asks first for a unit, where that is not the unit's own. A batch is
    given in the order of publication, after all the stages above have finished what was due: so its
    result does not depend on which page was read first. ``files`` names the folder for the files it returns.
    What fails in a courtesy is tried again and told, but a run that met it is no failed run. ``instead`` makes what
    it can of a unit that was refused, or given up after its attempts; ``None`` where that is nothing.
    """

    name: str
    takes: type[Source | Article | Edition | Announcement]
    run: Callable[..., Outcome]
    version: int = 1
    batch: bool = False
    waits: bool = False
    asks: Callable[..., str | None] | None = None
    files: Literal["pictures", "site"] | None = None
    is_courtesy: bool = False
    instead: Callable[..., Outcome | None] | None = None


COMPOSE = Stage("compose", takes=Edition, run=compose_stories)  # stories that changed -> as lists and pages show them

PIPELINE: tuple[Stage, ...] = (
    Stage("poll", takes=Source, run=poll_source, waits=True),  # feed -> new articles
    Stage(
        "read", takes=Article, run=read_article, instead=stand_on_feed, waits=True
    ),  # page -> text, title, authors, dates, images
    Stage("repeats", takes=Article, run=drop_repeats, batch=True),  # lines that its outlet repeats -> left out
    Stage("language", takes=Article, run=detect_language),
    Stage("topics", takes=Article, run=assign_topics),
    Stage(
        "images", takes=Article, run=cache_images, version=2, waits=True, asks=lead_picture, files="pictures"
    ),  # picture -> its size and a small copy
    Stage("quality", takes=Article, run=judge_quality),
    Stage("copies", takes=Article, run=fold_copies, batch=True),  # syndicated text -> its carrier
    Stage("stories", takes=Article, run=group_stories, version=3, batch=True),
    # -- the desk: people approve, hold, pin, merge, split --
    COMPOSE,
    Stage("publish", takes=Edition, run=publish_edition, files="site"),
    Stage("announce", takes=Announcement, run=announce_feed, waits=True, is_courtesy=True),  # feed -> its hub is told
)

FRONT = "front"  # the one edition of a desk


def is_own_failure(work: Work) -> bool:
    """Whether what failed is the desk's own business: a bug, or a stage that asks no server of others."""
    return work.state == "quarantined" or work.stage not in {stage.name for stage in PIPELINE if stage.waits}


def next_stage(pipeline: tuple[Stage, ...], stage: Stage) -> Stage | None:
    """The next stage below that takes articles; after the last of them, those that take the edition."""
    below = pipeline[pipeline.index(stage) + 1 :]
    for kind in (Article, Edition):
        for row in below:
            if row.takes is kind:
                return row
    return None
