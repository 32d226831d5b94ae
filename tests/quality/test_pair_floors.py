"""The likeness of articles follows people's: floors that only rise, on pairs that people scored.

The stored weights were learned from these pairs, so these floors show only that nothing broke; what holds for pairs
not seen is what ``scripts/score_pairs.py --folds`` measures, and is in docs/adr/0016-across-languages.md.
"""

import gzip
import json
from statistics import correlation

import pytest

from nightdesk.grouping.crossing import likeness, make_profile
from nightdesk.grouping.vectors import has_encoder, make_vectors

EVERY = 4  # pairs are taken, so that the test stays quick


@pytest.fixture(scope="module")
def pairs(shared):
    with gzip.open(shared / "stories" / "pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines][::EVERY]


def agreement(pairs, vectors):
    scores = []
    for pair, (first, second) in zip(pairs, vectors, strict=True):
        one = make_profile("", pair["text1"], pair["language1"], first)
        other = make_profile("", pair["text2"], pair["language2"], second)
        scores.append(likeness(one, other).score)
    return correlation(scores, [pair["overall"] for pair in pairs])


def test_the_core_follows_people(pairs):
    assert agreement(pairs, [(None, None)] * len(pairs)) >= 0.72


@pytest.mark.skipif(not has_encoder(), reason="nightdesk[multilingual] is not installed")
def test_vectors_follow_people(pairs):
    columns = [make_vectors([p[f"text{n}"] for p in pairs], [p[f"language{n}"] for p in pairs]) for n in (1, 2)]
    assert agreement(pairs, list(zip(*columns, strict=True))) >= 0.77
