"""Trees on top of lines: they learn what two signals say together, and their parts add up."""

import msgspec
import numpy as np
import pytest

from nightdesk.grouping.fitting import Examples, fit_judgement, refit_judgement
from nightdesk.grouping.growing import Growth, grow_trees
from nightdesk.grouping.model import Judgement

SIGNALS = ("likeness", "length", "same outlet")


def seen(count, seed=0):
    chance = np.random.default_rng(seed)
    return np.column_stack([chance.uniform(0, 1, count), chance.uniform(0, 5, count), chance.integers(0, 2, count)])


def truth(rows):
    """Likeness speaks for long texts alone, and against where both are of one outlet: no sum of lines says that."""
    speaks = (rows[:, 0] > 0.5) == (rows[:, 2] == 0)
    return np.where(rows[:, 1] > 2.5, np.where(speaks, 3.0, -3.0), 0.0)


def examples_of(rows):
    examples = Examples()
    examples.add(rows, 1 / (1 + np.exp(-truth(rows))), [1.0] * len(rows))
    return examples


def missed(judgement, rows):
    return float(np.abs(judgement.log_odds(rows) - truth(rows)).mean())


@pytest.fixture(scope="module")
def lines():
    return fit_judgement(examples_of(seen(4000)), "1", SIGNALS, 0.01)


@pytest.fixture(scope="module")
def grown(lines):
    return grow_trees(lines, examples_of(seen(4000)))


def test_trees_find_what_signals_say_together(lines, grown):
    rows = seen(500, 1)
    assert missed(lines, rows) > 1.2
    assert missed(grown, rows) < 0.5


def test_parts_and_bias_add_up_to_the_log_odds(grown):
    rows = seen(200, 2)
    assert np.allclose(grown.parts(rows).sum(axis=1) + grown.bias, grown.log_odds(rows), atol=1e-6)


def test_a_signal_that_says_nothing_is_given_no_part():
    rows = np.column_stack([seen(2000), np.random.default_rng(3).uniform(0, 1, 2000)])
    examples = Examples()
    examples.add(rows, 1 / (1 + np.exp(-truth(rows))), [1.0] * len(rows))
    grown = grow_trees(fit_judgement(examples, "1", (*SIGNALS, "noise"), 1.0), examples)
    parts = np.abs(grown.parts(rows)).mean(axis=0)
    assert parts[3] < 0.1 * parts[:3].min()


def test_what_is_said_of_a_row_does_not_depend_on_the_rows_beside_it(grown):
    rows = seen(50, 4)
    assert [float(grown.log_odds(row[None])[0]) for row in rows] == grown.log_odds(rows).tolist()


def test_a_judgement_with_trees_is_the_same_after_it_was_stored(grown):
    stored = msgspec.json.decode(msgspec.json.encode(grown), type=Judgement)
    assert stored == grown
    assert stored.log_odds(seen(20)).tolist() == grown.log_odds(seen(20)).tolist()


def test_examples_that_say_what_is_known_do_not_move_lines_with_trees(grown):
    rows = seen(300, 5)
    examples = Examples()
    examples.add(rows, 1 / (1 + np.exp(-grown.log_odds(rows))), [1.0] * len(rows))
    moved = refit_judgement(grown, examples, "1+desk.1", 0.1)
    assert moved.trees == grown.trees
    assert np.abs(moved.log_odds(rows) - grown.log_odds(rows)).max() < 1e-3


def test_nothing_is_cut_where_no_leaf_would_hold_enough(lines):
    few = grow_trees(lines, examples_of(seen(4000)), Growth(trees=3, least=1e6))
    assert few.log_odds(seen(50)).tolist() == pytest.approx(lines.log_odds(seen(50)).tolist(), abs=0.05)
