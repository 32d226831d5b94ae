"""Repair: what turned out one is merged, what editors parted is not, and nothing is lost on the way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from making import text_on
from nightdesk.clustering import Clusterer, Constraints, Document
from nightdesk.clustering.clusterer import Options
from nightdesk.clustering.explanations import explain_repair
from nightdesk.clustering.repair.repairs import is_due

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
    clusterer = Clusterer(split_in_two(), Options(constraints=constraints))
    placement = clusterer.place(article(20, FERRY, 2))
    return clusterer, placement


def test_a_story_is_looked_at_with_its_first_articles_and_then_when_it_has_grown_by_half():
    assert [size for size in range(1, 45) if is_due(size)] == [2, 3, 4, 5, 6, 7, 8, 12, 18, 27, 40]


def test_two_stories_that_turned_out_one_are_merged():
    clusterer, placement = after_one_more()
    (merge,) = placement.repairs
    assert {merge.gone, merge.into} == {"first", "second"}
    assert clusterer.repairs.now(merge.gone) == merge.into == clusterer.repairs.now(merge.into)
    assert len(clusterer.open.story(merge.into).entries) == 5


def test_stories_that_an_editor_parted_are_not_merged():
    _, placement = after_one_more(Constraints(apart=(frozenset({"a10", "a12"}),)))
    assert placement.repairs == ()


def test_the_story_that_an_editor_fixed_keeps_its_id():
    for pinned in ("a10", "a12"):
        story = "first" if pinned == "a10" else "second"
        _, placement = after_one_more(Constraints(fixed={pinned: story}))
        assert [merge.into for merge in placement.repairs] == [story]


def test_two_stories_that_an_editor_fixed_are_not_merged():
    _, placement = after_one_more(Constraints(fixed={"a10": "first", "a12": "second"}))
    assert placement.repairs == ()


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from([FERRY, *OTHERS]), st.integers(0, 200)), min_size=2, max_size=14), st.data())
def test_constraints_hold_after_any_sequence_of_passes(stream, data):
    items = sorted((article(n, title, hours) for n, (title, hours) in enumerate(stream)), key=lambda item: item.order)
    ids = [item.id for item in items]
    apart = frozenset(data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)))
    together = frozenset(data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)))
    if apart == together:
        together = frozenset()
    clusterer = Clusterer(options=Options(constraints=Constraints(together=(together,), apart=(apart,))))
    found = {}
    for item in items:
        placement = clusterer.place(item)
        found[item.id] = placement.story_id
        for change in placement.repairs:
            found |= dict.fromkeys(change.moved, change.into)
    assert len({found[item] for item in apart}) == 2
    assert len({found[item] for item in together}) <= 1
    assert set(found) == set(ids)


ASH = ("Ash of volcano Torrealta closes schools in Valdoro", "Valdoro flees as volcano Torrealta spits ash")


def report(number, title, hours=0.0):
    return replace(article(number, title, hours), text=text_on(title, number))


def two_in_one(story="both"):
    """One story of three articles on the ferry and two on the volcano, beside others."""
    known = [(report(n, title, n / 10), f"other{n}") for n, title in enumerate((OTHERS[0], OTHERS[2]))]
    known += [(report(10 + n, FERRY, 1 + n / 10), story) for n in range(3)]
    return known + [(report(20 + n, title, 1.5 + n / 10), story) for n, title in enumerate(ASH)]


def split_by_one_more(constraints=Constraints()):  # noqa: B008 - frozen
    clusterer = Clusterer(two_in_one(), Options(constraints=constraints))
    return clusterer, clusterer.place(report(30, FERRY, 2))


def test_a_story_that_turned_out_two_is_split():
    clusterer, placement = split_by_one_more()
    assert placement.story_id == "both"
    (split,) = placement.repairs
    assert set(split.moved) == {"a20", "a21"}
    assert (split.parted, split.into) == ("both", "a20/a30")
    assert {entry.id for entry in clusterer.open.story("both").entries} == {"a10", "a11", "a12", "a30"}
    assert {entry.id for entry in clusterer.open.story(split.into).entries} == {"a20", "a21"}
    assert clusterer.repairs.changes == [split]
    assert f"it was split off the story of “{FERRY}”" in explain_repair(split).text


def test_what_is_split_off_once_more_by_an_article_that_comes_again_has_a_new_id():
    known = [(document, "a20/a30/2" if story == "other1" else story) for document, story in two_in_one("a20/a30")]
    clusterer = Clusterer(known)
    (split,) = clusterer.place(report(30, FERRY, 2)).repairs
    assert (split.parted, split.into) == ("a20/a30", "a20/a30/3")
    assert {entry.id for entry in clusterer.open.story(split.into).entries} == {"a20", "a21"}


def test_what_was_split_off_takes_new_articles_and_is_not_merged_again():
    clusterer, placement = split_by_one_more()
    (split,) = placement.repairs
    more = [clusterer.place(report(40 + n, "Volcano Torrealta: ash over Valdoro", 3 + n)) for n in range(4)]
    assert {one.story_id for one in more} == {split.into}
    assert not any(one.repairs for one in more)


def test_a_company_that_an_editor_made_is_not_split():
    for pair in ({"a10", "a20"}, {"a10", "a21"}):
        _, placement = split_by_one_more(Constraints(together=(frozenset(pair),)))
        assert all(not {*pair} & {*split.moved} or {*pair} <= {*split.moved} for split in placement.repairs)


def test_a_story_into_which_an_editor_put_an_article_is_not_split():
    for pinned in ("a10", "a20"):
        assert split_by_one_more(Constraints(fixed={pinned: "both"}))[1].repairs == ()


def test_articles_without_a_word_can_be_looked_at():
    known = [(article(n, "!!!", n / 10), "one") for n in range(5)]
    everyone = frozenset({f"a{n}" for n in range(5)} | {"a9"})
    clusterer = Clusterer(known, Options(constraints=Constraints(together=(everyone,))))
    assert clusterer.place(article(9, "???", 1)).repairs == ()
