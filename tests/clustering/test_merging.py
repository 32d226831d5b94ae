"""How alike two stories are: as it is defined, and the same whoever is asked."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightdesk.clustering import Document
from nightdesk.clustering.crosslingual.matching import CrossLingual
from nightdesk.clustering.index.open_stories import OpenStories
from nightdesk.clustering.likeness import LEAST_INNER, MOST_INNER, article_vector, ratio, side_of
from nightdesk.clustering.repair.merging import Merger
from nightdesk.clustering.thresholds import Thresholds, between, length_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORDS = [
    "kiln",
    "ferry",
    "glacier",
    "ovens",
    "harbour",
    "volcano",
    "ministry",
    "treaty",
    "2019",
    "410",
    "rota",
    "salmon",
]


def told(stories, random, number):
    """A story of some made-up articles, of which some have no title and few no word."""
    entries = [
        stories.entry(
            Document(
                f"a{number}-{n}",
                " ".join(random.choices(WORDS, k=random.randrange(7))),
                " ".join(random.choices(WORDS, k=random.randrange(12))),
                NOON + timedelta(hours=random.randrange(300)),
                language="en",
            )
        )
        for n in range(random.choice((2, 3, 12)))
    ]
    for entry in entries:
        stories.add(entry, f"s{number}")
    return entries


def rows_of(stories, entries):
    """A row of length one for each article, of all terms."""
    rows = np.zeros((len(entries), stories.vocabulary.room))
    for row, entry in zip(rows, entries, strict=True):
        row[entry.terms] = entry.weights * stories.vocabulary.rarity(entry.terms, "en")
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def inner(rows):
    every = [one @ other for at, one in enumerate(rows) for other in rows[:at]]
    # An article without a word has no likeness to itself, which the sum of the whole counts.
    empty = sum(1 for row in rows if not row.any())
    return float(np.mean(every)) - empty / (len(rows) * (len(rows) - 1))


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_ratio_is_the_likeness_across_by_that_within(random):
    stories = OpenStories()
    one, other = told(stories, random, 0), told(stories, random, 1)
    mine, theirs = rows_of(stories, one), rows_of(stories, other)
    defined = (mine @ theirs.T).mean() / max(min(inner(mine), inner(theirs), MOST_INNER), LEAST_INNER)
    sides = [side_of([article_vector(stories, entry) for entry in entries]) for entries in (one, other)]
    assert ratio(*sides) == pytest.approx(defined, abs=2e-6)
    assert ratio(*sides) == ratio(*reversed(sides))


def merger(stories):
    return Merger(CrossLingual(stories, Thresholds(), has_vectors=False), Thresholds())


def test_two_stories_on_one_event_are_alike_and_the_time_between_takes_off_that():
    titles = ("Ferry Havgull aground at Lysa", "Ferry Havgull of Lysa aground")
    scores = []
    for days in (0, 2):
        stories = OpenStories()
        for number, title in enumerate(titles * 2):
            at = NOON + timedelta(days=days * (number // 2))
            stories.add(stories.entry(Document(f"a{number}", title, "", at, language="en")), f"s{number // 2}")
        (pairing,) = Merger(CrossLingual(stories, Thresholds(), has_vectors=False), Thresholds()).pairings(
            stories.story("s1")
        )
        scores.append(pairing.score)
    assert scores[0] > 0.9
    decay = between(Thresholds().merge_decay, length_of(5))
    assert scores[1] == pytest.approx(scores[0] * math.exp(-2 * decay), rel=0.02)


def test_single_articles_are_merged_with_nothing():
    stories = OpenStories()
    for number in range(3):
        stories.add(stories.entry(Document(f"a{number}", "Ferry Havgull aground", "", NOON)), f"s{number // 2}")
    assert (
        Merger(CrossLingual(stories, Thresholds(), has_vectors=False), Thresholds()).pairings(stories.story("s0")) == []
    )


def test_the_ratio_of_two_single_articles_is_by_the_most_that_counts_within():
    stories = OpenStories()
    entries = [stories.entry(Document(f"a{number}", "Ferry Havgull aground", "", NOON)) for number in range(2)]
    for entry in entries:
        stories.add(entry, "s")
    one, other = (side_of([article_vector(stories, entry)]) for entry in entries)
    assert ratio(one, other) == pytest.approx(1 / MOST_INNER)
