"""A made-up web that never ends and a desk that watches it by a clock that can be set: for soaks and for memory."""

import ctypes
import errno
import gc
import random
import re
import sqlite3
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest import mock

from dying import AtOnce
from nightdesk.engine import Engine
from nightdesk.errors import RetryLater, SkipItem, StoreAway, StoreError
from nightdesk.formats.opml import SourceEntry, write_opml
from nightdesk.newsroom import Newsroom, init_desk
from nightdesk.storage.folder import write_file
from nightdesk.tools import Response
from nightdesk.watching.live_desk import LiveDesk
from nightdesk.watching.watcher import LONGEST_NAP, Watcher

START = datetime(2026, 11, 2, tzinfo=UTC)
IN_FEED = 40  # entries that a feed names
COMMON = re.findall(r"\w+", "the of and to in a is that for on with as by at from it has was were be this an which")
LETTERS = "abcdefghijklmnoprstuvw"
SETTINGS = """[desk]
heat_threshold = {heat}
[web]
connections = 2
host_delay_seconds = 0.0
[poll]
minimum_minutes = 15.0
maximum_hours = 1.0
[pictures]
fetch = false
[publish]
ninjs = false
story_feeds = false
"""


class EndlessWeb:
    """Outlets that go on publishing, each article on one of its own; ``fault`` may be raised in place of an answer."""

    def __init__(self, outlets, words=90):
        self.outlets, self._words = outlets, words
        self._feeds = {number: [] for number in range(outlets)}
        self.published = 0
        self.titles = {}
        self.asked = []
        self.fault = None

    def publish(self, count, now):
        """So many new articles now."""
        for _ in range(count):
            self.published += 1
            outlet = self.published % self.outlets
            self._feeds[outlet].insert(0, (self.published, now))
            self.titles[self.published] = f"Headline {self.published} of {' '.join(vocabulary(self.published)[:6])}"
            for number, _ in self._feeds[outlet][IN_FEED:]:
                del self.titles[number]
            del self._feeds[outlet][IN_FEED:]

    def get(self, request):
        """Answer, or fail."""
        if self.fault is not None:
            self.fault(request.url)
        host, _, name = request.url.removeprefix("https://outlet").partition(".example/")
        if name == "feed.xml":
            return self._feed(request.url, int(host))
        number = int(name.removeprefix("news/"))
        if number not in self.titles:
            raise SkipItem(f"{request.url}: 404")
        chance, own = random.Random(number), vocabulary(number)
        words = (chance.choice(COMMON if chance.random() < 0.4 else own) for _ in range(self._words))
        title = self.titles[number]
        head = f"<title>{title}</title><meta property='og:type' content='article'>"
        body = f"<h1>{title}</h1><p>{' '.join(words).capitalize()}.</p>"
        page = f"<html lang=en><head>{head}</head><body><article>{body}</article></body></html>"
        return Response(request.url, 200, {"content-type": "text/html"}, page.encode())

    def use_logins(self, *_):
        """Ask as anybody."""

    def close(self):
        """Nothing to close."""

    def _feed(self, url, outlet):
        items = "".join(
            f"<item><title>{self.titles[number]}</title><link>https://outlet{outlet}.example/news/{number}</link>"
            f"<pubDate>{at:%a, %d %b %Y %H:%M:%S +0000}</pubDate></item>"
            for number, at in self._feeds[outlet]
        )
        text = f"<rss version='2.0'><channel><title>Outlet {outlet}</title>{items}</channel></rss>"
        return Response(url, 200, {"content-type": "application/rss+xml"}, text.encode())


def vocabulary(number):
    """The words of an article, which it shares with one in three of its neighbours."""
    chance = random.Random(number // 3 if number % 3 else -number)
    return ["".join(chance.choices(LETTERS, k=chance.randint(4, 9))) for _ in range(40)]


def live_desk(home, web, heat=0):
    """A desk in an empty folder that follows all outlets of a made-up web; its owner closes both."""
    init_desk(home)
    (home / "desk.toml").write_text(SETTINGS.format(heat=heat))
    entries = [SourceEntry(f"https://outlet{n}.example/feed.xml", f"Outlet {n}") for n in range(web.outlets)]
    (home / "sources.opml").write_bytes(write_opml(entries, "All"))
    newsroom = replace(Newsroom.open(home), web=web, workers=AtOnce())
    return newsroom, LiveDesk(newsroom)


def away(url):
    """A web that does not answer."""
    raise RetryLater(f"{url}: no whole answer within 30 s", timedelta(minutes=1))


def resident():
    """The memory of this process, after all that can be given back was, in bytes."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no file of anybody's
        return int(file.read().split()[1]) * 4096


class Soak:
    """A desk that is watched step by step, by a clock that is moved on, with what goes wrong in web, database and disk.

    Its clock goes wrong too, its owner saves half a file, and the engine has a bug. ``often`` is the part of the steps
    in which something goes wrong, for up to three looks.
    """

    FAULTS = ("web", "database", "disk", "clock", "bug", "settings")

    def __init__(self, home, clock, seed, often):
        self.web = EndlessWeb(outlets=4, words=40)
        self.newsroom, self.desk = live_desk(home, self.web)
        self.watcher = Watcher(self.desk)
        self.met = dict.fromkeys(self.FAULTS, 0)
        self.looks = self.failed = 0
        self._home, self._clock, self._random, self._often = home, clock, random.Random(seed), often

    def step(self, articles, length):
        """New articles come; a fault may be there for some looks; then all goes well, whatever it was."""
        self.web.publish(articles, datetime.now(UTC))
        if self._random.random() < self._often:
            fault = self._random.choice(self.FAULTS)
            self.met[fault] += 1
            with getattr(self, f"{fault}_fails")():
                for _ in range(self._random.randint(1, 3)):
                    self.look()
        self.look()
        assert self.watcher.health.failures == 0, self.watcher.health
        assert self.watcher.health.troubles == ()
        self._clock.shift(length)

    def look(self):
        """Let the watcher look once, and rest for as long as it says."""
        pause = self.watcher.look()
        assert 0 < pause <= LONGEST_NAP
        self.looks += 1
        self.failed += self.watcher.health.failures > 0
        self._clock.shift(timedelta(seconds=pause))

    def close(self):
        """Close the desk."""
        self.desk.close()
        self.newsroom.close()

    @contextmanager
    def web_fails(self):
        self.web.fault = away
        yield
        self.web.fault = None

    @contextmanager
    def database_fails(self):
        """From some statement on each fails: the server went away, or the file is locked."""
        database, left = self.newsroom.store._database, self._random.randint(0, 300)
        run, error = database.run, self._random.choice([StoreAway("gone"), StoreError("locked")])

        def failing(name, /, **values):
            nonlocal left
            left -= 1
            if left < 0:
                raise error
            return run(name, **values)

        with mock.patch.object(database, "run", failing):
            yield

    @contextmanager
    def disk_fails(self):
        """From some write on the disk is full."""
        left = self._random.randint(0, 40)

        def full(path, content, *, always=False):
            nonlocal left
            left -= 1
            if left < 0:
                raise StoreError(f"{path}: {OSError(errno.ENOSPC, 'No space left on device')}")
            return write_file(path, content, always=always)

        with (
            mock.patch("nightdesk.storage.mirror.write_file", full),
            mock.patch("nightdesk.watching.health.write_file", full),
        ):
            yield

    @contextmanager
    def clock_fails(self):
        """The clock jumps, and is set right afterwards."""
        jump = timedelta(hours=self._random.choice([-24 * 400, -30, -2, 2, 30, 24 * 400]))
        self._clock.shift(jump)
        yield
        self._clock.shift(-jump)

    @contextmanager
    def bug_fails(self):
        """The engine itself has a bug."""
        errors = [RuntimeError("a bug"), KeyError("x"), MemoryError(), sqlite3.InterfaceError("x"), SystemExit(1)]
        with mock.patch.object(Engine, "run", side_effect=self._random.choice(errors)):
            yield

    @contextmanager
    def settings_fails(self):
        """The owner saves half a file."""
        path = self._home / self._random.choice(["desk.toml", "sources.opml", "topics/00-news.yaml"])
        content = path.read_bytes()
        path.write_bytes(b"[half\n<")
        yield
        path.write_bytes(content)
