"""Stories off the library, ranked, with the pictures that may be shown of them."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Sequence

from nightdesk.formats.standing import rank_members
from nightdesk.formats.views import ShownPicture, ShownStory, picture_of, show_story
from nightdesk.ranking import RankedStory
from nightdesk.tools import ArticleFilter, Tools
from nightdesk.types import Article

STORIES_AT_ONCE = 200  # stories read together: with two or three articles each a few megabytes


def ranked_in_turn(tools: Tools) -> Iterator[list[RankedStory]]:
    """All stories with something to publish, ranked, some hundred at a time, oldest first."""
    ids = (story.id for story in tools.library.stories() if story.size)
    while some := tuple(itertools.islice(ids, STORIES_AT_ONCE)):
        yield list(rank_stories(some, tools).values())


def rank_stories(story_ids: Sequence[str], tools: Tools) -> dict[str, RankedStory]:
    """These stories ranked, by their ids in this order; one without an article that can be published is left out.

    Articles come with their texts where these are sealed.
    """
    members: dict[str, list[Article]] = {story_id: [] for story_id in story_ids}
    with_text = tools.sealer is not None and tools.sealer.needs_text
    for article in tools.library.articles(ArticleFilter(story_ids=tuple(story_ids), with_text=with_text)):
        if article.story_id is not None:
            members[article.story_id].append(article)
    ranked = rank_members(members.values(), tools.library, tools.config)
    return {story.lead.article.story_id or story.lead.article.id: story for story in ranked}


class Arranger:
    """Arranges ranked stories for readers, and remembers which copies of pictures it looked for."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._topics = tools.library.topics()
        self._prints: dict[str, str] = {}
        self._asked: list[str] = []

    def arrange(self, ranked: RankedStory) -> tuple[ShownStory, tuple[tuple[str, str], ...]]:
        """What pages show of a story; and the copies that were looked for, each with the print of its bytes."""
        self._asked = []
        story = show_story(ranked, self._topics, self._pictured)
        return story, tuple((path, self._prints[path]) for path in self._asked)

    def _pictured(self, article: Article) -> ShownPicture | None:
        return picture_of(article, self._is_there, hotlink=self._tools.config.pictures.hotlink)

    def _is_there(self, path: str) -> bool:
        if path not in self._prints:
            content = self._tools.library.picture(path)
            self._prints[path] = "" if content is None else hashlib.sha256(content).hexdigest()[:16]
        if path not in self._asked:
            self._asked.append(path)
        return bool(self._prints[path])
