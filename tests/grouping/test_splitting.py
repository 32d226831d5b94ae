"""Where a story falls into two: each way to cut it, and what is parted by it."""

from datetime import UTC, datetime, timedelta

from nightdesk.grouping import Document
from nightdesk.grouping.merging import Mender
from nightdesk.grouping.open_stories import OpenStories
from nightdesk.grouping.splitting import CUT_SIGNALS, Cutter

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHARED = "Heavyweight champion Klitschko retains belts in"
TOLD = ("left hook", "jab", "uppercut", "clinch", "footwork", "corner towel")


def cuts(*titles):
    stories = OpenStories()
    for number, title in enumerate(titles):
        stories.add(stories.entry(Document(f"a{number}", title, "", NOON + timedelta(hours=number))), "one")
    return [
        ({int(entry.id[1:]) for entry in cut.kept}, {int(entry.id[1:]) for entry in cut.parted}, cut)
        for cut in Cutter(stories, Mender(stories)).cuts(stories.story("one"))
    ]


def test_events_that_share_most_words_are_parted_by_those_that_they_do_not_share():
    """The last report shares so few words with any other that it alone is least linked, and least alike."""
    first = [f"{SHARED} Mannheim over Rahman, {told}" for told in TOLD[:3]]
    second = [f"{SHARED} Bern over Thompson, {told}" for told in TOLD[3:]]
    found = cuts(*first, *second, "Champion Klitschko beats Rahman: promoters, tickets")
    assert [(kept, parted) for kept, parted, _ in found] == [({0, 1, 2, 3, 4, 5}, {6}), ({0, 1, 2, 6}, {3, 4, 5})]
    assert all(cut.measured.shape == (len(CUT_SIGNALS),) for *_, cut in found)


def test_each_way_to_cut_a_story_leaves_articles_on_both_sides_and_is_told_once():
    for titles in (["the same words"] * 3, ["one thing", "one thing", "another matter"], ["!!!", "???", "words here"]):
        found = [(frozenset(kept), frozenset(parted)) for kept, parted, _ in cuts(*titles)]
        assert found
        assert len(set(found)) == len(found)
        assert all(kept and parted and kept | parted == {0, 1, 2} for kept, parted in found)


def test_a_story_of_one_article_is_not_cut():
    assert cuts("one thing") == []
