"""Where on a page the prose is: sums over its containers, and the innermost one that holds most of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nightdesk.reading.blocks import Block, Blocks
from nightdesk.reading.class_words import groups_of

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NO_PROSE = HEADINGS | {"figcaption", "li"}
CELL = 300  # letters: a cell with more, or with a sentence, is a column of an old layout, not a figure
CARDS = 3  # containers of one shape beside each other, each a linked headline and at most a few lines
CARD = 600  # letters
CARD_TITLE, CARD_LINKED, MOST_IN_A_CARD = 15, 0.85, 8
_NO_SPACES = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENDS = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u0964:;][\"'\u201d\u2019\u00bb\u201c)\]]*$|[\u201d\u300d\u00bb]$")
SHORTEST_PROSE, SHORT_PROSE, LONGEST_PROSE = 60, 120, 1000  # letters, those of scripts without spaces counted thrice
LINKED = 0.4  # a run of text with more of it in links is a list of links
WRAPPING = 0.4  # a container with more of the page's prose is the page, whatever its class says of its parts
CORE = 0.6  # the way down goes on while one child holds this share
ELSEWHERE = 0.15  # what prose in comments, teasers, forms counts when the core is sought
AHEAD = 300  # prose before a container of comments, in letters, from which on it is believed to be one
_NOT_THE_TEXT = frozenset(("comments", "related", "newsletter", "advert", "navigation", "byline", "caption"))
_REGIONS = {"aside": "aside", "form": "form", "header": "header", "figure": "figure"}


@dataclass(slots=True)
class Place:
    """What is known of a container: sums of it and all within it; ``groups`` and ``regions`` it inherits."""

    groups: frozenset[str] = frozenset()
    own_groups: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    good: float = 0.0
    prose: float = 0.0
    length: int = 0
    links: int = 0
    before: float = -1.0


@dataclass(slots=True)
class Layout:
    """The measured blocks of a page: ``sizes`` in letters, ``prose`` how much each counts as running text."""

    page: Blocks
    sizes: list[int] = field(default_factory=list)
    linked: list[float] = field(default_factory=list)
    ends: list[bool] = field(default_factory=list)
    prose: list[float] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    total: float = 1.0
    above_core: dict[int, int] = field(default_factory=dict)

    def share(self, container: int) -> float:
        """The share of the page's prose that a container holds."""
        return self.places[container].prose / self.total

    def linked_share(self, container: int) -> float:
        """The share of a container's letters that are in links."""
        place = self.places[container]
        return min(1.0, place.links / max(1, place.length))


def measure(page: Blocks) -> Layout:
    """Measure a page: 1. its blocks; 2. sums over containers; 3. what their classes say; 4. its core."""
    layout = Layout(page, places=[Place() for _ in page.containers])
    good = [_measured(block, layout) for block in page.blocks]
    _sum_up(layout, good)
    _name(layout, sum(good), _rows_of_cards(layout))
    for block, value in zip(page.blocks, good, strict=True):
        place = layout.places[block.container]
        is_elsewhere = place.groups & _NOT_THE_TEXT or place.regions & {"aside", "form", "figure", "card"}
        layout.prose.append(value * (ELSEWHERE if is_elsewhere else 1.0))
    for block, value in zip(page.blocks, layout.prose, strict=True):
        layout.places[block.container].prose += value
    for at in range(len(page.containers) - 1, 0, -1):
        layout.places[page.containers[at].parent].prose += layout.places[at].prose
    layout.total = layout.places[0].prose or 1.0
    layout.above_core = _core(layout)
    return layout


def ends_sentence(text: str) -> bool:
    """Whether a text ends as sentences do."""
    return bool(_ENDS.search(text[-10:]))


def _measured(block: Block, layout: Layout) -> float:
    """How much a block looks like running text, in letters."""
    text = block.text
    size = len(text) if text.isascii() else len(text) + 2 * len(_NO_SPACES.findall(text))
    linked = min(1.0, block.links / len(text))
    ends = ends_sentence(text)
    layout.sizes.append(size)
    layout.linked.append(linked)
    layout.ends.append(ends)
    if size < SHORTEST_PROSE or linked >= LINKED or block.tag in _NO_PROSE:
        return 0.0
    if block.tag == "td" and size < CELL and not ends:
        return 0.0
    value = min(size, LONGEST_PROSE) * (1 - linked)
    return value if size >= SHORT_PROSE and ends else value * LINKED


def _sum_up(layout: Layout, good: list[float]) -> None:
    places, containers = layout.places, layout.page.containers
    before = 0.0
    for block, value in zip(layout.page.blocks, good, strict=True):
        place = places[block.container]
        place.good += value
        place.length += len(block.text)
        place.links += block.links
        if place.before < 0:
            place.before = before
        before += value
    for at in range(len(containers) - 1, 0, -1):
        place, above = places[at], places[containers[at].parent]
        above.good += place.good
        above.length += place.length
        above.links += place.links
        if place.before >= 0 and (above.before < 0 or place.before < above.before):
            above.before = place.before


def _rows_of_cards(layout: Layout) -> frozenset[int]:
    """The containers that are cards in a row: teasers, whatever their class is and however much they say."""
    containers, places = layout.page.containers, layout.places
    linked, count = [0] * len(containers), [0] * len(containers)
    for block, size, share in zip(layout.page.blocks, layout.sizes, layout.linked, strict=True):
        linked[block.container] += share > CARD_LINKED and size >= CARD_TITLE
        count[block.container] += 1
    for at in range(len(containers) - 1, 0, -1):
        linked[containers[at].parent] += linked[at]
        count[containers[at].parent] += count[at]
    rows: dict[tuple[int, str, str], list[int]] = {}
    for at, container in enumerate(containers[1:], start=1):
        if linked[at] and 1 < count[at] <= MOST_IN_A_CARD and places[at].length <= CARD:
            rows.setdefault((container.parent, container.tag, container.hint), []).append(at)
    return frozenset(at for row in rows.values() if len(row) >= CARDS for at in row)


def _name(layout: Layout, total: float, cards: frozenset[int]) -> None:
    """Hand down what classes and tags say, but not from a container that wraps the page's text."""
    places = layout.places
    for at, container in enumerate(layout.page.containers[1:], start=1):
        place, above = places[at], places[container.parent]
        is_wrapping = place.good > WRAPPING * total
        groups = groups_of(container.hint) if container.hint else frozenset()
        if is_wrapping:
            is_comments = "comments" in groups and place.before > max(AHEAD, 0.12 * total)
            groups = groups & ({"body", "standfirst", "comments"} if is_comments else {"body", "standfirst"})
        place.own_groups = groups
        place.groups = above.groups if groups <= above.groups else above.groups | groups
        named = []
        if container.tag in ("article", "main"):
            named.append(container.tag)
        elif not is_wrapping and container.tag in _REGIONS:
            named.append(_REGIONS[container.tag])
        if container.is_body:
            named.append("articleBody")
        if container.is_hidden and not is_wrapping:
            named.append("hidden")
        if at in cards:
            named.append("card")
        place.regions = above.regions.union(named) if named else above.regions


def _core(layout: Layout) -> dict[int, int]:
    """The containers from the core up to the root, each with its distance from the core."""
    children: dict[int, list[int]] = {}
    for at, container in enumerate(layout.page.containers[1:], start=1):
        if layout.places[at].prose:
            children.setdefault(container.parent, []).append(at)
    core = 0
    while core in children:
        best = max(children[core], key=lambda at: layout.places[at].prose)
        if layout.places[best].prose < CORE * layout.places[core].prose:
            break
        core = best
    chain: dict[int, int] = {}
    while core >= 0:
        chain[core] = len(chain)
        core = layout.page.containers[core].parent
    return chain
