"""What came in with records: the record of each imported article, kept as it was, and bulk verbs for moving in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nightdesk.logins import without_logins
from nightdesk.storage import rows
from nightdesk.storage.database import Database
from nightdesk.types import Article


class Imports:
    """The records of imported articles; every verb takes many at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def records(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The records of those of the articles that were imported, by article."""
        found = self._database.run("imported_records", ids=rows.list_to_text(tuple(article_ids)))
        return {row["article_id"]: row["record"] for row in found}

    def ids_of_names(self, names: Sequence[str]) -> dict[str, str]:
        """The articles that have these record names, by name."""
        found = self._database.run("ids_of_record_names", ids=rows.list_to_text(tuple(names)))
        return {row["record_name"]: row["id"] for row in found}

    def save(self, records: Mapping[str, str]) -> None:
        """Keep these records, by article."""
        with self._database.transaction():
            for article_id, record in records.items():
                self._database.run("save_imported", article_id=article_id, record=without_logins(record))

    def ungrouped(self, after: str, limit: int) -> tuple[Article, ...]:
        """Imported articles that belong to no story yet, in the order of their ids."""
        return tuple(map(rows.article_from_row, self._database.run("imported_ungrouped", after=after, limit=limit)))

    def ungroup(self, story_ids: Sequence[str]) -> None:
        """Take the imported articles that do not open these stories out of them."""
        self._database.run("ungroup_imported", ids=rows.list_to_text(tuple(story_ids)))
        for story_id in story_ids:
            self._database.run("note_change", id=story_id)

    def count_stories(self, story_ids: Iterable[str]) -> None:
        """Count these stories anew over their articles; one that has none left has size 0."""
        wanted = rows.list_to_text(tuple(sorted(set(story_ids))))
        with self._database.transaction():
            self._database.run("empty_stories", ids=wanted)
            self._database.run("count_stories", ids=wanted)
