#!/usr/bin/env python3
"""Fit the weights of `reading/weights.py`: which signs of a block say that it belongs to the article's text.

    python scripts/fit_bodies.py PAGES            # fit on all pages, print the module's table of weights
    python scripts/fit_bodies.py PAGES --folds 6  # fit on some outlets, score on the others, print the figures

PAGES is a folder with ``gold.jsonl`` (``file url publisher title text``). A block is text where most of its runs of
four tokens stand in the gold text. Each page is given as it is, without its classes, without ``p`` and ``article``, and
without its head, so that no sign is leaned on alone. A logistic regression with a ridge, weighted by length.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from nightdesk.reading import bodies
from nightdesk.reading.blocks import Blocks
from nightdesk.reading.decoding import decode
from nightdesk.reading.layout import measure
from nightdesk.reading.signals import Signals, gather
from nightdesk.reading.signs import NAMES, signs_of
from nightdesk.reading.texts import declared_of
from nightdesk.reading.wording import letters

RIDGE = 30.0
STEPS = 30  # of Newton's method; it stands still after ten
TOKEN = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+|[^\w\s]")
_CLASSES = re.compile(
    r"""\s(?:class|id|role|data-testid|data-component)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE
)
_NAMES = re.compile(r"<(/?)(?:p|article)(?=[\s>])", re.IGNORECASE)
_HEAD = re.compile(r"<head[\s>].*?</head>", re.IGNORECASE | re.DOTALL)
_JSON_LD = re.compile(r"<script[^>]*ld\+json[^>]*>.*?</script>", re.IGNORECASE | re.DOTALL)
Runs = collections.Counter[tuple[str, ...]]


@dataclass
class Sample:
    """One page in one guise: the signs of its blocks, which of them are text, what each weighs."""

    outlet: str
    signs: list[dict[str, float]] = field(default_factory=list)
    is_text: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)


def runs(text: str) -> Runs:
    """The runs of four tokens of a text, as `score_pages` counts them."""
    tokens = TOKEN.findall(text)
    return collections.Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3)))


def samples_of(page: dict[str, str], html: str) -> Iterator[Sample]:
    """The page in its guises."""
    yield sample_of(page, html)
    yield sample_of(page, _CLASSES.sub("", html))
    yield sample_of(page, _NAMES.sub(r"<\1div", html))
    yield sample_of(page, _JSON_LD.sub("", _HEAD.sub("", html)))


def sample_of(page: dict[str, str], html: str) -> Sample:
    """The signs and labels of one guise of a page."""
    signals: Signals = gather(html.encode(), page["url"])
    sample = Sample(page["publisher"])
    root = signals.tree.body or signals.tree.root
    if root is None:
        return sample
    blocks = Blocks(root)
    gold, bare = runs(page["text"]), letters(page["text"])
    lines = {letters(line) for line in page["text"].split("\n")}
    signed = signs_of(measure(blocks), declared_of(signals, page["title"], ()))
    for at, block in enumerate(blocks.blocks):
        if not signed.may_be_text[at]:
            continue
        own = runs(block.text)
        short = letters(block.text)
        count = sum(own.values())
        share = sum((own & gold).values()) / count
        sample.signs.append({NAMES[row]: signed.values[row, at] for row in np.flatnonzero(signed.values[:, at])})
        sample.is_text.append(
            share > 0.5 if count > 5 else bool(short) and short in (lines if len(short) < 30 else bare)
        )
        sample.weights.append(min(count, 200) ** 0.75)
    return sample


def fit(samples: list[Sample], names: list[str]) -> dict[str, float]:
    """Weights by Newton's method; each page counts the same."""
    place = {name: at for at, name in enumerate(names)}
    rows = sum(len(sample.signs) for sample in samples)
    x, y, w = np.zeros((rows, len(names))), np.zeros(rows), np.zeros(rows)
    at = 0
    for sample in samples:
        total = sum(sample.weights) or 1.0
        for signs, is_text, weight in zip(sample.signs, sample.is_text, sample.weights, strict=True):
            for name, value in signs.items():
                if name in place:
                    x[at, place[name]] = value
            y[at], w[at] = is_text, 100 * weight / total
            at += 1
    beta = np.zeros(len(names))
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (w * (y - p)) - RIDGE * beta
        hessian = (x * (w * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(names))
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-4:
            break
    return {name: float(value) for name, value in zip(names, beta, strict=True)}


def load(folder: Path) -> list[tuple[dict[str, str], str]]:
    """Pages with their HTML."""
    pages = []
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        body = (folder / page["file"]).read_bytes()
        html = decode(gzip.decompress(body) if page["file"].endswith(".gz") else body).text
        pages.append((page, html))
    return pages


def read_with(weights: dict[str, float], page: dict[str, str], html: str) -> float:
    """F1 of the text that these weights choose."""
    from nightdesk.reading.texts import read_text

    bodies.WEIGHED[:] = [[weights.get(name, 0.0)] for name in NAMES]
    found, gold = runs(read_text(gather(html.encode(), page["url"]), page["title"]).content), runs(page["text"])
    hits = sum((found & gold).values())
    return 2 * hits / (sum(found.values()) + sum(gold.values()))


def main() -> None:
    """Fit, or score by folds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    given = parser.parse_args()
    pages = load(given.pages)
    by_page = [list(samples_of(page, html)) for page, html in pages]
    counts = collections.Counter(
        name for samples in by_page for sample in samples for signs in sample.signs for name in signs
    )
    names = sorted(name for name, count in counts.items() if count >= 50)
    if not given.folds:
        weights = fit([sample for samples in by_page for sample in samples], names)
        for name, value in sorted(weights.items(), key=lambda pair: -pair[1]):
            if abs(value) >= 0.05:
                print(f'    "{name}": {value:.2f},')
        return
    outlets = sorted({page["publisher"] for page, _ in pages})
    rng = np.random.default_rng(7)
    rng.shuffle(outlets)
    fold_of = {outlet: at % given.folds for at, outlet in enumerate(outlets)}
    scores: list[tuple[float, str]] = []
    for fold in range(given.folds):
        train = [
            s
            for (page, _), samples in zip(pages, by_page, strict=True)
            for s in samples
            if fold_of[page["publisher"]] != fold
        ]
        weights = fit(train, names)
        for page, html in pages:
            if fold_of[page["publisher"]] == fold:
                scores.append((read_with(weights, page, html), page["url"]))
    print(
        f"{len(scores)} pages, each read with weights fitted on other outlets: F1 {np.mean([s for s, _ in scores]):.4f}"
    )
    for score, url in sorted(scores)[:12]:
        print(f"  {score:.3f} {url}", file=sys.stderr)


if __name__ == "__main__":
    main()
