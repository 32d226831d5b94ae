"""What a story page says of why the story is there: a few sentences, and all sums folded (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nightdesk.counting import counted
from nightdesk.formats.views import ShownArticle, ShownStory
from nightdesk.short_reasons import MOST, Member, story_reasons
from nightdesk.types import Reason


@dataclass(frozen=True, slots=True)
class PlacedArticle:
    """An article with all reasons of its place in the story; a copy has those of what it repeats."""

    article: ShownArticle
    is_copy: bool

    @property
    def weighed(self) -> float:
        """The sum of its reasons: the score by which it joined, 0 where nothing was weighed."""
        return round(sum(reason.contribution for reason in self.article.reasons("story")), 3)


def in_order_of_time(story: ShownStory) -> Iterable[PlacedArticle]:
    """All articles of a story, copies too, in the order in which they were published."""
    listed = [PlacedArticle(article, is_copy=False) for article in (story.lead, *story.others)]
    listed += [PlacedArticle(copy, is_copy=True) for entry in tuple(listed) for copy in entry.article.copies]
    return sorted(listed, key=lambda entry: (entry.article.published_at, entry.article.id))


def why_here(story: ShownStory, threshold: int) -> tuple[str, ...]:
    """Why a story is published and made of these articles, in at most five sentences, the strongest first."""
    entries = list(in_order_of_time(story))
    feeds = [reason.text for entry in entries for reason in entry.article.stands_on_feed]
    members = [Member(each.article.title, each.article.published_at, each.article.reasons("story")) for each in entries]
    grouping = story_reasons(members) if any(member.reasons for member in members) else ()
    return (*_heat(story, threshold), *feeds[:1], *grouping)[:MOST]


def _heat(story: ShownStory, threshold: int) -> tuple[str, ...]:
    parts = {reason.signal: reason for reason in story.heat_reasons}
    if "quality" not in parts:
        return tuple(reason.text for reason in story.heat_reasons[:1])
    text = f"heat {story.card.heat}, of the {threshold} needed: quality {_points(parts['quality'])}"
    related = parts.get("related")
    if related is not None and related.contribution:
        outlets = counted(int(related.measured), "article of another outlet", "articles of other outlets")
        text += f", and {_points(related)} for {outlets}"
    return (text,)


def _points(reason: Reason) -> str:
    return f"{reason.contribution:g}"
