"""Which blocks of a page are its article: each has a score, the sum of what its signs weigh."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from nightdesk.reading.blocks import Block, Blocks
from nightdesk.reading.layout import HEADINGS, Layout, measure
from nightdesk.reading.weights import WEIGHTS
from nightdesk.reading.wording import letters

_DATE = re.compile(r"\b\d{1,2}[.:/-]\d{1,2}|\b(?:19|20)\d\d\b|\d{1,2}:\d\d")
_TAGS = frozenset(("p", "li", "div", "h1", "h2", "h3", "h4", "figcaption"))
COMPARED = 90  # letters of a block that are compared with what the page declares
AGREEING = 0.5  # a declared body that has less of the page's prose is a summary or another text
REPEATED = 40  # characters from which on a block that comes twice is dropped the second time
MOST_AGAIN = 3  # paragraphs; a quotation set apart repeats one or two
CLOSE = 6  # blocks
Signs = dict[str, float]


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page says of its article, each as bare letters: the blocks are compared with it."""

    title: str = ""
    description: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen blocks with their places, and how sure the choice is: the share of the page's prose they have."""

    pieces: tuple[tuple[int, str], ...]
    blocks: int
    share: float

    @property
    def text(self) -> str:
        """The chosen text."""
        return "\n\n".join(text for _, text in self.pieces)


def choose_body(page: Blocks, declared: Declared) -> Chosen:
    """The blocks whose signs weigh more than nothing, in the order of the page, each once."""
    layout = measure(page)
    seen: set[str] = set()
    kept: list[tuple[int, str]] = []
    prose = 0.0
    weigh = WEIGHTS.get
    for at, signs in enumerate(signs_of(layout, declared)):
        if signs and sum([weigh(name, 0.0) * value for name, value in signs.items()]) > 0:
            text = page.blocks[at].text
            if text in seen and len(text) > REPEATED:
                continue
            seen.add(text)
            kept.append((at, text))
            prose += layout.prose[at]
    return Chosen(tuple(_without_repetition(kept)), len(page.blocks), prose / layout.total)


def _without_repetition(kept: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The texts without one that says again, in one piece, what several of the others say (for a voice, for print)."""
    longest = max((text for _, text in kept), key=len, default="")
    others = [text for _, text in kept if text is not longest and len(text) > REPEATED]
    again = [text for text in others if text in longest]
    if len(again) >= MOST_AGAIN and 2 * len(again) >= len(others):
        return [piece for piece in kept if piece[1] is not longest]
    return kept


def signs_of(layout: Layout, declared: Declared) -> list[Signs]:
    """The signs of each block; none for a list's links, which are never the text."""
    weigher = _Weigher(layout, declared)
    return [weigher.signs(at, block) for at, block in enumerate(layout.page.blocks)]


class _Weigher:
    """Finds the signs of one block after the other."""

    def __init__(self, layout: Layout, declared: Declared) -> None:
        self._layout = layout
        self._declared = declared
        blocks = layout.page.blocks
        self._letters = [letters(block.text[: COMPARED * 2])[:COMPARED] for block in blocks]
        self._seen: set[str] = set()
        self._shapes: dict[object, float] = {}
        for block, prose in zip(blocks, layout.prose, strict=True):
            if prose:
                for shape in self._shapes_of(block):
                    self._shapes[shape] = self._shapes.get(shape, 0.0) + prose / layout.total
        self._outside = [self._steps(block.container) for block in blocks]
        self._is_core = [steps[0] == 0 and prose > 0 for steps, prose in zip(self._outside, layout.prose, strict=True)]
        core = [at for at, is_core in enumerate(self._is_core) if is_core]
        self._first, self._last = (core[0], core[-1]) if core else (0, len(blocks))
        self._heading = max(
            (at for at in range(self._first + 1) if at < len(blocks) and blocks[at].tag == "h1"), default=-1
        )
        self._agreement = self._agreed()

    def signs(self, at: int, block: Block) -> Signs:
        layout = self._layout
        size, linked = layout.sizes[at], layout.linked[at]
        if linked > 0.9 and block.tag not in ("p", "div") and block.tag not in HEADINGS:
            return {}
        signs = _shape_signs(block, size, linked, layout.ends[at])
        self._add_place(signs, at, block)
        self._add_agreement(signs, at, size)
        self._add_neighbours(signs, at, block)
        return signs

    def _add_place(self, signs: Signs, at: int, block: Block) -> None:
        layout = self._layout
        place = layout.places[block.container]
        for group in place.groups:
            signs[f"in {group}"] = 1.0
        for group in place.own_groups:
            signs[f"is {group}"] = 1.0
        for region in place.regions:
            signs[f"in <{region}>"] = 1.0
        same, tags, siblings = (self._shapes.get(shape, 0.0) for shape in self._shapes_of(block))
        signs |= {"same class": same, "same tags": tags, "siblings": siblings}
        signs["class of the text"] = float(same > 0.3)
        signs["class of nothing"] = float(same < 0.02)
        signs["siblings are the text"] = float(siblings > 0.3)
        signs["siblings are nothing"] = float(siblings < 0.05)
        steps, branch = self._outside[at]
        if steps or branch != block.container:
            held = layout.places[branch]
            signs["in a branch"] = 1.0
            signs["branch's share"] = layout.share(branch)
            signs["branch's prose"] = held.prose / max(1, held.length + 200)
            signs["branch's links"] = layout.linked_share(branch)
        above = layout.page.containers[block.container].parent
        if above >= 0:
            signs["parent's links"] = layout.linked_share(above)
        signs["in the core"] = float(steps == 0)
        signs["far out"] = min(steps, CLOSE) / CLOSE
        if block.tag in HEADINGS and not steps:
            signs["heading in the core"] = 1.0
        if block.tag == "li" and not steps:
            signs["list in the core"] = 1.0

    def _add_agreement(self, signs: Signs, at: int, size: int) -> None:
        own, declared = self._letters[at], self._declared
        signs["is the title"] = float(
            bool(own) and (own == declared.title[:COMPARED] or (len(own) > 15 and own in declared.title))
        )
        if len(own) > 20 and len(declared.description) > 20:
            is_described = own[:60] in declared.description or declared.description[:60] in own
            if is_described:
                signs["is the description"] = 1.0
                signs["description outside"] = float(self._outside[at][0] > 0)
        if self._agreement:
            is_declared = len(own) >= 8 and own[:80] in declared.body
            signs["in the declared body" if is_declared else "not in the declared body"] = self._agreement
        signs["repeated"] = float(own in self._seen)
        self._seen.add(own)
        signs["names an author"] = float(size < 120 and any(author in own for author in declared.authors))

    def _add_neighbours(self, signs: Signs, at: int, block: Block) -> None:
        core = self._is_core
        before, after = core[max(0, at - 2) : at], core[at + 1 : at + 3]
        signs["after text"] = sum(before) / 2
        signs["before text"] = sum(after) / 2
        follows = bool(after and after[0])
        if block.tag in HEADINGS:
            signs["heading over text" if follows else "heading over nothing"] = 1.0
        signs["before the core"] = float(at < self._first)
        signs["after the core"] = float(at > self._last)
        signs["far behind"] = float(at > self._last + CLOSE)
        if self._heading >= 0:
            signs["between heading and core"] = float(self._heading < at < self._first)
        signs["above the heading"] = float(at <= self._heading)
        sizes, blocks, containers = self._layout.sizes, self._layout.page.blocks, self._layout.page.containers
        signs["one of a row"] = float(
            at > 0
            and max(sizes[at - 1], sizes[at]) < 400
            and containers[blocks[at - 1].container].hint == containers[block.container].hint
        )

    def _agreed(self) -> float:
        """The share of the page's prose that its declared body has too; 0 where it is too little to tell."""
        body = self._declared.body
        if len(body) < 200:
            return 0.0
        pairs = zip(self._letters, self._layout.prose, strict=True)
        agreed = sum(prose for own, prose in pairs if prose and own[:60] in body) / self._layout.total
        return agreed if agreed > AGREEING else 0.0

    def _steps(self, container: int) -> tuple[int, int]:
        """How far above the core the way out of a container meets it, and the branch it comes through."""
        chain, containers = self._layout.above_core, self._layout.page.containers
        branch = container
        while container not in chain:
            branch, container = container, containers[container].parent
        return chain[container], branch

    def _shapes_of(self, block: Block) -> Sequence[object]:
        containers = self._layout.page.containers
        own = containers[block.container]
        above = containers[own.parent] if own.parent >= 0 else own
        top = containers[above.parent] if above.parent >= 0 else above
        return (own.tag, own.hint, above.tag, above.hint), (own.tag, above.tag, top.tag), own.parent


def _shape_signs(block: Block, size: int, linked: float, ends: bool) -> Signs:
    length = (math.log(max(size, 5)) - 4) / 2
    bold = min(1.0, block.bold / len(block.text))
    signs = {
        "bias": 1.0,
        "length": length,
        "length squared": length * length,
        "short": float(size < 40),
        "middling": float(40 <= size < 120),
        "long": float(size >= 250),
        "links": linked,
        "all links": float(linked > 0.85),
        "half links": float(0.3 < linked <= 0.85),
        "bold": bold,
        "bold link": bold * linked,
        "ends a sentence": float(ends),
        "sentence in a paragraph": float(ends and block.tag in ("p", "div")),
        "ends in a colon": float(block.text[-1:] in ":\uff1a"),
        "short with a date": float(size < 60 and bool(_DATE.search(block.text))),
        f"<{block.tag}>" if block.tag in _TAGS else "<other>": 1.0,
    }
    if block.tag in HEADINGS:
        signs["heading"] = 1.0
    return signs
