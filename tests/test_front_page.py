"""The front page of any moment: what was found or published later does not count."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from commanding import command
from making import NOON, make_article
from nightdesk.config import Config, DeskSettings
from nightdesk.desk import Desk as Editing
from nightdesk.front_page import front_page
from nightdesk.ranking import RANKED_FOR
from nightdesk.storage.library import DeskLibrary
from nightdesk.storage.store import Store
from nightdesk.types import Provider, Story, Topic

TOPICS = (Topic("news", "News"), Topic("ferries", "Ferries", parent="News"))


class Desk:
    """A desk whose articles are put into stories by hand."""

    def __init__(self, home):
        self.config = Config(home=home, desk=DeskSettings(heat_threshold=60))
        self.store = Store.open(self.config)
        self.members = {}

    def tell(self, number, story, outlet, hours, *, found=None, **fields):
        """An outlet's article so many hours after noon, found at once or so many hours after noon."""
        moment = NOON + timedelta(hours=hours)
        values = {
            "quality": 67,
            "topics": ("News",),
            "provider": Provider(f"Outlet {outlet}", f"outlet{outlet}.example"),
        }
        article = make_article(
            number,
            published_at=moment,
            found_at=moment if found is None else NOON + timedelta(hours=found),
            story_id=story,
            **(values | fields),
        )
        inside = self.members.setdefault(story, {})
        inside[article.id] = article
        times = [item.placed_at for item in inside.values()]
        counted = Story(id=story, first_at=min(times), last_at=max(times), size=len(inside))
        self.store.add([article])
        self.store.save([article, counted])
        return article

    def editor(self, hours):
        """What an editor does so many hours after noon."""
        return Editing(self.store, "Ada", lambda: NOON + timedelta(hours=hours))

    def page(self, hours=None):
        library = DeskLibrary(self.store, TOPICS, self.config.cache_folder)
        return front_page(library, self.config, None if hours is None else NOON + timedelta(hours=hours))


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.store.close()


def order(page):
    return [story.story_id for story in page.stories]


def test_a_desk_without_articles_has_a_page_without_stories(desk):
    assert desk.page().stories == desk.page(3).stories == ()


def three_stories(desk):
    for number, story in ((1, "s1"), (2, "s2"), (3, "s3"), (4, "s1"), (5, "s2")):
        desk.tell(number, story, number, number / 10, quality=80 - number)
    return desk.page(4)


@pytest.mark.parametrize(
    "act",
    [
        lambda editor: editor.merge("s2", ["s1"]),
        lambda editor: (editor.merge("s1", ["s2"]), editor.merge("s3", ["s1"])),
        lambda editor: (editor.merge("s1", ["s2"]), editor.undo()),
        lambda editor: editor.split("s1", ["a000000000001"]),
        lambda editor: editor.move("a000000000003", "s1"),
        lambda editor: editor.lead("s1", "a000000000004"),
        lambda editor: (editor.hold("s1"), editor.retract("s2"), editor.hold("a000000000003")),
    ],
)
def test_what_editors_decided_later_does_not_count_on_a_past_page(desk, act):
    then = three_stories(desk)
    act(desk.editor(5))
    assert desk.page(4) == then


@pytest.mark.parametrize("verb", ["merge", "hold", "lead"])
def test_what_editors_had_decided_by_then_counts_though_it_was_undone_since(desk, verb):
    three_stories(desk)
    named = {"merge": ("s2", ["s1"]), "hold": ("s1",), "lead": ("s1", "a000000000004")}[verb]
    getattr(desk.editor(2), verb)(*named)
    then = desk.page(4)
    desk.editor(5).undo()
    assert desk.page(4) == then
    assert desk.page(1) != replace(then, at=NOON + timedelta(hours=1))


def test_a_story_of_long_ago_that_was_merged_since_is_on_no_past_page(desk):
    desk.tell(1, "s1", 1, 0)
    late = RANKED_FOR / timedelta(hours=1) + 2
    desk.tell(2, "s2", 2, late)
    then = desk.page(late + 1)
    assert order(then) == ["s2"]
    desk.editor(late + 2).merge("s2", ["s1"])
    assert desk.page(late + 1) == then


def test_a_past_page_is_as_it_was_though_the_desk_went_on(desk):
    desk.tell(1, "s1", 1, 0)
    desk.tell(2, "s2", 2, 1, quality=70)
    desk.tell(3, "s1", 3, 2)
    then = desk.page()
    assert order(then) == ["s1", "s2"]
    desk.tell(4, "s2", 4, 5, quality=120)
    desk.tell(5, "s2", 5, 6)
    desk.tell(6, "s3", 6, 7)
    assert order(desk.page())[0] == "s2"
    assert replace(desk.page(4), at=None) == then


def test_what_was_published_before_but_found_later_does_not_count(desk):
    desk.tell(1, "s1", 1, 0)
    desk.tell(2, "s1", 2, 1, found=9)
    assert desk.page(4).stories[0].extent.articles == 1
    assert desk.page(9).stories[0].extent.articles == 2


def test_a_page_before_the_desk_found_anything_says_from_when_it_did(desk):
    desk.tell(1, "s1", 1, 0, found=48)
    assert desk.page(1).stories == ()
    assert desk.page(1).found_from == NOON + timedelta(hours=48)


def test_a_story_whose_heat_was_too_low_then_has_no_place(desk):
    desk.tell(1, "s1", 1, 0, quality=50)
    desk.tell(2, "s1", 2, 1, quality=50)
    assert (order(desk.page(0)), order(desk.page(1))) == ([], ["s1"])


def test_ages_are_counted_to_the_newest_published_report_however_far_back(desk):
    desk.tell(1, "s1", 1, 0)
    old = RANKED_FOR / timedelta(hours=1) - 1
    desk.tell(2, "s2", 2, -old)
    desk.tell(3, "s3", 3, 48, quality=10)  # newer, and held
    assert order(desk.page()) == ["s1", "s2"]
    assert desk.page().counted_to == NOON


def test_a_story_says_who_had_it_first_and_how_much_there_is(desk):
    wire = desk.tell(1, "s1", 1, 0, language="de")
    desk.tell(2, "s1", 2, 1, carrier_id=wire.id, language="de")
    desk.tell(3, "s1", 3, 2, quality=90, language="ar")
    extent = desk.page().stories[0].extent
    assert (extent.articles, extent.outlets, extent.originals, extent.copies) == (3, 3, 2, 1)
    assert (extent.languages, extent.first_outlet, extent.first_at) == (("de", "ar"), "Outlet 1", NOON)


def test_the_command_shows_what_the_site_has_at_its_top(finished_desk):
    page = json.loads(command("frontpage", "--json", desk=finished_desk).stdout)
    front = (finished_desk / "site" / "index.html").read_text()
    places = [front.index(f"stories/{story['story_id']}/index.html") for story in page["stories"][:5]]
    assert places == sorted(places)
    for story in page["stories"]:
        assert sum(reason["contribution"] for reason in story["reasons"]) == pytest.approx(story["rank"])


def test_explaining_a_story_says_its_place_and_what_would_change_it(finished_desk):
    first, second = json.loads(command("frontpage", "--json", "--stories", 2, desk=finished_desk).stdout)["stories"]
    said = command("explain", second["story_id"], desk=finished_desk).stdout
    assert "Front page: second of" in said
    assert f"above it stands “{first['title']}”" in said
    assert "would be first " in said
    assert f"{first['extent']['articles']} articles" in command("explain", first["story_id"], desk=finished_desk).stdout


def test_a_moment_that_is_none_is_named(finished_desk):
    answer = command("frontpage", "--at", "yesterday", desk=finished_desk)
    assert answer.returncode == 2
    assert "2026-11-20T08:00Z" in answer.stderr


def test_a_page_of_long_ago_is_empty_and_says_why(finished_desk):
    said = command("frontpage", "--at", "2020-01-01", desk=finished_desk).stdout
    assert "found its first article at" in said


def test_what_an_editor_takes_out_of_the_demos_flood_is_linked_to_it(finished_desk, tmp_path):
    desk = tmp_path / "desk"
    shutil.copytree(finished_desk, desk)
    found = json.loads(command("explain", "Families return to Old Quay", "--json", desk=desk).stdout)
    split = command("desk", "split", found["story"]["id"], found["article"]["id"], desk=desk)
    assert split.returncode == 0, split.stderr
    assert command("publish", desk=desk).returncode == 0
    said = command("explain", "Families return to Old Quay", desk=desk).stdout
    assert "it follows “River Velm crests" in said
    story_id = json.loads(command("explain", "Families return to Old Quay", "--json", desk=desk).stdout)["story"]["id"]
    page = (desk / "site" / "stories" / story_id / "index.html").read_text()
    assert "Earlier in this affair" in page
    assert "River Velm crests" in page.split("Earlier in this affair")[1]
