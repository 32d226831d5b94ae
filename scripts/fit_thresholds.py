#!/usr/bin/env python3
"""Measure the thresholds of the clustering on families of labelled news, each when it was left out of choosing them.

    python scripts/fit_thresholds.py STORIES score [NAME=VALUE ...]   # B-cubed of each family by one set of numbers
    python scripts/fit_thresholds.py STORIES left-out                 # chosen without each family, scored on it
    python scripts/fit_thresholds.py STORIES calibrate                # the tables of `clustering/calibration.py`

STORIES is a folder of `events`, `events-busy`, `languages`, `lookalikes`, `outlets`, `headlines-sparse-redrawn` and
`headlines-dense-redrawn` as JSON lines, gzip. The numbers are few and flat, so each is chosen from a few values by
the mean of the families (one number after the other); the two sets of events are one family, and so are the headlines.
"""

from __future__ import annotations

import ast
import gzip
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean

import numpy as np

from nightdesk.clustering import Clusterer, Document, group_stream, listed_articles
from nightdesk.clustering.calibration import MARGINS
from nightdesk.clustering.clusterer import Options
from nightdesk.clustering.repair.repairs import Merge
from nightdesk.clustering.thresholds import SHIPPED, Thresholds

FAMILIES = {
    "events": ("events", "events-busy"),
    "languages": ("languages",),
    "lookalikes": ("lookalikes",),
    "outlets": ("outlets",),
    "sparse": ("headlines-sparse-redrawn",),
    "dense": ("headlines-dense-redrawn",),
}
FLAT = 0.005  # within so much of the best, the value nearest to the middle of those tried is taken
HEADLINES, TEXTS = ("sparse", "dense"), ("events", "lookalikes", "outlets")
# The values that are tried of each number, of a pair by its place, and the families that it says anything of.
GRID: tuple[tuple[str, int | None, tuple[float, ...], tuple[str, ...]], ...] = (
    ("split", None, (0.6, 0.64, 0.68, 0.72, 0.76), TEXTS),
    ("bar", 1, (0.145, 0.164, 0.185), TEXTS),
    ("merge", 1, (0.75, 0.9), TEXTS),
    ("bar", 0, (0.13, 0.149, 0.17), HEADLINES),
    ("merge", 0, (0.3, 0.36, 0.43), HEADLINES),
    ("key_bar", 0, (0.06, 0.08, 0.1), ("languages",)),
)


def main(arguments: Sequence[str]) -> None:
    """Run one of the three commands."""
    folder, verb, *numbers = arguments
    stories = Path(folder)
    if verb == "score":
        given = {name: ast.literal_eval(value) for name, value in (number.split("=") for number in numbers)}
        for names in FAMILIES.values():
            for name in names:
                print(f"{name:26} {score(stories, name, replace(SHIPPED, **given)):.3f}", flush=True)
    elif verb == "left-out":
        left_out(stories)
    elif verb == "calibrate":
        calibrate(stories)
    else:
        sys.exit(__doc__)


def score(stories: Path, name: str, thresholds: Thresholds) -> float:
    """B-cubed F1 of a family."""
    path = stories / f"{name}.jsonl.gz"
    gold = gold_of(path)
    found = group_stream(listed_articles(path), options=Options(thresholds=thresholds, has_vectors=False)).articles
    return b_cubed([gold[item.id] for item in found], [item.story for item in found])


def gold_of(path: Path) -> dict[str, str]:
    """The story of each article."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {str(line["id"]): str(line["story"]) for line in map(json.loads, lines)}


def b_cubed(true: Sequence[str], found: Sequence[str]) -> float:
    """Bagga and Baldwin's B-cubed F1."""
    both, of_true, of_found = Counter(zip(true, found, strict=True)), Counter(true), Counter(found)
    precision = sum(many * many / of_found[one] for (_, one), many in both.items()) / len(true)
    recall = sum(many * many / of_true[one] for (one, _), many in both.items()) / len(true)
    return 2 * precision * recall / (precision + recall)


def left_out(stories: Path) -> None:
    """Choose the numbers without each family, and score it by them."""
    known: dict[tuple[str, Thresholds], float] = {}

    def scored(family: str, thresholds: Thresholds) -> float:
        key = (family, thresholds)
        if key not in known:
            known[key] = mean(score(stories, name, thresholds) for name in FAMILIES[family])
        return known[key]

    for family, own_names in FAMILIES.items():
        chosen = SHIPPED
        moved = {}
        for name, place, values, told in GRID:
            others = [other for other in told if other != family]
            if others and family in told:
                options = {value: with_number(chosen, name, place, value) for value in values}
                means = {value: mean(scored(other, option) for other in others) for value, option in options.items()}
                good = [value for value in values if means[value] >= max(means.values()) - FLAT]
                best = min(good, key=lambda value: abs(values.index(value) - (len(values) - 1) / 2))
                chosen = options[best]
                if chosen != with_number(SHIPPED, name, place, best) or chosen != SHIPPED:
                    moved[f"{name}[{place}]" if place is not None else name] = best
        for name in own_names:
            own, without = score(stories, name, SHIPPED), score(stories, name, chosen)
            print(f"{name:26} by the shipped numbers {own:.3f}, chosen without it {without:.3f}  {moved}", flush=True)


def with_number(thresholds: Thresholds, name: str, place: int | None, value: float) -> Thresholds:
    """The thresholds with one number in another's place."""
    if place is None:
        return replace(thresholds, **{name: value})  # type: ignore[arg-type]
    pair = list(getattr(thresholds, name))
    pair[place] = value
    return replace(thresholds, **{name: tuple(pair)})  # type: ignore[arg-type]


def calibrate(stories: Path) -> None:
    """Count how often the best candidate is right, by its margin, and make the shares monotone; sets weigh the same."""
    seen: dict[str, list[tuple[float, bool, float]]] = {"words": [], "keys": []}
    for names in FAMILIES.values():
        for name in names:
            cases = judged(stories / f"{name}.jsonl.gz")
            for kind, margin, is_right in cases:
                seen[kind].append((margin, is_right, 1 / len(cases)))
    for kind, counted in seen.items():
        print(kind, len(counted), tuple(round(share, 3) for share in shares(counted)))


def judged(path: Path) -> list[tuple[str, float, bool]]:
    """For each article its best candidate: by what, how far over the bar, and whether it is mostly of its event."""
    gold, found = gold_of(path), []
    clusterer = Clusterer(options=Options(has_vectors=False))
    stands: dict[str, str] = {}
    for document in listed_articles(path):
        if not isinstance(document, Document):
            continue
        placement = clusterer.place(document)
        if placement.nearest is not None:
            inside = [gold[name] for name, story in stands.items() if story == placement.nearest.story_id]
            is_right = inside.count(gold[document.id]) * 2 > len(inside)
            found.append((placement.nearest.kind, placement.nearest.margin, is_right))
        stands[document.id] = placement.story_id
        for change in placement.repairs:
            moved = [name for name, story in stands.items() if story == change.left]
            stands |= {name: change.into for name in moved if isinstance(change, Merge) or name in change.moved}
    return found


def shares(cases: Sequence[tuple[float, bool, float]]) -> list[float]:
    """The share of right candidates near each of `MARGINS`, by pooled neighbours never falling."""
    places = np.log(np.maximum([margin for margin, _, _ in cases], MARGINS[0]))
    weights = np.array([weight for _, _, weight in cases])
    right = weights * [is_right for _, is_right, _ in cases]
    nearest = np.abs(places[:, None] - np.log(MARGINS)).argmin(axis=1)
    pools = [[float(right[nearest == at].sum()), float(weights[nearest == at].sum()), 1] for at in range(len(MARGINS))]
    at = 0
    while at + 1 < len(pools):
        (one, many, width), (other, more, wide) = pools[at], pools[at + 1]
        if more == 0 or (many and one / many > other / more):
            pools[at : at + 2] = [[one + other, many + more, width + wide]]
            at = max(0, at - 1)
        else:
            at += 1
    return [(one / many if many else 0.0) for one, many, width in pools for _ in range(int(width))]


if __name__ == "__main__":
    main(sys.argv[1:])
