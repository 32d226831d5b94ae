"""The store: what the desk knows, in some twenty domain verbs over one small database."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

from nightdesk.config import Config
from nightdesk.errors import NotFound
from nightdesk.kept import StageRecord
from nightdesk.lessons import Learned
from nightdesk.safe_text import safe_line
from nightdesk.storage import rows
from nightdesk.storage.composed import Composed
from nightdesk.storage.database import Database, Row, open_database
from nightdesk.storage.decisions import Decisions
from nightdesk.storage.imports import Imports
from nightdesk.storage.learnings import Learnings
from nightdesk.storage.ledger import Ledger
from nightdesk.storage.logins import Logins, part_logins
from nightdesk.storage.newsletters import Newsletters
from nightdesk.storage.subscribers import Subscribers
from nightdesk.storage.unreadable import Unreadable, UnreadableRows
from nightdesk.tools import ArticleFilter, Stamped, StampSum
from nightdesk.types import Article, ComposedStory, Encoding, Lines, Record, Redirect, Source, Story

MOST_FOUND = 1000  # articles that words are looked for among, the newest
PAGE = 500  # articles read at once; a page of them without texts is about 2 MB
DESK_ID = "id of this desk"
LINKS_KEY = "links.key"  # in the cache: where it is lost, another is made
LINES_KEPT = 60  # articles of each outlet whose lines are kept, the newest; 3 KB each
_EARLIEST = ""
_LATEST = "9999-12-31T23:59:59.999999Z"


class Store:
    """Sources, articles, stories and the ledger of work of one desk."""

    def __init__(self, database: Database, links_key: Path | None = None) -> None:
        self._database = database
        self.decisions = Decisions(database)
        self.ledger = Ledger(database)
        self.composed = Composed(database)
        self.imports = Imports(database)
        self.learnings = Learnings(database)
        self.logins = Logins(database)
        self.newsletters = Newsletters(database)
        self.subscribers = Subscribers(database, links_key)
        self.unreadable = UnreadableRows(database)

    @classmethod
    def open(cls, config: Config) -> Self:
        """Open the desk's database and bring its schema to this version's."""
        database = open_database(config.store.database, config.home)
        try:
            database.migrate()
            store = cls(database, config.cache_folder / LINKS_KEY)
            store.logins.take_off_old(store.save)
        except BaseException:
            database.close()
            raise
        return store

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All that is saved inside is saved together or not at all."""
        return self._database.transaction()

    def sources(self) -> tuple[Source, ...]:
        """All active sources, in the order of their ids."""
        return tuple(self.unreadable.read("source", self._database.run("active_sources"), rows.source_from_row))

    def source(self, source_id: str) -> Source:
        """The source of this id; NotFound if there is none."""
        found = self._database.run("source_by_id", id=source_id)
        for source in self.unreadable.read("source", found, rows.source_from_row):
            return source
        raise NotFound(f"no source {source_id}")

    def set_sources(self, wanted: Iterable[Source], now: datetime) -> None:
        """Make these the desk's active sources: new ones are added, others rest and keep their articles.

        Logins in their addresses are kept apart.
        """
        by_id, logins = part_logins(wanted)
        with self.transaction():
            found = self._database.run("all_sources")
            known = {source.id: source for source in self.unreadable.read("source", found, rows.source_from_row)}
            for source in known.values():
                if source.is_active != (source.id in by_id):
                    self._save_source(source, is_active=source.id in by_id)
            for source in by_id.values():
                if source.id not in known:
                    self._save_source(source, is_active=True)
            self.logins.replace(logins)
            self.ledger.follow_sources(now)

    def article(self, article_id: str) -> Article:
        """The article of this id with its text; NotFound if there is none."""
        for article in self.articles(ArticleFilter(ids=(safe_line(article_id),), with_text=True)):
            return article
        raise NotFound(f"no article {article_id}")

    def articles(self, wanted: ArticleFilter) -> Iterator[Article]:
        """Articles that match, newest first, read in pages so that memory stays flat."""
        query, ids = "articles", None
        if wanted.ids is not None:
            query, ids = "articles_of_ids", wanted.ids
        elif wanted.story_ids is not None:
            query, ids = "articles_of_stories", wanted.story_ids
        after = (rows.time_to_text(wanted.after[0]), wanted.after[1]) if wanted.after else (_LATEST, "~")
        left = wanted.limit
        while left is None or left > 0:
            page = self._page(query, ids, wanted, after, PAGE if left is None else min(PAGE, left))
            if not page:
                return
            for article in self._decoded(page, with_text=wanted.with_text):
                yield article
                left = None if left is None else left - 1
            after = (page[-1]["placed_at"], page[-1]["id"])

    def newest_grouped(self) -> datetime | None:
        """When the newest grouped article is placed."""
        found = self._database.run("newest_grouped")[0]["placed_at"]
        return rows.time_from_text(found) if found else None

    def stamp_sums(self, since: datetime, until: datetime) -> dict[datetime, StampSum]:
        """For each hour in which grouped articles are placed, how many, and the sum of their stamps; see `stamps`."""
        found = self._database.run("stamp_sums", since=rows.time_to_text(since), until=rows.time_to_text(until))
        return {rows.time_from_text(f"{row['hour']}:00Z"): StampSum(row["number"], row["stamps"]) for row in found}

    def stamps(self, since: datetime, until: datetime) -> list[Stamped]:
        """The grouped articles that are placed from one moment to before another, each with its stamp, in no order."""
        found = self._database.run("stamps", since=rows.time_to_text(since), until=rows.time_to_text(until))
        return [Stamped(row["id"], rows.time_from_text(row["placed_at"]), row["stamp"]) for row in found]

    def find_articles(self, name: str, limit: int = 10) -> tuple[Article, ...]:
        """Articles that a person may mean, newest first: by id, URL or record name, else by words of the title.

        A title that is the name goes before those that hold it in one piece, and these before those that hold its
        words in any order.
        """
        name = safe_line(name)
        found = self._database.run("articles_by_name", name=name, file_name=f"{name}.md", limit=limit)
        if found:
            return tuple(self.unreadable.read("article", found, rows.article_from_row))
        wanted = name.casefold().split()
        listed = self._database.run("articles_by_title", ids=rows.list_to_text(_patterns(wanted)), limit=MOST_FOUND)
        articles = list(self.unreadable.read("article", listed, rows.article_from_row)) if wanted else []
        phrase = " ".join(wanted)
        titles = {article.id: " ".join(article.title.casefold().split()) for article in articles}
        fits: tuple[Callable[[str], bool], ...] = (
            lambda title: title == phrase,
            lambda title: phrase in title,
            lambda title: all(word in title for word in wanted),
        )
        some = ([article for article in articles if fit(titles[article.id])] for fit in fits)
        return tuple(next((fitting for fitting in some if fitting), [])[:limit])

    def known_urls(self, urls: tuple[str, ...]) -> frozenset[str]:
        """Those of the URLs that an article was found at or is published under."""
        return frozenset(row["url"] for row in self._database.run("known_urls", ids=rows.list_to_text(urls)))

    def record_names(self, names: tuple[str, ...]) -> frozenset[str]:
        """Those of the record names that are taken."""
        found = self._database.run("record_names", ids=rows.list_to_text(names))
        return frozenset(row["record_name"] for row in found)

    def stories(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Story]:
        """Stories with an article in the span, oldest first."""
        found = self._database.run(
            "stories",
            since=rows.time_to_text(since) if since else _EARLIEST,
            until=rows.time_to_text(until) if until else _LATEST,
        )
        return self.unreadable.read("story", found, rows.story_from_row)

    def story(self, story_id: str) -> Story:
        """The story of this id, or the one that it was merged into; NotFound if there is none."""
        story = self._find_story(self.decisions.resolve(safe_line(story_id)))
        if story is not None:
            return story
        raise NotFound(f"no story {story_id}")

    def lines(self, domain: str) -> tuple[Lines, ...]:
        """The lines that are kept of an outlet's newest articles, oldest first."""
        return tuple(map(rows.lines_from_row, self._database.run("lines_of_outlet", domain=domain)))

    def learned(self) -> Learned | None:
        """What the desk learned of its decisions and goes by; ``None`` where it never did, or took all of it back."""
        return self.learnings.latest(self.decisions.rulings().unlearned)

    def encodings(self, article_ids: Sequence[str]) -> Iterator[Encoding]:
        """What vectors say of those of the articles that have any, in no order."""
        for start in range(0, len(article_ids), PAGE):
            listed = rows.list_to_text(tuple(article_ids[start : start + PAGE]))
            yield from map(rows.encoding_from_row, self._database.run("encodings_of_ids", ids=listed))

    def counts(self) -> dict[str, int]:
        """How many active sources, articles, grouped articles and stories there are."""
        return dict(self._database.run("counts")[0])

    def desk_id(self) -> str:
        """The id of this desk, drawn once: its folders of output know it."""
        self._database.run("add_memo", name=DESK_ID, value=secrets.token_hex(6))
        return self.memo(DESK_ID) or ""

    def memo(self, name: str) -> str | None:
        """What was last remembered under a name."""
        found = self._database.run("memo", name=name)
        return found[0]["value"] if found else None

    def remember(self, name: str, value: str) -> None:
        """Remember a small text under a name."""
        self._database.run("save_memo", name=name, value=value)

    def stage_record(self, stage: str, name: str) -> str | None:
        """What a plug-in's stage keeps under a name."""
        return self.memo(f"of stage {stage}: {name}")

    def save(self, records: Iterable[Record]) -> None:
        """Save records over what is stored; an article without its text keeps the stored one.

        The stories that this changes are noted, to be composed again. Where an editor has settled an article it
        stays, whatever the record says: a stage that was under way when the editor decided saves what it read before.
        """
        outlets: set[str] = set()
        miscounted: set[str] = set()
        with self.transaction():
            fixed = self.decisions.rulings().fixed
            for record in records:
                if isinstance(record, Article):
                    place = fixed.get(record.id, record.story_id)
                    if place != record.story_id:
                        miscounted |= {story for story in (place, record.story_id) if story}
                    self._save_article(replace(record, story_id=place))
                elif isinstance(record, Redirect):
                    self.decisions.redirect([record])
                elif isinstance(record, Source):
                    self._save_source(record, is_active=record.is_active)
                elif isinstance(record, Lines):
                    self._database.run("save_lines", **rows.lines_to_row(record))
                    outlets.add(record.domain)
                elif isinstance(record, Encoding):
                    self._database.run("save_encoding", **rows.encoding_to_row(record))
                    self._database.run("stamp_article", id=record.article_id, stamp=rows.new_stamp())
                elif isinstance(record, ComposedStory):
                    self.composed.save(record)
                elif isinstance(record, StageRecord):
                    self.remember(f"of stage {record.stage}: {record.name}", record.text)
                else:
                    self._database.run("save_story", **rows.story_to_row(record))
                    self.composed.note_change(record.id)
            for domain in sorted(outlets):
                self._database.run("forget_lines", domain=domain, kept=LINES_KEPT)
            if miscounted:
                self.imports.count_stories(miscounted)
                self.show_again(miscounted)

    def settle(self, places: Mapping[str, str], redirects: Iterable[Redirect] = ()) -> None:
        """Put articles into stories, count those that won or lost one, and note where merged stories went."""
        touched = set(places.values())
        with self.transaction():
            for article in self.articles(ArticleFilter(ids=tuple(places))):
                touched |= {article.story_id} if article.story_id else set()
                if article.story_id != places[article.id]:
                    self._save_article(replace(article, story_id=places[article.id]))
            self.imports.count_stories(touched)
            self.decisions.redirect(redirects)
            self.show_again(touched)

    def show_again(self, story_ids: Iterable[str]) -> None:
        """Save stories as they are, so that what shows them is made again."""
        with self.transaction():
            self.save([story for story in map(self._find_story, sorted(story_ids)) if story is not None])

    def stories_naming(self, titles: Iterable[str]) -> set[str]:
        """The stories of articles whose reasons name one of these titles."""
        quoted = {rows.list_to_text((title,))[2:-2] for title in titles if title}  # as it stands in JSON
        found = (self._database.run("stories_naming", words=f"%{_pattern(title)}%") for title in sorted(quoted))
        return {row["story_id"] for listed in found for row in listed}

    def _find_story(self, story_id: str) -> Story | None:
        found = self._database.run("story_by_id", id=story_id)
        return next(self.unreadable.read("story", found, rows.story_from_row), None)

    def forget_copies(self, paths: Iterable[str]) -> int:
        """Note on all articles that these copies of pictures are no longer kept; returns how many articles had one."""
        gone = frozenset(paths)
        changed = 0
        with self.transaction():
            for article in self.articles(ArticleFilter()):
                if any(image.cached_path in gone for image in article.images):
                    images = (
                        replace(image, cached_path=None) if image.cached_path in gone else image
                        for image in article.images
                    )
                    self._save_article(replace(article, images=tuple(images)))
                    changed += 1
        return changed

    def add(self, articles: Iterable[Article]) -> tuple[str, ...]:
        """Add articles that a source named; returns the ids of those the desk did not know."""
        wanted = {article.id: article for article in articles}
        with self.transaction():
            known = {article.id for article in self.articles(ArticleFilter(ids=tuple(wanted)))}
            for article in wanted.values():
                self._database.run("add_article", **rows.article_to_row(article))
                if article.text and article.id not in known:
                    self._database.run("save_text", article_id=article.id, text=article.text)
        return tuple(sorted(wanted.keys() - known))

    def _save_article(self, article: Article) -> None:
        self.composed.note_change_of_article(article.id)  # the story that it stood in, which it may leave
        self._database.run("save_article", **rows.article_to_row(article))
        if article.text is not None:
            self._database.run("save_text", article_id=article.id, text=article.text)
        if article.story_id is not None:
            self.composed.note_change(article.story_id)

    def _save_source(self, source: Source, *, is_active: bool) -> None:
        self._database.run("save_source", **(rows.source_to_row(source) | {"is_active": int(is_active)}))

    def _page(
        self, query: str, ids: tuple[str, ...] | None, wanted: ArticleFilter, after: tuple[str, str], limit: int
    ) -> list[Row]:
        grouped = {None: (0, 1), True: (1, 1), False: (0, 0)}[wanted.is_grouped]
        return self._database.run(
            query,
            **({} if ids is None else {"ids": rows.list_to_text(ids)}),
            since=rows.time_to_text(wanted.since) if wanted.since else _EARLIEST,
            until=rows.time_to_text(wanted.until) if wanted.until else _LATEST,
            after_at=after[0],
            after_id=after[1],
            grouped_least=grouped[0],
            grouped_most=grouped[1],
            topic=f'%"{_pattern(wanted.topic)}"%' if wanted.topic else "",
            limit=limit,
        )

    def _decoded(self, page: Sequence[Row], *, with_text: bool) -> Iterator[Article]:
        texts: dict[str, str] = {}
        if with_text:
            listed = rows.list_to_text(tuple(row["id"] for row in page))
            texts = {row["article_id"]: row["text"] for row in self._database.run("texts_of_ids", ids=listed)}
        return self.unreadable.read("article", page, lambda row: rows.article_from_row(row, texts.get(row["id"])))

    def set_aside_unreadable(self, now: datetime) -> tuple[Unreadable, ...]:
        """Repair the rows that were passed over as they did not decode, or set them aside; returns what was done."""
        if not self.unreadable.met():
            return ()
        with self.transaction():
            for each in self.unreadable.met():
                self.composed.note_change_of_article(each.id)  # the story that it leaves is shown without it
            return self.unreadable.settle(now)


def _patterns(words: Iterable[str]) -> tuple[str, ...]:
    """Patterns for words in small letters; SQLite knows those of ASCII alone, so that any other sign fits there."""
    return tuple(re.sub(r"[^\x00-\x7f]", "_", f"%{_pattern(word)}%") for word in words)


def _pattern(text: str) -> str:
    """Text for a LIKE pattern in which nothing is a wild card."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
