"""The headline classifier: counts are all it has, so examples teach it, and what it does not know it does not say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.topics.classifier import (
    BITS,
    Counts,
    HeadlineClassifier,
    buckets,
    dump_counts,
    load_counts,
    shipped_counts,
)

FERRIES = ["Ferry crossing delayed by fog", "New ferry for the fjord", "Ferry captain retires", "Ferries sail again"]
FOOTBALL = [
    "Rovers win the cup",
    "Striker scores twice for Rovers",
    "Cup final goes to penalties",
    "Rovers sign keeper",
]


def taught(**examples):
    empty = Counts((), np.zeros((0, 1 << BITS)), np.zeros(0))
    return HeadlineClassifier(empty.with_examples(examples))


def test_a_few_examples_tell_two_subjects_apart():
    odds = taught(ferries=FERRIES, football=FOOTBALL).log_odds("Ferry sails for the fjord")
    assert odds["ferries"] > 0 > odds["football"]


def test_a_text_without_words_says_nothing():
    assert set(taught(ferries=FERRIES, football=FOOTBALL).log_odds(" … ").values()) == {0.0}


def test_more_examples_of_a_kind_make_it_surer():
    few = taught(ferries=FERRIES[:2], football=FOOTBALL[:2]).log_odds("Ferry captain sails")["ferries"]
    assert taught(ferries=FERRIES, football=FOOTBALL[:2]).log_odds("Ferry captain sails")["ferries"] > few


@given(st.text(max_size=300))
def test_any_text_has_buckets_and_finite_odds(text):
    found = buckets(text)
    assert (np.diff(found) > 0).all()
    assert all(0 <= bucket < 1 << BITS for bucket in found)
    odds = taught(ferries=FERRIES, football=FOOTBALL).log_odds(text)
    assert all(np.isfinite(each) for each in odds.values())


def test_counts_are_kept_as_they_are():
    counts = taught(ferries=FERRIES, football=FOOTBALL).counts
    kept = load_counts(dump_counts(counts))
    assert kept.names == counts.names
    assert (kept.table == counts.table).all()
    assert (kept.headlines == counts.headlines).all()


def test_the_shipped_counts_are_small_and_know_four_subjects():
    from importlib.resources import files

    content = files("nightdesk.topics").joinpath("headlines.npz").read_bytes()
    assert len(content) < 500_000
    assert {"04000000", "20000756", "01000000", "07000000"} <= set(shipped_counts().names)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Shares fall as the central bank hints at higher rates", "04000000"),
        ("New phone has a larger screen and a faster chip", "20000756"),
        ("Singer announces album and world tour", "01000000"),
        ("Study finds a vaccine cuts the risk of the virus", "07000000"),
    ],
)
def test_plain_headlines_are_told_apart(title, code):
    odds = HeadlineClassifier(shipped_counts()).log_odds(title)
    assert max(odds, key=odds.get) == code
