"""Learn what the signals of `crosslingual/pair_likeness.py` weigh, from pairs of articles that people scored.

``python scripts/train_crossing.py PAIRS.jsonl.gz`` writes `crosslingual/pair_likeness.json`: the counts by which
things are rare, the weights for articles of one language and of two, with vectors and without, and a report. The
lines hold ``id language1 language2 text1 text2 overall`` (1 the same … 4 unrelated). Vectors need
``nightdesk[multilingual]``.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from nightdesk.clustering.crosslingual.pair_likeness import (
    KINDS,
    Profile,
    Rarities,
    cross_signals,
    found_in,
    make_profile,
    model_name,
    spread,
)
from nightdesk.clustering.crosslingual.vectors import SIGNALS, Vectors, make_vectors

PLACE = Path(__file__).resolve().parent.parent / "src/nightdesk/clustering/crosslingual/pair_likeness.json"
OFTEN = 8  # things in fewer articles are taken for unseen: more would only remember these articles
STIFFNESS = 10.0  # of the ridge; 3, 30 and 100 were no more than .01 apart in ten folds
ONE_STORY = 2.0  # pairs scored no higher count as one story when the chance is calibrated
UNLEARNED = ("links",)  # too few of the pairs share one to learn from
FOLDS = 10
BATCH = 64


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles that a person compared."""

    languages: tuple[str, str]
    texts: tuple[str, str]
    score: float
    vectors: tuple[Vectors | None, Vectors | None] = (None, None)

    @property
    def name(self) -> str:
        """The languages, as ``de-en``."""
        return "-".join(self.languages)


def read_pairs(path: Path, with_vectors: bool) -> list[Pair]:
    """The pairs of a file; with vectors where they are wanted."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        read = [json.loads(line) for line in lines]
    pairs = [Pair((p["language1"], p["language2"]), (p["text1"], p["text2"]), p["overall"]) for p in read]
    if not with_vectors:
        return pairs
    texts = [text for pair in pairs for text in pair.texts]
    languages = [language for pair in pairs for language in pair.languages]
    rows = [
        v for i in range(0, len(texts), BATCH) for v in make_vectors(texts[i : i + BATCH], languages[i : i + BATCH])
    ]
    return [replace(pair, vectors=(rows[2 * i], rows[2 * i + 1])) for i, pair in enumerate(pairs)]


def count_rarities(pairs: list[Pair]) -> Rarities:
    """In how many articles each thing stands, of those that stand in some."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for pair in pairs:
        for text, language in zip(pair.texts, pair.languages, strict=True):
            found = found_in("", text, language)
            for kind in KINDS:
                counts[kind].update(found[kind].keys())
    kept = {kind: {key: n for key, n in sorted(of.items()) if n >= OFTEN} for kind, of in counts.items()}
    return Rarities(2 * len(pairs), kept)


def profiles_of(pair: Pair, rarities: Rarities) -> tuple[Profile, Profile]:
    """The profiles of both articles."""
    one, other = (
        make_profile("", text, language, vectors, rarities)
        for text, language, vectors in zip(pair.texts, pair.languages, pair.vectors, strict=True)
    )
    return one, other


def fit_models(pairs: list[Pair], signals: list[dict[str, float]]) -> dict[str, Any]:
    """Weights by ridge regression for each kind of pair that is there, with the chance of being one story."""
    models = {}
    core = [name for name in signals[0] if name not in (*SIGNALS, *UNLEARNED)]
    for judge in ("core", "vectors"):
        wanted = core + (list(SIGNALS) if judge == "vectors" else [])
        for is_one in (True, False):
            rows = [
                i
                for i, pair in enumerate(pairs)
                if (pair.languages[0] == pair.languages[1]) == is_one and all(name in signals[i] for name in wanted)
            ]
            if rows:
                values = np.array([[signals[i][name] for name in wanted] for i in rows])
                scores = np.array([pairs[i].score for i in rows])
                models[model_name(is_one, judge)] = {"signals": wanted} | _fit(values, scores)
    return models


def _fit(values: Any, scores: Any) -> dict[str, Any]:
    spreads = spread(values)
    mean, deviation = spreads.mean(axis=0), spreads.std(axis=0) + 1e-9
    table = (spreads - mean) / deviation
    weights = np.linalg.solve(table.T @ table + STIFFNESS * np.eye(table.shape[1]), table.T @ (scores - scores.mean()))
    weights /= deviation
    bias = float(scores.mean() - mean @ weights)
    steepness, middle = _calibrate(spreads @ weights + bias, scores <= ONE_STORY)
    half = values.shape[1]
    plain, roots = ([round(float(w), 6) for w in part] for part in (weights[:half], weights[half:]))
    return {"plain": plain, "roots": roots, "bias": round(bias, 6), "steepness": steepness, "middle": middle}


def _calibrate(scores: Any, are_one: Any) -> tuple[float, float]:
    """The logistic curve from a score to the chance of one story, by Newton's method (Platt 1999)."""
    table = np.stack([scores, np.ones_like(scores)], axis=1)
    line = np.array([-1.0, 2.0])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(table @ line, -30, 30)))
        slope = table.T @ (are_one - chance) - 0.01 * line
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + 0.01 * np.eye(2)
        line = line + np.linalg.solve(curve, slope)
    return round(float(-line[0]), 6), round(float(-line[1] / line[0]), 6)


def predict(models: dict[str, Any], pair: Pair, signals: dict[str, float], judge: str) -> float:
    """The score that the models give; the core's where a pair has no vectors, or their kind was not learned."""
    is_one = pair.languages[0] == pair.languages[1]
    name = model_name(is_one, judge)
    if name not in models or not all(key in signals for key in models[name]["signals"]):
        name = model_name(is_one, "core")
    model = models[name]
    values = np.array([signals[key] for key in model["signals"]])
    return float(np.clip(spread(values) @ np.array(model["plain"] + model["roots"]) + model["bias"], 1, 4))


def cross_validate(pairs: list[Pair], folds: Any) -> dict[str, Any]:
    """Scores of each pair by models, and rarities, that were learned without its fold."""
    answer = {judge: np.zeros(len(pairs)) for judge in ("core", "vectors")}
    for fold in sorted(set(folds)):
        kept = [pair for pair, other in zip(pairs, folds, strict=True) if other != fold]
        rarities = count_rarities(kept)
        signals = [cross_signals(*profiles_of(pair, rarities)) for pair in pairs]
        models = fit_models(kept, [s for s, other in zip(signals, folds, strict=True) if other != fold])
        for i in np.flatnonzero(np.array(folds) == fold):
            for judge, scores in answer.items():
                scores[i] = predict(models, pairs[i], signals[i], judge)
    return answer


def pearson(scores: Any, people: Any) -> float:
    """The absolute correlation of two lists of scores."""
    return round(abs(float(np.corrcoef(scores, people)[0, 1])), 3)


def chance_folds(pairs: list[Pair]) -> list[int]:
    """Folds by the languages, then by chance, the same each time."""
    order = np.random.default_rng(7).permutation(len(pairs))
    ranked = sorted(range(len(pairs)), key=lambda i: (pairs[i].name, order[i]))
    folds = [0] * len(pairs)
    for place, i in enumerate(ranked):
        folds[i] = place % FOLDS
    return folds


def main() -> None:
    """Train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    path = parser.parse_args().pairs
    pairs = read_pairs(path, with_vectors=True)
    people = [pair.score for pair in pairs]
    languages = [pair.name for pair in pairs]
    report: dict[str, Any] = {"pairs": len(pairs)}
    for way, folds in (("ten folds", chance_folds(pairs)), ("each language pair left out", languages)):
        report[way] = {judge: pearson(scores, people) for judge, scores in cross_validate(pairs, folds).items()}
    rarities = count_rarities(pairs)
    signals = [cross_signals(*profiles_of(pair, rarities)) for pair in pairs]
    written = {
        "version": 1,
        "report": report,
        "models": fit_models(pairs, signals),
        "articles": rarities.articles,
        "counts": rarities.counts,
    }
    PLACE.write_text(json.dumps(written, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
