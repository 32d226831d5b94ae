#!/usr/bin/env python3
"""Learn when an article joins a story, when two are one and when one is two; write `grouping/learned/*.json`.

    python scripts/train_join.py STORIES                 # learn on all sets, write the judgements and the report
    python scripts/train_join.py STORIES --check halves  # learn on half of the stories, score on the other half
    python scripts/train_join.py STORIES --check sets    # leave each set out in turn, score on all
    python scripts/train_join.py STORIES --report        # score what is stored, write the report alone

STORIES is a folder of ``NAME.jsonl.gz`` with the lines of ``nightdesk group`` and ``story``, the gold answer, and of
the scored pairs that ``train_across.py`` takes: they are the only texts here in other languages than English.
1. Streams are made of the sets: whole ones, and small ones of a few stories, for a desk that has just begun.
2. Each is replayed with the gold stories (the join sees stories as they should be), then by what was learned so
   far (it sees its own mistakes). What was measured of each candidate, and whether it was right, are the examples.
3. A ridge-penalised logistic regression of bent lines is fitted to all examples, each set at a fixed weight
   (`grouping/fitting.py`, which `nightdesk learn` uses too). For the join small trees are grown on what the lines leave
   unsaid (`grouping/growing.py`).

The stamps of these sets are those of a crawler, which took story after story: two neighbours within ten seconds are of
one story always. No desk has such a clock, so every article is given a new time for training: that of its stamp and a
delay drawn so that half of a story's articles lie less than about 16 hours apart, as recorded sites have it.
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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from train_across import DELAY, SHORT, SPREAD, read_stream

from nightdesk.grouping import Document, Grouper, listed_articles
from nightdesk.grouping.documents import Entry
from nightdesk.grouping.fitting import Examples, fit_judgement, flat_judgement
from nightdesk.grouping.growing import grow_trees
from nightdesk.grouping.merging import PAIR_SIGNALS
from nightdesk.grouping.model import Judgement, Judgements
from nightdesk.grouping.open_stories import OpenStory
from nightdesk.grouping.repair import is_due
from nightdesk.grouping.signals import SIGNALS
from nightdesk.grouping.splitting import CUT_SIGNALS

LABELLED = ("headlines-sparse", "headlines-dense", "lookalikes", "outlets")
SETS = dict(zip((*LABELLED, "pairs"), (4000.0, 2500.0, 2000.0, 1200.0, 1800.0), strict=True))  # what each set weighs
SMALL = (3, 8, 25, 60)  # stories in a small stream
SMALL_WEIGHT = 0.25  # of all small streams of a set together, beside its whole one
REDRAWN = (99, 98, 97)  # draws of times or orders that are scored: one moves a set of texts by .02
JOIN_RIDGE, MERGE_RIDGE, SPLIT_RIDGE = 20.0, 10.0, 10.0
SPLIT_BAR = 0.4  # with 0 lookalikes lose .02 in the order given of what was learned from; in other orders nothing
LENIENCE = 0.5  # log-odds that a whole text may lack: where it should not have joined its words part it again
JOIN_ROUNDS = 2  # replays by what was learned so far
LEARNED = Path(__file__).resolve().parents[1] / "src" / "nightdesk" / "grouping" / "learned"
VERSIONS = {"join": "3", "merge": "3", "split": "3"}

Gold = dict[str, str]
Sets = dict[str, tuple[list[Document], Gold]]


@dataclass
class Stream:
    """Articles in their order, their gold stories, and what the whole stream weighs."""

    name: str
    documents: list[Document]
    gold: Gold
    weight: float


def read_sets(folder: Path) -> Sets:
    """The labelled sets of a folder, an id that comes twice made two, and the articles of the scored pairs."""
    found = {}
    for name in LABELLED:
        path = folder / f"{name}.jsonl.gz"
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            stories = [str(json.loads(line)["story"]) for line in lines]
        listed = [item for item in listed_articles(path) if isinstance(item, Document)]
        documents = [replace(document, id=f"{document.id}#{at}") for at, document in enumerate(listed)]
        found[name] = (documents, {item.id: story for item, story in zip(documents, stories, strict=True)})
    documents, gold, _ = read_stream(folder / "pairs.jsonl.gz")
    return found | {"pairs": (documents, gold)}


def redrawn(documents: list[Document], seed: int) -> list[Document]:
    """The articles with new times, in their order; those without a date shuffled."""
    chance = random.Random(seed)  # noqa: S311
    if any(document.published_at is None for document in documents):
        return chance.sample(documents, len(documents))
    moved = []
    for document in documents:
        delay = timedelta(hours=DELAY * math.exp(SPREAD * chance.gauss(0, 1)))
        moved.append(replace(document, published_at=document.published_at + delay))  # type: ignore[operator]
    return sorted(moved, key=lambda document: document.order)


def streams(sets: Sets) -> Iterator[Stream]:
    """The streams that are replayed: of each set whole ones, and small ones."""
    for name, (documents, gold) in sets.items():
        if name == "pairs":  # as whole texts, and as a title and an excerpt
            yield Stream(name, redrawn(documents, 0), gold, SETS[name] * 2 / 3)
            short = [replace(document, text=document.text[:SHORT]) for document in documents]
            yield Stream(name, redrawn(short, 1), gold, SETS[name] / 3)
            continue
        dated = documents[0].published_at is not None
        whole, few = (2 if name == "headlines-dense" else 1, 10) if dated else (6, 8)
        for seed in range(whole):
            yield Stream(name, redrawn(documents, seed), gold, SETS[name] / whole)
        stories = sorted(set(gold.values()))
        for seed in range(few):
            many = min(SMALL[seed % len(SMALL)], len(stories))
            kept = set(random.Random(seed).sample(stories, many))  # noqa: S311
            part = [document for document in documents if gold[document.id] in kept]
            if seed % 2:
                part = first_two(part, gold)
            yield Stream(name, redrawn(part, seed), gold, SETS[name] * SMALL_WEIGHT / few)


def first_two(documents: list[Document], gold: Gold) -> list[Document]:
    """Of each story one or two articles, as on a desk that follows few outlets."""
    seen: Counter[str] = Counter()
    kept = []
    for document in documents:
        seen[gold[document.id]] += 1
        if seen[gold[document.id]] <= 1 + zlib.crc32(gold[document.id].encode()) % 2:
            kept.append(document)
    return kept


def show_joins(stream: Stream, join: Judgement | None, examples: Examples) -> None:
    """Replay a stream, by gold where there is no join yet, and keep what was measured of each candidate."""
    grouper = Grouper(judgements=Judgements(join or flat_judgement("0", SIGNALS)))
    rows, answers = [], []
    for document in stream.documents:
        entry = grouper.come(document)
        places, table, _ = grouper.look(entry)
        mine = stream.gold[document.id]
        if places:
            rows.append(table)
            answers += [share(grouper, place, stream.gold, mine) > 0.5 for place in places]
        if join is None:
            story = mine
        else:
            odds = join.log_odds(table) if places else np.array([-1.0])
            best = int(np.argmax(odds))
            story = grouper.open.at(places[best]).id if odds[best] >= join.bar else document.id
        grouper.enter(entry, story)
    if rows:
        each = stream.weight / len(stream.documents)
        examples.add(np.concatenate(rows), answers, [each] * len(answers))


def share(grouper: Grouper, place: int, gold: Gold, story: str) -> float:
    """The share of an open story's articles that are of a gold story."""
    inside = grouper.open.at(place).entries
    return sum(gold[entry.id] == story for entry in inside) / len(inside)


def show_merges(stream: Stream, judgements: Judgements, examples: Examples) -> None:
    """Group a stream, and keep what was measured of each pair of stories whenever one is looked at again."""
    each = stream.weight / len(stream.documents)
    for grouper, story in looked_at(stream, judgements):
        for pairing in grouper.repairs.mender.pairings(story):
            other = grouper.open.at(pairing.place).entries
            weight = each * math.sqrt(min(len(story.entries), len(other)))
            examples.add(pairing.measured[None], [one_event(stream.gold, story.entries, other)], [weight])


def show_cuts(stream: Stream, judgements: Judgements, examples: Examples) -> None:
    """Group a stream, and keep what was measured of each way to cut a story whenever one is looked at again."""
    each = stream.weight / len(stream.documents)
    for grouper, story in looked_at(stream, judgements):
        for cut in grouper.repairs.cutter.cuts(story):
            won, lost = what_a_cut_does(stream.gold, cut.kept, cut.parted)
            examples.add(cut.measured[None], [won / (won + lost)], [each * math.sqrt(won + lost)])


def looked_at(stream: Stream, judgements: Judgements) -> Iterator[tuple[Grouper, OpenStory]]:
    """Group a stream, and stop at each story that is looked at again."""
    grouper = Grouper(judgements=judgements)
    for document in stream.documents:
        placement = grouper.place(document)
        story = grouper.open.story(placement.repairs[-1].into if placement.repairs else placement.story_id)
        if is_due(len(story.entries)):
            yield grouper, story


def one_event(gold: Gold, some: Sequence[Entry], others: Sequence[Entry]) -> float:
    """Of the pairs of articles, one of each group, the share that is of one gold story."""
    mine, theirs = (Counter(gold[entry.id] for entry in group) for group in (some, others))
    return sum(count * theirs[story] for story, count in mine.items()) / (len(some) * len(others))


def what_a_cut_does(gold: Gold, kept: Sequence[Entry], parted: Sequence[Entry]) -> tuple[float, float]:
    """What cutting a story wins of B-cubed precision, and loses of recall within it, in articles.

    Of a story in which several events are mixed a cut that parts none of them wins nothing, although most of the pairs
    that it parts are of different events.
    """
    one, other = (Counter(gold[entry.id] for entry in part) for part in (kept, parted))
    whole = one + other
    before = sum(count**2 for count in whole.values()) / whole.total()
    after = sum(count**2 / part.total() for part in (one, other) for count in part.values())
    recalled = sum((one[event] ** 2 + other[event] ** 2) / count for event, count in whole.items())
    return after - before, whole.total() - recalled


def fit_join(examples: Examples) -> Judgement:
    """The join: lines first, for they go on where nothing was seen, then trees."""
    return grow_trees(fit_judgement(examples, VERSIONS["join"], SIGNALS, JOIN_RIDGE), examples)


def learn(sets: Sets) -> Judgements:
    """All three judgements from some sets.

    Merges and splits are learned from the stories of a join without lenience: those of a lenient one taught them less.
    """
    listed = list(streams(sets))
    judgements = learn_repairs(listed, learn_join(listed))
    return replace(judgements, join=replace(judgements.join, lenience=LENIENCE))


def learn_join(listed: Sequence[Stream]) -> Judgement:
    """The join, from the stories as they should be and then from those that it makes itself."""
    examples = Examples()
    for stream in listed:
        show_joins(stream, None, examples)
    join = fit_join(examples)
    for _ in range(JOIN_ROUNDS):
        for stream in listed:
            show_joins(stream, join, examples)
        join = fit_join(examples)
    return join


def learn_repairs(listed: Sequence[Stream], join: Judgement) -> Judgements:
    """A join with the merge and the split that go with it, each learned from the stories that those before it make."""
    judgements = Judgements(join)
    pairs, cuts = Examples(), Examples()
    for stream in listed:
        show_merges(stream, judgements, pairs)
    judgements = replace(judgements, merge=fit_judgement(pairs, VERSIONS["merge"], PAIR_SIGNALS, MERGE_RIDGE))
    for stream in listed:
        show_cuts(stream, judgements, cuts)
    split = fit_judgement(cuts, VERSIONS["split"], CUT_SIGNALS, SPLIT_RIDGE)
    return replace(judgements, split=replace(split, bar=SPLIT_BAR))


def score(documents: list[Document], gold: Gold, judgements: Judgements) -> float:
    """B-cubed F1 of a stream as the command groups it."""
    from nightdesk.grouping.stream import group_stream

    found = {article.id: article.story for article in group_stream(documents, judgements=judgements).articles}
    cells = Counter((gold[item], story) for item, story in found.items())
    true, mine = Counter(gold[item] for item in found), Counter(found.values())
    precision = sum(n * n / mine[story] for (_, story), n in cells.items()) / len(found)
    recall = sum(n * n / true[story] for (story, _), n in cells.items()) / len(found)
    return round(2 * precision * recall / (precision + recall), 4)


def figures(sets: Sets, judgements: Judgements, *, parts: bool = True) -> dict[str, dict[str, float]]:
    """B-cubed F1 of each labelled set: as it is, with new times, and where ``parts`` are asked for without repair."""
    merging = replace(judgements, split=None)
    lesser = {"without splits": merging, "without repair": replace(merging, merge=None)} if parts else {}
    found = {}
    for name in (name for name in LABELLED if name in sets):
        documents, gold = sets[name]
        redone = [score(redrawn(documents, seed), gold, judgements) for seed in REDRAWN]
        found[name] = {
            "as given": score(documents, gold, judgements),
            "times drawn anew": round(sum(redone) / len(redone), 4),
            **{what: score(documents, gold, less) for what, less in lesser.items()},
        }
    return found


def half(sets: Sets, which: int) -> Sets:
    """Half of the stories of each set, by a checksum of their names, or of the topic that two lookalikes share."""

    def is_in(name: str, story: str) -> bool:
        topic = story.rstrip("abcdefghijklmnopqrstuvwxyz") if name == "lookalikes" else story
        return zlib.crc32(topic.encode()) % 2 == which

    return {
        name: (
            [item for item in documents if is_in(name, gold[item.id])],
            {item: story for item, story in gold.items() if is_in(name, story)},
        )
        for name, (documents, gold) in sets.items()
    }


def check(sets: Sets, how: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Figures on what was not learned from."""
    if how == "halves":
        for which in (0, 1):
            yield (
                f"learned on half {which}, scored on the other",
                figures(half(sets, 1 - which), learn(half(sets, which))),
            )
        return
    yield "learned on all", figures(sets, learn(sets), parts=False)
    for name in sets:
        rest = {other: given for other, given in sets.items() if other != name}
        yield f"learned without {name}", figures(sets, learn(rest), parts=False)


def main() -> int:
    """Learn and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path)
    parser.add_argument("--check", choices=("halves", "sets"))
    parser.add_argument("--report", action="store_true")
    given = parser.parse_args()
    sets = read_sets(given.stories)
    if given.check:
        for what, found in check(sets, given.check):
            print(what, json.dumps(found, indent=1), flush=True)
        return 0
    if given.report:
        write_report(sets, Judgements.stored())
        return 0
    judgements = learn(sets)
    LEARNED.mkdir(exist_ok=True)
    for name, judgement in asdict(judgements).items():
        if judgement is not None:  # what is told across languages is learned by scripts/train_across.py
            write(LEARNED / f"{name}.json", judgement)
    write_report(sets, judgements)
    return 0


def write_report(sets: Sets, judgements: Judgements) -> None:
    """Score judgements on what they were learned from; print the report and keep it beside them."""
    versions = {name: given["version"] for name, given in asdict(judgements).items() if given}
    learned_from = figures(sets, judgements)
    report = {"versions": versions, "weights of sets": SETS, "B-cubed F1 on what was learned from": learned_from}
    write(LEARNED / "report.json", report)
    print(json.dumps(report, indent=1))


def write(path: Path, value: object) -> None:
    """Write a value as JSON that a person can compare line by line: each list of numbers is one."""
    text = json.dumps(value, indent=1, ensure_ascii=False)
    rows = re.sub(r"\[([^][{}]+)\]", lambda found: f"[{' '.join(found[1].split())}]", text)
    path.write_text(rows + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
