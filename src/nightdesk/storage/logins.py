"""Logins of sources, in a table of their own, so that nothing that lists or publishes sources has them at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from nightdesk.logins import Login, take_login, without_login, without_logins
from nightdesk.storage import rows
from nightdesk.storage.database import Database
from nightdesk.storage.unreadable import UnreadableRows
from nightdesk.types import Article, Source

TAKEN_OFF = "logins taken off addresses"  # what is remembered once the rows of an older nightdesk were gone through
PAGE = 500  # articles looked at together


class Logins:
    """The logins of the desk's sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, Login]:
        """The logins by the ids of their sources."""
        found = self._database.run("source_logins")
        return {row["source_id"]: Login(row["origin"], row["name"], row["password"]) for row in found}

    def replace(self, logins: Mapping[str, Login]) -> None:
        """Keep these logins and no others."""
        with self._database.transaction():
            self._database.run("forget_source_logins")
            for source_id, login in sorted(logins.items()):
                kept = {"origin": login.origin, "name": login.name, "password": login.password}
                self._database.run("save_source_login", source_id=source_id, **kept)

    def take_off_old(self, save: Callable[[Iterable[Article]], None]) -> None:
        """Take the logins off the addresses that an older nightdesk saved, once; ``save`` saves articles."""
        if self._database.run("memo", name=TAKEN_OFF):
            return
        with self._database.transaction():
            self._of_sources()
            self._of_articles(save)
            for row in self._database.run("imported_records_with_at"):
                bare = without_logins(row["record"])
                if bare != row["record"]:
                    self._database.run("save_imported", article_id=row["article_id"], record=bare)
            self._database.run("save_memo", name=TAKEN_OFF, value="1")

    def _of_sources(self) -> None:
        kept = self.all()
        for row in self._database.run("all_sources"):
            bare, login = take_login(row["url"])
            site_url = without_login(row["site_url"]) if row["site_url"] else row["site_url"]
            if (bare, site_url) == (row["url"], row["site_url"]):
                continue
            self._database.run("readdress_source", id=row["id"], url=bare, site_url=site_url)
            if login is not None:
                kept[row["id"]] = login
        self.replace(kept)

    def _of_articles(self, save: Callable[[Iterable[Article]], None]) -> None:
        after = ""
        while found := self._database.run("articles_with_at", after=after, limit=PAGE):
            after = found[-1]["id"]
            # What the store writes holds no login, so saving is enough.
            wanted = (row for row in found if any(_holds_login(value) for value in dict(row).values()))
            # A row that does not decode is told by whoever reads it next.
            save(list(UnreadableRows(self._database).read("article", wanted, rows.article_from_row)))


def part_logins(sources: Iterable[Source]) -> tuple[dict[str, Source], dict[str, Login]]:
    """Sources without logins in their addresses, and the logins, both by the sources' ids."""
    bare, logins = {}, {}
    for source in sources:
        url, login = take_login(source.url)
        bare[source.id] = replace(source, url=url, site_url=source.site_url and without_login(source.site_url))
        if login is not None:
            logins[source.id] = login
    return bare, logins


def _holds_login(value: object) -> bool:
    return isinstance(value, str) and without_logins(value) != value
