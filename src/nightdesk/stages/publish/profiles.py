"""Export: the published stories as the content files of a site generator."""

from __future__ import annotations

from collections.abc import Iterator

from nightdesk.formats.profiles import PROFILES
from nightdesk.formats.profiles.facts import picture_suffix
from nightdesk.formats.site import root_topic
from nightdesk.formats.views import ShownPicture, ShownStory, picture_of, show_story
from nightdesk.ranking import RankedStory
from nightdesk.stages.publish.stories import Arranger, ranked_in_turn
from nightdesk.tools import Tools
from nightdesk.types import Article, File


class ProfileExport:
    """Makes the files of one profile while they are taken; ``stories`` counts those that were made.

    A story that is held is passed over before any file is made of it. What is sealed does not come this far:
    the files are made of what pages show.
    """

    def __init__(self, profile: str, tools: Tools) -> None:
        self._profile = PROFILES[profile]
        self._tools = tools
        topics = tools.library.topics()
        root = root_topic(topics)
        self._topics = tuple(topic for topic in topics if topic is not root)
        self._shown_topics: set[str] = set()
        self.stories = 0

    def files(self) -> Iterator[File]:
        """The files of each story, then the lists."""
        for ranked_stories in ranked_in_turn(self._tools):
            for ranked in ranked_stories:
                if ranked.lead.is_published:
                    yield from self._story_files(ranked)
        yield from self._profile.lists([topic for topic in self._topics if topic.id in self._shown_topics])

    def _story_files(self, ranked: RankedStory) -> Iterator[File]:
        story = show_story(ranked, self._topics, self._pictured)
        picture = story.card.picture
        if picture is not None and picture.is_own:
            content = self._tools.library.picture(picture.path.removeprefix("pictures/"))
            if content is not None:
                yield File(self._profile.picture_path(story.card.id, picture_suffix(picture)), content)
        yield self._profile.story(story)
        self.stories += 1
        self._shown_topics.update(topic.id for topic in story.card.topics)

    def _pictured(self, article: Article) -> ShownPicture | None:
        return picture_of(article, self._has_copy, hotlink=self._tools.config.pictures.hotlink)

    def _has_copy(self, path: str) -> bool:
        return self._tools.library.picture(path) is not None


def shown_stories(tools: Tools) -> Iterator[ShownStory]:
    """The published stories as pages show them, oldest first: what a plug-in's publisher is given."""
    arranger = Arranger(tools)
    for ranked_stories in ranked_in_turn(tools):
        for ranked in ranked_stories:
            if ranked.lead.is_published:
                yield arranger.arrange(ranked)[0]
