"""Any string in any field of any door: its row can be written and read, published and printed."""

import contextlib
import json
import unicodedata
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from commanding import command
from hostile.texts import EVERYTHING, SITE, TEXTS, atom_of, json_feed_of, page_of, record_of, rss_of
from making import make_article, make_source
from nightdesk.config import Config
from nightdesk.engine import Silent
from nightdesk.errors import RetryLater, SkipItem
from nightdesk.formats.opml import SourceEntry, read_opml, write_opml
from nightdesk.importing.records import import_records
from nightdesk.importing.report import ImportReport
from nightdesk.stages.poll import poll_source
from nightdesk.stages.read import read_article
from nightdesk.storage.database import Unstorable
from nightdesk.tools import ArticleFilter, Response
from nightdesk.types import Provider
from warc_making import write_warc

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DOORS = {"rss": rss_of, "atom": atom_of, "json feed": json_feed_of}
TURNING = "\u202d\u202e"


@dataclass
class OneAnswer:
    body: bytes
    url: str = f"{SITE}/feed"

    def get(self, request):
        return Response(self.url, 200, {"etag": self.body[:40].decode("latin-1")}, self.body)


class SameProcess:
    def call(self, function, *args):
        return function(*args)


class NobodyKnown:
    def known_urls(self, _):
        return frozenset()

    def sources(self):
        return ()


@dataclass
class Tools:
    web: OneAnswer
    config: Config
    workers: SameProcess = field(default_factory=SameProcess)
    library: NobodyKnown = field(default_factory=NobodyKnown)
    now: datetime = NOW


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from strings(item)
    elif is_dataclass(value):
        for item in fields(value):
            yield from strings(getattr(value, item.name))


def is_safe(text):
    return not any(
        (unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\r\n") or c in TURNING or ord(c) & 0xFFFE == 0xFFFE
        for c in text
    )


def check(store, article):
    """The article can be stored, and is what was stored; all of it is safe."""
    assert all(map(is_safe, strings(article)))
    store.save([article])
    assert store.article(article.id) == article
    assert list(store.articles(ArticleFilter(with_text=True))) == [article]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.sampled_from(sorted(DOORS)))
def test_what_a_feed_says_can_be_stored_and_read(store, config, text, kind):
    outcome = poll_source(make_source(url=f"{SITE}/feed"), Tools(OneAnswer(DOORS[kind](text)), config))
    (article,) = outcome.found
    check(store, article)
    store.save(outcome.records)
    assert store.source(outcome.records[0].id) == outcome.records[0]
    assert all(map(is_safe, strings(outcome.records[0])))
    assert len(article.authors) <= 25


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_what_a_page_says_can_be_stored_and_read(store, config, text):
    article = make_article(url=f"{SITE}/news/1", text=None, excerpt="", title="")
    with contextlib.suppress(SkipItem, RetryLater):
        check(store, read_article(article, Tools(OneAnswer(page_of(text), article.url), config)).records[0])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_what_a_record_says_can_be_stored_and_read(store, tmp_path_factory, text):
    site = tmp_path_factory.mktemp("site")
    (site / "_news").mkdir()
    (site / "_news" / "2026-11-20-ferry.md").write_bytes(record_of(text))
    report = ImportReport()
    import_records(site, store, NOW, report, Silent())
    for article in store.articles(ArticleFilter()):
        assert all(map(is_safe, strings(article)))


@given(TEXTS)
def test_what_a_list_of_sources_says_is_safe(text):
    listed = write_opml([SourceEntry(url=f"{SITE}/feed", title=text, categories=(text or "x",))], text)
    for entry in read_opml(listed, Path("sources.opml")):
        assert all(map(is_safe, strings(entry)))


@pytest.mark.parametrize("text", ["\x00", "\ud800", "a\x00b"])
@pytest.mark.parametrize("field", ["title", "authors", "provider", "text", "url"])
def test_the_store_refuses_what_it_could_not_give_back(store, text, field):
    """The second guard: a door that was forgotten costs one unit, with a traceback that names it."""
    good = make_article(1)
    values = {"authors": (text,), "provider": Provider(text, "fjordpost.example")}
    bad = make_article(2, **{field: values.get(field, text)}) if field != "url" else make_article(2, url=text)
    store.save([good])
    with pytest.raises(Unstorable), store.transaction():
        store.save([bad])
    assert list(store.articles(ArticleFilter(with_text=True))) == [good]


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "a\\", '\\"', "\\ud800"])
def test_a_backslash_is_text(store, text):
    article = make_article(1, authors=(text,), title=text, text=text)
    store.save([article])
    assert store.article(article.id) == article


@pytest.fixture
def hostile_desk(tmp_path, database_address):
    """A desk that ran over hostile feeds and pages, on each engine."""
    desk = tmp_path / "desk"
    command("init", desk)
    (desk / "desk.toml").write_text(f"[desk]\nheat_threshold = 0\n[store]\ndatabase = {json.dumps(database_address)}\n")
    answers = {}
    for number, (_, make) in enumerate(sorted(DOORS.items())):
        link = f"{SITE}/news/{number}"
        answers[f"{SITE}/feed/{number}"] = ("application/xml", make(EVERYTHING, link))
        answers[link] = (
            "text/html; charset=utf-8",
            page_of(EVERYTHING).replace(b"/news/1", f"/news/{number}".encode()),
        )
    lines = "".join(f'<outline xmlUrl="{SITE}/feed/{n}"/>' for n in range(len(DOORS)))
    (tmp_path / "sources.opml").write_text(f'<opml version="2.0"><head/><body>{lines}</body></opml>')
    archive = write_warc(tmp_path / "web.warc.gz", answers)
    answer = command("run", "--archive", archive, "--sources", tmp_path / "sources.opml", desk=desk)
    return desk, answer, archive


def test_a_desk_of_hostile_texts_is_read_printed_and_published(hostile_desk):
    desk, answer, archive = hostile_desk
    lines = (
        ("explain", f"{SITE}/news/1"), ("explain", f"{SITE}/news/2", "--json"), ("doctor",), ("publish",),
        ("run", "--archive", archive, "--sources", desk.parent / "sources.opml"),
    )  # fmt: skip
    said = [answer, *(command(*line, desk=desk) for line in lines)]
    for each in said:
        assert "Traceback" not in each.stdout + each.stderr
        assert is_safe(each.stdout + each.stderr), each.args
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "more than 25, of which the first 25 were taken" in said[1].stdout
    files = [path for path in (desk / "site").rglob("*") if path.is_file()]
    assert {".json", ".html", ".md", ".xml"} <= {path.suffix for path in files}
    for path in files:
        content = path.read_bytes()
        if path.suffix == ".json" and not path.name.startswith("."):
            json.loads(content)
        elif path.suffix == ".xml":
            etree.fromstring(content)
        if path.suffix in (".json", ".html", ".md", ".xml"):
            assert is_safe(content.decode()), path
