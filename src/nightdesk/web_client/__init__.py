"""The polite web: live, or an archive that answers in its place.

Policy above, transports below; ``open_web`` is the one door::

    client      PoliteWeb, called from any thread
    background  one event loop in a thread
    manners     redirects, time-outs    robots  hosts  answers    robots.txt, turns, what a status means
    transport   one request, one answer
    live        aiohttp    guard  bodies  connections    addresses refused at the socket, bounded decoding,
                bounded connections
    archive     a WARC     captures         where each URL's latest capture is

Importing it is cheap: aiohttp, asyncio and fastwarc are loaded by the first request that needs them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nightdesk.config import Config
from nightdesk.errors import ConfigError
from nightdesk.web_client.client import PoliteWeb, UnitWeb

if TYPE_CHECKING:
    from nightdesk.web_client.transport import Transport

__all__ = ["PoliteWeb", "UnitWeb", "open_web"]


def open_web(config: Config, archive: Path | None = None) -> PoliteWeb:
    """Open the web for a desk, or a WARC file in its place; nothing is asked and nothing read yet.

    Raises:
        ConfigError: The archive is missing or no WARC file, or ``contact`` does not fit into a header.
    """
    contact = config.web.contact
    if not (contact.isascii() and contact.isprintable()):
        raise ConfigError(f"[web] contact: {contact!r} must be one line of ASCII; write an e-mail address or a URL")
    if archive is None:
        return PoliteWeb(config.web, lambda: _live(config))
    from nightdesk.web_client.captures import check_warc  # see above

    check_warc(archive)
    return PoliteWeb(config.web, lambda: _archive(archive))


def _live(config: Config) -> Transport:
    from nightdesk.web_client.live import LiveTransport  # aiohttp costs every start 200 ms

    return LiveTransport(config.web)


def _archive(path: Path) -> Transport:
    from nightdesk.web_client.archive import ArchiveTransport  # see above

    return ArchiveTransport(path)
