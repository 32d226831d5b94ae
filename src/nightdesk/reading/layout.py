"""Where on a page the prose is: sums over its containers, and the innermost one that holds most of it.

Everything is in arrays, one value a block or a container: containers and blocks are in the order of the page, so what a
container holds is a stretch of the blocks, and a sum over it the difference of two running sums.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nightdesk.reading.blocks import Block, Blocks
from nightdesk.reading.class_words import bits_of, bits_of_groups

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
REGIONS = ("article", "main", "aside", "form", "header", "figure", "articleBody", "hidden", "card")
CELL = 300  # letters: a cell with more, or with a sentence, is a column of an old layout, not a figure
CARDS = 3  # containers of one shape beside each other, each a linked headline and at most a few lines
CARD = 600  # letters
CARD_TITLE, CARD_LINKED, MOST_IN_A_CARD = 15, 0.85, 8
SHORTEST_PROSE, SHORT_PROSE, LONGEST_PROSE = 60, 120, 1000  # letters, those of scripts without spaces counted thrice
LINKED = 0.4  # a run of text with more of it in links is a list of links
WRAPPING = 0.4  # a container with more of the page's prose is the page, whatever its class says of its parts
CORE = 0.6  # the way down goes on while one child holds this share
ELSEWHERE = 0.15  # what prose in comments, teasers, forms counts when the core is sought
AHEAD = 300  # prose before a container of comments, in letters, from which on it is believed to be one
_NO_SPACES = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CLOSING = "\"'\u201d\u2019\u00bb\u201c)]"
_ENDING = ".!?\u2026\u3002\uff01\uff1f\u0964:;"
_ENDS = re.compile(rf"[{_ENDING}][{re.escape(_CLOSING)}]*$|[\u201d\u300d\u00bb]$")
_LAST = frozenset(
    _ENDING + _CLOSING + "\u300d\n"
)  # what the last character of such a text is; "$" is before a line's end
_REGION = {name: 1 << at for at, name in enumerate(REGIONS)}
_NO_PROSE = HEADINGS | {"figcaption", "li"}
_NOT_THE_TEXT = bits_of_groups("comments", "related", "newsletter", "advert", "navigation", "byline", "caption")
_NOT_IN_IT = _REGION["aside"] | _REGION["form"] | _REGION["figure"] | _REGION["card"]
_COMMENTS, _OF_THE_TEXT = bits_of_groups("comments"), bits_of_groups("body", "standfirst")
Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
Flags = NDArray[np.bool_]
Array = TypeVar("Array", NDArray[np.float64], NDArray[np.intp])


@dataclass(frozen=True, slots=True)
class Layout:
    """The measured blocks and containers of a page.

    Of each block: its ``container``; ``sizes`` in letters; ``linked``, the share of it in links; ``ends``, whether as a
    sentence does; ``prose``, how much it counts as running text. Of each container, with all within it: ``held``, its
    prose; ``lengths`` and ``links`` in characters; ``groups``, ``own_groups`` and ``regions`` as bits, what its own and
    the outer ones' classes and tags say; ``steps``, how far above the core the way out of it meets the core's, and the
    ``branch`` that it comes through. ``total`` is the page's prose.
    """

    page: Blocks
    container: Numbers
    sizes: Numbers
    linked: Floats
    ends: Flags
    prose: Floats
    held: Floats
    lengths: Numbers
    links: Numbers
    groups: Numbers
    own_groups: Numbers
    regions: Numbers
    steps: Numbers
    branch: Numbers
    total: float


@dataclass(frozen=True, slots=True)
class _Extent:
    """The stretch of blocks that each container holds."""

    first: Numbers
    last: Numbers

    def sums(self, values: Array) -> Array:
        """The sum over each container of a value of its blocks."""
        running = _running(values)
        return running[self.last] - running[self.first]


def measure(page: Blocks) -> Layout:
    """Measure a page: 1. its blocks; 2. sums over containers; 3. what their classes say; 4. its core."""
    blocks, containers = page.blocks, page.containers
    held_by = np.array([block.container for block in blocks], np.intp)
    sizes, linked, ends = _sizes(blocks), _linked(blocks), np.array([ends_sentence(b.text) for b in blocks], np.bool_)
    good = _good(blocks, sizes, linked, ends)
    extent = _Extent(
        np.array([container.first for container in containers], np.intp),
        np.array([container.last for container in containers], np.intp),
    )
    lengths = extent.sums(np.array([len(block.text) for block in blocks], np.intp))
    cards = _rows_of_cards(page, lengths, extent, (linked > CARD_LINKED) & (sizes >= CARD_TITLE))
    groups, own_groups, regions = _named(page, good, extent, cards)
    is_elsewhere = ((groups[held_by] & _NOT_THE_TEXT) | (regions[held_by] & _NOT_IN_IT)) != 0
    prose = np.where(is_elsewhere, good * ELSEWHERE, good)
    held = extent.sums(prose)
    steps, branch = _ways(page, _chain(page, held))
    return Layout(
        page=page,
        container=held_by,
        sizes=sizes,
        linked=linked,
        ends=ends,
        prose=prose,
        held=held,
        lengths=lengths,
        links=extent.sums(np.array([block.links for block in blocks], np.intp)),
        groups=groups,
        own_groups=own_groups,
        regions=regions,
        steps=steps,
        branch=branch,
        total=float(held[0]) or 1.0,
    )


def ends_sentence(text: str) -> bool:
    """Whether a text ends as sentences do."""
    return text[-1:] in _LAST and _ENDS.search(text[-10:]) is not None


def _running(values: Array) -> Array:
    """The sum of all values before each, and at the end of all."""
    running = np.zeros(len(values) + 1, values.dtype)
    np.cumsum(values, out=running[1:])
    return running


def _sizes(blocks: list[Block]) -> Numbers:
    texts = (block.text for block in blocks)
    return np.array(
        [len(text) if text.isascii() else len(text) + 2 * len(_NO_SPACES.findall(text)) for text in texts], np.intp
    )


def _linked(blocks: list[Block]) -> Floats:
    # The ends of its lines belong to none of its links: a menu in lines is all links.
    return np.array(
        [min(1.0, block.links / (len(block.text) - block.text.count("\n"))) for block in blocks], np.float64
    )


def _good(blocks: list[Block], sizes: Numbers, linked: Floats, ends: Flags) -> Floats:
    """How much each block looks like running text, in letters."""
    is_prose = (sizes >= SHORTEST_PROSE) & (linked < LINKED)
    is_prose &= np.array([block.tag not in _NO_PROSE for block in blocks], np.bool_)
    is_prose &= np.array([block.tag != "td" for block in blocks], np.bool_) | (sizes >= CELL) | ends
    value = np.minimum(sizes, LONGEST_PROSE) * (1 - linked) * is_prose
    return np.where((sizes >= SHORT_PROSE) & ends, value, value * LINKED)


def _rows_of_cards(page: Blocks, lengths: Numbers, extent: _Extent, is_title: Flags) -> frozenset[int]:
    """The containers that are cards in a row: teasers, whatever their class is and however much they say."""
    count = extent.last - extent.first
    is_card = (extent.sums(is_title.astype(np.intp)) > 0) & (count > 1) & (count <= MOST_IN_A_CARD) & (lengths <= CARD)
    rows: dict[tuple[int, str, str], list[int]] = {}
    for at in np.flatnonzero(is_card).tolist():
        container = page.containers[at]
        rows.setdefault((container.parent, container.tag, container.hint), []).append(at)
    return frozenset(at for row in rows.values() if len(row) >= CARDS for at in row)


def _named(page: Blocks, good: Floats, extent: _Extent, cards: frozenset[int]) -> tuple[Numbers, Numbers, Numbers]:
    """What classes and tags say, handed down, but not from a container that wraps the page's text."""
    running = _running(good)
    total = float(running[-1])
    wrapping = (running[extent.last] - running[extent.first] > WRAPPING * total).tolist()
    groups, own_groups, regions = ([0] * len(page.containers) for _ in range(3))
    for at, container in enumerate(page.containers):
        if not at:
            continue
        own = bits_of(container.hint) if container.hint else 0
        region = _REGION["card"] if at in cards else 0
        if wrapping[at]:
            is_comments = own & _COMMENTS and running[container.first] > max(AHEAD, 0.12 * total)
            own &= _OF_THE_TEXT | _COMMENTS if is_comments else _OF_THE_TEXT
            region |= _REGION[container.tag] if container.tag in ("article", "main") else 0
        else:
            region |= _REGION.get(container.tag, 0) | (_REGION["hidden"] if container.is_hidden else 0)
        if container.is_body:
            region |= _REGION["articleBody"]
        own_groups[at] = own
        groups[at] = groups[container.parent] | own
        regions[at] = regions[container.parent] | region
    return np.array(groups, np.intp), np.array(own_groups, np.intp), np.array(regions, np.intp)


def _chain(page: Blocks, held: Floats) -> list[int]:
    """The containers from the core up to the root."""
    children: dict[int, list[int]] = {}
    for at in np.flatnonzero(held).tolist():
        children.setdefault(page.containers[at].parent, []).append(at)
    core = 0
    while core in children:
        best = max(children[core], key=lambda at: float(held[at]))
        if held[best] < CORE * held[core]:
            break
        core = best
    chain = []
    while core >= 0:
        chain.append(core)
        core = page.containers[core].parent
    return chain


def _ways(page: Blocks, chain: list[int]) -> tuple[Numbers, Numbers]:
    """How far above the core the way out of each container meets it, and the branch it comes through."""
    containers = page.containers
    steps, branch = np.zeros(len(containers), np.intp), np.arange(len(containers))
    for distance in range(len(chain) - 1, -1, -1):
        steps[chain[distance] : containers[chain[distance]].end] = distance
    above = frozenset(chain)
    for at, container in enumerate(containers):
        if container.parent in above and at not in above:
            branch[at : container.end] = at
    return steps, branch
