"""What the edition holds in all: one line for each published story, and what is counted over all stories."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from nightdesk.counting import counted
from nightdesk.ranking import THRESHOLD, HeldBack
from nightdesk.tools import Library
from nightdesk.types import ComposedStory, Image, Listed


@dataclass(slots=True)
class OutletFacts:
    """What is known of an outlet: the names it goes by, its logos, and how many articles pages show."""

    names: Counter[str] = field(default_factory=Counter)
    images: tuple[Image, ...] = ()
    shown: int = 0

    @property
    def name(self) -> str:
        """The name it goes by most often, of two the first in the alphabet."""
        return min(self.names, key=lambda name: (-self.names[name], name))


@dataclass(slots=True)
class Survey:
    """What there is to publish; ``listed`` is in the order of the lists."""

    stories: int = 0
    records: int = 0
    shown_articles: int = 0
    listed: list[Listed] = field(default_factory=list)
    outlets: dict[str, OutletFacts] = field(default_factory=dict)
    held_back: HeldBack = field(default_factory=lambda: HeldBack(THRESHOLD))

    @property
    def words(self) -> str:
        """How much there is to publish, and on a line below how much is held back and by what."""
        stories, records = counted(self.stories, "story"), counted(self.records, "record")
        held = self.held_back.words
        return f"{len(self.listed)} of {stories} published, in {records}" + (f"\n{held}" if held else "")


def survey_desk(library: Library, threshold: int = THRESHOLD) -> Survey:
    """Go over all composed stories once; ``threshold`` is the least heat that is published."""
    survey = Survey(held_back=HeldBack(threshold))
    for story in library.composed():
        _count(story, survey)
        if story.listed is not None:
            survey.listed.append(story.listed)
    survey.listed.sort(key=lambda line: line.place)
    return survey


def _count(story: ComposedStory, survey: Survey) -> None:
    is_shown = story.listed is not None
    survey.stories += 1
    if not is_shown and story.heat is not None:
        survey.held_back.count(story.heat)
    survey.records += len(story.records)
    survey.shown_articles += len(story.records) if is_shown else 0
    for share in story.outlets:
        facts = survey.outlets.setdefault(share.domain, OutletFacts())
        facts.names[share.name] += share.articles
        facts.shown += share.articles if is_shown else 0
        facts.images = facts.images or share.images
