"""Whether a page is a video, and its player."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nightdesk.embeds import HEIGHT, WIDTH, embed_html
from nightdesk.reading import jsonld
from nightdesk.reading.addresses import absolute
from nightdesk.reading.jsonld import address_of, listed
from nightdesk.reading.signals import Signals
from nightdesk.types import Kind


def read_kind(signals: Signals) -> tuple[Kind, str]:
    """Whether a page is an article or, above all, a video, and by what it says so."""
    if jsonld.is_article(signals.article):
        return "article", "JSON-LD type"
    if signals.meta("og:type").lower().startswith("video"):
        return "video", "og:type"
    if jsonld.is_video(signals.article):
        return "video", "JSON-LD type"
    if signals.meta("og:type").lower() != "article" and not signals.meta("article:published_time"):
        # A page that says nothing of an article and offers a player of its own.
        if signals.properties.get("embedurl") and signals.properties.get("duration"):
            return "video", "microdata VideoObject"
        if signals.meta("twitter:card").lower() == "player" and signals.meta("twitter:player"):
            return "video", "twitter:player"
    return "article", "no sign of a video"


def read_embed(signals: Signals) -> str | None:
    """The player of a video page, as an ``iframe`` for showing it in place; https only, attributes escaped."""
    for address in _players(signals):
        url = absolute(address, signals) if address else ""
        embed = embed_html(url, *_size(signals)) if url else None
        if embed:
            return embed
    return None


def read_oembed(signals: Signals) -> str | None:
    """Where the page's oEmbed answer lies (oembed.com, section 4), for pages that name no player themselves."""
    link = signals.tree.css_first("link[type='application/json+oembed'][href]")
    address = absolute(link.attributes.get("href") or "", signals) if link is not None else ""
    return address or None


def _players(signals: Signals) -> Iterator[str]:
    videos: list[Any] = [signals.article, *listed(signals.article.get("video"))]
    videos += [node for node in signals.nodes if jsonld.is_video(node)][:3]
    yield from (address_of(video.get("embedUrl")) for video in videos if isinstance(video, dict))
    yield from signals.properties.get("embedurl", [])[:1]
    if "html" in signals.meta("og:video:type") or re.search(
        r"/embed/|/player", signals.meta("og:video:url", "og:video")
    ):
        yield signals.meta("og:video:secure_url", "og:video:url", "og:video")
    yield signals.meta("twitter:player")


def _size(signals: Signals) -> tuple[int, int]:
    sizes = [signals.meta(f"og:video:{name}", f"twitter:player:{name}") for name in ("width", "height")]
    if all(re.fullmatch(r"[1-9]\d{1,3}", size) for size in sizes):
        return int(sizes[0]), int(sizes[1])
    return WIDTH, HEIGHT
