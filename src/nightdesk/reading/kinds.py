"""Whether a page is no article at all, and why."""

from __future__ import annotations

import re

from nightdesk.reading import jsonld
from nightdesk.reading.signals import Signals
from nightdesk.urls import is_homepage

_LISTING = frozenset({"CollectionPage", "SearchResultsPage", "CategoryPage", "ProfilePage"})
_LISTING_TYPES = ("website", "profile", "blog", "object")
_ERROR = re.compile(
    r"^\W*(?:(?:error\s*)?(?:403|404|410|429|500|502|503|504)\b|page not found|not found|access denied|forbidden|"
    r"just a moment|attention required|are you a robot|service unavailable|seite nicht gefunden|"
    r"p\u00e1gina no encontrada|page introuvable|pagina non trovata|"
    r"\u30da\u30fc\u30b8\u304c\u898b\u3064\u304b\u308a\u307e\u305b\u3093|\u9875\u9762\u4e0d\u5b58\u5728)",
    re.IGNORECASE,
)
MANY_TEASERS = 12
SHORT_TEXT = 600  # characters: an error page or a list has no more running text than that


def no_article(signals: Signals, text: str, has_date: bool) -> str:
    """Why a page is no article (an error, a list of articles), or ``""`` where it may be one."""
    title = signals.titles[0] if signals.titles else ""
    if _ERROR.match(title) and len(text) < SHORT_TEXT:
        return f"an error page ({title[:60]!r})"
    if jsonld.is_article(signals.article) or jsonld.is_video(signals.article):
        return ""
    kind = signals.meta("og:type").lower()
    if kind.startswith(("article", "video")) and has_date:
        return ""
    if is_homepage(signals.url):
        return "the front page of a site"
    listing = next((name for node in signals.nodes for name in jsonld.types_of(node) if name in _LISTING), "")
    if listing and not has_date:
        return f"a list of articles (JSON-LD {listing})"
    longest = max(map(len, text.split("\n")), default=0)
    teasers = 0 if has_date or longest >= SHORT_TEXT // 3 else _teasers(signals)
    if teasers >= MANY_TEASERS:
        return f"a list of articles ({teasers} headlines with links, no paragraph of {SHORT_TEXT // 3} characters)"
    return ""


def _teasers(signals: Signals) -> int:
    return len(signals.tree.css("h2 a, h3 a, h4 a, a h2, a h3, a h4"))
