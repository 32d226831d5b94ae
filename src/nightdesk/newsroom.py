"""The Python API: ``Newsroom.open(folder)`` and its verbs; the command line and the web are thin doors to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Self

import msgspec

from nightdesk.config import CONFIG_NAME, NEW_DESK, Config, default_toml, load_config
from nightdesk.decisions import Decision
from nightdesk.desk import Desk
from nightdesk.engine import Engine, Progress, Summary
from nightdesk.errors import ConfigError, StoreError
from nightdesk.explanation import Explanation, explain, saga_in_words, standing_of
from nightdesk.export_folders import export_folders
from nightdesk.formats.feeds import Feed, find_feeds, parse_feed
from nightdesk.formats.opml import SourceEntry, add_entry, read_opml, source_of, write_opml
from nightdesk.formats.organizations import read_organizations
from nightdesk.formats.sealed import ArticleSealer, sealer_of
from nightdesk.formats.topics import read_topics, starter_topics
from nightdesk.front_page import FrontPage, front_page
from nightdesk.importing import ImportReport, check_site, import_site, prepare_desk
from nightdesk.learning import Lesson, teach
from nightdesk.lessons import Pair, pairs_of
from nightdesk.letters import NewsletterIssue
from nightdesk.logins import Login, take_login
from nightdesk.mailing import Mailed, Mailroom
from nightdesk.naming import outcome_of, work_line
from nightdesk.pipeline import COMPOSE, FRONT, PIPELINE, Stage, is_own_failure
from nightdesk.program import program_print
from nightdesk.run_time import Report, left_line, put_off_lines, run_pacing
from nightdesk.storage.clock import set_right
from nightdesk.storage.folder import only_one
from nightdesk.storage.library import DeskLibrary
from nightdesk.storage.patience import patiently
from nightdesk.storage.private import make_private
from nightdesk.storage.snapshots import SnapshotFolder
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter, Request, Tools
from nightdesk.types import Article, Edition, Organization, Topic
from nightdesk.urls import canonical_url, source_id
from nightdesk.web_client import PoliteWeb, UnitWeb, open_web
from nightdesk.workers import WorkerPool

SOURCES_NAME = "sources.opml"
TOPICS_NAME = "topics"
PAIRS_AT_ONCE = 100  # with two texts each about 1 MB
EDITION_ONLY = tuple(row for row in PIPELINE if row.takes is Edition)
ORGANIZATIONS_NAME = "organizations"


@dataclass(frozen=True, slots=True)
class Added:
    """A feed that was added to the desk's sources; ``others`` are feeds that its page names besides."""

    url: str
    title: str
    entries: int
    was_known: bool
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Newsroom:
    """One desk: its settings, store, web and workers. Use as a context manager."""

    config: Config
    store: Store
    web: PoliteWeb
    workers: WorkerPool
    topics: tuple[Topic, ...] = field(default=())
    organizations: tuple[Organization, ...] = field(default=())
    is_live: bool = field(default=False, kw_only=True)
    may_shrink: bool = field(default=False, kw_only=True)  # whether publications may take over folders, and remove much

    @classmethod
    def open(cls, folder: Path, archive: Path | None = None) -> Self:
        """Open the desk in a folder; an archive (a WARC file) answers in the place of the web."""
        config = load_config(folder)
        topics = read_topics(folder / TOPICS_NAME)
        organizations = read_organizations(folder / ORGANIZATIONS_NAME)
        web = open_web(config, archive)
        store, workers, is_live = Store.open(config), WorkerPool(config.limits), archive is None
        return cls(config, store, web, workers, topics, organizations, is_live=is_live)

    def close(self) -> None:
        """End workers, connections and the database."""
        self.workers.close()
        self.web.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def library(self) -> DeskLibrary:
        """What stages may see of the desk."""
        outlets = {organization.domain: organization for organization in self.organizations}
        return DeskLibrary(self.store, self.topics, self.config.cache_folder / "pictures", outlets)

    def run(self, sources: Path | None = None, progress: Progress | None = None) -> Summary:
        """One pass over all that is due; ``sources`` is an OPML file in the place of the desk's own."""
        summary = Summary()

        def work() -> Summary:
            self.follow_sources(sources or self.config.home / SOURCES_NAME)
            return self.run_all_due(progress, summary)

        with only_one(self.config.cache_folder):
            return patiently(self.store, work)

    def run_all_due(
        self, progress: Progress | None = None, summary: Summary | None = None, most_minutes: float = 0.0
    ) -> Summary:
        """What `run` does once the sources are known; whoever calls it holds the desk's lock.

        What is done is added to ``summary``, so that of a run that begins anew all is told.
        """
        set_right(self.store, self.config, datetime.now(UTC))
        self._notice_changes()
        pacing = run_pacing(self.config, is_live=self.is_live, most_minutes=most_minutes)
        summary = self._engine().run(progress, pacing, summary)
        issue = self.mailroom.make_due_issue(datetime.now(UTC))
        if issue is not None:
            published = self._engine(EDITION_ONLY).run(progress)  # before its mails go out, which link to it
            summary.failed += published.failed
            summary.notes |= published.notes | {"newsletter": f"{issue.id} made: {issue.excerpt}"}
        return summary

    def make_newsletter(self) -> tuple[NewsletterIssue, bool]:
        """Make and publish today's issue, whose mails are then due; returns it, and whether it was made now."""
        with only_one(self.config.cache_folder):
            issue, is_new = self.mailroom.make_issue(datetime.now(UTC))
            self._engine(EDITION_ONLY).run()
            return issue, is_new

    def desk(self, editor: str) -> Desk:
        """What an editor may do here; each verb writes at once, and the next run or `publish` shows it."""
        return Desk(self.store, editor)

    def decisions(self, name: str | None = None) -> tuple[Decision, ...]:
        """What editors decided, oldest first; with a ``name`` of that story or article alone."""
        listed = self.store.decisions.all()
        if name is None:
            return listed
        about = [item for item in listed if name == item.target or name in {*chain(*item.before, *item.after)}]
        return tuple(about) or explain(self.store, self.config, name).decisions

    def lessons(self) -> Iterator[tuple[Pair, Article, Article]]:
        """The pairs of articles that editors put together or apart, with their texts; those that are gone left out."""
        pairs = pairs_of(self.store.decisions.all())
        while some := pairs[:PAIRS_AT_ONCE]:
            ids = {name for pair in some for name in (pair.one, pair.other)}
            wanted = ArticleFilter(ids=tuple(sorted(ids)), with_text=True)
            articles = {article.id: article for article in self.store.articles(wanted)}
            for pair in some:
                if pair.one in articles and pair.other in articles:
                    yield pair, articles[pair.one], articles[pair.other]
            pairs = pairs[PAIRS_AT_ONCE:]

    def learn(self, editor: str, *, is_dry: bool = False, progress: Progress | None = None) -> Lesson:
        """Fit the grouping to what editors decided, where that makes it better; DeskError where that is too little."""
        return teach(self.desk(editor), is_dry=is_dry, progress=progress)

    def undo(self, editor: str, number: int | None = None, note: str = "") -> Decision:
        """Undo a decision, or the latest; a run that is under way would save what it read before it.

        Raises:
            ConfigError: a run is under way.
        """
        with only_one(self.config.cache_folder):
            return self.desk(editor).undo(number, note)

    @property
    def mailroom(self) -> Mailroom:
        """Who makes issues of the newsletter and sends mails."""
        return Mailroom(self.config, self.store, self.library)

    def report(self, summary: Summary, mailed: Mailed | None = None) -> Report:
        """What a run did, with the names of what it was done to, and what was mailed after it."""
        counts = self.store.counts()
        return Report(
            done=summary.done,
            polled=summary.done.get("poll", 0),
            added=summary.added,
            read=summary.done.get("read", 0),
            skipped=tuple(work_line(self.store, work) for work in summary.skipped),
            failed=tuple(work_line(self.store, work) for work in summary.failed),
            published=summary.notes.get("publish", ""),
            articles=counts["articles"],
            stories=counts["stories"],
            next_due_at=self.store.ledger.next_due_at(),
            sources=counts["sources"],
            failed_sources=tuple(outcome_of(self.store, work) for work in summary.failed if work.stage == "poll"),
            is_well=not any(map(is_own_failure, summary.failed)),
            newsletter=summary.notes.get("newsletter", ""),
            mailed=mailed,
            put_off=put_off_lines(summary),
            left=left_line(summary, self.config),
        )

    def explain(self, name: str) -> Explanation:
        """Why the article or story of this name is as it is; NotFound where nothing answers to it."""
        found = explain(self.store, self.config, name)
        if found.story is None:
            return found
        where = (found.story.id, self.library, self.config)
        return replace(found, standing=standing_of(*where), saga=saga_in_words(*where))

    def front_page(self, at: datetime | None = None) -> FrontPage:
        """Published stories by their rank, as they stand, or as they stood at a moment with what was known then."""
        return front_page(self.library, self.config, at)

    def publish(self, folder: Path | None = None) -> str:
        """Publish the edition of now into a folder, or the desk's own; returns what was written in one line."""
        with only_one(self.config.cache_folder):
            return self.publish_held(folder)

    def publish_held(self, folder: Path | None = None) -> str:
        """What `publish` does; whoever calls it holds the desk's lock."""
        self._notice_changes()
        return self._engine().publish_to(folder or self.config.site_folder)

    def export(self, profile: str | None = None, folder: Path | None = None) -> tuple[str, ...]:
        """Write the published stories as a site generator's files; returns a line for each folder that was written.

        ``profile`` is a name in ``PROFILES``; without one, all that ``desk.toml`` names folders for. Without a
        ``folder`` the one that ``desk.toml`` names for the profile is taken.
        """
        folders = export_folders(self.config, profile, folder)
        with only_one(self.config.cache_folder):
            return tuple(self._engine().export_to(name, place) for name, place in folders.items())

    def add(self, url: str) -> Added:
        """Add a feed, or the first feed that a page names, to the desk's sources."""
        url, login = take_login(url if "://" in url else f"https://{url}")
        feed_url, feed, others = self._find_feed(url, login)
        path = self.config.home / SOURCES_NAME
        known = {source_id(entry.url) for entry in read_opml(_read(path), path)} if path.exists() else set()
        was_known = source_id(feed_url) in known
        if not was_known:
            address = login.put_into(feed_url) if login else feed_url
            entry = SourceEntry(url=address, title=feed.title, site_url=feed.site_url, language=feed.language)
            path.write_bytes(add_entry(_read(path) if path.exists() else write_opml((), "Sources"), entry, path))
            if login:
                make_private(path)
        return Added(feed_url, feed.title, len(feed.entries), was_known, others)

    def _find_feed(self, url: str, login: Login | None) -> tuple[str, Feed, tuple[str, ...]]:
        """The feed at a URL, or the first that the page at it names, and the others it names."""
        answer = self.web.get(Request(url=url, login=login))
        named = [found for found, _ in self.workers.call(find_feeds, answer.body, answer.url)]
        if named:
            answer = self.web.get(Request(url=named[0], login=login))
        feed = self.workers.call(parse_feed, answer.body, answer.url, answer.media_type)
        return canonical_url(answer.url), feed, tuple(named[1:])

    def _engine(self, pipeline: tuple[Stage, ...] = PIPELINE) -> Engine:
        sealer = sealer_of(self.config)  # a key that cannot be used stops here, before any work
        shown_by = self._shown_by(sealer)
        snapshots = SnapshotFolder(self.config.cache_folder)

        def tools(now: datetime) -> Tools:
            web = UnitWeb(self.web, self.config.web.host_delay_seconds)
            return Tools(self.config, self.library, web, self.workers, now, sealer, shown_by, snapshots)

        engine = Engine(self.config, self.store, tools, pipeline, snapshots)
        engine.may_shrink = self.may_shrink
        return engine

    def follow_sources(self, path: Path) -> None:
        """Make the OPML file's feeds the desk's active sources."""
        now = datetime.now(UTC)
        self.store.set_sources((source_of(entry, now) for entry in read_opml(_read(path), path)), now)
        if isinstance(self.web, PoliteWeb):  # another web, as one in memory, knows no logins
            self.web.use_logins(self.store.logins.all())

    def _shown_by(self, sealer: ArticleSealer | None) -> str:
        """The print of all that the edition goes by besides facts: this version of the program is among it."""
        settings = (
            self.config.desk,
            self.config.publish,
            self.config.profiles,
            self.config.pictures,
            self.config.seal,
            self.config.newsletter,
        )
        sealed_by = sealer.key_name if sealer else None
        return _fingerprint((self.topics, self.organizations, settings, sealed_by, program_print()))

    def _notice_changes(self) -> None:
        """Make due again what was judged or composed by topics, settings or pictures that have changed since."""
        now = datetime.now(UTC)
        shown_by = self._shown_by(sealer_of(self.config))
        judged_by = {
            "topics": _fingerprint(self.topics),
            "quality": _fingerprint((self.config.quality, self.topics, self.organizations)),
        }
        with self.store.transaction():
            for stage, judge in judged_by.items():
                if self.store.memo(f"{stage} judged by") != judge:
                    self.store.ledger.again(stage, now, "what it goes by has changed")
                    self.store.remember(f"{stage} judged by", judge)
            if self.store.memo("composed by") != shown_by:
                self.store.composed.note_change_of_all()
                self.store.ledger.again("publish", now, "what it goes by has changed")
                self.store.remember("composed by", shown_by)
            self.store.composed.note_pictures(self.library.has_picture)
            if self.store.composed.changed(limit=1):
                self.store.ledger.schedule(COMPOSE.name, COMPOSE.version, [FRONT], now, "stories have changed")


def import_folder(site: Path, home: Path, progress: Progress | None = None) -> ImportReport:
    """Bring a site in the record format into the desk at ``home``, which is made where there is none yet.

    Raises:
        ConfigError: the folder is no such site, or the desk's settings cannot be read.
    """
    check_site(site)
    if not (home / CONFIG_NAME).exists():
        init_desk(home)
    report = prepare_desk(site, home)
    with Newsroom.open(home) as newsroom, only_one(newsroom.config.cache_folder):
        import_site(site, newsroom.store, report, progress)
        publish = next(stage for stage in PIPELINE if stage.takes is Edition)
        newsroom.store.ledger.schedule(publish.name, publish.version, [FRONT], datetime.now(UTC), "after an import")
    return report


def init_desk(folder: Path, title: str | None = None) -> tuple[str, ...]:
    """Make a desk in a folder: settings, sources, topics. Files that are there are kept; returns those made."""
    made = []
    files = {
        CONFIG_NAME: default_toml(desk=NEW_DESK | ({"title": title} if title else {})).encode(),
        SOURCES_NAME: write_opml((), "Sources"),
    }
    if not (folder / TOPICS_NAME).exists():
        files |= {f"{TOPICS_NAME}/{name}": text.encode() for name, text in starter_topics()}
    try:
        for name, content in files.items():
            path = folder / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                made.append(name)
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}; choose a folder in which you may write") from error
    return tuple(made)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; `nightdesk add URL` makes one") from error


def _fingerprint(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()[:16]
