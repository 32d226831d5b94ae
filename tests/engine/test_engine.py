"""The engine, on a small table of made-up stages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from making import make_article, make_source
from nightdesk.config import Config, LimitSettings, PictureSettings
from nightdesk.engine import Engine
from nightdesk.errors import ConfigError, GaveUp, RetryLater, SkipItem
from nightdesk.pipeline import Stage
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter
from nightdesk.types import Article, Edition, File, Image, Outcome, Source


class Desk:
    """A store and an engine over a table whose stages a test replaces."""

    def __init__(self, folder, **stages):
        self.config = Config(home=folder, limits=LimitSettings(attempts=2))
        self.store = Store.open(self.config)
        self.seen = []
        self.stages = {"poll": self.poll, "read": self.read, "group": self.group, "publish": self.publish} | stages

    def run(self):
        table = (
            Stage("poll", takes=Source, run=self.stages["poll"], waits=True),
            Stage(
                "read", takes=Article, run=self.stages["read"], waits=True, version=self.stages.get("read_version", 1)
            ),
            Stage("group", takes=Article, run=self.stages["group"], batch=True),
            Stage("publish", takes=Edition, run=self.stages["publish"], files="site"),
        )
        return Engine(self.config, self.store, lambda now: now, table).run()

    def poll(self, source, now):
        number = int(source.id[1:])
        return Outcome(
            records=(replace(source, etag="v1"),),
            found=(make_article(number, text=None), make_article(number + 10, text=None)),
            next_at=now + timedelta(hours=1),
        )

    def read(self, article, now):
        self.seen.append(article.id)
        return Outcome(records=(replace(article, text="read"),))

    def group(self, articles, now):
        self.seen.append([article.id for article in articles])
        return Outcome(records=tuple(replace(article, story_id="s1") for article in articles))

    def publish(self, edition, now):
        listed = self.store.articles(ArticleFilter())
        return Outcome(files=(File(f"{article.id}.html", b"") for article in listed), note="published")

    def states(self, stage):
        units = [f"a{number:012d}" for number in (1, 2, 11, 12)]
        return [work.state for unit in units for work in self.store.ledger.work_of(unit) if work.stage == stage]


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    made.store.set_sources([make_source(1), make_source(2)], datetime.now(UTC))
    yield made
    made.store.close()


def test_a_run_takes_every_article_through_the_table_to_the_site(desk, tmp_path):
    summary = desk.run()
    assert (summary.added, summary.done) == (4, {"poll": 2, "read": 4, "group": 4, "publish": 1})
    assert sorted(path.name for path in (tmp_path / "site").glob("*.html")) == [
        f"a{number:012d}.html" for number in (1, 2, 11, 12)
    ]


def test_copies_beyond_the_budget_go_and_the_edition_follows(tmp_path):
    store = Store.open(Config(home=tmp_path))
    store.set_sources([make_source(1), make_source(2)], datetime.now(UTC))
    config = Config(home=tmp_path, pictures=PictureSettings(budget_mb=0.0025))
    published = []

    def images(article, now):
        path = f"ab/{article.id}.webp"
        image = Image("https://x.example/p.jpg", 800, 450, cached_path=path)
        return Outcome(records=(replace(article, images=(image,)),), files=(File(path, bytes(1_000)),))

    def publish(edition, now):
        listed = sorted(store.articles(ArticleFilter()), key=lambda article: article.id)
        published.append([article.images[0].is_cached for article in listed])
        held = [article.images[0].cached_path for article in listed if article.images[0].is_cached]
        return Outcome(files=[File(f"pictures/{path}", b"") for path in held], note="published")

    table = (
        Stage("poll", takes=Source, run=partial(Desk.poll, None), waits=True),
        Stage("images", takes=Article, run=images, files="pictures"),
        Stage("publish", takes=Edition, run=publish, files="site"),
    )
    Engine(config, store, lambda now: now, table).run()
    kept = {path.name for path in (tmp_path / ".nightdesk/pictures").glob("*/*")}
    claimed = {article.images[0].cached_path for article in store.articles(ArticleFilter())} - {None}
    store.close()
    assert {f"ab/{name}" for name in kept} == claimed
    assert len(kept) == 2
    assert sum(published[-1]) == 2


def test_a_batch_comes_in_the_order_of_publication(desk):
    desk.run()
    assert desk.seen[-1] == [f"a{number:012d}" for number in (1, 2, 11, 12)]


def test_a_second_run_has_nothing_to_do(desk):
    desk.run()
    assert desk.run().done == {}


def test_a_source_is_due_again_when_its_stage_says(desk):
    desk.run()
    (work,) = desk.store.ledger.work_of(make_source(1).id)
    assert work.state == "due"
    assert work.due_at - work.changed_at == pytest.approx(timedelta(hours=1), abs=timedelta(minutes=1))


def test_a_unit_that_is_skipped_is_left_out_with_its_reason_and_the_rest_goes_on(desk):
    def read(article, now):
        if article.id.endswith("01"):
            raise SkipItem("an index page, no article")
        return desk.read(article, now)

    desk.stages["read"] = read
    summary = desk.run()
    assert [(work.unit, work.note) for work in summary.skipped] == [("a000000000001", "an index page, no article")]
    assert (summary.failed, summary.done["group"]) == ([], 3)
    assert desk.run().skipped == []


def test_a_unit_that_may_succeed_later_is_tried_again_and_given_up_after_its_attempts(desk):
    def read(article, now):
        raise RetryLater("the host does not answer", timedelta(0))

    desk.stages["read"] = read
    first = desk.run()
    assert {work.state for work in first.failed} == {"due"}
    wait = first.failed[0].due_at - first.failed[0].changed_at
    assert wait == timedelta(minutes=1)
    for work in first.failed:
        _make_due(desk, work)
    second = desk.run()
    assert {work.state for work in second.failed} == {"failed"}
    assert second.failed[0].note == "given up after 2 attempts: the host does not answer"


def _make_due(desk, work):
    """Let the waiting time of a unit pass."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    desk.store._database._connection.execute(
        "UPDATE work SET due_at = ? WHERE stage = ? AND unit = ?",
        (past.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), work.stage, work.unit),
    )


def test_a_page_over_its_limits_is_given_up_and_the_rest_goes_on(desk):
    def read(article, now):
        if article.id.endswith("02"):
            raise GaveUp("took over 10 s of CPU time; given up")
        return desk.read(article, now)

    desk.stages["read"] = read
    summary = desk.run()
    assert [(work.state, work.note) for work in summary.failed] == [("failed", "took over 10 s of CPU time; given up")]
    assert summary.done["group"] == 3


def test_a_bug_is_set_aside_with_its_trace_and_the_rest_goes_on(desk):
    def read(article, now):
        if article.id.endswith("12"):
            raise ZeroDivisionError("division by zero")
        return desk.read(article, now)

    desk.stages["read"] = read
    (work,) = desk.run().failed
    assert work.state == "quarantined"
    assert "ZeroDivisionError" in work.note
    assert "test_engine.py" in work.note


def test_a_bug_in_a_batch_is_narrowed_to_the_unit_that_trips_it(desk):
    def group(articles, now):
        assert all(article.id != "a000000000011" for article in articles)
        return Outcome(records=tuple(replace(article, story_id="s1") for article in articles))

    desk.stages["group"] = group
    summary = desk.run()
    assert [work.unit for work in summary.failed] == ["a000000000011"]
    assert summary.done["group"] == 3


def test_a_higher_version_of_a_stage_sees_every_unit_again(desk):
    desk.run()
    desk.stages["read_version"] = 2
    assert desk.run().done == {"read": 4, "group": 4, "publish": 1}


def test_a_source_that_failed_for_good_is_looked_at_again_after_the_longest_pause(desk):
    def poll(source, now):
        raise SkipItem("answers with an HTML page, not a feed")

    desk.stages["poll"] = poll
    (first, _) = desk.run().failed
    assert first.state == "due"
    assert first.due_at - first.changed_at == timedelta(hours=24)


def test_wrong_configuration_ends_the_run_and_keeps_what_was_saved(desk):
    def group(articles, now):
        raise ConfigError("topics: a cycle")

    desk.stages["group"] = group
    with pytest.raises(ConfigError):
        desk.run()
    assert desk.states("read") == ["done"] * 4
    desk.stages["group"] = desk.group
    assert desk.run().done == {"group": 4, "publish": 1}
