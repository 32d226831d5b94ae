"""Pairs that editors' decisions teach."""

from making import NOON
from nightdesk.decisions import Decision
from nightdesk.lessons import MOST, pairs_of, settled_by, unmerged, unsplit


def decided(number, verb, before, after, target="s1"):
    pairs = tuple(before.items()), tuple(after.items())
    return Decision(id=number, editor="Ada", verb=verb, target=target, before=pairs[0], after=pairs[1], decided_at=NOON)


def taught(*decisions):
    return {(pair.one + pair.other, pair.is_together) for pair in pairs_of(decisions)}


MERGE = decided(1, "merge", {"a": "s1", "b": "s1", "c": "s2"}, {"a": "s1", "b": "s1", "c": "s1"})
SPLIT = decided(2, "split", {"a": "s1", "b": "s1", "c": "s1"}, {"a": "s1", "b": "s1", "c": "s2"})
MOVE = decided(3, "move", {"a": "s1", "b": "s1", "c": "s2", "d": "s2"}, {"a": "s1", "b": "s2", "c": "s2", "d": "s2"})
PIN = decided(4, "pin", {"a": "s1", "b": "s1"}, {"a": "s1", "b": "s1"})


def test_a_merge_teaches_what_was_in_two_stories_a_split_what_was_in_one():
    assert taught(MERGE) == {("ac", True), ("bc", True)}
    assert taught(SPLIT) == {("ac", False), ("bc", False)}
    assert taught(MOVE) == {("ab", False), ("bc", True), ("bd", True)}
    assert taught(PIN) == {("ab", True)}
    assert taught(decided(1, "lead", {}, {"s1": "a"})) == set()


def test_the_later_word_on_a_pair_holds_and_an_undone_one_teaches_nothing():
    assert taught(MERGE, SPLIT) == taught(SPLIT)
    assert taught(MERGE, SPLIT, decided(3, "undo", {}, {}, target="2")) == taught(MERGE)


def test_a_large_merge_teaches_so_many_pairs_at_most():
    before = {f"a{number:03}": f"s{number % 2}" for number in range(100)}
    found = pairs_of([decided(1, "merge", before, dict.fromkeys(before, "s0"))])
    assert 0 < len(found) <= MOST
    assert len({pair.one for pair in found}) > 20
    assert len(pairs_of([decided(1, "merge", before, dict.fromkeys(before, "s0"))], most=10_000)) == 50 * 50


def test_what_was_merged_is_known_as_it_stood_before_the_first_merge_that_stands():
    again = decided(2, "merge", {"a": "s1", "b": "s1", "c": "s1", "d": "s0"}, dict.fromkeys("abcd", "s0"), "s0")
    assert unmerged([MERGE]) == {"a": "s1", "b": "s1", "c": "s2"}
    assert unmerged([MERGE, again]) == {"a": "s1", "b": "s1", "c": "s2", "d": "s0"}
    assert unmerged([MERGE, again, decided(3, "undo", {}, {}, target="2")]) == unmerged([MERGE])


def test_what_was_taken_out_of_a_merged_story_stands_where_that_put_it():
    assert unmerged([MERGE, SPLIT]) == {"a": "s1", "b": "s1"}
    assert unmerged([SPLIT, MOVE, PIN]) == {}


def test_what_was_split_is_known_as_it_stood_before_the_first_split_that_stands():
    again = decided(5, "split", {"a": "s1", "b": "s1"}, {"a": "s1", "b": "s5"})
    assert unsplit([SPLIT]) == {"a": "s1", "b": "s1", "c": "s1"}
    assert unsplit([SPLIT, again]) == {"a": "s1", "b": "s1", "c": "s1"}
    assert unsplit([SPLIT, decided(5, "undo", {}, {}, target="2")]) == {}
    assert unsplit([SPLIT, MERGE]) == {"a": "s1", "b": "s1"}  # c was put back
    assert unsplit([MERGE, MOVE, PIN]) == {}


def test_a_decision_settles_all_articles_that_it_names_until_a_later_one_does():
    assert settled_by([MERGE, decided(2, "hold", {}, {"s1": "held"})]) == dict.fromkeys("abc", 1)
    assert settled_by([MERGE, MOVE]) == dict.fromkeys("abcd", 3)
    assert settled_by([MERGE, decided(2, "undo", {}, {}, target="1")]) == {}
