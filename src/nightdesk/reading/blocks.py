"""A page's body as blocks of running text, each in its container: what the choice of the text is made from."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from nightdesk.reading.wording import words

SKIPPED = words(
    """
    script style svg template iframe noscript nav footer button select option input textarea object video audio
    canvas map math head picture img source link meta dialog label datalist progress meter amp-ad amp-img title
    """
)
INLINE = words(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q rp ruby rt s samp small span strike
    strong sub sup time tt u var wbr nobr
    """
)
# Dialogs on cookies hold more prose than a short article; they are written by a handful of programs.
_CONSENT = re.compile(
    r"onetrust|didomi|usercentrics|consent|gdpr|cmp(?:box|container|wrapper)"
    r"|cookie[-_]?(?:banner|notice|law|bar|policy|modal|popup|wall|overlay|dialog)",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
_NAMING = ("class", "id", "role", "data-testid", "data-component")
MOST_BLOCKS = 6000  # the longest of 131 pages has 2,300; a million of them would take seconds
MOST_CONTAINERS = 20_000
DEEPEST = 150  # containers within each other; what is deeper is one block
MOST_CONSENTS = 20
NO_ELEMENT = "-"
LONGEST_HINT = 300  # characters of a class list that are looked at


def _hint_of(given: dict[str, str | None]) -> str:
    """The names of an element, as one line."""
    classes = given.get("class")
    if classes and len(given) == 1:
        return classes[:LONGEST_HINT]
    return " ".join(filter(None, map(given.get, _NAMING)))[:LONGEST_HINT]


def _is_unseen(style: str) -> bool:
    return "display:none" in style[:LONGEST_HINT].replace(" ", "")


@functools.lru_cache(1 << 14)
def _is_consent(hint: str) -> bool:
    return _CONSENT.search(hint) is not None


@dataclass(slots=True)
class Container:
    """An element that is not in a line of text; ``hint`` is its class, id and the like, ``parent`` an index.

    All within it lies together, as containers and blocks are in the order of the page: the containers after it and
    before ``end``, the blocks from ``first`` on and before ``last``.
    """

    tag: str
    hint: str
    parent: int
    is_body: bool
    is_hidden: bool
    first: int
    last: int = 0
    end: int = 0


@dataclass(slots=True)
class Block:
    """A run of text between the edges of containers; ``links`` and ``bold`` count its letters in such elements."""

    text: str
    links: int
    bold: int
    tag: str
    container: int


class Blocks:
    """The containers and blocks of a tree, in the order of the page; the first container is the root itself."""

    def __init__(self, root: LexborNode) -> None:
        self.containers: list[Container] = [Container(root.tag or "body", "", -1, False, False, 0)]
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._links = self._bold = self._consents = 0
        self._walk(root, 0, (False, False), 0)
        self._leave(0)

    def _walk(self, node: LexborNode, container: int, within: tuple[bool, bool], depth: int) -> None:
        child = node.first_child
        while child is not None:
            tag = child.tag or NO_ELEMENT  # a processing instruction, such as "<?php … ?>", has no tag
            if tag == "-text":
                self._take(child.text_content or "", within)
            elif tag in INLINE:
                # An anchor without an address leads nowhere: it marks a place.
                is_link = within[0] or (tag == "a" and bool(child.attributes.get("href")))
                inside = (is_link, within[1] or tag in ("b", "strong"))
                if depth < 2 * DEEPEST:
                    self._walk(child, container, inside, depth + 1)
                else:
                    self._take(child.text(deep=True), inside)
            elif tag == "br":
                self._break(container)
            elif tag not in SKIPPED and tag[0] not in "-!_":
                self._enter(child, container, within, depth)
                if len(self.blocks) >= MOST_BLOCKS:
                    return
            child = child.next

    def _enter(self, node: LexborNode, container: int, within: tuple[bool, bool], depth: int) -> None:
        if self._pieces:
            self._flush(container)
        given = node.attributes
        hint = _hint_of(given) if given else ""
        if hint and self._consents < MOST_CONSENTS and _is_consent(hint):
            self._consents += 1
            if node.css_first("h1") is None:
                return
        own = len(self.containers)
        if own >= MOST_CONTAINERS or depth > DEEPEST:
            self._take(node.text(deep=True, separator=" "), within)
            self._flush(container)
            return
        is_body = "itemprop" in given and "articleBody" in (given["itemprop"] or "")
        is_hidden = "hidden" in given or ("style" in given and _is_unseen(given["style"] or ""))
        self.containers.append(Container(node.tag or "", hint, container, is_body, is_hidden, len(self.blocks)))
        self._walk(node, own, within, depth + 1)
        self._leave(own)

    def _leave(self, container: int) -> None:
        if self._pieces:
            self._flush(container)
        left = self.containers[container]
        left.last, left.end = len(self.blocks), len(self.containers)

    def _take(self, text: str, within: tuple[bool, bool]) -> None:
        # White space where a block or a line begins is none of it: two breaks with a line's end between them are two.
        if text and (not text.isspace() or (self._pieces and self._pieces[-1] != "\r")):
            self._pieces.append(text)
            if within[0] or within[1]:
                count = len(text.strip())
                self._links += count if within[0] else 0
                self._bold += count if within[1] else 0

    def _break(self, container: int) -> None:
        """A line break; two in a row part paragraphs, as pages did before they had elements for them."""
        if self._pieces and self._pieces[-1] == "\r":
            self._flush(container)
        elif self._pieces:
            self._pieces.append("\r")

    def _flush(self, container: int) -> None:
        whole = "".join(self._pieces)
        if self.containers[container].tag == "pre":
            whole = _BLANK_LINE.sub("\r", whole)
        if "\r" in whole:
            lines = (" ".join(line.split()) for line in whole.replace("\n", " ").split("\r"))
            text = "\n".join(filter(None, lines))
        else:
            text = " ".join(whole.split())
        if text:
            tag = self.containers[container].tag
            self.blocks.append(Block(text, self._links, self._bold, tag, container))
        self._pieces.clear()
        self._links = self._bold = 0
