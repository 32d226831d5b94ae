"""Players of videos as HTML: one https ``iframe`` and nothing else, in the form that spares its readers.

What pages, feeds and imported records bring is a stranger's HTML. It is taken apart (nh3) and written anew; scripts,
event handlers and addresses other than https do not come through.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

WIDTH, HEIGHT = 800, 450
LONGEST = 20_000  # characters of HTML; an embed has 400
_ATTRIBUTES = frozenset(
    {"src", "width", "height", "allow", "allowfullscreen", "frameborder", "title", "loading", "referrerpolicy"}
)
_ID = re.compile(r"[\w-]{1,64}")


def player_url(address: str) -> str | None:
    """The address of a player as it may be embedded, or ``None`` where it is no https address.

    Where a platform documents a player that follows no one until the reader presses play, that one is given: YouTube's
    ``youtube-nocookie.com`` ("Enable privacy-enhanced mode"), Vimeo's ``dnt=1`` ("Player parameters").
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower()
        has_port = parts.port not in (None, 443)
    except ValueError:
        return None
    known = next((form for pattern, form in _PLATFORMS if pattern.fullmatch(host)), None)
    if known and parts.scheme in ("http", "https"):
        return known(parts) or (None if parts.scheme == "http" else _plain(parts, host))
    if parts.scheme != "https" or not re.fullmatch(r"[a-z0-9.-]+\.[a-z0-9-]+", host) or has_port or parts.username:
        return None
    return _plain(parts, host)


def embed_html(address: str, width: int = WIDTH, height: int = HEIGHT) -> str | None:
    """A player as an ``iframe`` for the record's ``featuredContent``; ``None`` where it is not to be embedded."""
    url = player_url(address)
    if url is None:
        return None
    return (
        f'<iframe width="{width}" height="{height}" frameborder="0" src="{html.escape(url)}"'
        ' allow="encrypted-media; picture-in-picture" allowfullscreen></iframe>'
    )


def safe_embed(markup: str) -> str | None:
    """A stranger's embed, if it holds an https ``iframe``: that one alone, with harmless attributes; else ``None``.

    One that is nothing else already stays as it is, to the byte.
    """
    if len(markup) > LONGEST or "<iframe" not in markup.lower():
        return None
    import nh3  # few pages have an embed

    cleaned = nh3.clean(
        markup,
        tags={"iframe"},
        clean_content_tags={"script", "style"},
        attributes={"iframe": set(_ATTRIBUTES)},
        url_schemes={"https"},
        link_rel=None,
    )
    finder = _Frame()
    finder.feed(cleaned)
    url = player_url(finder.given.get("src") or "")
    if url is None:
        return None
    if cleaned == re.sub(r"\sallowfullscreen>", ' allowfullscreen="">', markup.strip()):
        return markup.strip()
    sizes = [finder.given.get(name) or "" for name in ("width", "height")]
    if all(re.fullmatch(r"[1-9]\d{1,3}", size) for size in sizes):
        return embed_html(url, int(sizes[0]), int(sizes[1]))
    return embed_html(url)


class _Frame(HTMLParser):
    """Takes the attributes of the first ``iframe``."""

    def __init__(self) -> None:
        super().__init__()
        self.given: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe" and not self.given:
            self.given = dict(attrs)


def _plain(parts: SplitResult, host: str) -> str:
    safe = "/%:@!$&'()*+,;=~-._?"
    query = f"?{quote(parts.query, safe=safe)}" if parts.query else ""
    return f"https://{host}{quote(parts.path or '/', safe=safe)}{query}"


def _youtube(parts: SplitResult) -> str | None:
    given = dict(parse_qsl(parts.query))
    segments = [segment for segment in parts.path.split("/") if segment]
    if parts.hostname and parts.hostname.endswith("youtu.be"):
        name = segments[0] if segments else ""
    elif segments and segments[0] in ("embed", "v", "shorts", "live"):
        name = segments[1] if len(segments) > 1 else ""
    else:
        name = given.get("v", "")
    if not _ID.fullmatch(name):
        return None
    kept = {key: given[key] for key in ("list", "start", "end") if re.fullmatch(r"[\w-]{1,64}", given.get(key, ""))}
    return f"https://www.youtube-nocookie.com/embed/{name}" + (f"?{urlencode(kept)}" if kept else "")


def _vimeo(parts: SplitResult) -> str | None:
    found = re.fullmatch(r"(?:/video)?/(\d{5,12})(?:/(\w{6,16}))?/?", parts.path)
    if not found:
        return None
    secret = found[2] or dict(parse_qsl(parts.query)).get("h", "")
    given = ({"h": secret} if re.fullmatch(r"\w{6,16}", secret) else {}) | {"dnt": "1"}
    return f"https://player.vimeo.com/video/{found[1]}?{urlencode(given)}"


def _dailymotion(parts: SplitResult) -> str | None:
    found = re.fullmatch(r"(?:/embed)?/video/(\w{5,12})/?", parts.path)
    return f"https://www.dailymotion.com/embed/video/{found[1]}" if found else None


_PLATFORMS: tuple[tuple[re.Pattern[str], Callable[[SplitResult], str | None]], ...] = (
    (re.compile(r"(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com|youtu\.be)"), _youtube),
    (re.compile(r"(?:www\.|player\.)?vimeo\.com"), _vimeo),
    (re.compile(r"(?:www\.)?dailymotion\.com"), _dailymotion),
)
