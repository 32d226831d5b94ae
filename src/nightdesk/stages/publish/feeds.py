"""The feeds of an edition: of the site, of each topic, of each story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nightdesk.config import Config
from nightdesk.formats.site import Site
from nightdesk.formats.syndication import WRITERS, Channel, Entry, entries_of_story, entry_of_card
from nightdesk.formats.views import Card, ShownStory
from nightdesk.types import File, Topic

FEED_STORIES = 50  # in a feed: a day or two of a busy desk, so that a reader that asks daily misses little


class FeedMaker:
    """Makes the feeds of one desk; every feed is a function of what it holds."""

    def __init__(self, config: Config, site: Site) -> None:
        self._config = config
        self._site = site

    def of_site(self, cards: Sequence[Card]) -> Iterator[File]:
        """The feeds of the front page."""
        desk = self._config.desk
        return self._files("", desk.title, desk.description, tuple(map(entry_of_card, cards)))

    def of_topic(self, topic: Topic, cards: Sequence[Card]) -> Iterator[File]:
        """The feeds of a topic."""
        desk = self._config.desk
        entries = tuple(map(entry_of_card, cards))
        return self._files(f"topics/{topic.id}/", f"{desk.title}: {topic.name}", desk.description, entries)

    def of_story(self, story: ShownStory) -> Iterator[File]:
        """The feeds of a story: an entry for each article, so that whoever follows it sees the next one."""
        if not self._config.publish.story_feeds:
            return iter(())
        title = f"{self._config.desk.title}: {story.lead.title}"
        folder = story.card.path.removesuffix("index.html")
        return self._files(folder, title, "All articles on this story", entries_of_story(story))

    def _files(self, folder: str, title: str, description: str, entries: tuple[Entry, ...]) -> Iterator[File]:
        # Not for stories: a hub would be told of three files for each that an edition touches, and few follow one.
        hub_url = None if folder.startswith("stories/") else self._config.publish.websub_hub or None
        channel = Channel(
            title=title,
            description=description,
            language=self._config.desk.locale,
            site_url=self._config.desk.url.rstrip("/"),
            page_url=self._site.address(folder),
            entries=entries,
            hub_url=hub_url,
        )
        for name, write in WRITERS:
            content = write(channel, self._site.address(folder + name))
            yield File(folder + name, content, is_announced=hub_url is not None)
