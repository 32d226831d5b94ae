#!/usr/bin/env python3
"""Measure what `nightdesk learn` gains: a made-up editor mends a labelled set's first half, the other half is scored.

    python scripts/measure_learning.py STORIES [--sets NAME…] [--decisions N…] [--articles N] [--unseen]

STORIES is the folder that `train_join.py` takes. Of each set, the stories are parted by a checksum of their names.
One half is grouped as a desk would, and an editor who knows the gold stories mends it, event after event in an order
drawn by lot: what is of other events is split off, what is scattered is merged. From the first N decisions the desk
learns. Printed are log loss and accuracy on held-out decisions, and B-cubed F1 of the other half, before and after: by
what `nightdesk learn` would use, together, each alone and all but each.

With ``--unseen`` the desk begins from judgements that were learned without its set, as a desk does whose news are
of another kind than those that nightdesk was made with. It takes minutes a set.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from train_join import LABELLED, Gold, Sets, half, learn, read_sets, redrawn, score

from nightdesk.decisions import Decision, DecisionVerb
from nightdesk.grouping import Document, group_stream
from nightdesk.grouping.cases import Told, cases_of
from nightdesk.grouping.model import Judgements
from nightdesk.grouping.refitting import groups_of
from nightdesk.learning import PAIRS, refitted
from nightdesk.lessons import pairs_of, settled_by, unmerged, unsplit

DRAWS = (7, 8, 9)
DAY = datetime(2026, 11, 20, tzinfo=UTC)


class Editor:
    """Knows the gold stories and mends what the desk made of them."""

    def __init__(self, places: dict[str, str], gold: Gold) -> None:
        self.places, self._gold, self._count = places, gold, 0

    def decisions(self, seed: int) -> Iterator[Decision]:
        """What is decided, event after event."""
        events = sorted({self._gold[name] for name in self.places})
        for event in random.Random(seed).sample(events, len(events)):  # noqa: S311
            for story in self._stories_of(event):
                yield from self._split(story, event)
            stories = self._stories_of(event)
            for other in stories[1:]:
                inside = {name: place for name, place in self.places.items() if place in {stories[0], other}}
                yield self._decide("merge", stories[0], inside, dict.fromkeys(inside, stories[0]))

    def _stories_of(self, event: str) -> list[str]:
        """The stories that are mostly on an event, the largest first."""
        inside: dict[str, Counter[str]] = defaultdict(Counter)
        for name, story in self.places.items():
            inside[story][self._gold[name]] += 1
        found = [story for story, counts in inside.items() if counts.most_common(1)[0][0] == event]
        return sorted(found, key=lambda story: (-sum(inside[story].values()), story))

    def _split(self, story: str, event: str) -> Iterator[Decision]:
        """Every other event's articles out of a story, each event's into a story of their own."""
        parts: dict[str, list[str]] = defaultdict(list)
        for name, place in self.places.items():
            if place == story and self._gold[name] != event:
                parts[self._gold[name]].append(name)
        for part in parts.values():
            inside = {name: place for name, place in self.places.items() if place == story}
            yield self._decide("split", story, inside, inside | dict.fromkeys(part, f"split {self._count}"))

    def _decide(self, verb: DecisionVerb, story: str, before: dict[str, str], after: dict[str, str]) -> Decision:
        self._count += 1
        self.places |= after
        pairs = tuple(sorted(before.items())), tuple(sorted(after.items()))
        return Decision(
            id=self._count, editor="Ada", verb=verb, target=story, before=pairs[0], after=pairs[1], decided_at=DAY
        )


def measured(
    known: Judgements, edited: list[Document], others: list[list[Document]], gold: Gold, most: int
) -> dict[str, object]:
    """What the first decisions gain, on those held out and on stories that no editor saw."""
    editor = Editor({item.id: item.story for item in group_stream(edited, judgements=known).articles}, gold)
    decisions = [decision for decision, _ in zip(editor.decisions(1), range(most), strict=False)]
    told = Told(pairs_of(decisions, PAIRS), settled_by(decisions), unmerged(decisions), unsplit(decisions))
    cases = cases_of(((document, editor.places[document.id]) for document in edited), told)
    names = {item.id: frozenset({item.target, *dict(item.after), *dict(item.after).values()}) for item in decisions}
    shown = {name: getattr(cases, name) for name in ("join", "merge", "split", "across")}
    trials, fitted = refitted(shown, known, groups_of(names))
    own = {name: item.judgement for name, item in fitted.items()}
    told_of = {
        trial.judgement: {
            "decisions": trial.decisions,
            "log loss": [trial.before.log_loss, trial.after.log_loss],
            "decided right": [trial.before.right, trial.after.right],
            "of what was mended": [trial.before.mended, trial.after.mended],
            "standard error": trial.doubt,
            "others as before": [trial.kept, trial.others],
        }
        for trial in trials
    }
    several = own if len(own) > 1 else {}
    alone = {name: scored(others, gold, replace(known, **{name: judgement})) for name, judgement in several.items()}
    without = {
        name: scored(others, gold, replace(known, **{other: own[other] for other in own if other != name}))
        for name in several
    }
    return {
        "decisions": dict(Counter(item.verb for item in decisions)),
        **told_of,
        "B-cubed F1": {
            "before": scored(others, gold, known),
            "with all that is used": scored(others, gold, replace(known, **own)),
            "with one alone": alone,
            "with all but one": without,
        },
    }


def scored(draws: list[list[Document]], gold: Gold, judgements: Judgements) -> float:
    """The mean B-cubed F1 of a half with its times drawn anew: one large story more or less moves it by hundredths."""
    return round(mean(score(documents, gold, judgements) for documents in draws), 4)


def known_for(sets: Sets, name: str, *, unseen: bool) -> Judgements:
    """The judgements that a desk with this set's news begins from."""
    return learn({other: given for other, given in sets.items() if other != name}) if unseen else Judgements.stored()


def main() -> int:
    """Print a line of JSON for each half of a set and number of decisions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path)
    parser.add_argument("--sets", nargs="+", choices=LABELLED, default=LABELLED)
    parser.add_argument("--decisions", nargs="+", type=int, default=[25, 50, 100, 200])
    parser.add_argument("--articles", type=int, help="of each half, the first so many; all unless given")
    parser.add_argument("--unseen", action="store_true")
    given = parser.parse_args()
    sets = read_sets(given.stories)
    for name in given.sets:
        known = known_for(sets, name, unseen=given.unseen)
        for which in (0, 1):
            edited = redrawn(half(sets, which)[name][0], 7)[: given.articles]
            others = [redrawn(half(sets, 1 - which)[name][0], seed)[: given.articles] for seed in DRAWS]
            for most in given.decisions:
                found = measured(known, edited, others, sets[name][1], most)
                print(json.dumps({"set": name, "half": which, **found}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
