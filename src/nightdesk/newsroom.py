"""The Python API: ``Newsroom.open(folder)`` and its verbs; the command line and the web are thin doors to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Self

from nightdesk.adding import Added, add_source, read_sources
from nightdesk.change_detection import GoingBy, notice_changes, notice_plugins
from nightdesk.config import CONFIG_NAME, Config, load_config
from nightdesk.decisions import Decision
from nightdesk.desk import Desk
from nightdesk.engine import Engine, Progress, Summary
from nightdesk.explanation import Explanation, explain, saga_in_words, standing_of
from nightdesk.export_folders import export_folders
from nightdesk.formats.organizations import read_organizations
from nightdesk.formats.sealed import ArticleSealer, sealer_of
from nightdesk.formats.topics import read_topics
from nightdesk.front_page import FrontPage, front_page
from nightdesk.importing import ImportReport, check_site, import_site, prepare_desk
from nightdesk.learning import Lesson, teach
from nightdesk.lessons import Pair, pairs_of
from nightdesk.letters import NewsletterIssue
from nightdesk.mailing import Mailed, Mailroom
from nightdesk.new_desk import ORGANIZATIONS_NAME, SOURCES_NAME, TOPICS_NAME, init_desk
from nightdesk.pipeline import FRONT, PIPELINE, Stage, with_plugins
from nightdesk.plugins import Plugin, Publisher, all_plugins
from nightdesk.run_time import Report, report_of, run_pacing
from nightdesk.storage.clock import set_right
from nightdesk.storage.folder import only_one
from nightdesk.storage.library import DeskLibrary
from nightdesk.storage.patience import patiently
from nightdesk.storage.snapshots import SnapshotFolder
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter, Tools
from nightdesk.types import Article, Edition, Organization, Topic
from nightdesk.web_client import PoliteWeb, UnitWeb, open_web
from nightdesk.workers import WorkerPool

__all__ = [
    "ORGANIZATIONS_NAME",
    "SOURCES_NAME",
    "TOPICS_NAME",
    "Added",
    "Newsroom",
    "import_folder",
    "init_desk",
]

PAIRS_AT_ONCE = 100  # with two texts each about 1 MB


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
    plugins: tuple[Plugin, ...] = field(default=(), kw_only=True)

    @classmethod
    def open(
        cls,
        folder: Path,
        archive: Path | None = None,
        *,
        stages: Sequence[Stage] = (),
        publishers: Sequence[Publisher] = (),
        plugins: Sequence[Plugin] = (),
    ) -> Self:
        """Open the desk in a folder.

        Args:
            folder: where its ``desk.toml`` is.
            archive: a WARC file that answers in the place of the web.
            stages: stages of your own, each below the one that it names as ``after``.
            publishers: what else writes the published stories as files.
            plugins: plug-ins with any of the hooks of `nightdesk.plugins`, beside those that are installed.

        Raises:
            ConfigError: there is no desk, one of its files or the archive cannot be read, or a plug-in does not fit.
            StoreError: the database cannot be opened.
        """
        config = load_config(folder)
        found = all_plugins(plugins, stages, publishers)
        with_plugins(PIPELINE, found)  # what does not fit is told before anything is opened
        topics = read_topics(folder / TOPICS_NAME)
        organizations = read_organizations(folder / ORGANIZATIONS_NAME)
        web = open_web(config, archive)
        parts = (Store.open(config), web, WorkerPool(config.limits))
        return cls(config, *parts, topics, organizations, plugins=found, is_live=archive is None)

    @classmethod
    def create(cls, folder: Path, title: str | None = None, archive: Path | None = None) -> Self:
        """Make a desk in a folder, where there is none yet, and open it; files that are there are kept.

        Raises:
            ConfigError: one of the files that are there cannot be read.
            StoreError: the folder cannot be written, or the database not be opened.
        """
        init_desk(folder, title)
        return cls.open(folder, archive)

    def close(self) -> None:
        """End workers, connections and the database; raises nothing, and twice is well too."""
        self.workers.close()
        self.web.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pipeline(self) -> tuple[Stage, ...]:
        """The table, with the stages and publishers of plug-ins."""
        return with_plugins(PIPELINE, self.plugins)

    @property
    def library(self) -> DeskLibrary:
        """What stages may see of the desk."""
        outlets = {organization.domain: organization for organization in self.organizations}
        return DeskLibrary(self.store, self.topics, self.config.cache_folder / "pictures", outlets)

    def run(self, sources: Path | None = None, progress: Progress | None = None) -> Summary:
        """One pass over all that is due; ``sources`` is an OPML file in the place of the desk's own.

        What goes wrong with a single unit is in the summary and raises nothing.

        Raises:
            DeskBusy: another process is at work on this desk.
            ConfigError: a key, a sources file or a folder that the settings name cannot be used.
            StoreError: the database or a folder cannot be read or written.
        """
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

        Raises:
            ConfigError: a key or a folder that the settings name cannot be used.
            StoreError: the database or a folder cannot be read or written.
        """
        set_right(self.store, self.config, datetime.now(UTC))
        self._notice_changes()
        pacing = run_pacing(self.config, is_live=self.is_live, most_minutes=most_minutes)
        summary = self._engine().run(progress, pacing, summary)
        issue = self.mailroom.make_due_issue(datetime.now(UTC))
        if issue is not None:
            published = self._publish_now(progress)  # before its mails go out, which link to it
            summary.failed += published.failed
            summary.notes |= published.notes | {"newsletter": f"{issue.id} made: {issue.excerpt}"}
        return summary

    def make_newsletter(self) -> tuple[NewsletterIssue, bool]:
        """Make and publish today's issue, whose mails are then due; returns it, and whether it was made now.

        Raises:
            DeskBusy: another process is at work on this desk.
            ConfigError: a key, a sources file or a folder that the settings name cannot be used.
            StoreError: the database or a folder cannot be read or written.
        """
        with only_one(self.config.cache_folder):
            issue, is_new = self.mailroom.make_issue(datetime.now(UTC))
            self._publish_now()
            return issue, is_new

    def desk(self, editor: str) -> Desk:
        """What an editor may do here; each verb writes at once, and the next run or `publish` shows it.

        Its verbs raise DeskError where what is asked cannot be done, and NotFound or Ambiguous for names.
        """
        return Desk(self.store, editor)

    def decisions(self, name: str | None = None) -> tuple[Decision, ...]:
        """What editors decided, oldest first; with a ``name`` of that story or article alone.

        Raises:
            NotFound: nothing answers to the name.
            Ambiguous: several articles answer to it.
        """
        listed = self.store.decisions.all()
        if name is None:
            return listed
        about = [item for item in listed if name == item.target or name in {*chain(*item.before, *item.after)}]
        return tuple(about) or explain(self.store, self.config, name).decisions

    def lessons(self) -> Iterator[tuple[Pair, Article, Article]]:
        """The pairs of articles that editors put together or apart, with their texts; those that are gone left out.

        Raises:
            StoreError: the database cannot be read.
        """
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
        """Fit the grouping to what editors decided, where that makes it better.

        Raises:
            DeskError: there is too little to learn from.
            StoreError: the database cannot be read or written.
        """
        return teach(self.desk(editor), is_dry=is_dry, progress=progress)

    def undo(self, editor: str, number: int | None = None, note: str = "") -> Decision:
        """Undo a decision, or the latest; a run that is under way would save what it read before it.

        Raises:
            DeskBusy: a run is under way.
            DeskError: there is nothing to undo, or a later decision rests on it.
        """
        with only_one(self.config.cache_folder):
            return self.desk(editor).undo(number, note)

    @property
    def mailroom(self) -> Mailroom:
        """Who makes issues of the newsletter and sends mails."""
        return Mailroom(self.config, self.store, self.library)

    def report(self, summary: Summary, mailed: Mailed | None = None) -> Report:
        """What a run did, with the names of what it was done to, and what was mailed after it.

        Raises:
            StoreError: the database cannot be read.
        """
        return report_of(summary, self.store, self.config, self.pipeline, mailed)

    def explain(self, name: str) -> Explanation:
        """Why the article or story of this name is as it is: an id, a URL, or words of a title.

        Raises:
            NotFound: nothing answers to the name.
            Ambiguous: several articles answer to it; its ``choices`` are their ids.
        """
        found = explain(self.store, self.config, name)
        if found.story is None:
            return found
        where = (found.story.id, self.library, self.config)
        return replace(found, standing=standing_of(*where), saga=saga_in_words(*where))

    def front_page(self, at: datetime | None = None) -> FrontPage:
        """Published stories by their rank, as they stand, or as they stood at a moment with what was known then.

        Raises:
            StoreError: the database cannot be read.
        """
        return front_page(self.library, self.config, at)

    def publish(self, folder: Path | None = None) -> str:
        """Publish the edition of now into a folder, or the desk's own; returns a line on what was written.

        A publisher of a plug-in, which runs with the desk's own folder, adds a line.

        Raises:
            DeskBusy: another process is at work on this desk.
            ConfigError: a key, a sources file or a folder that the settings name cannot be used.
            StoreError: the database or a folder cannot be read or written.
        """
        with only_one(self.config.cache_folder):
            return self.publish_held(folder)

    def publish_held(self, folder: Path | None = None) -> str:
        """What `publish` does; whoever calls it holds the desk's lock.

        Raises:
            ConfigError: a key or a folder that the settings name cannot be used.
            StoreError: the database or a folder cannot be read or written.
        """
        self._notice_changes()
        return self._engine().publish_to(folder or self.config.site_folder)

    def export(self, profile: str | None = None, folder: Path | None = None) -> tuple[str, ...]:
        """Write the published stories as a site generator's files; returns a line for each folder that was written.

        ``profile`` is a name in ``PROFILES``; without one, all that ``desk.toml`` names folders for. Without a
        ``folder`` the one that ``desk.toml`` names for the profile is taken.

        Raises:
            DeskBusy: another process is at work on this desk.
            ConfigError: no such profile, no folder, or files of others where the desk's belong.
            StoreError: the folder cannot be written.
        """
        folders = export_folders(self.config, profile, folder)
        with only_one(self.config.cache_folder):
            return tuple(self._engine().export_to(name, place) for name, place in folders.items())

    def add(self, url: str) -> Added:
        """Add a feed, or the first feed that a page names, to the desk's sources.

        Raises:
            SkipItem: there is no feed, or robots.txt, the server or its address say no.
            RetryLater: the server is away or asks for patience.
            GaveUp: the page or feed passed the limits of a worker.
            ConfigError: ``sources.opml`` cannot be read.
        """
        return add_source(url, self.config.home / SOURCES_NAME, self.web, self.workers)

    def follow_sources(self, path: Path) -> None:
        """Make the OPML file's feeds the desk's active sources.

        Raises:
            ConfigError: the file cannot be read.
        """
        now = datetime.now(UTC)
        self.store.set_sources(read_sources(path, now), now)
        if isinstance(self.web, PoliteWeb):  # another web, as one in memory, knows no logins
            self.web.use_logins(self.store.logins.all())

    def _engine(self, pipeline: tuple[Stage, ...] | None = None) -> Engine:
        sealer = sealer_of(self.config)  # a key that cannot be used stops here, before any work
        shown_by = self._going_by(sealer).shown_by
        snapshots = SnapshotFolder(self.config.cache_folder)

        def tools(now: datetime) -> Tools:
            web = UnitWeb(self.web, self.config.web.host_delay_seconds)
            return Tools(self.config, self.library, web, self.workers, now, sealer, shown_by, snapshots)

        engine = Engine(self.config, self.store, tools, pipeline or self.pipeline, snapshots)
        engine.may_shrink = self.may_shrink
        return engine

    def _publish_now(self, progress: Progress | None = None) -> Summary:
        """Run the stages that take the edition, where they are due."""
        return self._engine(tuple(row for row in self.pipeline if row.takes is Edition)).run(progress)

    def _going_by(self, sealer: ArticleSealer | None) -> GoingBy:
        return GoingBy(
            config=self.config,
            topics=self.topics,
            organizations=self.organizations,
            sealed_by=sealer.key_name if sealer else None,
            plugins=self.plugins,
        )

    def _notice_changes(self) -> None:
        now = datetime.now(UTC)
        notice_changes(self.store, self.library, self._going_by(sealer_of(self.config)), now)
        notice_plugins(self.store, self.pipeline, self.plugins, now)


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
