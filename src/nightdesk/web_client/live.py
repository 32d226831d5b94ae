"""The live web, over aiohttp."""

from __future__ import annotations

import asyncio
import errno
import socket
from datetime import timedelta
from http import HTTPStatus
from importlib.metadata import version

import aiohttp
from yarl import URL

from nightdesk.config import WebSettings
from nightdesk.errors import NightdeskError, NoAnswer, RetryLater, SkipItem
from nightdesk.tools import Request
from nightdesk.validators import sendable
from nightdesk.web_client.bodies import ACCEPTED, STEP, Body
from nightdesk.web_client.connections import OpenConnections, metered_connector, most_kept
from nightdesk.web_client.guard import PrivateAddress, host_of, origin_of, public_socket, shown
from nightdesk.web_client.transport import Answer, headers_of

CONNECT_SECONDS = 10.0  # three SYNs (at 0, 1 and 3 s) and a slow answer to the last
UNREACHABLE_PAUSE = timedelta(minutes=1)  # a host that could not be reached is not tried for each of its pages
# Security policies of news sites pass aiohttp's 8,190 bytes for one header; one of 100 kB costs no page.
LONGEST_HEADER = 262_144


class LiveTransport:
    """Asks servers: no cookies, no referrer, no redirects, no private address, bodies bounded."""

    is_live = True

    def __init__(self, settings: WebSettings) -> None:
        self._settings = settings
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._open = OpenConnections(most_kept(settings.connections))

    async def fetch(self, request: Request) -> Answer:
        """Answer one request; see `Transport`."""
        try:
            return await self._fetch(request)
        except (aiohttp.ClientError, OSError, UnicodeError) as error:  # the last: names that the DNS cannot hold
            raise _explained(request.url, error) from error

    async def close(self) -> None:
        """Close all connections."""
        for session in self._sessions.values():
            await session.close()

    async def _fetch(self, request: Request) -> Answer:
        clock, origin = asyncio.get_running_loop().time, origin_of(request.url)
        try:
            return await self._answer(self._session_for(is_kept=self._open.may_stay(origin, clock())), request)
        finally:
            self._open.end(origin, clock())

    def _session_for(self, *, is_kept: bool) -> aiohttp.ClientSession:
        """The session whose connections stay open for the next request, or the one whose connections do not."""
        if is_kept not in self._sessions:
            self._sessions[is_kept] = _session(self._settings, is_kept=is_kept)
        return self._sessions[is_kept]

    async def _answer(self, session: aiohttp.ClientSession, request: Request) -> Answer:
        headers = request.login.header_for(request.url) if request.login else {}
        if (etag := sendable(request.etag)) is not None:
            headers["If-None-Match"] = etag
        if (last_modified := sendable(request.last_modified)) is not None:
            headers["If-Modified-Since"] = last_modified
        method = "GET" if request.form is None else "POST"
        if request.form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        asked = session.request(
            method, _encoded(request.url), headers=headers, data=request.form, allow_redirects=False
        )
        async with asked as response:
            received = headers_of(response.headers.items())
            if response.status != HTTPStatus.OK:
                return Answer(request.url, response.status, received)
            body = Body(request, received)
            # Leaving the block with a body half read closes the connection.
            async for piece in response.content.iter_chunked(STEP):
                if not body.feed(piece):
                    break
            return Answer(request.url, response.status, received, body.whole())


def _encoded(url: str) -> URL:
    try:
        return URL(url)
    except ValueError as error:
        raise SkipItem(f"{shown(url)}: not a web address: {_line(error)}") from error


def _session(settings: WebSettings, *, is_kept: bool) -> aiohttp.ClientSession:
    connector = metered_connector(
        is_kept=is_kept,
        limit=0,  # `Hosts` counts them
        socket_factory=None if settings.allow_private else public_socket,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,  # aiohttp's own decoder has no end
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        headers={"User-Agent": _user_agent(settings.contact), "Accept": "*/*", "Accept-Encoding": ACCEPTED},
        max_line_size=LONGEST_HEADER,
        max_field_size=LONGEST_HEADER,
        trust_env=False,
    )


def _user_agent(contact: str) -> str:
    return f"nightdesk/{version('nightdesk')} ({f'+{contact}' if contact else 'a self-hosted news desk'})"


def _explained(url: str, error: Exception) -> NightdeskError:
    """What a failure below HTTP means for the work that asked."""
    host, named = host_of(url), shown(url)
    cause = getattr(error, "_os_error", error)
    if isinstance(cause, PrivateAddress):
        at = "" if cause.address == host else f" at {cause.address}"
        return SkipItem(
            f"{named}: not asked: {host} is{at} on a private network;"
            " a desk inside it sets allow_private = true in [web]"
        )
    if getattr(cause, "errno", None) in (errno.EMFILE, errno.ENFILE):
        return RetryLater(
            f"{named}: not asked: {_line(cause)}; allow more (ulimit -n), or set connections in [web] lower"
        )
    if isinstance(cause, socket.gaierror):
        # A misspelt name and a machine without a network look the same here, so work is not thrown away.
        return NoAnswer(f"{named}: the name {host} cannot be resolved; check its spelling", UNREACHABLE_PAUSE)
    if isinstance(error, aiohttp.ClientSSLError):
        return NoAnswer(f"{named}: no secure connection to {host}: {_line(cause)}", UNREACHABLE_PAUSE)
    if isinstance(error, aiohttp.ClientConnectorError):
        return NoAnswer(f"{named}: no connection to {host}: {_line(cause)}", UNREACHABLE_PAUSE)
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return NoAnswer(f"{named}: no connection to {host} within {CONNECT_SECONDS:g} s", UNREACHABLE_PAUSE)
    if isinstance(error, ValueError):  # aiohttp.InvalidURL and UnicodeError are
        return SkipItem(f"{named}: not a web address: {_line(error)}")
    return RetryLater(f"{named}: the connection to {host} broke: {_line(error)}")


def _line(error: object) -> str:
    """What went wrong, on one line."""
    text = getattr(error, "strerror", None) or getattr(error, "message", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200]
