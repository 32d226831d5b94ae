"""The stage that groups, where it mends: who moves when a story is split, and what is counted and told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from making import NOON, make_article, text_on
from nightdesk.stages.stories import JUDGE, group_stories
from nightdesk.types import Provider, Verdict
from shelf import Shelf

FERRY = "Ferry Havgull returns to the Lysa fjord after a winter in the yard"
ASH = ("Ash of volcano Torrealta closes schools in Valdoro", "Valdoro flees as volcano Torrealta spits ash")
ELSEWHERE = ("Bakers of Tarnow strike over ovens", "Glacier lake at Hornkees")


def report(number, title, hours, **fields):
    outlet = Provider(f"Outlet {number}", f"outlet{number}.example")
    values = {
        "published_at": NOON + timedelta(hours=hours),
        "excerpt": "",
        "text": text_on(title, number),
        "provider": outlet,
    }
    return make_article(number, title=title, **(values | fields))


@pytest.fixture
def shelf():
    """Two reports on a volcano that stand in a ferry's story, one with a copy; the fourth on the ferry comes."""
    ferry = [report(n, FERRY, 1 + n / 10) for n in (1, 2, 3)]
    ash = [report(n, title, 1 + n / 10) for n, title in zip((4, 5), ASH, strict=True)]
    copy = report(6, "Ash over Valdoro", 1.8, carrier_id=ash[1].id)
    others = [report(n, title, n / 10) for n, title in zip((7, 8), ELSEWHERE, strict=True)]
    shelf = Shelf([*ferry, *ash, copy, *others])
    shelf.run(group_stories, others)
    for article in (*ferry, *ash, copy):
        verdict = Verdict("story", "both", JUDGE, ())
        shelf.kept[article.id] = replace(article, story_id="both", verdicts=(verdict,))
    return shelf


def split_off(shelf):
    shelf.run(group_stories, [report(9, FERRY, 2.5)])
    return {key for key, article in shelf.kept.items() if article.story_id not in {"both", None} and int(key[1:]) < 7}


def test_the_articles_of_the_smaller_part_move_with_their_copies(shelf):
    assert split_off(shelf) == {"a000000000004", "a000000000005", "a000000000006"}
    (new,) = {shelf.kept[f"a00000000000{n}"].story_id for n in (4, 5, 6)}
    assert (shelf.counted["both"].size, shelf.counted[new].size) == (4, 3)
    assert shelf.counted[new].last_at == NOON + timedelta(hours=1.8)


def test_who_was_moved_is_told_why_and_from_where(shelf):
    split_off(shelf)
    reason = shelf.kept["a000000000005"].verdict("story").reasons[-1]
    assert (reason.signal, reason.measured) == ("split", "both")
    assert reason.text.startswith(f"it was split off the story of “{FERRY}”, which is another one (alike by ")
    assert shelf.kept["a000000000006"].verdict("story").reasons == ()  # a copy's reasons are its carrier's


def test_the_new_story_is_the_same_when_the_batch_is_run_again_after_a_crash(shelf):
    before = dict(shelf.kept)
    split_off(shelf)
    again = Shelf(before.values())
    again.run(group_stories, [report(9, FERRY, 2.5)])
    assert again.kept == shelf.kept


def test_what_came_later_stands_with_the_part_that_it_is_of(shelf):
    split_off(shelf)
    shelf.run(group_stories, [report(10, "Volcano Torrealta: ash over Valdoro", 3)])
    assert shelf.kept["a000000000010"].story_id == shelf.kept["a000000000004"].story_id
