"""Whether a page is no article at all, and why: an error, a dialog, a list of articles, or nothing yet.

What a page declares goes first: JSON-LD of an article with a date is believed. Words count only where the page has
little text of its own, so that a report on cookies or on a search is none of these.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import parse_qsl, unquote, urlsplit

from selectolax.lexbor import LexborNode

from nightdesk.reading import jsonld
from nightdesk.reading.blocks import Blocks
from nightdesk.reading.signals import Signals
from nightdesk.reading.wording import letters, tidy
from nightdesk.urls import is_homepage

_LISTING = frozenset({"CollectionPage", "SearchResultsPage", "CategoryPage", "ProfilePage"})
_SEPARATOR = re.compile(r"\s+[-\u2013\u2014\u00b7:\u2022]\s+|\s*[|\u203a\u00bb]\s*|:\s+")
_CODE = r"(?:(?:http|status|error|fehler|erreur|fel|hata)\W*)*(?:\b(?:403|404|410|429|50[0234])\b)\W*(?:error)?"
_CUTS = r"\W*(?:oops|ups|sorry|error|fehler|erreur)?\W*"
_SEARCHED = frozenset(("q", "s", "query", "search", "keyword", "keywords", "suchbegriff", "buscar", "term"))
# The last part of the address of an article: a number or a headline.
_SLUG = re.compile(r"\d{4,}|(?:[^\W_]+[-_]){3,}[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
MANY_TEASERS, SOME_TEASERS = 12, 5
SHORT_TEXT = 600  # characters: an error page or a list has no more running text than that
LONG_PARAGRAPH = 200  # characters; teasers of 131 outlets' pages stay under it
PROSE = 3  # long paragraphs, from which on a page that calls itself a list is read as an article
CONSENT_SHARE = 0.5  # of the text's letters
LONGEST_DIALOG = 6000  # characters
HEADING = 150  # characters of a heading that are looked at
LONGEST_LINE = 5000  # characters of a line that are looked at
NOTHING = 40  # letters


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a page is no article.

    One that ``is_unfilled`` is what a browser draws only by scripts; one that ``is_wall`` stands before an article.
    """

    reason: str
    is_unfilled: bool = False
    is_wall: bool = False


def no_article(signals: Signals, text: str, date_source: str) -> Refused | None:
    """Why a page is no article, or ``None`` where it may be one.

    Args:
        signals: what the page says of itself.
        text: its text as it was chosen.
        date_source: where its date of publication was found; a date in the page's text may be anything's.
    """
    is_dated = bool(date_source) and date_source != "the page's text"
    is_declared = jsonld.is_article(signals.article) or jsonld.is_video(signals.article)
    if is_declared and is_dated:
        return None
    reason = _error(signals, text, is_declared or is_dated)
    if reason or is_declared:
        return Refused(reason) if reason else None
    is_said = signals.meta("og:type").lower().startswith(("article", "video"))
    if is_said and is_dated:
        return None
    if is_homepage(signals.url):
        return Refused("the front page of a site")
    wall = "" if is_dated else _dialog(signals, text)
    if wall:
        return Refused(wall, is_wall=True)
    reason = "" if is_dated else _list(signals, text, is_said, bool(date_source))
    if reason:
        return Refused(reason)
    if not is_dated and not is_said and len(letters(text[:1000])) < NOTHING and signals.is_scripted:
        return Refused("an empty page, whose text only a script would draw", is_unfilled=True)
    return None


def _error(signals: Signals, text: str, is_known: bool) -> str:
    """An error that was answered with status 200."""
    if len(text) >= SHORT_TEXT:
        return ""
    title = signals.titles[0] if signals.titles else ""
    for heading in _headings(signals, text):
        pieces = [heading] if is_known else [heading, *_SEPARATOR.split(heading)]
        if any(piece and _words("error title").fullmatch(piece) for piece in pieces):
            return f"an error page ({(title or heading)[:60]!r})"
        if not is_known and _words("error sentence").search(heading):
            return f"an error page ({heading[:60]!r})"
    return ""


def _dialog(signals: Signals, text: str) -> str:
    """A page that asks for consent or a password before it shows anything."""
    headings = list(_headings(signals, text))
    asked = signals.tree.css_first("input[type='password']") is not None
    if asked and len(text) < SHORT_TEXT and any(map(_words("login").match, headings)):
        return f"a page to sign in ({headings[0][:60]!r})"
    root = signals.tree.body
    shown = text if len(letters(text[:1000])) >= NOTHING else root.text(deep=True, separator="\n") if root else ""
    lines = [line for line in map(tidy, shown.split("\n")) if line]
    says = next((line for line in (*headings, *lines) if _words("consent").search(line, 0, LONGEST_LINE)), "")
    topic = sum(len(line) for line in lines if _words("consent topic").search(line, 0, LONGEST_LINE))
    if says and root and topic >= CONSENT_SHARE * sum(map(len, lines)) and _is_all(root):
        return f"a dialog on consent ({says[:60]!r})"
    return ""


def _is_all(root: LexborNode) -> bool:
    """Whether a page says no more than a dialog does; a dialog over a short article has much else under it."""
    return sum(len(block.text) for block in Blocks(root).blocks) <= LONGEST_DIALOG


def _list(signals: Signals, text: str, is_said: bool, has_date: bool) -> str:
    """Search results, or a list of articles, by what it declares, its address, or its many linked headlines."""
    path, query = unquote(urlsplit(signals.url).path), urlsplit(signals.url).query
    long = [line for line in text.split("\n") if len(line) * (1 + bool(_UNSPACED.search(line))) >= LONG_PARAGRAPH]
    if len(long) >= PROSE:
        return ""
    declared = next((name for node in signals.nodes for name in jsonld.types_of(node) if name in _LISTING), "")
    headings = list(_headings(signals, ""))
    is_asked = any(key.lower() in _SEARCHED for key, _ in parse_qsl(query, max_num_fields=100)) if query else False
    if declared == "SearchResultsPage" or (is_asked and _words("search path").search(path)):
        return "a page of search results"
    if any(map(_words("search").match, headings)) and (is_asked or _words("search path").search(path)):
        return f"a page of search results ({headings[0][:60]!r})"
    if declared:
        return f"a list of articles (JSON-LD {declared})"
    teasers = 0 if is_said else _teasers(signals)
    if teasers >= SOME_TEASERS and _words("listing path").search(path):
        return f"a list of articles ({teasers} headlines with links, by the address of a subject)"
    if teasers >= MANY_TEASERS and not long and not (has_date and _SLUG.search(path.rstrip("/").rpartition("/")[2])):
        return f"a list of articles ({teasers} headlines with links, no paragraph of {LONG_PARAGRAPH} characters)"
    return ""


def _headings(signals: Signals, text: str) -> Iterator[str]:
    """The title, the first headings and the first line."""
    shown = [heading.text(deep=True, separator=" ")[: 2 * HEADING] for heading in signals.headings[:2]]
    for found in (*signals.titles[:1], *shown, text.partition("\n")[0]):
        clean = tidy(found[: 2 * HEADING])
        if 0 < len(clean) <= HEADING:
            yield clean


def _teasers(signals: Signals) -> int:
    """Headlines that lead to other pages of the site."""
    own = urlsplit(signals.url)
    count = 0
    for link in signals.tree.css("h2 a, h3 a, h4 a, a:has(h2), a:has(h3), a:has(h4)"):
        address = (link.attributes.get("href") or "").strip()
        host = urlsplit(address).netloc if "//" in address[:10] else own.netloc
        count += bool(address) and address[0] != "#" and host == own.netloc
    return count


@functools.cache
def _words(section: str) -> re.Pattern[str]:
    """The pattern of a section of ``no_article.txt``."""
    whole = files("nightdesk.reading").joinpath("no_article.txt").read_text(encoding="utf-8")
    lines = whole.partition(f"[{section}]\n")[2].partition("\n[")[0].split("\n")
    either = "|".join(line for line in lines if line and not line.startswith("#"))
    pattern = {
        "error title": rf"{_CUTS}(?:{_CODE})?\W*(?:{either})\W*|\W*{_CODE}\W*",
        "login": rf"\W*(?:please )?(?:{either})\b.{{0,30}}",
        "search": rf"\W*(?:{either})",
        "listing path": rf"/(?:{either})/[^/]+(?:/page/\d+|/\d{{1,3}})?/?$",
        "search path": rf"/(?:{either})(?:\.\w{{2,5}})?/?$",
    }.get(section, either)
    return re.compile(pattern, re.IGNORECASE)
