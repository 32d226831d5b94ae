"""Repair: what turned out one is merged, what editors parted is not, and nothing is lost on the way."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from nightdesk.grouping import Constraints, Document, Grouper
from nightdesk.grouping.repair import is_due

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FERRY = "Ferry Havgull returns to the Lysa fjord after a winter in the yard"
OTHERS = ("Bakers of Tarnow strike over ovens", "Volcano Torrealta spits ash over Valdoro", "Glacier lake at Hornkees")


def article(number, title, hours=0.0):
    return Document(f"a{number}", title, "", NOON + timedelta(hours=hours))


def split_in_two():
    """The ferry's story as two, each of two articles, beside others."""
    known = [(article(n, title, n / 10), f"other{n}") for n, title in enumerate(OTHERS)]
    known += [(article(10 + n, FERRY, 1 + n / 10), "first" if n < 2 else "second") for n in range(4)]
    return known


def after_one_more(constraints=Constraints()):  # noqa: B008 - frozen
    grouper = Grouper(split_in_two(), constraints=constraints)
    placement = grouper.place(article(20, FERRY, 2))
    return grouper, placement


def test_a_story_is_looked_at_when_it_has_grown_by_half():
    assert [size for size in range(1, 45) if is_due(size)] == [2, 3, 4, 6, 9, 13, 19, 28, 42]


def test_two_stories_that_turned_out_one_are_merged():
    grouper, placement = after_one_more()
    (merge,) = placement.merges
    assert {merge.gone, merge.into} == {"first", "second"}
    assert grouper.now(merge.gone) == merge.into == grouper.now(merge.into)
    assert len(grouper.open.story(merge.into).entries) == 5


def test_stories_that_an_editor_parted_are_not_merged():
    _, placement = after_one_more(Constraints(apart=(frozenset({"a10", "a12"}),)))
    assert placement.merges == ()


def test_the_story_that_an_editor_fixed_keeps_its_id():
    for pinned in ("a10", "a12"):
        story = "first" if pinned == "a10" else "second"
        _, placement = after_one_more(Constraints(fixed={pinned: story}))
        assert [merge.into for merge in placement.merges] == [story]


def test_two_stories_that_an_editor_fixed_are_not_merged():
    _, placement = after_one_more(Constraints(fixed={"a10": "first", "a12": "second"}))
    assert placement.merges == ()


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from([FERRY, *OTHERS]), st.integers(0, 200)), min_size=2, max_size=14), st.data())
def test_constraints_hold_after_any_sequence_of_passes(stream, data):
    items = sorted((article(n, title, hours) for n, (title, hours) in enumerate(stream)), key=lambda item: item.order)
    ids = [item.id for item in items]
    apart = frozenset(data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)))
    together = frozenset(data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)))
    if apart == together:
        together = frozenset()
    grouper = Grouper(constraints=Constraints(together=(together,), apart=(apart,)))
    found = {}
    for item in items:
        placement = grouper.place(item)
        found[item.id] = placement.story_id
        for merge in placement.merges:
            found |= {key: merge.into for key, story in found.items() if story == merge.gone}
    assert len({found[item] for item in apart}) == 2
    assert len({found[item] for item in together}) <= 1
    assert set(found) == set(ids)
