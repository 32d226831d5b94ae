"""A library in memory for stages of batches: it answers as the store does, and takes what a stage returns."""

from datetime import timedelta
from pathlib import Path

from making import NOON
from nightdesk.config import Config
from nightdesk.errors import NotFound
from nightdesk.rulings import NO_RULINGS
from nightdesk.storage.store import LINES_KEPT
from nightdesk.tools import Stamped, StampSum, Tools
from nightdesk.types import Article, Encoding, Lines, Story


class Shelf:
    """Articles and stories in dicts, with the part of `Library` that batch stages use."""

    def __init__(self, articles=(), outlets=(), topics=(), settings=None):
        self.kept = {article.id: article for article in articles}
        self.counted = {}
        self.read_lines = {}
        self.encoded = {}
        self.ruled = NO_RULINGS
        self.taught = None
        self.outlets = outlets
        self.followed = tuple(topics)
        self.config = Config(home=Path(), **(settings or {}))

    def run(self, stage, articles):
        """Run a stage on articles and keep what it returns, as the engine does."""
        outcome = stage([self.kept.get(article.id, article) for article in articles], self.tools())
        for record in outcome.records:
            if isinstance(record, Article):
                self.kept[record.id] = record
            elif isinstance(record, Story):
                self.counted[record.id] = record
            elif isinstance(record, Encoding):
                self.encoded[record.article_id] = record
            elif isinstance(record, Lines):
                self.read_lines[record.article_id] = record
        return outcome

    def tools(self):
        return Tools(config=self.config, library=self, web=None, workers=None, now=NOON + timedelta(days=99))

    def organizations(self):
        return self.outlets

    def organization(self, url):
        return next((outlet for outlet in self.outlets if outlet.domain in url), None)

    def sources(self):
        return ()

    def topics(self):
        return self.followed

    def rulings(self):
        return self.ruled

    def learned(self):
        return self.taught

    def redirects(self):
        return ()

    def article(self, article_id):
        if article_id not in self.kept:
            raise NotFound(f"{article_id}: no such article")
        return self.kept[article_id]

    def lines(self, domain):
        found = [lines for lines in self.read_lines.values() if lines.domain == domain]
        return tuple(sorted(found, key=lambda lines: (lines.place, lines.article_id))[-LINES_KEPT:])

    def encodings(self, article_ids):
        return [self.encoded[key] for key in article_ids if key in self.encoded]

    def newest_grouped(self):
        return max((article.placed_at for article in self.kept.values() if article.story_id is not None), default=None)

    def stamp_sums(self, since, until):
        hours = {}
        for item in self.stamps(since, until):
            hours.setdefault(item.placed_at.replace(minute=0, second=0, microsecond=0), []).append(item.stamp)
        return {hour: StampSum(len(stamps), sum(stamps)) for hour, stamps in hours.items()}

    def stamps(self, since, until):
        """Of each grouped article what stands for its stamp: another where anything in it is another."""
        return [
            Stamped(article.id, article.placed_at, hash(article) % 2**40)
            for article in self.kept.values()
            if article.story_id is not None and since <= article.placed_at < until
        ]

    def articles(self, wanted):
        found = sorted(self.kept.values(), key=lambda article: (article.placed_at, article.id), reverse=True)
        for article in found:
            if wanted.ids is not None and article.id not in wanted.ids:
                continue
            if wanted.story_ids is not None and article.story_id not in wanted.story_ids:
                continue
            if wanted.is_grouped is not None and (article.story_id is not None) != wanted.is_grouped:
                continue
            if wanted.since is not None and article.placed_at < wanted.since:
                continue
            if wanted.until is not None and article.placed_at > wanted.until:
                continue
            yield article
