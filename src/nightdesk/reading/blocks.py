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
_NAMING = ("class", "id", "role", "data-testid", "data-component")
MOST_BLOCKS = 6000  # the longest of 131 pages has 2,300; a million of them would take seconds
MOST_CONTAINERS = 20_000
DEEPEST = 150  # containers within each other; what is deeper is one block
MOST_CONSENTS = 20
LONGEST_HINT = 300  # characters of a class list that are looked at


@functools.lru_cache(1 << 14)
def _is_consent(hint: str) -> bool:
    return _CONSENT.search(hint) is not None


@dataclass(slots=True)
class Container:
    """An element that is not in a line of text; ``hint`` is its class, id and the like, ``parent`` an index."""

    tag: str
    hint: str = ""
    parent: int = -1
    is_body: bool = False
    is_hidden: bool = False


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
        self.containers: list[Container] = [Container(root.tag or "body")]
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._links = self._bold = self._consents = 0
        self._walk(root, 0, (False, False), 0)
        if self._pieces:
            self._flush(0)

    def _walk(self, node: LexborNode, container: int, within: tuple[bool, bool], depth: int) -> None:
        child = node.child
        while child is not None and len(self.blocks) < MOST_BLOCKS:
            tag = child.tag or ""
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
            elif tag not in SKIPPED and tag[:1] not in "-!_":
                self._enter(child, container, within, depth)
            child = child.next

    def _enter(self, node: LexborNode, container: int, within: tuple[bool, bool], depth: int) -> None:
        if self._pieces:
            self._flush(container)
        given = node.attributes
        hint = " ".join(filter(None, map(given.get, _NAMING)))[:LONGEST_HINT] if given else ""
        if hint and self._consents < MOST_CONSENTS and _is_consent(hint):
            self._consents += 1
            if node.css_first("h1") is None:
                return
        style = given.get("style")
        entered = Container(
            node.tag or "",
            hint,
            container,
            "articleBody" in (given.get("itemprop") or ""),
            "hidden" in given or bool(style and "display:none" in style[:LONGEST_HINT].replace(" ", "")),
        )
        if len(self.containers) >= MOST_CONTAINERS or depth > DEEPEST:
            self._take(node.text(deep=True, separator=" "), within)
            self._flush(container)
            return
        self.containers.append(entered)
        own = len(self.containers) - 1
        self._walk(node, own, within, depth + 1)
        if self._pieces:
            self._flush(own)

    def _take(self, text: str, within: tuple[bool, bool]) -> None:
        if text:
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
        if not whole.isspace():
            lines = (" ".join(line.split()) for line in whole.replace("\n", " ").split("\r"))
            text = "\n".join(filter(None, lines))
            if text:
                tag = self.containers[container].tag
                self.blocks.append(Block(text, self._links, self._bold, tag, container))
        self._pieces.clear()
        self._links = self._bold = 0
