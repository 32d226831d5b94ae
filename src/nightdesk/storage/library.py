"""What stages may see of the desk: the store read-only, its topics and its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nightdesk.lessons import Learned
from nightdesk.letters import NewsletterIssue
from nightdesk.rulings import Past, Rulings, past_of
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter, Stamped, StampSum
from nightdesk.types import Article, ComposedStory, Encoding, Lines, Organization, Redirect, Source, Story, Topic
from nightdesk.urls import owning_names


@dataclass(frozen=True, slots=True)
class DeskLibrary:
    """The ``Library`` of a desk."""

    store: Store
    wanted_topics: tuple[Topic, ...]
    pictures: Path
    outlets: Mapping[str, Organization] = field(default_factory=dict)

    def article(self, article_id: str) -> Article:
        """The article with its text; NotFound if there is none."""
        return self.store.article(article_id)

    def stage_record(self, stage: str, name: str) -> str | None:
        """What a plug-in's stage keeps under a name."""
        return self.store.stage_record(stage, name)

    def known_urls(self, urls: tuple[str, ...]) -> frozenset[str]:
        """Those of the URLs that an article was found at or is published under."""
        return self.store.known_urls(urls)

    def articles(self, wanted: ArticleFilter) -> Iterator[Article]:
        """Articles that match, newest first."""
        return self.store.articles(wanted)

    def newest_grouped(self) -> datetime | None:
        """When the newest grouped article is placed."""
        return self.store.newest_grouped()

    def stamp_sums(self, since: datetime, until: datetime) -> Mapping[datetime, StampSum]:
        """For each hour in which grouped articles are placed, how many, and the sum of their stamps."""
        return self.store.stamp_sums(since, until)

    def stamps(self, since: datetime, until: datetime) -> Sequence[Stamped]:
        """The grouped articles that are placed from one moment to before another, each with its stamp."""
        return self.store.stamps(since, until)

    def stories(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Story]:
        """Stories with an article in the span, oldest first."""
        return self.store.stories(since, until)

    def sources(self) -> tuple[Source, ...]:
        """All active sources."""
        return self.store.sources()

    def record_names(self, names: tuple[str, ...]) -> frozenset[str]:
        """Those of the record names that are taken."""
        return self.store.record_names(names)

    def lines(self, domain: str) -> tuple[Lines, ...]:
        """The lines that are kept of an outlet's newest articles, oldest first."""
        return self.store.lines(domain)

    def encodings(self, article_ids: Sequence[str]) -> Iterator[Encoding]:
        """What vectors say of those of the articles that have any, in no order."""
        return self.store.encodings(article_ids)

    def imported_records(self, article_ids: tuple[str, ...]) -> Mapping[str, str]:
        """The records of those of the articles that were imported, as JSON, by article."""
        return self.store.imports.records(article_ids)

    def rulings(self) -> Rulings:
        """What stands of all that editors decided."""
        return self.store.decisions.rulings()

    def past(self, at: datetime) -> Past:
        """What stood of editors' decisions at a moment, and where articles stood that later ones placed."""
        return past_of(self.store.decisions.all(), at)

    def learned(self) -> Learned | None:
        """What the desk learned of its decisions, if anything."""
        return self.store.learned()

    def redirects(self) -> tuple[Redirect, ...]:
        """The merged stories, each with where it leads in the end."""
        return self.store.decisions.redirects()

    def topics(self) -> tuple[Topic, ...]:
        """The desk's topics in the order of their files, the root first."""
        return self.wanted_topics

    def issues(self) -> Iterator[NewsletterIssue]:
        """All issues of the newsletter, newest first."""
        return self.store.newsletters.issues()

    def organizations(self) -> tuple[Organization, ...]:
        """The outlets that the desk lists, in the order of their domains."""
        return tuple(self.outlets[domain] for domain in sorted(self.outlets))

    def organization(self, url: str) -> Organization | None:
        """The listed outlet that a URL belongs to: by its host, then by what is above it, to its registered domain."""
        if not self.outlets:
            return None
        try:
            return next((self.outlets[name] for name in owning_names(url) if name in self.outlets), None)
        except ValueError:
            return None

    def picture(self, path: str) -> bytes | None:
        """The bytes of a cached picture, or ``None`` where it is gone."""
        try:
            return (self.pictures / path).read_bytes()
        except OSError:
            return None

    def has_picture(self, path: str) -> bool:
        """Whether there is a copy of this picture."""
        return (self.pictures / path).is_file()

    def changed_stories(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Stories whose facts changed since they were composed, oldest first, each with the number of its change."""
        return self.store.composed.changed(limit)

    def composed(self) -> Iterator[ComposedStory]:
        """All composed stories without their items and cards, by their ids."""
        return self.store.composed.stories()

    def shown(self, story_ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Item and card of published stories, in JSON, by the stories' ids."""
        return self.store.composed.shown(story_ids)
