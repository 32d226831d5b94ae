"""One unit costs one unit: whatever it raises, at reading, at doing or at saving, the others are done and saved."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from making import make_article, make_source
from nightdesk.config import Config
from nightdesk.engine import Engine
from nightdesk.errors import StoreError
from nightdesk.pipeline import Stage
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter
from nightdesk.types import Article, Edition, Image, Outcome, Source, Story

BAD, COUNT = 3, 7
# Values that no row takes: of another type, too large, not cleaned, against a rule of the schema.
UNSAVEABLE = {
    "a type that is none": lambda article: replace(article, title=object()),
    "a number too large": lambda article: replace(article, quality=1 << 70),
    "a list of what cannot be encoded": lambda article: replace(article, authors=(object(),)),
    "nothing where something must be": lambda article: replace(article, original_url=None),
    "half a pair in an id": lambda article: replace(article, id="\ud800"),
    "a picture that is none": lambda article: replace(article, images=(Image(url=1 << 70, alt=object()),)),
}


@pytest.fixture
def store(tmp_path):
    made = Store.open(Config(home=tmp_path))
    made.set_sources([make_source(1)], datetime.now(UTC))
    yield made
    made.close()


def run(store, folder, **stages):
    doing = {"read": lambda article, _: Outcome(records=(replace(article, text="read"),)), "group": grouped} | stages
    table = (
        Stage("poll", takes=Source, run=polled, waits=True),
        Stage("read", takes=Article, run=doing["read"], waits="waits" in stages),
        Stage("group", takes=Article, run=doing["group"], batch=True),
        Stage("publish", takes=Edition, run=lambda edition, now: Outcome(note="published")),
    )
    return Engine(Config(home=folder), store, lambda now: now, table).run()


def polled(source, now):
    found = tuple(make_article(number, text=None) for number in range(1, COUNT + 1))
    return Outcome(found=found, next_at=now + timedelta(hours=1))


def grouped(articles, now):
    return Outcome(records=tuple(replace(article, story_id="s1") for article in articles))


def unit(number):
    return f"a{number:012d}"


def is_bad(article):
    return article.id == unit(BAD)


def ends(store, stage):
    works = (work for n in range(1, COUNT + 1) for work in store.ledger.work_of(unit(n)) if work.stage == stage)
    return [(work.unit, work.state) for work in works]


def expected(**states):
    return [(unit(n), "quarantined" if n == BAD else "done") for n in range(1, COUNT + 1)]


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("spoil", UNSAVEABLE.values(), ids=UNSAVEABLE)
def test_a_unit_that_cannot_be_saved_costs_itself_alone(store, tmp_path, spoil, waits):
    def read(article, now):
        good = replace(article, text="read")
        return Outcome(records=(make_good(99), spoil(good)) if is_bad(article) else (good,))

    def make_good(number):
        return make_article(number, text="saved beside the one that cannot be")

    summary = run(store, tmp_path, read=read, **({"waits": True} if waits else {}))
    assert ends(store, "read") == expected()
    [failed] = summary.failed
    assert failed.unit == unit(BAD)
    assert "Traceback" in failed.note
    assert not list(store.articles(ArticleFilter(ids=(unit(99),))))  # nothing of the unit was kept
    assert summary.done["publish"] == 1


@pytest.mark.parametrize("spoil", UNSAVEABLE.values(), ids=UNSAVEABLE)
def test_one_that_cannot_be_saved_in_a_batch_is_narrowed_down(store, tmp_path, spoil):
    def group(articles, now):
        return Outcome(records=tuple(spoil(a) if is_bad(a) else replace(a, story_id="s1") for a in articles))

    summary = run(store, tmp_path, group=group)
    assert ends(store, "group") == expected()
    assert [work.unit for work in summary.failed] == [unit(BAD)]
    found = {article.id: article.story_id for article in store.articles(ArticleFilter())}
    assert found == {unit(n): None if n == BAD else "s1" for n in range(1, COUNT + 1)}


@pytest.mark.parametrize("column", ["provider", "authors", "verdicts", "published_at"])
def test_a_row_that_cannot_be_read_costs_itself_alone(store, tmp_path, column):
    def read(article, now):
        return Outcome(records=(replace(article, text="read", published_at=now),))

    run(store, tmp_path, read=read)
    with sqlite3.connect(tmp_path / "nightdesk.db") as raw:
        raw.execute(f"UPDATE article SET {column} = '\x01 broken' WHERE id = ?", (unit(BAD),))  # noqa: S608
        raw.execute(
            "UPDATE work SET state = 'due', due_at = '2020-01-01T00:00:00.000000Z' WHERE stage IN ('read', 'group')"
        )
    raw.close()
    summary = run(store, tmp_path, read=read)
    others = {unit(n) for n in range(1, COUNT + 1)} - {unit(BAD)}
    assert {work.unit for work in (*summary.failed, *summary.skipped)} == {unit(BAD)}
    for stage in ("read", "group"):
        assert others <= {work for work, state in ends(store, stage) if state == "done"}


def test_what_an_error_quotes_of_a_page_may_be_anything(store, tmp_path):
    def read(article, now):
        if is_bad(article):
            raise ValueError("\ud800\0" + "x" * 1_000_000)
        return Outcome(records=(article,))

    summary = run(store, tmp_path, read=read)
    assert ends(store, "read") == expected()
    assert len(summary.failed) == 1
    assert all(len(work.note) <= 20_000 for work in store.ledger.work_of(unit(BAD)))


def test_a_fault_of_the_storage_itself_still_ends_the_run(store, tmp_path):
    def read(article, now):
        if is_bad(article):
            raise StoreError("the disk is full")
        return Outcome(records=(article,))

    with pytest.raises(StoreError, match="the disk is full"):
        run(store, tmp_path, read=read)


def test_a_story_that_breaks_a_rule_of_the_schema_is_the_fault_of_its_batch_alone(store, tmp_path):
    def group(articles, now):
        story = Story(id="s1", first_at=now, last_at=now, size=None if any(map(is_bad, articles)) else 1)
        return Outcome(records=(story, *(replace(a, story_id="s1") for a in articles)))

    run(store, tmp_path, group=group)
    assert ends(store, "group") == expected()
