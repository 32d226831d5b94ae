"""What decisions show when the articles are replayed."""

import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from learners import merged_by_editor, placed, press
from making import NOON
from nightdesk.clustering import Document
from nightdesk.clustering.tuning.cases import BESIDE, MOST, Told, cases_of
from nightdesk.lessons import Pair


def article(name, title, hours=0.0):
    return Document(name, title, "", NOON + timedelta(hours=hours), f"{name}.example", "en")


FERRY = [
    article("a", "Ferry Havgull returns to Lysa fjord"),
    article("b", "Islanders of Lysa cheer ferry Havgull", 1),
    article("c", "Ferry Havgull of Lysa late again", 2),
]
BAKERS = [article("d", "Bakers of Tarnow strike over ovens", 3), article("e", "Tarnow bakers strike for ovens", 4)]


def told_of(pairs, unmerged=None):
    return Told(
        tuple(pairs), {name: pair.decision_id for pair in pairs for name in (pair.one, pair.other)}, unmerged or {}
    )


def changed(cases):
    return [case for case in cases if case.is_changed]


def test_an_article_that_was_taken_out_is_a_case_against_the_story_it_stood_in():
    told = told_of([Pair("a", "c", False, 7), Pair("b", "c", False, 7)])
    cases = cases_of(zip(FERRY, ["s1", "s1", "s2"], strict=True), told)
    (case,) = changed(cases.join)
    assert (case.decision_id, case.weight, case.answers.tolist()) == (7, 1.0, [0.0])
    assert case.margins.shape == (1,)
    assert case.margins[0] > 0  # it is near enough to join


def test_an_article_that_was_put_together_with_others_is_a_case_for_their_story_and_against_the_rest():
    ferries_late = [*FERRY, article("f", "Ferry strike: bakers of Lysa wait for ovens", 5)]
    places = ["s1", "s1", "s1", "s2", "s2", "s2"]
    told = told_of([Pair("d", "f", True, 3), Pair("e", "f", True, 3)])
    cases = cases_of(zip([*FERRY, *BAKERS, ferries_late[-1]], places, strict=True), told)
    by_size = {case.decision_id: case for case in changed(cases.join)}
    assert sorted(by_size[3].answers.tolist()) == [0.0, 1.0]


def test_what_no_decision_speaks_of_is_no_case_of_one():
    assert cases_of(zip(FERRY, ["s1"] * 3, strict=True), Told(())).join == []
    told = told_of([Pair("a", "gone", True, 1)])
    assert changed(cases_of(zip(FERRY, ["s1"] * 3, strict=True), told).join) == []


def test_articles_after_a_case_are_taken_as_they_are_so_many_at_most():
    articles = press(40)
    told, after = merged_by_editor(placed(articles), 1)
    cases = cases_of(((item, after[item.id]) for item in articles), told).join
    others = [case for case in cases if not case.decision_id]
    assert len(changed(cases)) == 1
    assert 0 < len(others) <= BESIDE
    assert all(case.answers is None for case in others)
    assert all(case.order > changed(cases)[0].order for case in others)


def test_what_a_decision_left_as_it_was_is_told_from_what_it_changed():
    told = told_of([Pair("a", "c", False, 7), Pair("b", "c", False, 7)])
    left, mended = cases_of(zip(FERRY, ["s1", "s1", "s2"], strict=True), told).join
    assert (left.decision_id, left.is_changed, left.answers.tolist()) == (7, False, [1.0])  # b stays beside a
    assert (mended.decision_id, mended.is_changed) == (7, True)


def test_the_cases_of_one_decision_weigh_so_much_at_most_together():
    stream = [article(f"x{number:02}", f"Ferry Havgull of Lysa, day {number}", number) for number in range(40)]
    places = ["s1" if number % 2 else "s2" for number in range(40)]
    pairs = [Pair(f"x{one:02}", f"x{two:02}", False, 5) for one in range(40) for two in range(one) if (one - two) % 2]
    found = changed(cases_of(zip(stream, places, strict=True), told_of(pairs)).join)
    assert len(found) == 39
    assert sum(case.weight for case in found) == pytest.approx(MOST)


def test_stories_that_were_merged_are_a_case_of_the_merge_as_they_stood_apart():
    articles = [*FERRY, article("g", "Havgull the ferry sails to Lysa", 5), article("h", "Lysa ferry Havgull sails", 6)]
    pairs = [Pair(one, other, True, 2) for one in "abc" for other in "gh"]
    unmerged = {"a": "s1", "b": "s1", "c": "s1", "g": "s2", "h": "s2"}
    cases = cases_of(((item, "s1") for item in articles), told_of(pairs, unmerged))
    (case,) = changed(cases.merge)
    assert (case.decision_id, case.weight, case.answers.tolist()) == (2, 1.0, [1.0])


def fights():
    """Texts on two fights of one boxer, three and two."""
    chance = random.Random(1)
    subject = " ".join(f"box{n}" for n in range(10))
    own = {town: [f"{town}{n}" for n in range(60)] for town in ("man", "bern")}
    towns = ["man"] * 3 + ["bern"] * 2
    return [
        replace(article(name, "Champion keeps belts", at), text=f"{subject} {' '.join(chance.sample(own[town], 40))}")
        for at, (name, town) in enumerate(zip("abcgh", towns, strict=True))
    ]


def test_a_story_that_was_split_is_a_case_of_the_split_as_it_stood_whole():
    pairs = [Pair(one, other, False, 2) for one in "abc" for other in "gh"]
    settled = dict.fromkeys("abcgh", 2)
    after = ["s1", "s1", "s1", "s2", "s2"]
    told = Told(tuple(pairs), settled, unsplit=dict.fromkeys("abcgh", "s1"))
    parted = cases_of(zip(fights(), after, strict=True), told).split[-1]  # with all five
    assert (parted.decision_id, parted.is_changed, parted.answers.tolist()) == (2, True, [1.0])
    assert parted.margins[0] > 0  # the desk would have split it


def test_what_an_editor_merged_is_left_whole_for_the_split_and_changed_for_the_merge():
    pairs = [Pair(one, other, True, 2) for one in "abc" for other in "gh"]
    told = Told(tuple(pairs), dict.fromkeys("abcgh", 2), unsplit={"elsewhere": "s9"})
    cases = cases_of(((item, "s1") for item in fights()), told).split
    assert cases
    assert not changed(cases)
    assert {answer for case in cases for answer in case.answers.tolist()} == {0.0}


def test_stories_are_replayed_whole_only_where_an_editor_split_any():
    assert cases_of(((item, "s1") for item in fights()), Told((), dict.fromkeys("abcgh", 2))).split == []


def test_an_article_that_was_put_into_a_story_in_another_language_is_a_case_across():
    spanish = replace(
        article("s", "El transbordador Havgull vuelve a Lysa", 2), language="es", text="Havgull, Lysa, 1985."
    )
    told = told_of([Pair(one, "s", True, 4) for one in "ab"])
    cases = cases_of(zip([*FERRY[:2], spanish, *BAKERS], ["s1", "s1", "s1", "s2", "s2"], strict=True), told)
    (case,) = changed(cases.across)
    assert (case.decision_id, case.answers.tolist()) == (4, [1.0])
    assert case.margins.shape == (1,)
    assert cases_of(zip(FERRY, ["s1"] * 3, strict=True), told_of([Pair("a", "b", True, 4)])).across == []


def test_a_replay_gives_the_same_again():
    articles = press(20)
    told, after = merged_by_editor(placed(articles), 10)
    one, other = (cases_of(((item, after[item.id]) for item in articles), told).join for _ in range(2))
    assert [(case.order, case.decision_id, case.weight) for case in one] == [
        (case.order, case.decision_id, case.weight) for case in other
    ]
    assert all(np.array_equal(mine.margins, theirs.margins) for mine, theirs in zip(one, other, strict=True))
