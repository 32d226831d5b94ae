"""A desk with stories in its store, published."""

from datetime import timedelta

import pytest

from asking import ask
from making import NOON, make_article
from nightdesk.config import CONFIG_NAME, default_toml
from nightdesk.newsroom import TOPICS_NAME, Newsroom
from nightdesk.types import Provider, Story
from nightdesk.web.serving import site_app

TOPICS = {
    "00-news.yaml": "taxonomy: topic\n_id: news\nname: News\n",
    "01-ferries.yaml": "taxonomy: topic\n_id: ferries\nname: Ferries\nparent: News\nkeywords:\n  - ferry\n",
    "02-tides.yaml": "taxonomy: topic\n_id: tides\nname: Tides\nparent: News\nkeywords:\n  - tide\n",
}
PAGE_SIZE = 5


def open_desk(folder, database="nightdesk.db") -> Newsroom:
    """An empty desk with a root topic, two narrower ones, and five items on a page."""
    settings = default_toml(publish={"page_size": PAGE_SIZE}, store={"database": database})
    (folder / CONFIG_NAME).write_text(settings, encoding="utf-8")
    (folder / TOPICS_NAME).mkdir()
    for name, text in TOPICS.items():
        (folder / TOPICS_NAME / name).write_text(text, encoding="utf-8")
    return Newsroom.open(folder)


def one_story(number, **fields):
    """An article that is a story of its own; every third is held back, every second is about ferries."""
    values = {
        "story_id": f"s{number:012d}",
        "quality": 60 if number % 3 == 0 else 80 + number,
        "topics": ("News", "Ferries") if number % 2 == 0 else ("News",),
        "title": f"Story {number} of the fjord",
        # three in each second, so that order inside a second is decided too
        "published_at": NOON + timedelta(seconds=number // 3, microseconds=(number * 7919) % 1_000_000),
    }
    return make_article(number, **(values | fields))


def fill(newsroom, articles):
    """Save articles and their stories."""
    by_story = {}
    for article in articles:
        by_story.setdefault(article.story_id, []).append(article.placed_at)
    stories = [Story(id=i, first_at=min(t), last_at=max(t), size=len(t)) for i, t in by_story.items()]
    newsroom.store.save([*articles, *stories])


def open_filled(folder) -> Newsroom:
    """A desk of 40 stories, the first of which has articles of two more outlets; published."""
    newsroom = open_desk(folder)
    others = [
        one_story(100 + n, story_id="s000000000001", quality=50, provider=Provider(f"Outlet {n}", f"o{n}.example"))
        for n in (1, 2)
    ]
    fill(newsroom, [*(one_story(number) for number in range(1, 41)), *others])
    newsroom.publish()
    return newsroom


def asker(folder):
    """A function that asks the application of a published folder."""
    app = site_app(folder)
    return lambda url, method="GET", **headers: ask(app, url, method, **headers)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A published desk, for tests that only read."""
    with open_filled(tmp_path_factory.mktemp("desk")) as newsroom:
        yield newsroom


@pytest.fixture(scope="module")
def asking(desk):
    """A function that asks the application of that desk."""
    return asker(desk.config.site_folder)


@pytest.fixture
def changing_desk(tmp_path):
    """A published desk that a test may change."""
    with open_filled(tmp_path) as newsroom:
        yield newsroom
