"""The signs of a page's blocks, by which they are told to be the article's text: a row a sign, a column a block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nightdesk.reading.class_words import GROUPS
from nightdesk.reading.layout import HEADINGS, REGIONS, Flags, Floats, Layout
from nightdesk.reading.wording import letters

_DATE = re.compile(r"\b\d{1,2}[.:/-]\d{1,2}|\b(?:19|20)\d\d\b|\d{1,2}:\d\d")
_TAGS = ("p", "li", "div", "h1", "h2", "h3", "h4", "figcaption", "other")
NAMES = (
    *(f"in {group}" for group in GROUPS),
    *(f"is {group}" for group in GROUPS),
    *(f"in <{region}>" for region in REGIONS),
    *(f"<{tag}>" for tag in _TAGS),
    *("bias", "length", "length squared", "short", "middling", "long", "links", "all links", "half links", "bold"),
    *("bold link", "ends a sentence", "sentence in a paragraph", "ends in a colon", "short with a date", "heading"),
    *("same class", "same tags", "siblings", "class of the text", "class of nothing", "siblings are the text"),
    *("siblings are nothing", "in a branch", "branch's share", "branch's prose", "branch's links", "parent's links"),
    *("in the core", "far out", "heading in the core", "list in the core", "is the title", "is the description"),
    *("description outside", "in the declared body", "not in the declared body", "repeated", "names an author"),
    *("after text", "before text", "heading over text", "heading over nothing", "before the core", "after the core"),
    *("far behind", "between heading and core", "above the heading"),
)
_ROW = {name: at for at, name in enumerate(NAMES)}
_IS, _REGION, _TAG = (_ROW[f"{first}"] for first in (f"is {GROUPS[0]}", f"in <{REGIONS[0]}>", f"<{_TAGS[0]}>"))
_GROUP_BITS, _REGION_BITS = (np.arange(len(names))[:, None] for names in (GROUPS, REGIONS))
_TAG_AT = {tag: at for at, tag in enumerate(_TAGS)}
Column = NDArray[Any] | list[bool] | float
COMPARED = 90  # letters of a block that are compared with what the page declares
AGREEING = 0.5  # a declared body that has less of the page's prose is a summary or another text
CLOSE = 6  # blocks


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page says of its article, each as bare letters: the blocks are compared with it."""

    title: str = ""
    description: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """``values[row, block]`` for the signs `NAMES`; ``may_be_text`` is false for a list's links, never the text."""

    values: Floats
    may_be_text: Flags


def signs_of(layout: Layout, declared: Declared) -> Signs:
    """The signs of the blocks of a page."""
    table = _Table(layout)
    table.add_shapes()
    table.add_places()
    table.add_branches()
    table.add_likeness()
    table.add_agreement(declared)
    table.add_neighbours()
    return Signs(table.values, table.may_be_text)


class _Table:
    """The signs as they are put together; the order of the steps makes no difference."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._blocks = layout.page.blocks
        self.values: Floats = np.zeros((len(NAMES), len(self._blocks)))
        tags = [block.tag for block in self._blocks]
        self._tag_at = np.array([_TAG_AT.get(tag, len(_TAGS) - 1) for tag in tags], np.intp)
        self._is_heading = np.array([tag in HEADINGS for tag in tags], np.bool_)
        self._is_paragraph = (self._tag_at == _TAG_AT["p"]) | (self._tag_at == _TAG_AT["div"])
        self._steps = layout.steps[layout.container]
        is_menu = layout.linked > 0.9
        self.may_be_text: Flags = ~is_menu | self._is_paragraph | self._is_heading

    def _put(self, name: str, column: Column) -> None:
        self.values[_ROW[name]] = column

    def add_shapes(self) -> None:
        """What a block is by itself."""
        layout, blocks, put = self._layout, self._blocks, self._put
        size, linked, ends = layout.sizes, layout.linked, layout.ends
        length = (np.log(np.maximum(size, 5)) - 4) / 2
        bold = np.array([min(1.0, block.bold / len(block.text)) for block in blocks], np.float64)
        self.values[_TAG + self._tag_at, np.arange(len(blocks))] = 1.0
        put("bias", 1.0)
        put("length", length)
        put("length squared", length * length)
        put("short", size < 40)
        put("middling", (size >= 40) & (size < 120))
        put("long", size >= 250)
        put("links", linked)
        put("all links", linked > 0.85)
        put("half links", (linked > 0.3) & (linked <= 0.85))
        put("bold", bold)
        put("bold link", bold * linked)
        put("ends a sentence", ends)
        put("sentence in a paragraph", ends & self._is_paragraph)
        put("ends in a colon", [block.text[-1] in ":\uff1a" for block in blocks])
        is_brief = (size < 60).tolist()
        dated = (is_short and bool(_DATE.search(b.text)) for is_short, b in zip(is_brief, blocks, strict=True))
        put("short with a date", list(dated))
        put("heading", self._is_heading)

    def add_places(self) -> None:
        """What the classes and tags around a block say."""
        layout = self._layout
        at = layout.container
        self.values[: len(GROUPS)] = layout.groups[at] >> _GROUP_BITS & 1
        self.values[_IS : _IS + len(GROUPS)] = layout.own_groups[at] >> _GROUP_BITS & 1
        self.values[_REGION : _REGION + len(REGIONS)] = layout.regions[at] >> _REGION_BITS & 1

    def add_branches(self) -> None:
        """Where a block stands to the core, and what else stands there."""
        layout, put, steps = self._layout, self._put, self._steps
        at, branch = layout.container, layout.branch[layout.container]
        is_away = (steps > 0) | (branch != at)
        linked = np.minimum(1.0, layout.links / np.maximum(1, layout.lengths))
        above = np.array([container.parent for container in layout.page.containers], np.intp)[at]
        put("in a branch", is_away)
        put("branch's share", is_away * (layout.held[branch] / layout.total))
        put("branch's prose", is_away * (layout.held[branch] / (layout.lengths[branch] + 200)))
        put("branch's links", is_away * linked[branch])
        put("parent's links", (above >= 0) * linked[above])
        put("in the core", steps == 0)
        put("far out", np.minimum(steps, CLOSE) / CLOSE)
        put("heading in the core", self._is_heading & (steps == 0))
        put("list in the core", (self._tag_at == _TAG_AT["li"]) & (steps == 0))

    def add_likeness(self) -> None:
        """How much of the page's prose stands in containers like a block's own."""
        put = self._put
        shapes = list(self._shapes())
        same, tags, siblings = (self._shared(shape[kind] for shape in shapes) for kind in range(3))
        put("same class", same)
        put("same tags", tags)
        put("siblings", siblings)
        put("class of the text", same > 0.3)
        put("class of nothing", same < 0.02)
        put("siblings are the text", siblings > 0.3)
        put("siblings are nothing", siblings < 0.05)

    def _shapes(self) -> Iterator[tuple[object, object, object]]:
        """What containers of one kind have in common: their and their parent's class, the tags, the parent."""
        containers = self._layout.page.containers
        known: dict[int, tuple[object, object, object]] = {}
        for block in self._blocks:
            at = block.container
            if at not in known:
                own = containers[at]
                above = containers[own.parent] if own.parent >= 0 else own
                top = containers[above.parent] if above.parent >= 0 else above
                known[at] = (own.tag, own.hint, above.tag, above.hint), (own.tag, above.tag, top.tag), own.parent
            yield known[at]

    def _shared(self, shapes: Iterable[object]) -> Floats:
        """The share of the page's prose that is in containers of the kind of each block's."""
        number_of: dict[object, int] = {}
        numbers = np.array([number_of.setdefault(shape, len(number_of)) for shape in shapes], np.intp)
        return np.bincount(numbers, self._layout.prose, 1)[numbers] / self._layout.total

    def add_agreement(self, declared: Declared) -> None:
        """What of a block the page declares, and what stood above it already."""
        bare = [letters(block.text[: COMPARED * 2])[:COMPARED] for block in self._blocks]
        rows: list[tuple[bool, bool, bool, bool]] = []
        seen: set[str] = set()
        title, description = declared.title, declared.description if len(declared.description) > 20 else ""
        start, opening = title[:COMPARED], description[:60]
        for own, size, may_be in zip(bare, self._layout.sizes.tolist(), self.may_be_text.tolist(), strict=True):
            is_title = bool(own) and (own == start or (len(own) > 15 and own in title))
            is_described = len(own) > 20 and bool(description) and (own[:60] in description or opening in own)
            has_author = size < 120 and any(author in own for author in declared.authors)
            rows.append((is_title, is_described, own in seen, has_author))
            if may_be:
                seen.add(own)
        found = np.array(rows, np.bool_).reshape(-1, 4)
        put = self._put
        put("is the title", found[:, 0])
        put("is the description", found[:, 1])
        put("description outside", found[:, 1] & (self._steps > 0))
        put("repeated", found[:, 2])
        put("names an author", found[:, 3])
        agreed = self._agreed(bare, declared.body)
        if agreed:
            is_declared = np.array([len(own) >= 8 and own[:80] in declared.body for own in bare], np.bool_)
            put("in the declared body", is_declared * agreed)
            put("not in the declared body", ~is_declared * agreed)

    def _agreed(self, bare: list[str], body: str) -> float:
        """The share of the page's prose that its declared body has too; 0 where it is too little to tell."""
        if len(body) < 200:
            return 0.0
        pairs = zip(bare, self._layout.prose.tolist(), strict=True)
        agreed = sum(prose for own, prose in pairs if prose and own[:60] in body) / self._layout.total
        return agreed if agreed > AGREEING else 0.0

    def add_neighbours(self) -> None:
        """What stands before and after a block."""
        put, count = self._put, len(self._blocks)
        is_core = (self._steps == 0) & (self._layout.prose > 0)
        core = np.flatnonzero(is_core)
        first, last = (int(core[0]), int(core[-1])) if len(core) else (0, count)
        around = np.concatenate((np.zeros(2), is_core, np.zeros(2)))
        at = np.arange(count)
        heading = max((at for at in range(min(first + 1, count)) if self._blocks[at].tag == "h1"), default=-1)
        put("after text", (around[:-4] + around[1:-3]) / 2)
        put("before text", (around[3:-1] + around[4:]) / 2)
        put("heading over text", self._is_heading & (around[3:-1] > 0))
        put("heading over nothing", self._is_heading & (around[3:-1] == 0))
        put("before the core", at < first)
        put("after the core", at > last)
        put("far behind", at > last + CLOSE)
        put("between heading and core", (heading < at) & (at < first) & (heading >= 0))
        put("above the heading", at <= heading)
