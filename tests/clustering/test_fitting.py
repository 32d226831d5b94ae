"""A judgement fitted to a desk's decisions: what it gains on those held out, and when it is left alone."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners import joined, lumped, merged_by_editor, placed, press, split_by_editor, tongues, twins
from nightdesk.clustering.thresholds import Thresholds
from nightdesk.clustering.tuning.cases import Case, cases_of
from nightdesk.clustering.tuning.fitting import FOLDS, SLOPE, Score, Trial, folds_of, groups_of, held_out, refit

COUNT = 30


@pytest.fixture(scope="module")
def cases():
    articles = press(COUNT + 10)
    told, after = merged_by_editor(placed(articles), COUNT)
    return cases_of(((item, after[item.id]) for item in articles), told).join


GROUPS = {number: number for number in range(1, COUNT + 1)}


def test_an_editor_who_always_mends_one_kind_of_mistake_is_understood(cases):
    trial = held_out("join", cases, GROUPS)
    assert (trial.judgement, trial.decisions, trial.changed) == ("join", COUNT, COUNT)
    assert trial.before.mended < 0.1  # the desk makes this mistake each time
    assert trial.after.log_loss < trial.before.log_loss / 2
    assert trial.after.mended > 0.9
    assert trial.is_better


def test_what_an_editor_always_splits_is_split_by_itself_and_the_judgement_is_better_beyond_doubt():
    articles = twins(COUNT + 10, seed=6)  # of seeds 1 and 3 to 6, one leaves it in doubt for a single case
    told, after = split_by_editor(placed(articles), COUNT)
    cases = cases_of(((item, after[item.id]) for item in articles), told)
    trial = held_out("split", cases.split, GROUPS)
    assert trial.judgement == "split"
    assert trial.decisions >= COUNT - 3
    assert trial.is_better
    assert trial.before.mended < 0.1
    assert trial.after.mended > 0.7
    own = Thresholds().moved(split=math.exp(refit(cases.split)), merge=math.exp(-refit(cases.merge)))
    others = twins(COUNT, seed=2)
    assert len(lumped(placed(others))) > COUNT - 3
    assert len(lumped(placed(others, own))) < COUNT * 2 / 3


def test_what_an_editor_always_merges_in_two_languages_joins_by_itself():
    articles = tongues(COUNT + 10)
    told, after = merged_by_editor(placed(articles), COUNT)
    cases = cases_of(((item, after[item.id]) for item in articles), told)
    trial = held_out("across", cases.across, GROUPS)
    assert (trial.decisions, trial.is_better) == (COUNT, True)
    own = Thresholds().moved(across=math.exp(-refit(cases.across)))
    others = tongues(COUNT, seed=2)
    assert joined(placed(others), "e") < 3
    assert joined(placed(others, own), "e") > COUNT / 2


def test_what_many_decisions_on_one_story_show_is_in_more_doubt_than_what_as_many_on_others_do():
    """Decisions that are alike make one story: what they show is seen five times and not thirty."""
    margins = [0.3 * (number // 6) - 0.9 for number in range(COUNT)]
    alike = [
        Case(at, at + 1, True, 1.0, np.array([margin]), np.array([1.0 if at % 6 else 0.0]))
        for at, margin in enumerate(margins)
    ]
    apart = held_out("join", alike, GROUPS)
    together = held_out("join", alike, {number: (number - 1) // 6 for number in GROUPS})
    assert 0 < apart.doubt < together.doubt


def test_what_was_learned_is_done_by_itself_on_other_events_and_the_rest_stays(cases):
    articles = press(40, seed=2)
    before = placed(articles)
    after = placed(articles, Thresholds().moved(join=math.exp(-refit(cases))))
    assert joined(before, "e") < 4
    assert joined(after, "e") > 30
    assert joined(after, "n") >= joined(before, "n") - 1


def test_the_same_decisions_give_the_same_judgement(cases):
    assert refit(cases) == refit(list(cases))


def test_few_decisions_move_a_judgement_less_than_many(cases):
    def moved(count):
        return refit([case for case in cases if case.decision_id <= count])

    assert 0 < moved(1) < moved(5) < moved(20)
    assert moved(1) < 1


def test_decisions_that_say_what_the_desk_does_already_change_nothing(cases):
    agreeing = [_as_known(case) for case in cases]
    trial = held_out("join", agreeing, GROUPS)
    assert trial.after.log_loss == pytest.approx(trial.before.log_loss, abs=1e-3)
    assert trial.kept == trial.others > 0


def _as_known(case):
    odds = SLOPE * case.margins
    return replace(case, answers=1 / (1 + np.exp(-odds))) if case.decision_id else case


@pytest.mark.parametrize(
    ("after", "is_better"),
    [
        ((0.2, 0.8), True),
        ((0.2, 0.6), False),
        ((0.4, 0.8), False),
        ((0.3, 0.7), False),
        ((0.28, 0.8), False),
        ((0.2, 0.7), True),
    ],
)
def test_it_is_better_where_log_loss_surely_falls_and_no_fewer_cases_are_decided_right(after, is_better):
    trial = Trial("join", 20, 30, 90, Score(0.3, 0.7, 0.1), Score(*after, 0.5), 0.03, 50, 50)
    assert trial.is_better == is_better


@given(st.lists(st.sets(st.integers(0, 30), min_size=1, max_size=3), min_size=1, max_size=25))
def test_decisions_that_name_one_thing_are_never_in_two_folds(named):
    things = {number: frozenset(map(str, names)) for number, names in enumerate(named, 1)}
    groups = groups_of(things)
    folds = folds_of(things, groups)
    assert folds.keys() == things.keys()
    assert set(folds.values()) <= set(range(FOLDS))
    for (one, of_one), (other, of_other) in itertools.combinations(things.items(), 2):
        if of_one & of_other:
            assert (groups[one], folds[one]) == (groups[other], folds[other])


@given(st.permutations([*range(1, 12)]))
def test_folds_do_not_depend_on_the_order_in_which_decisions_are_given(order):
    things = {number: frozenset({str(number), str(number // 2)}) for number in order}
    sorted_things = dict(sorted(things.items()))
    assert groups_of(things) == groups_of(sorted_things)
    assert folds_of(order, groups_of(things)) == folds_of(sorted(order), groups_of(sorted_things))


def test_folds_are_of_nearly_one_size():
    folds = folds_of(GROUPS, GROUPS)
    sizes = [list(folds.values()).count(fold) for fold in range(FOLDS)]
    assert max(sizes) - min(sizes) <= 1


def test_a_case_on_which_nobody_decided_pulls_to_what_is_known(cases):
    alone = [case for case in cases if case.decision_id]
    usual = next(case for case in cases if not case.decision_id)
    steady = [Case(1000 + at, 0, False, 1.0, usual.margins, None) for at in range(200)]

    assert abs(refit(alone + steady)) < abs(refit(alone))
