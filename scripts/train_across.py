#!/usr/bin/env python3
"""Learn when an article joins a story in another language, and write `grouping/learned/across.json`.

    python scripts/train_across.py PAIRS.jsonl.gz                # learn on all pairs, write the judgement
    python scripts/train_across.py PAIRS.jsonl.gz --check halves # learn on half of the pairs, group the other half

No labelled stream of news in many languages is at hand, so one is made of pairs of articles that people scored:

1. Articles of pairs scored at most 2 are of one story, and so is an article with its translations. Those of other
   pairs, and of different ones, are not: some of those are, so the figures for precision are a lower bound.
2. An article's time is read off its id, which counted up while the articles were collected; weeks are laid over each
   other, and each time is moved a little.
3. Streams of all pairs and of a few are replayed with the stories put right; what was measured of each candidate
   in another language, and whether it was right, are the examples. The texts are taken whole, and as short ones.
4. A ridge-penalised logistic regression of bent lines is fitted to them (`grouping/fitting.py`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from nightdesk.grouping import Document, Grouper
from nightdesk.grouping.bridging import SIGNALS, VECTOR_SIGNALS
from nightdesk.grouping.fitting import Examples, fit_judgement
from nightdesk.grouping.model import Judgements
from nightdesk.grouping.stream import group_stream
from nightdesk.grouping.vectors import ENCODED, encode_article, has_encoder

LEARNED = Path(__file__).resolve().parents[1] / "src" / "nightdesk" / "grouping" / "learned"
VERSION = "1"
ONE_STORY, TWO_STORIES = 2.0, 3.0  # pairs between the two are left out
PER_DAY = 900_000  # ids a day: articles that tell their date have 1,484 million on January 1st, 1,569 on April 4th
DAYS = 10  # laid over each other, so that some 240 articles come in a day and gaps are as they were
DELAY, SPREAD = 2.0, 1.3  # hours between an event's article and its id, as in `train_join.py`
START = datetime(2020, 1, 1, tzinfo=UTC)
SHORT = 300  # characters of a short text: a title and an excerpt
SMALL = (12, 40, 120)  # pairs of a small stream
FEW = 8  # small streams
RIDGE = 20.0
BARS = (99.0, 2.0, 1.0, 0.5, 0.0, -0.5)  # that are compared by --check halves; the first joins nothing
BAR = 0.5  # log-odds: beside 1.0 a fifth more of the pairs scored as one are put together, and no more of the others

VECTORS_BAR = 0.0  # of the pairs scored as two no more are put together than by the core at its bar, see decision 21

Gold = dict[str, str]
Scored = dict[tuple[str, str], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured of candidates, by the core and with vectors."""

    core: Examples = field(default_factory=Examples)
    vectors: Examples = field(default_factory=Examples)


def read_stream(path: Path) -> tuple[list[Document], Gold, Scored]:
    """The articles of all pairs in their order, of each its story, and of each scored pair whether it is one story."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    above: dict[str, str] = {}
    documents = {}
    scored = {}

    def top(item: str) -> str:
        while above.setdefault(item, item) != item:
            item = above[item]
        return item

    for pair in pairs:
        if ONE_STORY < pair["overall"] < TWO_STORIES:
            continue
        ids = pair["id"].split("_")
        scored[ids[0], ids[1]] = pair["overall"] <= ONE_STORY
        for number, key in zip((1, 2), ids, strict=True):
            above[top(key)] = top(_digits(key))  # a translation of an article has its id and a language
            documents[key] = _document(key, pair[f"text{number}"], pair[f"language{number}"])
        if pair["overall"] <= ONE_STORY:
            above[top(ids[1])] = top(ids[0])
    gold = {key: top(key) for key in documents}
    return encoded(sorted(documents.values(), key=lambda document: document.order)), gold, scored


def encoded(documents: Iterable[Document]) -> list[Document]:
    """Articles with their encodings, where they can be made."""
    if not has_encoder():
        return list(documents)
    return [replace(item, encoding=_encoding(item.title, item.text[:ENCODED], item.language)) for item in documents]


@cache
def _encoding(title: str, text: str, language: str) -> bytes:
    made = encode_article(title, text, language)
    return b"" if made is None else made.tobytes()


def _digits(key: str) -> str:
    return re.sub(r"\D", "", key)


def _document(key: str, text: str, language: str) -> Document:
    title, _, body = text.partition("  ")
    if not body or len(title) > 200:
        title, body = text[:80], text
    delay = DELAY * math.exp(SPREAD * random.Random(key).gauss(0, 1))  # noqa: S311
    at = START + timedelta(days=int(_digits(key)) / PER_DAY % DAYS, hours=delay)
    return Document(key, title, body, at, f"{language}.example", language)


def streams(documents: list[Document], gold: Gold) -> Iterator[list[Document]]:
    """The streams that are replayed: whole and small ones, of whole texts and of short ones."""
    stories = sorted(set(gold.values()))
    for short in (False, True):
        given = encoded([replace(item, text=item.text[:SHORT]) for item in documents]) if short else documents
        yield given
        for seed in range(FEW):
            kept = set(random.Random(seed).sample(stories, min(len(stories), SMALL[seed % len(SMALL)])))  # noqa: S311
            yield [item for item in given if gold[item.id] in kept]


def show(stream: list[Document], gold: Gold, judgements: Judgements, found: Found, weight: float) -> None:
    """Replay a stream with the stories put right, and keep what was measured of each candidate."""
    grouper = Grouper(judgements=judgements)
    for document in stream:
        entry = grouper.come(document)
        for each in grouper.bridges.look(entry):
            right = [share(grouper, each.place, gold, gold[document.id])]
            if each.finer is None:
                found.core.add(each.row[None], right, [weight])
            else:
                found.vectors.add(each.finer[None], right, [weight])
        grouper.enter(entry, gold[document.id])


def share(grouper: Grouper, place: int, gold: Gold, story: str) -> float:
    """The share of an open story's articles that are of a gold story."""
    inside = grouper.open.at(place).entries
    return sum(gold[entry.id] == story for entry in inside) / len(inside)


def learn(documents: list[Document], gold: Gold) -> Judgements:
    """The judgements across languages from some articles; that of vectors where they can be made."""
    stored = Judgements.core()
    found = Found()
    for stream in streams(documents, gold):
        show(stream, gold, stored, found, 1.0 if len(stream) == len(documents) else 0.5)
    learned = replace(stored, across=replace(fit_judgement(found.core, VERSION, SIGNALS, RIDGE), bar=BAR))
    if not has_encoder():
        return learned
    flat = replace(learned, across_vectors=learned.across)  # of which nothing is asked but that there is one
    for stream in streams(documents, gold):
        show(stream, gold, flat, found, 1.0 if len(stream) == len(documents) else 0.5)
    vectors = fit_judgement(found.vectors, VERSION, VECTOR_SIGNALS, RIDGE)
    return replace(learned, across_vectors=replace(vectors, bar=VECTORS_BAR))


def barred(judgements: Judgements, bar: float) -> Judgements:
    """The same judgements with another bar across languages: of vectors where they judge, else of the core."""
    if judgements.across_vectors is not None:
        return replace(judgements, across_vectors=replace(judgements.across_vectors, bar=bar))
    return replace(judgements, across=replace(judgements.across, bar=bar)) if judgements.across else judgements


def figures(documents: list[Document], gold: Gold, scored: Scored, judgements: Judgements) -> dict[str, float | str]:
    """How a stream is grouped: B-cubed, and how many scored pairs in two languages are put together."""
    found = {item.id: item.story for item in group_stream(documents, judgements=judgements).articles}
    language = {item.id: item.language for item in documents}
    cells = Counter((gold[item], story) for item, story in found.items())
    true, mine = Counter(gold[item] for item in found), Counter(found.values())
    precision = sum(n * n / mine[story] for (_, story), n in cells.items()) / len(found)
    recall = sum(n * n / true[story] for (story, _), n in cells.items()) / len(found)
    across = [(pair, is_one) for pair, is_one in scored.items() if len({language.get(item) for item in pair}) > 1]
    across = [(pair, is_one) for pair, is_one in across if all(item in language for item in pair)]
    alike, apart = ([pair for pair, is_one in across if is_one == which] for which in (True, False))
    together = [sum(found[one] == found[other] for one, other in pairs) for pairs in (alike, apart)]
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "F1": round(2 * precision * recall / (precision + recall), 4),
        "put together of pairs scored as one story": f"{together[0]} of {len(alike)}",
        "of pairs scored as two": f"{together[1]} of {len(apart)}",
    }


def main() -> int:
    """Learn and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--check", choices=("halves",))
    given = parser.parse_args()
    documents, gold, scored = read_stream(given.pairs)
    if given.check:
        for which in (0, 1):
            learned = [item for item in documents if zlib.crc32(gold[item.id].encode()) % 2 == which]
            other = [item for item in documents if zlib.crc32(gold[item.id].encode()) % 2 != which]
            judgements = learn(learned, gold)
            kept = {"core": replace(judgements, across_vectors=None), "vectors": judgements}
            for judge in ("core", "vectors") if has_encoder() else ("core",):
                for bar in BARS:
                    told = figures(other, gold, scored, barred(kept[judge], bar))
                    print(which, judge, bar, json.dumps(told), flush=True)
        return 0
    judgements = learn(documents, gold)
    for name, judgement in (("across", judgements.across), ("across_vectors", judgements.across_vectors)):
        if judgement is not None:
            written = json.dumps(asdict(judgement), indent=1, ensure_ascii=False)
            (LEARNED / f"{name}.json").write_text(written + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
