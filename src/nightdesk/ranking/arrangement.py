"""The order in which an editor would print ranked stories: who may lead, and no outlet twice in a row (pure).

The rank says how much a story weighs; the arrangement only lets a story pass another for a reason, which is said
with the one that was passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from nightdesk.front_facts import StoryFacts
from nightdesk.ranking.placing import Placed
from nightdesk.ranking.quality.genres import NO_NEWS

LEAD_WITHIN = timedelta(hours=36)  # a lead with no report of the last day and a half is stale
LOOKED_AT = 12  # stories further down that may pass one of the same outlet: about a screen


def arrange(ranked: Sequence[Placed], now: datetime) -> tuple[Placed, ...]:
    """Ranked stories in their places, the first being 1.

    Args:
        ranked: stories in the order of their rank.
        now: the moment that ages are counted to.
    """
    waiting = list(ranked)
    placed: list[Placed] = []
    passed: dict[str, str] = {}
    if waiting:
        _take(waiting, placed, passed, _leads(now))
    while waiting:
        _take(waiting, placed, passed, [partial(_same_outlet, placed[-1].facts.outlet)])
    return tuple(
        replace(story, place=place, note=passed.get(story.facts.story_id, ""))
        for place, story in enumerate(placed, start=1)
    )


def _take(
    waiting: list[Placed], placed: list[Placed], passed: dict[str, str], rules: Iterable[Callable[[StoryFacts], str]]
) -> None:
    """Place the first waiting story that no rule objects to; where there is none, the last rule gives way."""
    objections = list(rules)
    while True:
        for at, story in enumerate(waiting[:LOOKED_AT]):
            if not any(rule(story.facts) for rule in objections):
                for other in waiting[:at]:
                    why = next(text for rule in objections if (text := rule(other.facts)))
                    passed.setdefault(other.facts.story_id, why)
                placed.append(waiting.pop(at))
                return
        objections.pop()


def _leads(now: datetime) -> list[Callable[[StoryFacts], str]]:
    """What speaks against a story at the top of the page, the gravest first."""

    def no_news(story: StoryFacts) -> str:
        return f"it does not lead the page: it is no news ({story.genre})" if story.genre in NO_NEWS else ""

    def stale(story: StoryFacts) -> str:
        newest = story.reports[-1].at if story.reports else story.lead_at
        hours = (now - newest) / timedelta(hours=1)
        return (
            f"it does not lead the page: its newest report is {hours:.0f} hours old"
            if now - newest > LEAD_WITHIN
            else ""
        )

    def foreign(story: StoryFacts) -> str:
        return "it does not lead the page: its lead is not in the site's language" if story.is_foreign else ""

    return [no_news, stale, foreign]


def _same_outlet(before: str, story: StoryFacts) -> str:
    is_same = before and story.outlet == before
    return f"it stands one story lower, since {story.outlet} has the place before as well" if is_same else ""
