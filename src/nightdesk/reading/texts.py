"""The running text of an article, without menus, teasers and comments, and whether it is the whole of it."""

from __future__ import annotations

import functools
import logging
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from nightdesk.errors import SkipItem
from nightdesk.reading.blocks import Blocks
from nightdesk.reading.bodies import Chosen, choose_body
from nightdesk.reading.bounds import bounded
from nightdesk.reading.edges import without_edges
from nightdesk.reading.embedded import embedded_html
from nightdesk.reading.jsonld import Node, text_of
from nightdesk.reading.live import is_live, with_entries, with_times
from nightdesk.reading.opinions import faults_as_no_opinion, without_controls
from nightdesk.reading.rows import with_rows
from nightdesk.reading.signals import Signals, heading_text
from nightdesk.reading.signs import Declared
from nightdesk.reading.walls import FREE_PART, stop_at_wall
from nightdesk.reading.wording import has_letters, letters, tidy

# What never holds the text. Taken out by lexbor before the extractor's own, slower parse: 27 to 18 ms a page and
# text F1 .9449 to .9455 on 131 pages. Forms and asides stay: some sites wrap the whole page in a form.
_ELSEWHERE = ["script", "style", "svg", "template", "iframe", "link", "meta", "noscript", "nav", "footer"]
# trafilatura takes these out too, each time with a copy of all text before: 1,000 of them in 300 kB took two seconds.
_EMPTY = ", ".join(
    f"{tag}:empty" for tag in ("div", "span", "p", "b", "i", "em", "strong", "li", "section", "article", "q")
)
SHORTEST = 40  # letters: the shortest of 131 gold texts has 233; a line of a ticker has 60
LONGEST_HTML = 1_000_000  # characters of markup left after the cleaning; the largest of 131 pages has 400,000
# Ends of tags counted too: 7,000 short paragraphs took it six seconds; of 334 pages the largest has 10,080.
MOST_EXTRACTED = 12_000
SURE = 250  # letters: of 131 pages, those with less are two sports results and a page that a script draws
SURE_SHARE = 0.35  # of a page's prose: with less, it is a short text among much else, or the wrong one
_COUNT = re.compile(r"[0-9]{1,9}")
_CUT_SHARE = 0.6  # a text with less of the words its page declares was cut


@dataclass(frozen=True, slots=True)
class Text:
    """A text in paragraphs parted by blank lines, where it was found, and why it is held to be cut, if it is.

    ``above`` are lines that stand above it with its headline, such as a byline.
    """

    content: str
    source: str
    cut: str = ""
    above: str = ""


def read_text(signals: Signals, title: str, authors: tuple[str, ...] = ()) -> Text:
    """The text of a page; its content is ``""`` where the page has none.

    1. The blocks of the page whose signs say so. 2. Where they are few, or little of the page's prose, a second
    opinion: HTML that a script would draw, then trafilatura. 3. The body that JSON-LD declares, where the page
    shows none. The headline above the text is left out. Changes the tree of ``signals``.
    """
    body = _declared_body(signals.article)
    declared = _declared(signals, title, authors, body)
    headings = {letters(heading_text(heading)) for heading in signals.headings[:5]} | {declared.title}
    chosen = _chosen(signals, declared, headings)
    source, offer = chosen.source, chosen.cut
    content = _without_headline(chosen.content, headings)
    if not has_letters(content, SHORTEST) and has_letters(body, SHORTEST):
        content, source, offer = body, "JSON-LD articleBody", ""
    whole = with_entries(signals.article, content)
    if whole != content:
        content, source = whole, "JSON-LD liveBlogUpdate, of which the page shows less"
    cut = f"the text breaks off at an offer: {offer!r}" if offer else _cut(signals, content, len(declared.body))
    return Text(content, source, cut, chosen.above)


def declared_of(signals: Signals, title: str, authors: tuple[str, ...]) -> Declared:
    """What a page says of its article, for the comparison with its blocks."""
    return _declared(signals, title, authors, _declared_body(signals.article))


def _declared(signals: Signals, title: str, authors: tuple[str, ...], body: str) -> Declared:
    description = signals.meta("og:description", "description") or text_of(signals.article.get("description"))
    return Declared(letters(title), letters(description), letters(body), authors)


def _chosen(signals: Signals, declared: Declared, headings: set[str]) -> Text:
    """The text, cut by the offer at which it breaks off; a second opinion where it is short or a small part."""
    root = signals.tree.body or signals.tree.root
    if root is None:
        return Text("", "")
    page = Blocks(root)
    own = with_times(page, with_rows(page, choose_body(page, declared)), is_live(signals.article))
    own, above = without_edges(own, headings)
    shown, offer = stop_at_wall(page, own)
    if offer or (own.share >= SURE_SHARE and has_letters(own.text, SURE)):
        return Text(paragraphs(shown), _said(own), offer, above)
    have = len(letters(own.text))
    drawn = embedded_html(signals.tree) if have < SURE else ""
    if drawn:
        inside = _parsed(drawn)
        found = choose_body(Blocks(inside), declared) if inside else own
        if len(letters(found.text)) > max(SURE, 2 * have):
            return Text(paragraphs(found.text), "HTML inside a script")
    if signals.is_vast or (have >= SHORTEST and own.share >= SURE_SHARE):
        return Text(paragraphs(own.text), _said(own), above=above)  # most of what the page says, however short
    second = paragraphs(_extracted(signals.tree, signals.url))
    if have < SHORTEST or _holds(second, own.text):
        return Text(second, "trafilatura, as the page's blocks leave doubts")
    return Text(paragraphs(own.text), _said(own), above=above)


def _parsed(html: str) -> LexborNode | None:
    """The body of HTML that a script would draw; ``None`` where it is beyond reading."""
    try:
        return LexborHTMLParser(bounded(html.encode("utf-8", errors="ignore"))).body
    except SkipItem:
        return None


def _holds(second: str, own: str) -> bool:
    """Whether a second opinion has the chosen text and more than as much again: then that was a piece of it."""
    whole, lines = letters(second), [letters(line) for line in own.split("\n\n")]
    held = sum(len(line) for line in lines if line in whole)
    have = sum(map(len, lines))
    return 2 * held > have and len(whole) > 2 * have


def _said(own: Chosen) -> str:
    return f"the page's body, {len(own.pieces)} of its {own.blocks} blocks"


def paragraphs(text: str) -> str:
    """A text with its lines as paragraphs, each tidy, parted by blank lines."""
    lines = (tidy_line(line) for line in text.split("\n"))
    return "\n\n".join(line for line in lines if line)


def tidy_line(line: str) -> str:
    """A line of extracted text; its characters are not markup any more, so only white space is touched."""
    return " ".join(line.replace("\u00ad", "").replace("\u200b", "").split())


def _without_headline(text: str, headings: set[str]) -> str:
    """A text without the headline above it, which the article has as its title."""
    first, _, rest = text.partition("\n\n")
    return rest if rest and letters(first) in headings else text


def _extracted(tree: LexborHTMLParser, url: str) -> str:
    tree.strip_tags(_ELSEWHERE)
    for node in tree.css(_EMPTY):
        node.decompose()
    html = (tree.html or "")[:LONGEST_HTML]
    return _extractor()(html, url) if html.count("<") <= MOST_EXTRACTED else ""


@functools.cache
def _extractor() -> Callable[[str, str], str]:
    """The text extractor, loaded at its first use: its libraries take 200 ms, and only workers read pages."""
    import lxml.html
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it gives up on, the page's reasons tell
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)

    def extract(html: str, url: str) -> str:
        text: object = ""
        with faults_as_no_opinion():
            parsed = lxml.html.fromstring(without_controls(html).encode("utf-8", errors="ignore"), parser=parser)
            found = bare_extraction(parsed, url=url, include_comments=False, with_metadata=False)
            text = getattr(found, "text", None) if found else None
        return text if isinstance(text, str) else ""

    return extract


def _declared_body(article: Node) -> str:
    body = article.get("articleBody")
    if not isinstance(body, str):
        return ""
    if "<" in body or "&" in body:
        body = re.sub(r"</(?:p|div|h\d|li)>|<br\s*/?>", "\n", body, flags=re.IGNORECASE)
        return "\n\n".join(line for line in map(tidy, body.split("\n")) if line)
    return paragraphs(body)


def _cut(signals: Signals, content: str, declared: int) -> str:
    """Why a text is held to be only a part, or ``""``: what the page declares, in letters, against what was read."""
    if not has_letters(content, 1):
        return "the page shows no text"
    if not has_letters(content, math.ceil(_CUT_SHARE * declared)):
        return f"JSON-LD articleBody has {declared:,} letters, the page {len(letters(content)):,}"
    words = text_of(signals.article.get("wordCount")) or str(signals.article.get("wordCount") or "")
    read = len(content.split())
    if _COUNT.fullmatch(words) and read < _CUT_SHARE * int(words) and not _is_unspaced(content):
        return f"JSON-LD wordCount is {words}, {read} words are shown"
    closed = str(signals.article.get("isAccessibleForFree")).strip().lower() == "false" or signals.meta(
        "article:content_tier"
    ).lower() in ("locked", "metered")
    if closed and (not has_letters(content, FREE_PART) or content.rstrip().endswith(("\u2026", "..."))):
        return f"the page says it is not free to read, and shows {len(letters(content)):,} letters"
    if content.rstrip().endswith(("\u2026", "...", "[\u2026]")) and not has_letters(content, FREE_PART):
        return "the text ends in an ellipsis"
    return ""


def _is_unspaced(text: str) -> bool:
    """Whether a text is in a script without spaces, where words cannot be counted by them."""
    return len(text) > 15 * max(1, len(text.split()))
