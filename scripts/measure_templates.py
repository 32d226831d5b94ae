#!/usr/bin/env python3
"""What templates of outlets would add to the choice by blocks: measure it on the outlets that have several pages.

    python scripts/measure_templates.py PAGES

PAGES is a folder with ``gold.jsonl`` (``file url title text``). For each page, the shapes of blocks (tag and class of
the three innermost containers) that held text, and that did not, are learned from the outlet's other pages: by their
gold texts (the most that any label could give), by JSON-LD bodies that agree with the page, and by our own choice. Then
blocks are dropped whose shape held only what is no text, and taken whose shape held only text. See docs/adr/0017.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path

from stress_reading import f1, runs

from nightdesk.reading.blocks import Block, Blocks
from nightdesk.reading.bodies import Chosen, choose_body
from nightdesk.reading.decoding import decode
from nightdesk.reading.jsonld import text_of
from nightdesk.reading.signals import gather
from nightdesk.reading.texts import declared_of
from nightdesk.reading.wording import letters
from nightdesk.urls import registered_domain

Shape = tuple[tuple[str, str], ...]
ENOUGH = 200  # letters of text in a shape
PURE = 0.95


@dataclass
class Read:
    """A page, what was chosen of it, and what it declares as its body."""

    url: str
    gold: str
    page: Blocks
    chosen: Chosen
    declared: str

    def labels(self, kind: str) -> list[bool] | None:
        """Which blocks are text by one kind of label; ``None`` where the page has no such label."""
        if kind == "own choice":
            kept = {at for at, _ in self.chosen.pieces}
            return [at in kept for at in range(len(self.page.blocks))]
        if kind == "JSON-LD" and not self._agrees():
            return None
        return [is_in(block.text, self.gold if kind == "gold" else self.declared) for block in self.page.blocks]

    def _agrees(self) -> bool:
        have, want = letters(self.chosen.text), letters(self.declared)
        lines = [line for line in map(letters, self.declared.split("\n")) if len(line) > 30]
        held = sum(len(line) for line in lines if line in have)
        return len(want) > 400 and held > 0.8 * sum(map(len, lines)) and len(have) < 1.6 * len(want)


def is_in(block: str, text: str) -> bool:
    """Whether most of a block stands in a text."""
    own = runs(block)
    count = sum(own.values())
    if count > 5:
        return sum((own & runs(text)).values()) > 0.5 * count
    return len(letters(block)) > 20 and letters(block) in letters(text)


def shape_of(page: Blocks, block: Block) -> Shape:
    """Tag and class of the three innermost containers, numbers aside."""
    shape: list[tuple[str, str]] = []
    at = block.container
    while at >= 0 and len(shape) < 3:
        shape.append((page.containers[at].tag, re.sub(r"\d+", "0", page.containers[at].hint)))
        at = page.containers[at].parent
    return tuple(shape)


def read(folder: Path, line: dict[str, str]) -> Read:
    """A page of the list."""
    body = (folder / line["file"]).read_bytes()
    markup = decode(gzip.decompress(body) if line["file"].endswith(".gz") else body).in_utf8
    signals = gather(markup, line["url"])
    page = Blocks(signals.tree.body or signals.tree.root)
    chosen = choose_body(page, declared_of(signals, line["title"], ()))
    given = signals.article.get("articleBody")
    declared = re.sub(r"<[^>]+>", "\n", given) if isinstance(given, str) else text_of(given)
    return Read(line["url"], line["text"], page, chosen, declared)


def with_template(target: Read, others: list[Read], kind: str) -> float | None:
    """F1 of a page's text with what others of its outlet teach; ``None`` where they teach nothing."""
    text: collections.Counter[Shape] = collections.Counter()
    rest: collections.Counter[Shape] = collections.Counter()
    for other in others:
        for block, is_text in zip(other.page.blocks, other.labels(kind) or (), strict=False):
            (text if is_text else rest)[shape_of(other.page, block)] += len(block.text)
    if not text:
        return None
    kept = {at for at, _ in target.chosen.pieces}
    lines = []
    for at, block in enumerate(target.page.blocks):
        shape = shape_of(target.page, block)
        is_pure = text[shape] > max(ENOUGH, PURE * (text[shape] + rest[shape]))
        if (at in kept and not (rest[shape] and not text[shape])) or (at not in kept and is_pure):
            lines.append(block.text)
    return f1(target.gold, "\n\n".join(lines) if lines else target.chosen.text)


def main() -> None:
    """Learn, read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    folder = parser.parse_args().pages
    outlets: dict[str, dict[str, Read]] = {}
    for line in map(json.loads, (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()):
        outlets.setdefault(registered_domain(line["url"]), {})[line["url"]] = read(folder, line)
    groups = [list(pages.values()) for pages in outlets.values() if len(pages) > 1]
    print(f"{sum(map(len, groups))} pages of {len(groups)} outlets with several")
    for kind in ("gold", "JSON-LD", "own choice"):
        before, after, taught = [], [], 0
        for pages in groups:
            for page in pages:
                found = with_template(page, [other for other in pages if other is not page], kind)
                before.append(f1(page.gold, page.chosen.text))
                after.append(before[-1] if found is None else found)
                taught += found is not None
        count = len(before)
        print(f"{kind:<12} {taught:3} taught, F1 {sum(before) / count:.4f} without, {sum(after) / count:.4f} with")


if __name__ == "__main__":
    main()
