"""A small desk on a made-up web, played through in steps, and a database that dies before any write it is told."""

import html
import re
import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

from nightdesk.config import Config, StoreSettings, WebSettings
from nightdesk.errors import SkipItem
from nightdesk.formats.opml import SourceEntry, write_opml
from nightdesk.newsroom import Newsroom
from nightdesk.storage.database import open_database, queries
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter, Response

READS = re.compile(r"(?i)^\s*(WITH\b(?!.*\b(UPDATE|INSERT|DELETE)\b)|SELECT\b)", re.DOTALL)
FERRY = "The ferry Havgull sails the Lysa fjord again after a winter in the yard of Hornvik, and the islanders cheer."
STRIKE = "The bakers of Tarnow went on strike over their ovens, so the town of Tarnow woke up without any bread at all."
LORRY = "Lorries from Gorlice carry loaves over the snowy pass, and their drivers sell them on the market square."
COMET = "Comet Ilmari could be seen over Savonia with the naked eye, for the first time in nine hundred years."
REPORTS = {  # outlet and number: minutes of the day, title, text
    ("north", 1): (1, "Ferry Havgull returns to the Lysa fjord after a winter in the yard", FERRY),
    ("north", 2): (2, "Bakers of Tarnow strike over ovens", STRIKE),
    ("north", 3): (3, "Gorlice lorries carry loaves over pass", LORRY),
    ("south", 1): (4, "Islanders cheer as ferry Havgull sails the Lysa fjord again", f"At dawn it came. {FERRY}"),
    ("south", 2): (5, "Comet Ilmari seen over Savonia", COMET),
    ("west", 1): (61, "Comet Ilmari seen over Savonia", COMET),  # a copy
    ("west", 2): (62, "Tarnow: bakers strike, and Gorlice lorries carry loaves over pass", f"{STRIKE} {LORRY}"),
}


class Died(BaseException):
    """What stands for the end of the process: nothing may catch it."""


class DyingDatabase:
    """A database that is gone from the moment before its write of the number ``last``: what was open is undone.

    ``look`` is called before each write.
    """

    def __init__(self, database, last=None, look=None):
        self._database, self._last, self._look, self._depth = database, last, look, 0
        self.writes = 0

    def run(self, query_name, **values):
        if not READS.match(queries("sqlite")[query_name]):
            self._write()
        self._live()
        return self._database.run(query_name, **values)

    @contextmanager
    def transaction(self, *, durable=False):
        self._live()
        with self._database.transaction(durable=durable):
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    self._write()
            finally:
                self._depth -= 1

    def close(self):
        self._database.close()

    def _write(self):
        self._live()
        if self._look is not None:
            self._look()
        self.writes += 1

    def _live(self):
        if self.writes == self._last:
            raise Died


class MadeUpWeb:
    """Feeds of three outlets and the pages that they name."""

    def get(self, request):
        outlet, _, name = request.url.removeprefix("https://").partition(".example/")
        if name == "feed.xml":
            items = "".join(
                f"<item><title>{html.escape(title)}</title><link>https://{outlet}.example/news/{number}</link></item>"
                for (other, number), (_, title, _) in REPORTS.items()
                if other == outlet
            )
            return _answer(request.url, f"<rss version='2.0'><channel><title>{outlet}</title>{items}</channel></rss>")
        number = name.removeprefix("news/")
        if not number.isdigit():
            raise SkipItem("404")
        minute, title, text = REPORTS[outlet, int(number)]
        date = f"2026-11-20T{8 + minute // 60:02}:{minute % 60:02}:00Z"
        body = f"<h1>{title}</h1>" + f"<p>{text}</p>"
        head = (
            f"<title>{title}</title><meta property='og:type' content='article'>"
            f"<meta property='article:published_time' content='{date}'>"
        )
        return _answer(request.url, f"<html lang=en><head>{head}</head><body><article>{body}</article></body></html>")

    def use_logins(self, *_):
        pass

    def close(self):
        pass


def _answer(url, text):
    return Response(url, 200, {"content-type": "text/html"}, text.encode())


class AtOnce:
    """Workers that work here and now."""

    def call(self, function, *args, **kwargs):
        return function(*args, **kwargs)

    def close(self):
        pass


class Wrecks:
    """What a process would leave that died before a write: a copy of the desk for each state that was committed.

    A second connection sees of the database what is committed, which is what the next process finds; the number
    that SQLite counts commits by tells whether that has changed.
    """

    def __init__(self, folder: Path, into: Path):
        self.folder, self._into = folder, into
        self._reader = sqlite3.connect(folder / "nightdesk.db")
        self._seen = None
        self.folders = []

    def look(self):
        """Copy the desk as a process that dies here leaves it, unless the last copy is the same."""
        (number,) = self._reader.execute("PRAGMA data_version").fetchone()
        if number == self._seen:
            return
        self._seen = number
        wreck = self._into / str(len(self.folders))
        shutil.copytree(self.folder, wreck, ignore=shutil.ignore_patterns("nightdesk.db*"))
        with closing(sqlite3.connect(wreck / "nightdesk.db")) as copy:
            self._reader.backup(copy)
        self.folders.append(wreck)

    def put_back(self, wreck: Path):
        """Let the desk be as this wreck is, in its own place: what a process had claimed it claimed as that desk."""
        shutil.rmtree(self.folder)
        shutil.copytree(wreck, self.folder)

    def close(self):
        """Let go of the database."""
        self._reader.close()


def opened(folder: Path, address="nightdesk.db", last=None, look=None):
    """The newsroom in a folder; its database dies before its write of the number ``last``, and is looked at before."""
    config = Config(home=folder, store=StoreSettings(database=address), web=WebSettings(connections=1))
    database = open_database(address, folder)
    database.migrate()
    dying = DyingDatabase(database, last, look)
    return Newsroom(config, Store(dying), MadeUpWeb(), AtOnce()), dying


def play(newsroom):
    """All that happens on the desk, from wherever a crash left it: two runs, with two acts of an editor between."""
    if not _follows(newsroom, "west"):
        _run(newsroom, "north", "south")
    desk = newsroom.desk("Ada")
    ids = {article.title: article.id for article in newsroom.store.articles(ArticleFilter())}
    done = {decision.verb for decision in newsroom.decisions()}
    lorries, bakers = ids["Gorlice lorries carry loaves over pass"], ids["Bakers of Tarnow strike over ovens"]
    if "merge" not in done:
        desk.merge(bakers, [lorries], "one strike")
    if "pin" not in done:
        desk.pin(ids["Comet Ilmari seen over Savonia"])
    _run(newsroom, "north", "south", "west")


def _follows(newsroom, outlet):
    path = newsroom.config.home / "sources.opml"
    return path.exists() and outlet in path.read_text()


def _run(newsroom, *outlets):
    path = newsroom.config.home / "sources.opml"
    path.write_bytes(write_opml([SourceEntry(f"https://{name}.example/feed.xml", name) for name in outlets], "All"))
    newsroom.run()


def kept(newsroom):
    """What must be the same in the end, whatever happened on the way."""
    store = newsroom.store
    articles = {
        item.original_url: (item.story_id, item.carrier_id, item.text, item.record_name)
        for item in store.articles(ArticleFilter(with_text=True))
    }
    stories = {item.id: item for item in store.stories() if item.size}
    decisions = [(item.id, item.verb, item.target, item.before, item.after) for item in newsroom.decisions()]
    return articles, stories, decisions, store.decisions.redirects(), store.decisions.rulings()
