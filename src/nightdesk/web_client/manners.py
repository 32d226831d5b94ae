"""The desk's manners, over any transport: whom to ask, how often, and how far to follow."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from nightdesk.config import WebSettings
from nightdesk.errors import HostRests, NoAnswer, NotItsTurn, PageRefused, RetryLater, SkipItem
from nightdesk.logins import take_login
from nightdesk.tools import Request, Response
from nightdesk.web_client.answers import REDIRECTS, check
from nightdesk.web_client.guard import redirect_target, shown, web_address
from nightdesk.web_client.hosts import Hosts
from nightdesk.web_client.robots import Robots
from nightdesk.web_client.transport import Answer, Transport

MOST_REDIRECTS = 10
MOST_UNFINISHED = 1000  # requests that wait for the host that they were redirected to


class Manners:
    """Asks a transport politely; lives in one event loop."""

    def __init__(self, settings: WebSettings, transport: Transport) -> None:
        self._transport = transport
        self._must_obey = settings.obey_robots
        # An archive is asked without a pause and waited for: reading its index may take its time.
        self._seconds = settings.timeout_seconds if transport.is_live else math.inf
        self._hosts = Hosts(settings.host_delay_seconds if transport.is_live else 0.0, settings.connections)
        self._robots = Robots(lambda request: self._follow(request, _no_question))
        # By the address that was asked for: where its redirects have led to. Whoever is put off there goes on from
        # there, as asking the first hosts again may take the very turn that it waits for.
        self._unfinished: dict[str, list[str]] = {}

    async def get(self, request: Request) -> Response:
        """Answer a request as `nightdesk.tools.Web` says."""
        if not self._transport.is_live:
            request = replace(request, patience=math.inf)
        # A form goes to an address that the owner named, and robots.txt is about crawling (RFC 9309, section 1).
        is_crawling = self._must_obey and request.form is None
        return await self._follow(request, self._ask_leave if is_crawling else _no_question)

    async def close(self) -> None:
        """Close the transport."""
        await self._transport.close()

    async def _ask_leave(self, url: str, patience: float) -> None:
        delay = await self._robots.check(url, patience)
        if self._transport.is_live:
            self._hosts.slow_down(url, delay)

    async def _follow(self, request: Request, ask_leave: Callable[[str, float], Awaitable[None]]) -> Response:
        """Make a request and follow redirects; every hop is judged as if it had been asked for.

        The time-out counts what the hops take together, not the waiting for turns. An answer's address
        holds no login.
        """
        clock = asyncio.get_running_loop().time
        asked, login = take_login(web_address(request.url))
        request, left = replace(request, login=request.login or login), self._seconds
        *passed, url = self._unfinished.pop(request.url, None) or [asked]
        while len(passed) <= MOST_REDIRECTS:
            try:
                await ask_leave(url, request.patience)
                async with self._hosts.turn(url, request.patience):
                    began_at = clock()
                    answer = await self._hop(replace(request, url=url), left)
            except NotItsTurn:
                self._remember(request, [*passed, url])
                raise
            except (SkipItem, RetryLater) as error:
                if passed:
                    raise _redirected(error, request.url) from error
                raise
            left -= clock() - began_at
            if answer.status not in REDIRECTS:
                return Response(url, answer.status, answer.headers, answer.body)
            passed.append(url)
            url = redirect_target(url, answer.headers.get("location"))
            if url in passed:
                raise SkipItem(f"{shown(request.url)}: redirects in a circle, back to {shown(url)}")
        raise SkipItem(f"{shown(request.url)}: more than {MOST_REDIRECTS} redirects, the last to {shown(url)}")

    def _remember(self, request: Request, places: list[str]) -> None:
        if len(places) > 1:
            self._unfinished[request.url] = places
            while len(self._unfinished) > MOST_UNFINISHED:
                del self._unfinished[next(iter(self._unfinished))]

    async def _hop(self, request: Request, seconds: float) -> Answer:
        """Make one request; what its status forbids is raised."""
        try:
            async with asyncio.timeout(seconds):
                answer = await self._transport.fetch(request)
        except TimeoutError as error:
            raise NoAnswer(f"{shown(request.url)}: no whole answer within {self._seconds:g} s") from error
        check(request, answer, is_live=self._transport.is_live)
        return answer


async def _no_question(_url: str, _patience: float) -> None:
    """Ask nobody's leave: robots.txt itself may always be read (RFC 9309, section 2.2.2)."""


def _redirected(error: SkipItem | RetryLater, url: str) -> SkipItem | RetryLater:
    """The same error, under the URL that was asked for."""
    message = f"{shown(url)}: redirected to {error}"
    if isinstance(error, HostRests):
        return HostRests(message, error.after or timedelta(0), error.host, error.failures)
    if isinstance(error, RetryLater):
        return type(error)(message, error.after)
    return PageRefused(message) if isinstance(error, PageRefused) else SkipItem(message)
