"""The front page of any moment: stories by their rank, made of what was found and published by then."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nightdesk.clustering.storylines import STORIES_LINKED, SagaPart, link_sagas, names_of
from nightdesk.config import Config
from nightdesk.formats.site import root_topic
from nightdesk.formats.standing import rank_members
from nightdesk.ranking import (
    RANKED_FOR,
    Extent,
    RankedStory,
    StoryFacts,
    extent_of,
    facts_of,
    newest_report,
    place_stories,
)
from nightdesk.rulings import Past, affairs_of
from nightdesk.tools import ArticleFilter, Library
from nightdesk.types import Article, Reason

STORIES_AT_ONCE = 200  # stories read together: with two or three articles each a few megabytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontStory:
    """A story at its place; ``reasons`` add up to ``rank``, ``facts`` are all that it goes by.

    ``note`` says why a story of lower rank stands above it, where one does.
    """

    place: int
    story_id: str
    title: str
    url: str
    outlet: str
    published_at: datetime
    rank: float
    reasons: tuple[Reason, ...]
    facts: StoryFacts
    extent: Extent
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """Published stories by their rank, the first first.

    ``at`` is the moment that was asked for, ``None`` for all that the desk knows; ``counted_to`` is that of the
    newest report by then, to which ages are counted, ``None`` where there is no story. ``found_from`` is when the
    desk found its first article.
    """

    at: datetime | None
    counted_to: datetime | None
    found_from: datetime | None
    stories: tuple[FrontStory, ...]

    def place_of(self, story_id: str) -> FrontStory | None:
        """The story of this id, if it has a place."""
        return next((story for story in self.stories if story.story_id == story_id), None)


def front_page(library: Library, config: Config, at: datetime | None = None) -> FrontPage:
    """The front page as it stood at a moment, or as it stands.

    What was found, published or decided by editors later does not count, neither for growth nor for heat, quality or
    the lead. These are as they are now: an article's quality and text, where the machine put it, the settings.

    The stories are read back to `RANKED_FOR` before the newest article, and further where that is not published.
    """
    then = _Then(at, library.past(at) if at else None)
    newest = next((article for article in library.articles(ArticleFilter(until=at)) if _is_known(article, at)), None)
    if newest is None:
        return FrontPage(at=at, counted_to=None, found_from=_found_from(library), stories=())
    since: datetime | None = newest.placed_at - RANKED_FOR
    shown = _shown(library, config, since, then)
    now = newest_report(story.facts for story in shown)
    if now is None or now < newest.placed_at:
        since = None if now is None else now - RANKED_FOR
        shown = _shown(library, config, since, then)
        now = newest_report(story.facts for story in shown)
    return FrontPage(at=at, counted_to=now, found_from=None, stories=tuple(_placed(shown, now)))


@dataclass(frozen=True, slots=True)
class _Then:
    """The moment of a page, and what editors had decided by then; both ``None`` for all that the desk knows."""

    at: datetime | None = None
    past: Past | None = None

    @property
    def places(self) -> Mapping[str, str]:
        """Where articles stood then that editors placed later."""
        return self.past.places if self.past else {}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A published story without its place; ``lead`` and ``extent`` are shown, ``facts`` ranked."""

    lead: Article
    facts: StoryFacts
    extent: Extent


def saga_of(story_id: str, library: Library, config: Config) -> tuple[SagaPart, tuple[str, ...]] | None:
    """A story's part in its saga among the published stories, and the titles of the earlier ones, newest first."""
    newest = sorted((story for story in library.stories() if story.size), key=lambda story: story.first_at)
    said = affairs_of(library.rulings(), library.redirects())
    named = {name for affair in said for name in (affair.one, affair.other)}
    near = {story.id for story in newest[-2 * STORIES_LINKED :]}  # those that are held link nothing
    ids = [story.id for story in newest if story.id in near or story.id in named]
    names = {
        ranked.lead.article.story_id: names_of(ranked.lead.article.story_id, ranked.lead.article, ranked.articles)
        for ranked in _ranked(ids, library, config, _Then())
        if ranked.lead.is_published and ranked.lead.article.story_id
    }
    part = link_sagas(names.values(), said).get(story_id)
    return (part, tuple(names[other].title for other in part.earlier)) if part else None


def _placed(shown: Sequence[_Shown], now: datetime | None) -> Iterator[FrontStory]:
    if now is None:
        return
    by_id = {story.facts.story_id: story for story in shown}
    for placed in place_stories((story.facts for story in shown), now):
        story = by_id[placed.facts.story_id]
        yield FrontStory(
            place=placed.place,
            story_id=placed.facts.story_id,
            title=story.lead.title,
            url=story.lead.url,
            outlet=story.lead.provider.name or story.lead.provider.domain,
            published_at=story.lead.placed_at,
            rank=placed.rank,
            reasons=placed.reasons,
            facts=placed.facts,
            extent=story.extent,
            note=placed.note,
        )


def _shown(library: Library, config: Config, since: datetime | None, then: _Then) -> list[_Shown]:
    root = root_topic(library.topics())
    name = root.name if root else None
    ids = [story.id for story in library.stories(since, then.at) if story.size]
    emptied = set(then.places.values()).difference(ids)  # by what editors decided since
    return [
        _Shown(ranked.lead.article, facts_of(ranked, name, config.desk.locale), extent_of(ranked.articles))
        for ranked in _ranked((*ids, *sorted(emptied)), library, config, then)
        if ranked.lead.is_published and not (ranked.lead.article.story_id in emptied and _is_over(ranked, since))
    ]


def _is_over(ranked: RankedStory, since: datetime | None) -> bool:
    return since is not None and max(entry.article.placed_at for entry in ranked.entries) < since


def _ranked(story_ids: Iterable[str], library: Library, config: Config, then: _Then) -> Iterator[RankedStory]:
    """These stories, each of the articles that were known at a moment and stood in it then."""
    ids = iter(story_ids)
    while some := tuple(itertools.islice(ids, STORIES_AT_ONCE)):
        members: dict[str, dict[str, Article]] = {story_id: {} for story_id in some}
        elsewhere = tuple(sorted(name for name, place in then.places.items() if place in members))
        found = library.articles(ArticleFilter(story_ids=some, until=then.at))
        moved = library.articles(ArticleFilter(ids=elsewhere, until=then.at)) if elsewhere else ()
        for article in _known((*found, *moved), then.at):
            place = then.places.get(article.id, article.story_id)
            if place in members:
                members[place][article.id] = replace(article, story_id=place)
        inside = (tuple(articles.values()) for articles in members.values())
        yield from rank_members(inside, library, config, then.past.rulings if then.past else None)


def _known(articles: Iterable[Article], at: datetime | None) -> Iterator[Article]:
    return (article for article in articles if _is_known(article, at))


def _is_known(article: Article, at: datetime | None) -> bool:
    return at is None or (article.placed_at <= at and article.found_at <= at)


def _found_from(library: Library) -> datetime | None:
    return min((article.found_at for article in library.articles(ArticleFilter())), default=None)
