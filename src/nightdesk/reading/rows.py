"""Bodies in several containers of one kind, as pages 1 to n in one document, or the entries of a live blog.

Where most of what was chosen stands in such a row, the running text in its other containers belongs to it too: numbers
in their ids, or a second class on the last one, had made them look unlike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from nightdesk.reading.blocks import Block, Blocks
from nightdesk.reading.bodies import Chosen
from nightdesk.reading.class_words import groups_of
from nightdesk.reading.layout import HEADINGS, ends_sentence

MOST_OF = 0.5  # of the chosen letters
LINKED = 0.3  # of a block's letters; a teaser's headline is a link
SHORTEST = 12  # characters of a paragraph; "Nobody was hurt." closes a report
SHORTEST_LEAD = 60
PARENTS = 6  # steps up from a chosen block that are looked at
_ELSE = frozenset(("comments", "related", "newsletter", "advert", "navigation", "byline", "caption", "share", "credit"))
_TEXT = ("p", "div", "section", "article", "li", "blockquote")


def with_rows(page: Blocks, chosen: Chosen) -> Chosen:
    """The chosen blocks and, where they stand in a row of containers of one kind, the text in the others of it."""
    row = _row(page, chosen)
    if not row:
        return chosen
    taken = {at for at, _ in chosen.pieces}
    inside = [at for at, block in enumerate(page.blocks) if row & set(_chain(page, block.container))]
    paths = {_path(page, at, row) for at in inside if at in taken}
    added = [at for at in inside if at not in taken and _path(page, at, row) in paths and _is_text(page, at, row)]
    if not added:
        return chosen
    texts = {text for _, text in chosen.pieces}
    headings = [at for at in range(inside[0]) if page.blocks[at].tag == "h1"]
    lead = range(headings[-1] + 1, inside[0]) if headings else ()
    added += [at for at in lead if at not in taken and _is_lead(page, page.blocks[at])]
    new = [(at, page.blocks[at].text) for at in added if page.blocks[at].text not in texts]
    return replace(chosen, pieces=tuple(sorted((*chosen.pieces, *new))))


def _row(page: Blocks, chosen: Chosen) -> frozenset[int]:
    """The row that holds most of the chosen letters in at least one container, and has others beside."""
    total = sum(len(text) for _, text in chosen.pieces)
    held: dict[int, int] = {}
    for at, text in chosen.pieces:
        for container in _chain(page, page.blocks[at].container)[:PARENTS]:
            held[container] = held.get(container, 0) + len(text)
    sums: dict[tuple[int, str, str], int] = {}
    for container, count in held.items():
        kind = _kind(page, container)
        if kind[2]:
            sums[kind] = sums.get(kind, 0) + count
    members: dict[tuple[int, str, str], set[int]] = {kind: set() for kind in sums if sums[kind] > MOST_OF * total}
    likely = {kind[:2] for kind in members}
    for at, each in enumerate(page.containers if members else ()):
        if (each.parent, each.tag) in likely and (kind := _kind(page, at)) in members:
            members[kind].add(at)
    # Containers of one class are seen as alike by the signs of their blocks already.
    rows = [kind for kind in sorted(members) if len({page.containers[at].hint for at in members[kind]}) > 1]
    return frozenset(members[rows[0]]) if rows else frozenset()


def _kind(page: Blocks, at: int) -> tuple[int, str, str]:
    """The parent, the tag and the first class or id, its number aside."""
    container = page.containers[at]
    return container.parent, container.tag, re.sub(r"\d+", "0", container.hint.partition(" ")[0])


def _chain(page: Blocks, container: int) -> list[int]:
    found = []
    while container > 0:
        found.append(container)
        container = page.containers[container].parent
    return found


def _path(page: Blocks, at: int, row: frozenset[int]) -> tuple[str, ...]:
    """The way from a container of the row to a block in it; headings of all ranks are one."""
    block = page.blocks[at]
    path = ["heading" if block.tag in HEADINGS else block.tag]
    for container in _chain(page, block.container):
        if container in row:
            break
        path.append(_kind(page, container)[2])
    return tuple(path)


def _is_text(page: Blocks, at: int, row: frozenset[int]) -> bool:
    block = page.blocks[at]
    if block.links > LINKED * len(block.text) or _is_elsewhere(page, block.container, row):
        return False
    if block.tag in HEADINGS:
        after = page.blocks[at + 1 : at + 2]
        return any(each.tag not in HEADINGS and _is_prose(each) for each in after)
    return _is_prose(block)


def _is_prose(block: Block) -> bool:
    return block.tag in _TEXT and len(block.text) >= SHORTEST and ends_sentence(block.text)


def _is_lead(page: Blocks, block: Block) -> bool:
    is_long = len(block.text) >= SHORTEST_LEAD and block.links <= LINKED * len(block.text)
    return is_long and _is_prose(block) and not _is_elsewhere(page, block.container, ())


def _is_elsewhere(page: Blocks, container: int, row: Iterable[int]) -> bool:
    """Whether a class between a block and its row says that it is none of the text."""
    limits = set(row)
    for at in _chain(page, container):
        if at in limits:
            return False
        held = page.containers[at]
        if held.tag in ("aside", "form", "figure") or held.is_hidden or groups_of(held.hint) & _ELSE:
            return True
    return False
