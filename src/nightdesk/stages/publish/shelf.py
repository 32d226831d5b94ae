"""Cards and items of published stories at hand, so many that memory stays flat; the rest is made again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nightdesk.formats.api import ApiItem, item_of_record
from nightdesk.formats.records import record_of_article
from nightdesk.formats.views import Card, ShownPicture, ShownStory, picture_of, show_story
from nightdesk.ranking import RankedStory
from nightdesk.stages.publish.survey import Listed, Survey, rank_stories
from nightdesk.tools import Tools
from nightdesk.types import Article, File

MOST_AT_HAND = 5_000  # stories: a card and an item are about 4 KB, so 20 MB


class Shelf:
    """Makes and keeps what lists show of stories."""

    def __init__(self, survey: Survey, tools: Tools) -> None:
        self._survey = survey
        self._tools = tools
        self._topics = tools.library.topics()
        self._at_hand: dict[str, tuple[Card, ApiItem]] = {}
        self._has_copy: dict[str, bool] = {}
        self._given: set[str] = set()

    def put(self, ranked: RankedStory) -> tuple[ShownStory, ApiItem]:
        """Make what is shown of a published story, and keep what lists need of it."""
        story = show_story(ranked, self._topics, self._pictured)
        path = f"_news/{self._survey.record_name(ranked.lead.article)}"
        item = item_of_record(record_of_article(ranked.lead), path, self._tools.config.desk.locale)
        while len(self._at_hand) >= MOST_AT_HAND:
            del self._at_hand[next(iter(self._at_hand))]
        self._at_hand[story.card.id] = (story.card, item)
        return story, item

    def stories(self, story_ids: Sequence[str]) -> list[tuple[Card, ApiItem]]:
        """Card and item of these published stories, in this order."""
        found = {story_id: self._at_hand[story_id] for story_id in story_ids if story_id in self._at_hand}
        missing = [story_id for story_id in story_ids if story_id not in found]
        for ranked in rank_stories(missing, self._tools) if missing else ():
            story, item = self.put(ranked)
            found[story.card.id] = (story.card, item)
        return [found[story_id] for story_id in story_ids]

    def cards(self, lines: Sequence[Listed]) -> tuple[Card, ...]:
        """The cards of listed stories, in this order."""
        return tuple(card for card, _ in self.stories([line.story_id for line in lines]))

    def picture_files(self, card: Card) -> Iterator[File]:
        """The picture that a card shows, where the site holds it."""
        if card.picture is not None and card.picture.is_own and card.picture.path not in self._given:
            self._given.add(card.picture.path)
            content = self._tools.library.picture(card.picture.path.removeprefix("pictures/"))
            if content is not None:
                yield File(card.picture.path, content)

    def _pictured(self, article: Article) -> ShownPicture | None:
        return picture_of(article, self._is_there, hotlink=self._tools.config.pictures.hotlink)

    def _is_there(self, path: str) -> bool:
        if path not in self._has_copy:
            self._has_copy[path] = self._tools.library.picture(path) is not None
        return self._has_copy[path]
