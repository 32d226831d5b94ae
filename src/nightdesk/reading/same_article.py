"""Whether two addresses of one site can be the same article: what a page claims of itself is not always so.

Templates give every page one canonical address, the front page, a section, or the first page of a series; what such a
claim would do is fold all articles of an outlet into one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from nightdesk.reading.wording import letters, words
from nightdesk.urls import is_homepage

# Ends of paths that show the same article in another form.
_VIEWS = words(
    "amp amphtml index index.html index.htm index.php index.amp.html amp.html print drucken mobile m full all single"
    " story.html default.aspx html imprimir imprimer"
)
_PAGE_NAMES = r"page|pg|pagina|seite|paged|pagenum|pagenumber"
_PAGE_IN_QUERY = re.compile(rf"(?:^|&)(?:{_PAGE_NAMES})=0*([2-9]|[1-9]\d)(?=&|$)", re.IGNORECASE)
_PAGE_IN_PATH = re.compile(
    rf"(?:/(?:{_PAGE_NAMES}|p)[-/]?|[-_](?:{_PAGE_NAMES})-?|/)0*([2-9]|[1-4]\d)/?$", re.IGNORECASE
)
LEAST_WORDS = 3  # of an article's name; sections have one or two
LEAST_DIGITS = 4  # of an article's number or year


def another_page(asked: str, found: str, headlines: Iterable[str] = ()) -> str:
    """Why an address cannot be that of the article at ``asked``, or ``""``; both canonical, on one site."""
    if found == asked:
        return ""
    why = leads_up(asked, found)
    if why:
        return why
    if _page_number(asked) and _without_page(asked) == _without_page(found):
        return "the first page of many, and this is another of them"
    ours, theirs = _segments(asked), _segments(found)
    if not _is_article_like(found) and _is_article_like(asked):
        # A short name may still be this article's: /2026/11/20/4711-ferry and /ferry.
        return "" if theirs and _words(theirs[-1]) & _words(ours[-1] if ours else "") else "a section of the site"
    shown = {word for headline in headlines for word in _words(headline)}
    if ours and theirs and len(ours) == len(theirs) and len(_words(ours[-1]) & shown) >= 2:  # noqa: PLR2004  # one word may be chance
        other = _words(theirs[-1])
        if len(other) >= LEAST_WORDS and not other & (shown | _words(ours[-1])):
            return "another article by its name"
    return ""


def leads_up(asked: str, found: str) -> str:
    """Whether an address is that of the front page or of a section above the article, in words, or ``""``."""
    if is_homepage(asked):
        return ""
    if is_homepage(found):
        return "the front page of its site"
    ours, theirs = _segments(asked), _segments(found)
    beyond = ours[len(theirs) :]
    is_above = bool(beyond) and ours[: len(theirs)] == theirs and not urlsplit(found).query
    is_view = all(segment.lower() in _VIEWS or segment.isdecimal() for segment in beyond)
    return "a section above it" if is_above and not is_view and not _is_article_like(found) else ""


def _segments(url: str) -> list[str]:
    return [segment for segment in unquote(urlsplit(url).path).split("/") if segment]


def _is_article_like(url: str) -> bool:
    """Whether an address names one thing: by a number, or by a name of several words."""
    segments = _segments(url)
    last = segments[-1] if segments else ""
    query = urlsplit(url).query
    is_numbered = re.search(rf"\d{{{LEAST_DIGITS}}}", last) is not None or re.search(r"=\w*\d", query) is not None
    is_named = len(re.findall(r"[^\W\d_]{2,}", last)) >= LEAST_WORDS or (last.isalnum() and not last.isascii())
    return is_numbered or is_named


def _words(text: str) -> set[str]:
    return {word for part in re.split(r"[\W_]+", text) if len(word := letters(part)) > 2}  # noqa: PLR2004  # "the" and shorter tell little


def _page_number(url: str) -> int:
    parts = urlsplit(url)
    found = _PAGE_IN_QUERY.search(parts.query) or _PAGE_IN_PATH.search(parts.path)
    return int(found[1]) if found else 0


def _without_page(url: str) -> str:
    parts = urlsplit(url)
    query = _PAGE_IN_QUERY.sub("", parts.query).strip("&")
    return f"{parts.netloc}{_PAGE_IN_PATH.sub('', parts.path).rstrip('/')}?{query}"
