"""JSON-LD in a page: mended where it is broken, flattened, and the node that describes the article chosen.

Source: JSON-LD 1.1 (W3C), schema.org. Real pages break it in the ways `_mended` names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from nightdesk.reading.wording import letters, tidy
from nightdesk.safe_text import safe_json

Node = dict[str, Any]

MOST_NODES = 2000  # a page has tens; a list of all comments can have thousands
DEEPEST = 40
_ARTICLE = re.compile(
    r"article|blogposting|^report$|^review$|socialmediaposting|analysisnews|opinionnews", re.IGNORECASE
)
_VIDEO = re.compile(r"^(video\w*|clip|movieclip)$", re.IGNORECASE)
_PAGE = re.compile(r"^(\w*page|creativework|webcontent)$", re.IGNORECASE)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*$"
)
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_FIELDS = (
    "headline", "datePublished", "dateModified", "author", "articleBody", "image", "publisher", "description",
    "inLanguage", "isAccessibleForFree", "articleSection", "wordCount",
)  # fmt: skip
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|articleBody|description|inLanguage)"\s*:\s*"((?:[^"\\]++|\\.)*+)"'
)
# Lists of other articles; what is in them is not about this page.
_ELSEWHERE = frozenset(
    {"itemListElement", "hasPart", "mentions", "citation", "relatedLink", "comment", "isBasedOn", "review"}
)


def load(scripts: Sequence[str]) -> tuple[list[Any], int]:
    """Parsed JSON-LD scripts, and how many of them were broken (some of them mended)."""
    loaded: list[Any] = []
    broken = 0
    for script in scripts:
        text = safe_json(script.strip())
        if not text:
            continue
        try:
            loaded.append(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            broken += 1
            loaded.extend(_mended(text))
    return loaded, broken


def nodes(loaded: Sequence[Any]) -> list[Node]:
    """All nodes outside lists of other things, in the order of the page, references by ``@id`` filled in."""
    found: list[Node] = []
    for value in loaded:
        _gather(value, found, 0)
    by_id: dict[str, Node] = {}
    for node in found:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(by_id.get(name, {})):
            by_id[name] = node
    return [{key: _referred(value, by_id) for key, value in node.items()} for node in found]


def main_node(candidates: Sequence[Node], page_urls: Sequence[str], headlines: Sequence[str]) -> Node | None:
    """The node that describes the article of the page.

    Articles come before videos and those before pages; among several, one that names this page's URL, then one
    with a headline that the page shows, then the one with the most of the fields that are read here.
    """
    paths = {_bare(url) for url in page_urls}
    shown = {letters(headline) for headline in headlines if headline}
    best: tuple[float, Node] | None = None
    ours: list[Node] = []
    for node in candidates:
        weight = _kind_weight(node)
        if not weight or not (_headline(node) or "datePublished" in node):
            continue
        own = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
        is_named = any(_bare(url) in paths for url in map(address_of, own) if url)
        is_shown = letters(_headline(node)) in shown
        weight += 3.0 * is_named + 2.0 * is_shown + 0.1 * sum(key in node for key in _FIELDS)
        if (is_named or is_shown) and not is_video(node):
            ours.append(node)
        if best is None or weight > best[0]:
            best = (weight, node)
    if best is None:
        return None
    # Two programs on one site each describe the article: what one leaves out, another may have.
    others = {key: node[key] for node in reversed(ours) for key in _FIELDS if node.get(key)}
    return others | {key: value for key, value in best[1].items() if value} if best[1] in ours else best[1]


def _headline(node: Node) -> str:
    return text_of(node.get("headline")) or text_of(node.get("name"))


def types_of(node: Any) -> tuple[str, ...]:
    """The types of a node, without their vocabulary's address."""
    given = node.get("@type") if isinstance(node, dict) else None
    names = given if isinstance(given, list) else [given]
    return tuple(str(name).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in names if isinstance(name, str))


def is_article(node: Node) -> bool:
    """Whether a node is some kind of article."""
    return any(_ARTICLE.search(name) for name in types_of(node))


def is_video(node: Node) -> bool:
    """Whether a node is a video."""
    return any(_VIDEO.match(name) for name in types_of(node))


def text_of(value: Any) -> str:
    """A text out of what stands for one: a string, ``{"@value": …}``, or the first of a list."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return tidy(value) if isinstance(value, str) else ""


def address_of(value: Any) -> str:
    """A URL out of what stands for one: a string, a node with ``url`` or ``@id``, or the first of a list."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id") or value.get("contentUrl")
        if isinstance(value, (list, dict)):
            return address_of(value)
    return value.strip() if isinstance(value, str) else ""


def listed(value: Any) -> list[Any]:
    """A value that may be one thing or a list of things, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _kind_weight(node: Node) -> float:
    if is_article(node):
        return 10.0
    if is_video(node):
        return 5.0
    return 1.0 if any(_PAGE.match(name) for name in types_of(node)) else 0.0


def _gather(value: Any, found: list[Node], depth: int) -> None:
    if depth > DEEPEST or len(found) >= MOST_NODES:
        return
    if isinstance(value, list):
        for item in value:
            _gather(item, found, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "@id" in value:
            found.append(value)
        for key, inner in value.items():
            if key not in _ELSEWHERE and isinstance(inner, (dict, list)):
                _gather(inner, found, depth + 1)


def _referred(value: Any, by_id: dict[str, Node]) -> Any:
    if isinstance(value, list):
        return [_referred(item, by_id) for item in value]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
        return by_id.get(str(value.get("@id")), value)
    return value


def _bare(url: str) -> str:
    """A URL without what spellings differ in: scheme, ``www.``, query, fragment, slash at its end."""
    return re.sub(r"^https?://(?:www\.|m\.)?|[?#].*$", "", url.strip().lower()).rstrip("/")


def _mended(text: str) -> Iterator[Any]:
    """What can be saved of a broken script: comment marks, bad escapes, trailing commas, several values, a cut."""
    text = _TRAILING_COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", _WRAPPING.sub("", text))).strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False)
    at, saved = 0, False
    while at < len(text):
        start = re.compile(r"[{\[]").search(text, at)
        if not start:
            break
        try:
            value, at = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            break
        saved = True
        yield value
    if not saved:
        fields = {name: _unescaped(value) for name, value in reversed(_FIELD.findall(text))}
        if fields:
            yield {"@type": "NewsArticle" if "headline" in fields else "WebPage", **fields}


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
