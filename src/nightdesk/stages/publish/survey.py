"""The first pass of publishing: rank every story, name records, keep one line for each story that is shown."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from nightdesk.formats.site import root_topic
from nightdesk.formats.standing import rank_members
from nightdesk.grouping.sagas import StoryNames, names_of
from nightdesk.ranking import RankedStory, StoryFacts, facts_of
from nightdesk.tools import ArticleFilter, Library, Tools
from nightdesk.types import Article, Image, Topic
from nightdesk.urls import slugify

STORIES_AT_ONCE = 200  # stories read together: with two or three articles each a few megabytes


@dataclass(frozen=True, slots=True)
class Listed:
    """One published story as the lists need it; ``last_at`` is when its newest article was published.

    ``facts`` are what its place at the top of the front page goes by, ``names`` what links it to a saga.
    """

    story_id: str
    published_at: datetime
    last_at: datetime
    heat: int
    topics: tuple[str, ...]
    record_name: str
    facts: StoryFacts
    names: StoryNames

    @property
    def place(self) -> tuple[float, int, str]:
        """What lists are sorted by: newest lead first, then the hotter, then by id (`ranking.front_order`)."""
        return (-self.published_at.timestamp(), -self.heat, self.story_id)


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
    """What the first pass found; ``listed`` is in the order of the lists."""

    stories: int = 0
    records: int = 0
    shown_articles: int = 0
    listed: list[Listed] = field(default_factory=list)
    outlets: dict[str, OutletFacts] = field(default_factory=dict)
    new_names: dict[str, str] = field(default_factory=dict)
    named: tuple[Article, ...] = ()

    def record_name(self, article: Article) -> str:
        """The file name of an article's record: as it was fixed when it was first published."""
        return article.record_name or self.new_names[article.id]


def survey_desk(tools: Tools) -> Survey:
    """Rank all stories and name the records of articles that have none."""
    survey = Survey()
    named: list[Article] = []
    taken: set[str] = set()
    root = root_topic(tools.library.topics())
    for ranked_stories in ranked_in_turn(tools):
        for ranked in ranked_stories:
            _count(ranked, survey)
        nameless = [a for ranked in ranked_stories for a in _in_order(ranked) if a.record_name is None]
        for article, name in _names(nameless, tools.library, taken):
            survey.new_names[article.id] = name
            named.append(replace(article, record_name=name))
        survey.listed += [_listed(ranked, survey, root) for ranked in ranked_stories if ranked.lead.is_published]
    survey.listed.sort(key=lambda line: line.place)
    survey.named = tuple(named)
    return survey


def ranked_in_turn(tools: Tools, *, with_text: bool = False) -> Iterator[list[RankedStory]]:
    """All stories with something to publish, ranked, some hundred at a time, oldest first."""
    ids = (story.id for story in tools.library.stories() if story.size)
    while some := tuple(itertools.islice(ids, STORIES_AT_ONCE)):
        yield rank_stories(some, tools, with_text=with_text)


def rank_stories(story_ids: Sequence[str], tools: Tools, *, with_text: bool = False) -> list[RankedStory]:
    """These stories ranked, in this order; one without an article that can be published is left out."""
    members: dict[str, list[Article]] = {story_id: [] for story_id in story_ids}
    for article in tools.library.articles(ArticleFilter(story_ids=tuple(story_ids), with_text=with_text)):
        if article.story_id is not None:
            members[article.story_id].append(article)
    return rank_members(members.values(), tools.library, tools.config)


def _in_order(ranked: RankedStory) -> list[Article]:
    """The articles of a story as they were published: the earlier one has the plainer name."""
    return sorted((entry.article for entry in ranked.entries), key=lambda article: (article.placed_at, article.id))


def _count(ranked: RankedStory, survey: Survey) -> None:
    survey.stories += 1
    survey.records += len(ranked.entries)
    shown = int(ranked.lead.is_published)
    survey.shown_articles += shown * len(ranked.entries)
    for entry in ranked.entries:
        provider = entry.article.provider
        facts = survey.outlets.setdefault(provider.domain, OutletFacts())
        facts.names[provider.name] += 1
        facts.shown += shown
        facts.images = facts.images or provider.images


def _listed(ranked: RankedStory, survey: Survey, root: Topic | None) -> Listed:
    lead = ranked.lead.article
    return Listed(
        story_id=lead.story_id or lead.id,
        published_at=lead.placed_at.replace(microsecond=0),  # as the records write it
        last_at=max(entry.article.placed_at for entry in ranked.entries),
        heat=ranked.lead.heat,
        topics=lead.topics,
        record_name=survey.record_name(lead),
        facts=facts_of(ranked, root.name if root else None),
        names=names_of(lead.story_id or lead.id, lead, ranked.articles),
    )


def _names(articles: Iterable[Article], library: Library, taken: set[str]) -> Iterator[tuple[Article, str]]:
    """A free name for each article: date and title, with a number where that name is taken."""
    wanted = [(article, _plain_name(article)) for article in articles]
    taken |= library.record_names(tuple(f"{name}.md" for _, name in wanted))
    for article, name in wanted:
        candidate = f"{name}.md"
        for number in itertools.count(2):
            if candidate not in taken and not (number > 2 and library.record_names((candidate,))):  # noqa: PLR2004 - the first was asked for above
                break
            candidate = f"{name}-{number}.md"
        taken.add(candidate)
        yield article, candidate


def _plain_name(article: Article) -> str:
    day = article.placed_at.astimezone(UTC).date().isoformat()
    return f"{day}-{slugify(article.title, fallback=article.id)}"
