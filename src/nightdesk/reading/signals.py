"""Everything a page says of itself, gathered in one pass over one fast parse (lexbor)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from nightdesk.reading import jsonld
from nightdesk.reading.bounds import is_vast
from nightdesk.reading.jsonld import Node
from nightdesk.reading.wording import tidy

MOST_VALUES = 50  # values kept of one name: a page with a thousand og:image is no gallery
LONGEST_VALUE = 100_000
LONGEST_HEADING = 2000  # characters; the longest title of 22,107 had 342
_WANTED = (
    "html, meta, link[rel], title, h1, time[datetime], script[type*='ld+json'], [itemprop], a[rel~='author'],"
    " base[href]"
)


@dataclass(slots=True)
class Signals:
    """What a page's head and its marked-up parts say; lists are in the order of the page."""

    url: str
    tree: LexborHTMLParser
    metas: dict[str, list[str]] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    headings: list[LexborNode] = field(default_factory=list)
    times: list[LexborNode] = field(default_factory=list)
    author_links: list[str] = field(default_factory=list)
    properties: dict[str, list[str]] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    article: Node = field(default_factory=dict)
    broken_scripts: int = 0
    language: str = ""
    is_amp: bool = False
    is_scripted: bool = False
    is_vast: bool = False
    base: str = ""
    asked: str = ""

    def meta(self, *names: str) -> str:
        """The first value that one of these names has, in the order of the names."""
        return next((value for name in names for value in self.metas.get(name, ())), "")

    def link(self, *relations: str) -> str:
        """The first address that one of these relations has."""
        return next((href for wanted in relations for relation, href in self.links if wanted in relation.split()), "")


def heading_text(node: LexborNode) -> str:
    """The text of a heading; one of a broken page that holds the whole of it is cut, for it is compared many times."""
    return node.text(deep=True)[:LONGEST_HEADING]


def gather(html: bytes, url: str) -> Signals:
    """Parse a page, given in UTF-8 and `bounded`, and gather its signals."""
    tree = LexborHTMLParser(html)
    signals = Signals(url=url, tree=tree, is_scripted=b"<script" in html, is_vast=is_vast(html))
    for node in tree.css(_WANTED):
        _take(signals, node)
    loaded, signals.broken_scripts = jsonld.load(signals.scripts)
    signals.nodes = jsonld.nodes(loaded)
    addresses = [url, signals.link("canonical"), signals.meta("og:url")]
    shown = [heading_text(heading) for heading in signals.headings[:10]]
    shown += [signals.meta("og:title"), signals.meta("twitter:title")]
    signals.article = jsonld.main_node(signals.nodes, [a for a in addresses if a], shown) or {}
    return signals


def _take(signals: Signals, node: LexborNode) -> None:
    tag = node.tag
    given = node.attributes
    if tag == "meta":
        for name, value in _meta_values(given):
            _add(signals.metas, name, value)
    elif tag == "link":
        if href := given.get("href"):
            signals.links.append(((given.get("rel") or "").lower(), href.strip()))
    elif tag == "script":
        signals.scripts.append(node.text())
    elif tag == "title":
        # SVG pictures have titles too; the page's is the first.
        signals.titles.append(tidy(node.text()))
    else:
        _take_from_body(signals, node, given)
    if given.get("itemprop"):
        _take_property(signals, node, given)


def _take_from_body(signals: Signals, node: LexborNode, given: dict[str, Any]) -> None:
    tag = node.tag
    if tag == "h1":
        signals.headings.append(node)
    elif tag == "time":
        signals.times.append(node)
    elif tag == "html":
        signals.language = (given.get("lang") or given.get("xml:lang") or "").strip()
        signals.is_amp = "amp" in given or "\u26a1" in given
    elif tag == "base":
        signals.base = signals.base or (given.get("href") or "").strip()
    elif tag == "a" and "author" in (given.get("rel") or "") and len(signals.author_links) < MOST_VALUES:
        signals.author_links.append(tidy(node.text(deep=True, separator=" ")))


def _take_property(signals: Signals, node: LexborNode, given: dict[str, Any]) -> None:
    """Microdata: the value is in an attribute or in the text (HTML standard, section 5.2.4)."""
    value = given.get("content") or given.get("datetime") or given.get("href") or given.get("src")
    names = str(given["itemprop"]).lower().split()
    if value is None or "author" in names or "name" in names:
        value = given.get("content") or node.text(deep=True, separator=" ")[:LONGEST_VALUE]
    for name in names:
        _add(signals.properties, name, tidy(value))


def _meta_values(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    value = given.get("content")
    if not value or len(value) > LONGEST_VALUE:
        return
    for key in ("property", "name", "http-equiv"):
        if given.get(key):
            yield given[key].strip().lower(), value.strip()


def _add(values: dict[str, list[str]], name: str, value: str) -> None:
    known = values.setdefault(name, [])
    if value and len(known) < MOST_VALUES:
        known.append(value)
