"""Fitting a judgement: from nothing, and from one that is known already."""

import numpy as np
import pytest

from nightdesk.grouping.fitting import Examples, fit_judgement, flat_judgement, refit_judgement

SIGNALS = ("likeness", "hours", "is far")


def seen(count, seed=0):
    chance = np.random.default_rng(seed)
    return np.column_stack([chance.uniform(0, 1, count), chance.uniform(0, 5, count), chance.integers(0, 2, count)])


def truth(rows):
    """The log-odds that the examples follow: a line that bends at .5, one that is straight, one that is flat."""
    return 4 * rows[:, 0] + 8 * np.maximum(0, rows[:, 0] - 0.5) - rows[:, 1] - 1


def examples_of(rows, answers, weight=1.0):
    examples = Examples()
    examples.add(rows, answers, [weight] * len(rows))
    return examples


def chances(odds):
    return 1 / (1 + np.exp(-odds))


@pytest.fixture(scope="module")
def known():
    rows = seen(4000)
    return fit_judgement(examples_of(rows, chances(truth(rows))), "1", SIGNALS, 0.01)


def test_what_the_examples_follow_is_found_again(known):
    rows = seen(500, 1)
    assert (
        np.abs(chances(known.log_odds(rows)) - chances(truth(rows))).max() < 0.1
    )  # the knots are not where the true line bends
    assert known.knots[2] == ()


def test_a_flat_judgement_says_nothing_of_anything():
    assert set(flat_judgement("0", SIGNALS).log_odds(seen(20))) == {0.0}


def test_no_example_moves_nothing(known):
    moved = refit_judgement(known, Examples(), "1+desk.1", 10)
    assert (moved.version, moved.slopes, moved.bias) == ("1+desk.1", known.slopes, known.bias)


def test_examples_that_say_what_is_known_move_nothing(known):
    rows = seen(300, 2)
    moved = refit_judgement(known, examples_of(rows, chances(known.log_odds(rows))), "1+desk.1", 0.1)
    assert np.abs(moved.log_odds(rows) - known.log_odds(rows)).max() < 1e-3


def test_what_is_given_counts_before_and_after(known):
    rows = seen(300, 2)
    examples = Examples()
    examples.add(rows, chances(known.log_odds(rows) - 2), [1.0] * 300, [-2.0] * 300)
    moved = refit_judgement(known, examples, "1+desk.1", 0.1)
    assert np.abs(moved.log_odds(rows) - known.log_odds(rows)).max() < 1e-3


@pytest.mark.parametrize(("count", "least", "most"), [(1, 0.005, 0.3), (20, 0.5, 3), (2000, 3, 100)])
def test_few_contrary_examples_move_it_little_and_many_far(known, count, least, most):
    """What is far and unlike is of one event after all, says the desk."""
    rows = np.tile([0.1, 4.0, 1.0], (count, 1)) + seen(count, 3) * 0.05
    usual = seen(200, 4)
    examples = examples_of(rows, [1.0] * count)
    examples.add(usual, chances(known.log_odds(usual)), [1.0] * 200)
    moved = refit_judgement(known, examples, "1+desk.1", 100)
    gain = float((moved.log_odds(rows) - known.log_odds(rows)).mean())
    assert least < gain < most


def test_examples_against_a_certain_judgement_are_fitted_without_overshooting(known):
    rows = np.tile([0.0, 5.0, 0.0], (30, 1))
    moved = refit_judgement(known, examples_of(rows * 4, [1.0] * 30), "1+desk.1", 1e-3)
    assert np.isfinite(moved.log_odds(seen(10))).all()
    assert (moved.log_odds(rows * 4) > 0).all()
