"""Stories that came with records: new articles join them, and what the records said of them stays."""

from datetime import timedelta

import pytest

from making import NOON, make_article
from nightdesk.rulings import Rulings
from nightdesk.stages import stories
from nightdesk.stages.stories import group_stories
from nightdesk.types import Provider, Reason, Verdict
from nightdesk.urls import story_id
from shelf import Shelf

RECORDED = "s0000000lead1"
FERRY = "Ferry Havgull returns to Lysa fjord"
FERRY_AGAIN = "Islanders of Lysa cheer ferry Havgull"
STRIKE = "Bakers of Tarnow strike over ovens"


def report(number, title, hours=0.0, **fields):
    outlet = Provider(f"Outlet {number % 4}", f"outlet{number % 4}.example")
    values = {"published_at": NOON + timedelta(hours=hours), "excerpt": "", "text": "", "provider": outlet}
    return make_article(number, title=title, **(values | fields))


def recorded(number, title, hours=0.0, story=RECORDED, **fields):
    """An article as an import leaves it: in a story, without a language, by the word of its record."""
    verdict = Verdict("story", story, "imported/1", (Reason("recorded", "x.md", 0, "its record leads"),))
    values = {"story_id": story, "language": None, "verdicts": (verdict,), "text": None}
    return report(number, title, hours, **(values | fields))


def grouped(shelf, *articles):
    shelf.run(group_stories, articles)
    return {article.id: article.story_id for article in shelf.kept.values()}


def where(places, number):
    return places[f"a{number:012d}"]


def test_a_new_article_joins_the_imported_story_of_its_event_and_says_why():
    shelf = Shelf([recorded(1, FERRY)])
    places = grouped(shelf, report(2, FERRY_AGAIN, hours=2), report(3, STRIKE, hours=3))
    assert (where(places, 2), where(places, 3)) == (RECORDED, story_id("a000000000003"))
    assert shelf.counted[RECORDED].size == 2
    first, *others = shelf.kept["a000000000002"].verdict("story").reasons
    assert first.text.startswith(f"joins the story of “{FERRY}”")
    assert {"Havgull", "Lysa"} <= {reason.measured for reason in others if reason.signal == "shared name"}


def test_what_an_import_placed_is_not_placed_again_when_its_turn_in_the_stage_comes():
    known = recorded(1, FERRY, carrier_id="a000000000003")
    shelf = Shelf([known, report(3, STRIKE)])
    places = grouped(shelf, report(3, STRIKE), known)
    assert where(places, 1) == RECORDED
    assert shelf.kept[known.id] == known


def test_a_copy_that_an_import_placed_draws_no_others_to_it():
    shelf = Shelf([recorded(1, FERRY, carrier_id="a000000000009")])
    assert where(grouped(shelf, report(2, FERRY_AGAIN, hours=2)), 2) == story_id("a000000000002")


def test_imported_stories_that_look_like_one_stay_two_and_draw_what_is_new():
    shelf = Shelf([recorded(number, FERRY, hours=number / 9, story=f"s{number}") for number in (1, 2)])
    new = [report(number, FERRY_AGAIN, hours=number / 9) for number in range(3, 12)]
    places = grouped(shelf, *new)
    assert (where(places, 1), where(places, 2)) == ("s1", "s2")
    assert {where(places, number) for number in range(3, 12)} <= {"s1", "s2"}


def test_a_story_that_turns_out_one_with_an_imported_one_joins_it_and_keeps_no_id():
    """Neither was near the other while each was told in two words; the third article of the larger one ties them."""
    places = merged_with(recorded(1, FERRY, hours=1), recorded(2, FERRY, hours=1.1))
    assert set(places.values()) == {RECORDED}


def merged_with(*imported):
    """What becomes of a story of the machine's that was opened before records of the same event came in."""
    shelf = Shelf()
    grouped(shelf, report(4, FERRY), report(5, FERRY_AGAIN, hours=0.5))
    shelf.kept |= {article.id: article for article in imported}
    more = "Ferry Havgull returns to Lysa fjord, islanders of Lysa cheer"
    return grouped(shelf, *(report(number, more, hours=2 + number / 9) for number in range(6, 14)))


def test_a_merge_leaves_in_its_story_what_an_import_placed_there_weeks_before():
    """The imported story runs on beyond the window; then what is new of it turns out one with another."""
    old = recorded(1, FERRY, hours=-24 * 20, story=story_id("a000000000004"))
    assert where(merged_with(recorded(2, FERRY, hours=1), old), 1) == story_id("a000000000004")


def test_what_an_import_placed_is_told_in_a_language_so_that_other_languages_meet_it():
    title = "Strong earthquake shakes Anatolia: Milanovic counts 240 dead and says that help is on its way to Ankara"
    shelf = Shelf([recorded(1, title)])
    other = "Terremoto en Anatolia deja 240 muertos, dice Milanović en Ankara, ayuda en camino"
    places = grouped(shelf, report(2, other, hours=1, language="es"))
    assert where(places, 2) == RECORDED
    assert "told in English" in shelf.kept["a000000000002"].verdict("story").reasons[0].text


@pytest.mark.parametrize("judge", ["stories/2", "stories/3"])
def test_a_raised_judge_finds_imported_stories_as_they_were(monkeypatch, judge):
    shelf = Shelf([recorded(1, FERRY)])
    before = grouped(shelf, report(2, FERRY_AGAIN, hours=2), report(3, STRIKE, hours=3))
    assert where(before, 2) == RECORDED
    monkeypatch.setattr(stories, "JUDGE", judge)
    assert grouped(shelf, *(shelf.kept[f"a{number:012d}"] for number in (2, 3))) == before


def test_an_editor_moves_what_an_import_placed_for_good():
    shelf = Shelf([recorded(1, FERRY, story="s9")])
    shelf.ruled = Rulings(fixed={"a000000000001": "s9"})
    assert where(grouped(shelf, report(2, FERRY_AGAIN, hours=2)), 2) == "s9"
