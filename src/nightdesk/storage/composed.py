"""Stories as the edition has them, and which of them have changed since (docs/adr/0008)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec

from nightdesk.storage import rows
from nightdesk.storage.database import Database
from nightdesk.types import ComposedStory

PAGE = 1000  # stories read at once: without items and cards about 1 KB each
_DECODER = msgspec.json.Decoder(ComposedStory)


class Composed:
    """What was composed, story by story."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def changed(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Stories whose facts changed since they were composed, oldest first, each with the number of its change."""
        found = self._database.run("changed_stories", limit=limit)
        return tuple((row["story_id"], row["number"]) for row in found)

    def stories(self) -> Iterator[ComposedStory]:
        """All composed stories without their items and cards, by their ids, read in pages."""
        after = ""
        while page := self._database.run("composed_stories", after=after, limit=PAGE):
            for row in page:
                yield _DECODER.decode(row["line"])
            after = page[-1]["id"]

    def shown(self, story_ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Item and card of published stories, in JSON, by the stories' ids."""
        found = self._database.run("shown_stories", ids=rows.list_to_text(tuple(story_ids)))
        return {row["id"]: (row["item"], row["card"]) for row in found}

    def save(self, story: ComposedStory) -> None:
        """Keep a story as it was composed, and the names that it fixes; one without records is forgotten."""
        for article_id, name in story.names:
            self._database.run("name_record", id=article_id, name=name)
        if story.records:
            line = rows.json_of(replace(story, change=0, names=(), item=None, card=None))
            self._database.run("save_composed_story", id=story.id, line=line, item=story.item, card=story.card)
        else:
            self._database.run("forget_composed_story", id=story.id)
        self._database.run("forget_change", id=story.id, number=story.change)

    def note_change(self, story_id: str) -> None:
        """A story changed."""
        self._database.run("note_change", id=story_id)

    def note_change_of_article(self, article_id: str) -> None:
        """The story that an article stands in changed, if it stands in one."""
        self._database.run("note_change_of_article", id=article_id)

    def note_change_of_all(self) -> None:
        """What all stories are shown by changed."""
        self._database.run("note_change_of_all")

    def note_pictures(self, has_picture: Callable[[str], bool]) -> None:
        """Note the stories whose copies of pictures came or went since they were composed."""
        for story in self.stories():
            if any(has_picture(path) != bool(made_of) for path, made_of in story.pictures):
                self.note_change(story.id)
