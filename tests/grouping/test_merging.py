"""What two stories are measured by: as it is defined, and the same for many at once as for each alone."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nightdesk.grouping import Document
from nightdesk.grouping.beside import COMPARED
from nightdesk.grouping.merging import PAIR_SIGNALS, Mender
from nightdesk.grouping.open_stories import OpenStories, spread, story_of

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
            )
        )
        for n in range(random.choice((1, 1, 2, 3, 12)))
    ]
    for entry in entries:
        stories.add(entry, f"s{number}")
    return story_of(f"s{number}", entries)


def vectors(stories, entries, *, of_titles=False):
    """A row of length one for each article, by the words of all of them."""
    rows = np.zeros((len(entries), stories.vocabulary.room))
    for row, entry in zip(rows, entries, strict=True):
        rarity = stories.rarity(entry.terms)
        spots = entry.is_titled if of_titles else slice(None)
        row[entry.terms[spots]] = rarity[spots] if of_titles else rarity * entry.weights
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def defined(stories, one, other):
    """The signals of two stories that are means and maxima of cosines, written down as they are defined."""
    both = sorted((one, other), key=lambda story: (len(story.entries), story.id))
    small, large = (spread(story.entries, COMPARED) for story in both)
    mine, theirs = vectors(stories, small), vectors(stories, large)
    across = mine @ theirs.T
    sums = np.zeros((2, stories.vocabulary.room))
    for total, story in zip(sums, both, strict=True):
        total[story.terms] = story.sums * stories.rarity(story.terms)
    sampled = np.zeros(stories.vocabulary.room)
    sampled[np.concatenate([entry.terms for entry in (*small, *large)])] = 1.0
    of_large = sums[1] * sampled
    within = [
        np.mean([rows[i] @ rows[j] for i in range(len(rows)) for j in range(i)]) if len(rows) > 1 else 1.0
        for rows in (mine, theirs)
    ]
    return {
        "likeness": sums[0] @ sums[1] / max(math.sqrt((sums[0] @ sums[0]) * (sums[1] @ sums[1])), 1e-9),
        "nearest articles": across.max(),
        "mean nearest": across.max(axis=1).mean(),
        "mean likeness": across.mean(),
        "within smaller": within[0],
        "within larger": within[1],
        "nearest titles": (vectors(stories, small, of_titles=True) @ vectors(stories, large, of_titles=True).T).max(),
        "members near": (mine @ of_large).mean() / max(np.linalg.norm(of_large), 1e-9),
        "shared rarest": max(
            (stories.rarity(np.array([term]))[0] for term in set(usual(one)) & set(usual(other))), default=0.0
        )
        / math.log(len(stories) + 31),
        **of_usual_words(stories, one, other),
    }


def of_usual_words(stories, one, other):
    """The two signals that are told by how many articles of each story have a word."""
    numbers = range(stories.vocabulary.room)
    many = [
        np.array([sum(number in item.terms for item in story.entries) for number in numbers]) for story in (one, other)
    ]
    sizes = [len(story.entries) for story in (one, other)]
    rarity = np.zeros(stories.vocabulary.room)
    met = np.flatnonzero(many[0] + many[1])
    rarity[met] = stories.rarity(met)
    shares = [rarity * have / size for have, size in zip(many, sizes, strict=True)]
    apart = sum(
        rarity[term]
        * max(0.0, many[mine][term] / (sizes[mine] + 1) - (many[1 - mine][term] + 0.5) / (sizes[1 - mine] + 1))
        for term in met
        for mine in (0, 1)
    )
    return {
        "usual words": shares[0] @ shares[1] / max(np.linalg.norm(shares[0]) * np.linalg.norm(shares[1]), 1e-9),
        "words apart": apart / math.log(len(stories) + 31),
    }


def usual(story):
    """The words that two articles of a story have, or all."""
    return story.terms[story.counts >= min(2, len(story.entries))].tolist()


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_stories_are_measured_as_it_is_defined_and_many_at_once_as_each_alone(random):
    stories = OpenStories()
    one, *others = [told(stories, random, number) for number in range(5)]
    mender = Mender(stories)
    table = mender.compare(one, others)
    for other, row in zip(others, table, strict=True):
        measured = dict(zip(PAIR_SIGNALS, row.tolist(), strict=True))
        assert all(
            math.isclose(measured[name], value, abs_tol=1e-9) for name, value in defined(stories, one, other).items()
        )
        for alone in (mender.compare(one, [other])[0], mender.compare(other, [one])[0]):
            assert np.allclose(alone, row, atol=1e-9)
