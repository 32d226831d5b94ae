"""Measure the keys of `clustering/crosslingual/article_keys.py` with a grouper of one pass.

``python scripts/measure_keys.py STORIES.jsonl.gz [--bar 0.08] [--decay 0.3]`` prints B-cubed precision, recall and
F1. The lines hold ``title``, ``text``, ``language``, ``published_at`` and ``story``. An article joins the story
whose centroid in the space of keys has the highest cosine times exp(-decay x days), where that reaches the bar.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from nightdesk.clustering.crosslingual.article_keys import Key, key_share, keys_of_text

BACKGROUND = 300  # articles that the shares of keys before any were seen count as
POWER = 1.5
WINDOW = 14  # days

Vector = dict[Key, float]


def vectors_of(rows: Sequence[dict[str, str]]) -> list[Vector]:
    """A vector of length one for each article, by the articles before it."""
    having: Counter[Key] = Counter()
    vectors = []
    for seen, row in enumerate(rows, start=1):
        keys = keys_of_text(row["title"], row.get("text") or "", row["language"])
        having.update(keys.keys())
        total = seen + BACKGROUND + 1
        rare = {key: math.log(total / (having[key] + BACKGROUND * key_share(key) + 0.5)) for key in keys}
        vector = {key: weight * max(0.0, rare[key]) ** POWER for key, weight in keys.items()}
        length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        vectors.append({key: value / length for key, value in vector.items()})
    return vectors


def group(rows: Sequence[dict[str, str]], bar: float, decay: float) -> list[int]:
    """The story of each article."""
    centroids: list[Vector] = []
    newest: list[float] = []
    labels = []
    for row, vector in zip(rows, vectors_of(rows), strict=True):
        at = datetime.fromisoformat(row["published_at"]).timestamp() / 86400 if row.get("published_at") else 0.0
        best, score = -1, bar
        for story, centroid in enumerate(centroids):
            gap = max(0.0, at - newest[story])
            dot = sum(value * centroid[key] for key, value in vector.items() if key in centroid)
            if dot and gap <= WINDOW:
                near = dot / math.sqrt(sum(value * value for value in centroid.values())) * math.exp(-decay * gap)
                if near >= score:
                    best, score = story, near
        if best < 0:
            best = len(centroids)
            centroids.append({})
            newest.append(at)
        for key, value in vector.items():
            centroids[best][key] = centroids[best].get(key, 0.0) + value
        newest[best] = max(newest[best], at)
        labels.append(best)
    return labels


def b_cubed(labels: Sequence[int], gold: Sequence[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 in the mean of the articles (Bagga and Baldwin 1998)."""
    found, true = defaultdict(set), defaultdict(set)
    for at, (label, story) in enumerate(zip(labels, gold, strict=True)):
        found[label].add(at)
        true[story].add(at)
    both = [len(found[label] & true[story]) for label, story in zip(labels, gold, strict=True)]
    precision = sum(n / len(found[label]) for n, label in zip(both, labels, strict=True)) / len(both)
    recall = sum(n / len(true[story]) for n, story in zip(both, gold, strict=True)) / len(both)
    return precision, recall, 2 * precision * recall / (precision + recall)


def main() -> None:
    """Print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stories", type=Path)
    parser.add_argument("--bar", type=float, default=0.08)
    parser.add_argument("--decay", type=float, default=0.3)
    options = parser.parse_args()
    with gzip.open(options.stories, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    figures = b_cubed(group(rows, options.bar, options.decay), [row["story"] for row in rows])
    print("precision {:.3f} recall {:.3f} f1 {:.3f}".format(*figures))


if __name__ == "__main__":
    main()
