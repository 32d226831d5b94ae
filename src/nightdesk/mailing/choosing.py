"""Which stories an issue has: the hottest of those whose lead was published since the issue before."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime

from nightdesk.config import Config
from nightdesk.formats.standing import rank_members
from nightdesk.formats.views import Card, ShownPicture, picture_of, show_story
from nightdesk.ranking import RankedStory
from nightdesk.tools import ArticleFilter, Library
from nightdesk.types import Article

STORIES_AT_ONCE = 200  # stories read together: with two or three articles each a few megabytes


def top_cards(library: Library, config: Config, since: datetime, until: datetime) -> tuple[Card, ...]:
    """The stories whose lead was published after ``since``, the hottest first, as many as the settings say.

    Stories stand as they stood then: articles published later do not count, so the issue of a past day
    can be made again.
    """
    ids = (story.id for story in library.stories(since, until) if story.size)
    best: list[RankedStory] = []
    while some := tuple(itertools.islice(ids, STORIES_AT_ONCE)):
        ranked = _ranked(some, library, config, until)
        best += [story for story in ranked if story.lead.is_published and story.lead.article.placed_at > since]
        best = sorted(best, key=_hottest_first)[: config.newsletter.stories]

    def pictured(article: Article) -> ShownPicture | None:
        return picture_of(article, lambda path: library.picture(path) is not None, hotlink=False)

    topics = library.topics()
    return tuple(show_story(story, topics, pictured).card for story in best)


def _ranked(ids: Sequence[str], library: Library, config: Config, until: datetime) -> list[RankedStory]:
    """These stories as they stood at a moment."""
    members: dict[str, list[Article]] = {story_id: [] for story_id in ids}
    for article in library.articles(ArticleFilter(story_ids=tuple(ids), until=until)):
        if article.story_id is not None:
            members[article.story_id].append(article)
    return rank_members(members.values(), library, config)


def _hottest_first(story: RankedStory) -> tuple[int, float, str]:
    lead = story.lead
    return (-lead.heat, -lead.article.placed_at.timestamp(), lead.article.id)
