"""What stands inside the window, and what the collector is spared."""

import gc
from datetime import UTC, datetime

import pytest

from nightdesk.clustering.documents import Document
from nightdesk.clustering.index import window
from nightdesk.clustering.index.window import Window

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def filled(monkeypatch):
    monkeypatch.setattr(window, "MANY", 3)
    yield Window.empty()
    gc.unfreeze()


def enter(stories, number):
    article = Document(f"a{number}", f"Ferry {number}", "", NOON)
    stories.enter(stories.stories.entry(article), f"s{number}")


def test_much_that_is_inside_is_kept_from_the_collector_once(filled):
    frozen = gc.get_freeze_count()
    for number in range(2):
        enter(filled, number)
        filled.settle()
    assert gc.get_freeze_count() == frozen
    enter(filled, 2)
    filled.settle()
    settled = gc.get_freeze_count()
    assert settled > frozen
    enter(filled, 3)
    filled.settle()
    assert gc.get_freeze_count() <= settled
