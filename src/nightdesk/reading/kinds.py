"""What kind of page it is: an article, a video, or no article at all, and why."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlsplit

from nightdesk.reading import jsonld
from nightdesk.reading.addresses import absolute
from nightdesk.reading.jsonld import address_of, listed
from nightdesk.reading.signals import Signals
from nightdesk.types import Kind
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
WIDTH, HEIGHT = 800, 450


def read_kind(signals: Signals) -> tuple[Kind, str]:
    """Whether a page is an article or, above all, a video, and by what it says so."""
    if jsonld.is_article(signals.article):
        return "article", "JSON-LD type"
    if signals.meta("og:type").lower().startswith("video"):
        return "video", "og:type"
    if jsonld.is_video(signals.article):
        return "video", "JSON-LD type"
    return "article", "no sign of a video"


def read_embed(signals: Signals) -> str | None:
    """The player of a video page, as an ``iframe`` for showing it in place; https only, attributes escaped."""
    videos: list[Any] = [signals.article, *listed(signals.article.get("video"))]
    given = [address_of(video.get("embedUrl")) for video in videos if isinstance(video, dict)]
    if "html" in signals.meta("og:video:type") or re.search(
        r"/embed/|/player", signals.meta("og:video:url", "og:video")
    ):
        given.append(signals.meta("og:video:secure_url", "og:video:url", "og:video"))
    given.append(signals.meta("twitter:player"))
    for address in given:
        url = absolute(address, signals) if address else ""
        if url and urlsplit(url).scheme == "https":
            width, height = _size(signals)
            size = f'width="{width}" height="{height}"'
            return f'<iframe {size} frameborder="0" src="{html.escape(url)}" allowfullscreen></iframe>'
    return None


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


def _size(signals: Signals) -> tuple[int, int]:
    sizes = [signals.meta(f"og:video:{name}", f"twitter:player:{name}") for name in ("width", "height")]
    if all(size.isdigit() and 0 < int(size) < 10_000 for size in sizes):  # noqa: PLR2004  # pixels
        return int(sizes[0]), int(sizes[1])
    return WIDTH, HEIGHT
