"""Score the likeness of articles beside people's, on a file of pairs: absolute Pearson, all together and by languages.

``python scripts/score_pairs.py PAIRS.jsonl.gz`` judges by the stored weights, which is the figure for pairs that they
were not learned from. With ``--folds`` each pair is judged by weights that were learned without its fold, with
``--left-out`` without its pair of languages.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from train_crossing import Pair, chance_folds, cross_validate, pearson, read_pairs

from nightdesk.clustering.crosslingual.pair_likeness import likeness, make_profile
from nightdesk.clustering.crosslingual.vectors import has_encoder


def stored_scores(pairs: list[Pair], with_vectors: bool) -> list[float]:
    """The scores by the stored weights."""
    scores = []
    for pair in pairs:
        vectors = pair.vectors if with_vectors else (None, None)
        one, other = (make_profile("", *given) for given in zip(pair.texts, pair.languages, vectors, strict=True))
        scores.append(likeness(one, other).score)
    return scores


def main() -> None:
    """Print one line for each pair of languages, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--left-out", action="store_true")
    options = parser.parse_args()
    pairs = read_pairs(options.pairs, with_vectors=has_encoder())
    languages = np.array([pair.name for pair in pairs])
    if options.folds or options.left_out:
        scores = cross_validate(pairs, list(languages) if options.left_out else chance_folds(pairs))
    else:
        scores = {"core": stored_scores(pairs, False), "vectors": stored_scores(pairs, True)}
    people = np.array([pair.score for pair in pairs])
    print(f"{'languages':10} {'pairs':>5} " + " ".join(f"{judge:>8}" for judge in scores))
    for name in [*sorted(set(languages)), "all"]:
        chosen = languages == name if name != "all" else np.ones(len(pairs), bool)
        figures = " ".join(f"{pearson(np.array(s)[chosen], people[chosen]):8.3f}" for s in scores.values())
        print(f"{name:10} {chosen.sum():5} {figures}")
    if not has_encoder():
        print("nightdesk[multilingual] is not installed: no vectors, so both columns are the core's")


if __name__ == "__main__":
    main()
