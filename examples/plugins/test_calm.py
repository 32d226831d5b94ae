"""The example plug-in on the demo's desk: `python -m pytest examples/plugins`."""

import csv
from datetime import UTC, datetime

import pytest
from calm import PLUGIN, calm

from nightdesk import Newsroom
from nightdesk.demo import build_archive


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk that ran once with the plug-in; its folder and the archive that answers in the place of the web."""
    work = tmp_path_factory.mktemp("calm")
    made = build_archive(work / "corpus", datetime(2026, 11, 20, 12, tzinfo=UTC))
    with Newsroom.create(work / "desk", archive=made.archive) as newsroom:
        newsroom.add("https://norhavencourier.example/")
    with Newsroom.open(work / "desk", made.archive, plugins=[PLUGIN]) as newsroom:
        newsroom.run()
    return work / "desk", made.archive


def test_the_stage_adds_a_verdict_to_each_article_and_explain_has_it(desk):
    folder, archive = desk
    with Newsroom.open(folder, archive, plugins=[PLUGIN]) as newsroom:
        top = newsroom.front_page().stories[0]
        verdict = newsroom.explain(top.story_id).article.verdict("reading time")
    assert verdict.value == sum(reason.contribution for reason in verdict.reasons) >= 1


def test_the_publisher_writes_a_line_for_each_story(desk):
    folder, archive = desk
    with (folder / "tables" / "stories.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    with Newsroom.open(folder, archive) as newsroom:
        assert {row["id"] for row in rows} == {story.story_id for story in newsroom.front_page().stories}


def test_a_title_that_shouts_loses_points(make_article):
    assert calm(make_article("Shocking! The ferry is late")).contribution == -20
    assert calm(make_article("The ferry is late")) is None


@pytest.fixture
def make_article(desk):
    """The desk's first article under another title."""
    from dataclasses import replace

    folder, archive = desk
    with Newsroom.open(folder, archive) as newsroom:
        article = newsroom.explain(newsroom.front_page().stories[0].story_id).article
    return lambda title: replace(article, title=title)
