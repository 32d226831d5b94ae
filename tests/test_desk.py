"""What editors do: each verb, what it refuses, and that no later run undoes it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from making import NOON, make_article
from nightdesk.desk import Desk
from nightdesk.errors import DeskError, NotFound
from nightdesk.explanation import explain
from nightdesk.rulings import affairs_of
from nightdesk.stages.stories import group_stories
from nightdesk.storage.library import DeskLibrary
from nightdesk.tools import ArticleFilter, Tools
from nightdesk.types import Provider

TITLES = {
    1: "Ferry Havgull returns to Lysa fjord",
    2: "Islanders of Lysa cheer ferry Havgull",
    3: "Bakers of Tarnow strike over ovens",
    4: "Tarnow without bread as bakers strike",
    5: "Comet Ilmari seen over Savonia",
}


def named(number):
    return f"a{number:012d}"


def story(number):
    return f"s{number:012d}"


def article(number, **fields):
    outlet = Provider(f"Outlet {number}", f"outlet{number}.example")
    values = {
        "published_at": NOON + timedelta(hours=number),
        "provider": outlet,
        "excerpt": "",
        "text": "",
        "quality": 70,
    }
    return make_article(number, title=TITLES[number], **(values | fields))


def number_of(name):
    """The number of the article that opened a story; the name of one that an editor opened."""
    return next((number for number in TITLES if story(number) == name), name)


class Room:
    """A desk with articles, which can be grouped again from the start as often as wanted."""

    def __init__(self, store, config):
        self.store, self.config = store, config
        self.desk = Desk(store, "Ada", lambda: NOON)
        store.save([article(number) for number in TITLES])
        self.group()

    def group(self, *numbers):
        """Run the stage over these articles, or all of them."""
        tools = Tools(self.config, DeskLibrary(self.store, (), self.config.home), None, None, NOON)
        ids = tuple(named(number) for number in numbers or TITLES)
        self.store.save(group_stories(list(self.store.articles(ArticleFilter(ids=ids, with_text=True))), tools).records)

    def group_anew(self):
        """As a raised version of the judge does: nothing of what stands is known to it."""
        for item in self.store.articles(ArticleFilter(with_text=True)):
            self.store.save([replace(item, verdicts=())])
        self.group()

    def places(self):
        return {int(item.id[1:]): number_of(item.story_id) for item in self.store.articles(ArticleFilter())}

    def sizes(self):
        return {number_of(item.id): item.size for item in self.store.stories() if item.size}


@pytest.fixture
def room(store, config):
    return Room(store, config)


GROUPED = {1: 1, 2: 1, 3: 3, 4: 3, 5: 5}
MERGED = {1: 1, 2: 1, 3: 1, 4: 1, 5: 5}


def test_a_merged_story_keeps_the_first_id_and_the_other_leads_to_it(room):
    assert room.places() == GROUPED
    decision = room.desk.merge(story(1), [story(3)], "one day, one town")
    assert (decision.id, decision.editor, decision.verb, decision.target) == (1, "Ada", "merge", story(1))
    assert room.places() == MERGED
    assert room.sizes() == {1: 4, 5: 1}
    assert room.store.story(story(3)).id == story(1)


def test_a_merge_is_not_undone_by_passes_over_all_or_some(room):
    room.desk.merge(story(3), [story(1)])
    expected = {1: 3, 2: 3, 3: 3, 4: 3, 5: 5}
    for regroup in (room.group, room.group_anew, lambda: room.group(1), lambda: room.group(2, 4)):
        regroup()
        assert room.places() == expected
        assert room.sizes() == {3: 4, 5: 1}


def test_a_split_is_not_undone_and_the_rest_stays(room):
    room.desk.split(story(1), [named(1)])
    places = room.places()
    assert places[2] == 1
    assert places[1] not in places.keys() - {1} | {1}
    room.group_anew()
    assert room.places() == places


def test_merging_then_splitting_restores_and_so_does_undo(room):
    room.desk.merge(story(1), [story(3)])
    room.desk.split(story(1), [named(3), named(4)])
    assert (room.places(), room.sizes()) == (GROUPED, {1: 2, 3: 2, 5: 1})
    room.desk.undo()
    assert room.places() == MERGED
    room.desk.undo()
    assert (room.places(), room.sizes()) == (GROUPED, {1: 2, 3: 2, 5: 1})
    assert room.store.story(story(3)).id == story(3)
    assert room.store.decisions.rulings().fixed == {}


def test_a_merged_story_that_is_split_off_again_has_its_id_whoever_opened_it(room):
    room.desk.split(story(1), [named(1)])  # so that s1 is a story that none of its articles opened
    parted = room.store.article(named(1)).story_id
    room.desk.merge(named(1), [named(2)])
    room.desk.split(named(1), [named(2)])
    assert room.places() == GROUPED | {1: number_of(parted), 2: 1}


def test_a_moved_article_stays_and_an_emptied_story_leads_on(room):
    room.desk.move(named(5), story(1))
    room.group_anew()
    assert room.places() == GROUPED | {5: 1}
    assert room.store.story(story(5)).id == story(1)
    room.desk.move(named(5), named(3))
    assert room.places() == GROUPED | {5: 3}


def test_a_copy_goes_with_its_carrier(room):
    room.store.save([replace(room.store.article(named(2)), carrier_id=named(1)), article(5, story_id=story(1))])
    room.desk.split(story(1), [named(1)])
    places = room.places()
    assert places[1] == places[2] != places[5]
    room.group()
    assert (room.places(), room.store.article(named(2)).carrier_id) == (places, named(1))


def test_a_pinned_article_stays_when_it_is_rewritten(room):
    room.desk.pin(named(2))
    room.store.save([replace(room.store.article(named(2)), title="Bread is rare in Tarnow")])
    room.group(2)
    assert room.places()[2] == 1
    room.desk.undo()
    room.group(2)
    assert room.places()[2] == 3


def test_a_pinned_article_that_tells_of_another_story_does_not_draw_that_one_in(room):
    room.desk.pin(named(2))
    room.store.save([replace(room.store.article(named(2)), title=TITLES[4])])
    room.group(2)
    assert room.places() == GROUPED
    room.desk.undo()
    room.group(2)
    assert room.places() == GROUPED | {2: 3}


def test_the_lead_that_an_editor_chose_leads_also_after_a_merge(room):
    room.store.save([replace(room.store.article(named(1)), quality=95)])
    room.desk.lead(story(1), named(2))
    assert explain(room.store, room.config, story(1)).article.id == named(2)
    room.desk.merge(story(3), [story(1)])
    assert explain(room.store, room.config, story(3)).article.id == named(2)
    room.desk.undo()
    room.desk.undo()
    assert explain(room.store, room.config, story(1)).article.id == named(1)


def affairs(room):
    found = affairs_of(room.store.decisions.rulings(), room.store.decisions.redirects())
    return [(number_of(item.one), number_of(item.other), item.is_linked) for item in found]


def test_stories_are_linked_and_unlinked_by_events_that_undo_takes_back(room):
    linked = room.desk.link(named(2), [named(3), story(5)], "one affair")
    assert (linked.verb, linked.target, linked.note) == ("link", story(1), "one affair")
    assert (linked.before, dict(linked.after)) == ((), {story(3): "linked", story(5): "linked"})
    assert affairs(room) == [(1, 3, True), (1, 5, True)]
    parted = room.desk.unlink(story(3), [story(1)])
    assert (parted.before, parted.after) == (((story(1), "linked"),), ((story(1), "unlinked"),))
    assert affairs(room) == [(1, 5, True), (3, 1, False)]
    room.group_anew()
    assert (affairs(room), room.places()) == ([(1, 5, True), (3, 1, False)], GROUPED)
    room.desk.undo()
    assert affairs(room) == [(1, 3, True), (1, 5, True)]
    room.desk.undo()
    assert affairs(room) == []


def test_a_link_goes_with_a_merged_story_and_comes_back_with_it(room):
    room.desk.link(story(3), [story(5)])
    room.desk.merge(story(1), [story(3)])
    assert affairs(room) == [(1, 5, True)]
    room.desk.merge(story(5), [story(1)])
    assert affairs(room) == []
    room.desk.undo()
    room.desk.undo()
    assert affairs(room) == [(3, 5, True)]


def test_the_explanation_of_a_story_names_its_links_from_either_side(room):
    room.desk.link(story(1), [story(3)])
    for number in (2, 4):
        assert [item.verb for item in explain(room.store, room.config, named(number)).decisions] == ["link"]


def test_what_is_decided_is_due_to_be_published(room):
    for stage in room.store.ledger.due_counts(NOON):
        room.store.ledger.again(stage, NOON, "")
    room.desk.hold(story(1))
    assert room.store.ledger.due_counts(NOON)["compose"] == 1


def test_an_explanation_names_the_decisions_and_what_is_withheld(room):
    room.desk.merge(story(1), [story(3)], "one event")
    room.desk.hold(story(1), "waits for a second source")
    found = explain(room.store, room.config, story(3))
    assert [item.verb for item in found.decisions] == ["merge", "hold"]
    assert dict(found.decisions[0].before) == {named(3): story(3), named(4): story(3)}
    assert "holds its story" in found.withheld
    assert "second source" in found.withheld
    room.desk.undo()
    again = explain(room.store, room.config, story(1))
    assert [item.verb for item in again.decisions] == ["merge", "hold", "undo"]
    assert again.withheld == ""


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda desk: desk.merge("s0", [story(1)]), "s0: no story or article answers to it"),
        (lambda desk: desk.merge(story(1), [named(2)]), "are one story"),
        (lambda desk: desk.split(story(1), [named(3)]), "is not in s000000000001: it is in s000000000003"),
        (lambda desk: desk.split(story(1), [named(1), named(2)]), "all its articles.*leave at least one"),
        (lambda desk: desk.move(named(2), story(1)), "stands in s000000000001 already"),
        (lambda desk: desk.move("Tarnow", story(1)), "2 articles answer to it.*give an id or a URL"),
        (lambda desk: desk.lead(story(1), named(3)), "is not in s000000000001"),
        (lambda desk: desk.release(story(1)), "not held; nothing to release"),
        (lambda desk: (desk.hold(story(1)), desk.hold(story(1))), "held already; nothing to hold"),
        (lambda desk: (desk.lead(story(1), named(2)), desk.lead(story(1), named(2))), "chosen to lead .* already"),
        (lambda desk: (desk.retract(story(1)), desk.hold(story(1))), "was retracted; undo that"),
        (lambda desk: (desk.retract(story(1)), desk.merge(story(3), [story(1)])), "was retracted; undo that"),
        (lambda desk: desk.link(story(1), [named(2)]), "are one story, s000000000001; name another"),
        (lambda desk: (desk.link(story(1), [story(3)]), desk.link(story(3), [named(1)])), "are linked already"),
        (lambda desk: (desk.unlink(story(1), [story(3)]), desk.unlink(story(3), [named(1)])), "are unlinked already"),
        (lambda desk: (desk.retract(story(1)), desk.link(story(3), [story(1)])), "was retracted; undo that"),
        (lambda desk: desk.remark(story(1), " "), "a remark needs words"),
        (lambda desk: desk.undo(), "there is no decision to undo"),
        (lambda desk: desk.undo(7), "no decision 7; `nightdesk desk log`"),
        (lambda desk: (desk.hold(story(1)), desk.undo(1), desk.undo(1)), "undone already, by Ada in 2"),
        (lambda desk: (desk.hold(story(1)), desk.undo(1), desk.undo(2)), "an undo itself"),
        (
            lambda desk: (desk.merge(story(1), [story(3)]), desk.pin(named(4)), desk.undo(1)),
            "has 2 .pin by Ada.*undo 2",
        ),
    ],
)
def test_what_cannot_be_done_is_said_with_the_mend_and_changes_nothing(room, act, message):
    before = room.places()
    with pytest.raises((DeskError, NotFound), match=message):
        act(room.desk)
    if not room.store.decisions.all():
        assert room.places() == before
