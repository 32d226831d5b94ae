"""An edition that was brought up to date step by step is, to the byte, one made from nothing."""

import os
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editions import compose_all
from making import NOON, make_article
from nightdesk.config import Config, PublishSettings
from nightdesk.stages.publish import publish_edition
from nightdesk.storage.library import DeskLibrary
from nightdesk.storage.mirror import Mirror
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter, Tools
from nightdesk.types import Edition, Image, Provider, Story, Topic

TOPICS = (Topic("news", "News"), Topic("ferries", "Ferries", parent="News"))
OUTLETS = [Provider(f"Outlet {n}", f"outlet{n}.example") for n in range(3)]
PICTURE = Image("https://www.fjordpost.example/a.jpg", 800, 450, "A ferry", None, "ab/ferry.webp")


class Desk:
    """A desk in a folder, with small pages so that a few stories fill several."""

    def __init__(self, home, database="nightdesk.db"):
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        config = Config(home=home, publish=PublishSettings(page_size=2, stories_on_front=2))
        config = replace(config, store=replace(config.store, database=database))
        self.store = Store.open(config)
        self.tools = Tools(config, DeskLibrary(self.store, TOPICS, home / "pictures"), None, None, NOON)

    def save(self, number, story, **fields):
        """Save an article in a story and count its old story and its new one again, as the stage of stories does."""
        article_id = f"a{number:012d}"
        before = list(self.store.articles(ArticleFilter(ids=(article_id,))))
        name = before[0].record_name if before else None
        values = {"quality": 75, "topics": ("News", "Ferries"), "provider": OUTLETS[number % 3], "record_name": name}
        self.store.save([make_article(number, story_id=story, **(values | fields))])
        for story_id in {story, *(article.story_id for article in before)} - {None}:
            times = [a.placed_at for a in self.store.articles(ArticleFilter(story_ids=(story_id,)))]
            ends = (min(times), max(times)) if times else (NOON, NOON)
            self.store.save([Story(id=story_id, first_at=ends[0], last_at=ends[1], size=len(times))])

    def publish(self, folder="site"):
        """Bring a folder up to date; returns what was done in it and all that it holds."""
        compose_all(self.tools, self.store.save)
        mirror = Mirror.open(self.home / folder)
        said = mirror.take(publish_edition(Edition("front", mirror.holds), self.tools).files)
        files = (path for path in sorted((self.home / folder).rglob("*")) if path.is_file())
        return said, {path.relative_to(self.home / folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def desk(tmp_path, database_address):
    made = Desk(tmp_path / "desk", database_address)
    for number in range(1, 8):
        made.save(number, f"s{number}", title=f"Ferry {number}", images=(PICTURE,) if number < 3 else ())
    yield made
    made.store.close()


STORIES = st.sampled_from(["s1", "s2", "s3", "s4", None])
CHANGES = st.lists(
    st.tuples(
        st.integers(1, 6),
        STORIES,
        st.sampled_from(["Ferry returns", 'Ferry: "late"', "عودة العبّارة"]),
        st.sampled_from([30, 75, 90]),
        st.integers(-2, 2),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_step_by_step_is_the_same_as_all_at_once(changes, tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("desk"))
    try:
        for place, (number, story, title, quality, days, is_published_now) in enumerate(changes):
            moment = NOON.replace(day=NOON.day + days)
            desk.save(number, story, title=title, quality=quality, published_at=moment, images=(PICTURE,))
            picture = desk.home / "pictures" / "ab" / "ferry.webp"
            if place == len(changes) // 2:  # a copy comes
                picture.parent.mkdir(parents=True, exist_ok=True)
                picture.write_bytes(b"picture")
            desk.store.composed.note_pictures(desk.tools.library.has_picture)
            if is_published_now:
                desk.publish()
        step_by_step = desk.publish()[1]
        assert desk.publish("fresh")[1] == step_by_step
        desk.store.composed.note_change_of_all()
        assert desk.publish("composed-anew")[1] == step_by_step
    finally:
        desk.store.close()


def test_what_did_not_change_is_not_touched_and_a_new_title_keeps_its_record(desk):
    _, before = desk.publish()
    assert "0 files written" in desk.publish()[0]
    inodes = {path: (desk.home / "site" / path).stat().st_ino for path in before}
    desk.save(1, "s1", title="Another title", images=(PICTURE,))
    _, after = desk.publish()
    touched = {p for p in after if p in inodes and (desk.home / "site" / p).stat().st_ino != inodes[p]}
    assert touched >= {"_news/2026-11-20-ferry-1.md", "stories/s1/index.html"}
    assert {path for path in touched if not path.startswith(".")} == {
        path for path in after if before[path] != after[path] and not path.startswith(".")
    }
    assert before.keys() == after.keys()


def test_what_was_retracted_is_removed(desk):
    _, before = desk.publish()
    desk.save(1, None, title="Ferry 1")
    _, after = desk.publish()
    gone = before.keys() - after.keys()
    assert gone >= {"_news/2026-11-20-ferry-1.md", "stories/s1/index.html", "api/news/2026-11-20-ferry-1/index.json"}
    assert not any(b"Ferry 1" in content for content in after.values())


@pytest.mark.parametrize("edit", ["same size", "longer", "removed"])
def test_a_file_that_another_hand_changed_comes_back(desk, edit):
    _, before = desk.publish()
    time.sleep(0.02)  # the system's clock of files ticks every 4 ms
    page = desk.home / "site" / "stories" / "s1" / "index.html"
    if edit == "removed":
        page.unlink()
    else:
        page.write_bytes(page.read_bytes()[:-1] + (b"x" if edit == "same size" else b"xyz"))
        os.utime(page, (1, 1))
    _, after = desk.publish()
    assert after == before
    assert "0 files written" in desk.publish()[0]


@pytest.mark.parametrize("number", [1, 5, 20, 60])
def test_a_publish_that_was_cut_off_leaves_whole_files_and_ends_as_if_it_had_not_been(desk, number, monkeypatch):
    _, before = desk.publish()
    desk.save(1, "s1", title="A title that was never published")
    desk.save(9, "s9", title="Nor was this story")
    compose_all(desk.tools, desk.store.save)
    mirror = Mirror.open(desk.home / "site")
    files = iter(publish_edition(Edition("front", mirror.holds), desk.tools).files)

    def cut_off():
        for _ in range(number):
            yield next(files)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mirror.take(cut_off())
    desk.save(1, "s1", title="Ferry 1", images=(PICTURE,))  # the facts are again what they were
    desk.save(9, None)
    _, after = desk.publish()
    assert after == before
