"""The polite web as a plain object: call it from any thread, it answers or says why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from nightdesk.config import WebSettings
from nightdesk.errors import HostRests, NightdeskError, NotItsTurn, RetryLater
from nightdesk.logins import Login
from nightdesk.tools import Request, Response, Web
from nightdesk.unit_log import tell_request
from nightdesk.web_client.guard import shown

if TYPE_CHECKING:
    from nightdesk.web_client.background import Background
    from nightdesk.web_client.transport import Transport

FIRST_PATIENCE = 0.2  # seconds that a unit waits for its turn in a thread
LATER_PATIENCE = 5.0  # and for the turn of a second request, where the usual pause is no longer


class PoliteWeb:
    """`nightdesk.tools.Web` over a transport that is opened at the first request. Use as a context manager."""

    def __init__(self, settings: WebSettings, open_transport: Callable[[], Transport]) -> None:
        self._settings = settings
        self._open_transport = open_transport
        self._lock = Lock()
        self._background: Background | None = None
        self._is_closed = False
        self._logins: Mapping[str, Login] = {}

    def use_logins(self, logins: Mapping[str, Login]) -> None:
        """Send these logins, by the ids of sources, with requests that are made for those sources."""
        self._logins = dict(logins)

    def get(self, request: Request) -> Response:
        """Answer a request from any thread, with status 200, or 304 where it was conditional.

        Args:
            request: The URL and its limits; its redirects are followed, ten at most.

        Returns:
            The answer at the end of the redirects; its body is decoded and within the limit.

        Raises:
            SkipItem: Waiting will not help: robots.txt says no, 4xx, too large, a private address, not http,
                or not in the archive.
            RetryLater: It may: time-outs, a name that cannot be resolved, no connection, 429, 5xx; with
                ``after`` where the host said how long, or is left alone for a while (HostRests).
            NotItsTurn: Its host may not be asked within the ``patience`` of the request.
            ConfigError: The archive cannot be used at all.
        """
        if request.login is None and request.source_id is not None:
            # By source, not by host: else a link in a stranger's feed would have a page read that he may not see.
            request = replace(request, login=self._logins.get(request.source_id))
        return self._answer(request)

    def post(self, url: str, fields: Mapping[str, str]) -> Response:
        """Send a form from any thread; the answer has a status of 2xx.

        Turns, time-outs and the guard of addresses are those of `get`; redirects are not followed.

        Raises:
            SkipItem: Waiting will not help: 3xx, 4xx, a private address, not http, or there is an archive.
            RetryLater: It may: time-outs, no connection, 429, 5xx.
        """
        return self._answer(Request(url=url, form=urlencode(fields)))

    def _answer(self, request: Request) -> Response:
        method = "GET" if request.form is None else "POST"
        try:
            response = self._ask(request)
        except NightdeskError as error:
            tell_request(method, request.url, str(error).removeprefix(f"{shown(request.url)}: "))
            raise
        moved = "" if response.url == request.url else f", from {response.url}"
        tell_request(method, request.url, f"{response.status}, {len(response.body)} bytes{moved}")
        return response

    def _ask(self, request: Request) -> Response:
        with self._lock:
            if self._is_closed:
                raise RetryLater(f"{shown(request.url)}: not asked, as the desk is closing")
            if self._background is None:
                self._background = self._start()
            future = self._background.submit(request)
        try:
            return future.result()
        except CancelledError as error:
            raise RetryLater(f"{shown(request.url)}: broken off, as the desk is closing") from error
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """Break off what is under way, close all connections and end the thread; twice is well too."""
        with self._lock:
            self._is_closed = True
            background, self._background = self._background, None
        if background is not None:
            background.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> Background:
        from nightdesk.web_client.background import Background  # asyncio costs every start 60 ms

        return Background(self._settings, self._open_transport())


class UnitWeb:
    """The web for one unit of work: nobody waits in it for a host that many want or that asks for long pauses.

    The first request of a unit says at once where it would have to wait: the unit is put off as a whole, and its
    thread does something else. Later ones wait a little, for a unit that was put off there would begin anew each
    time, and then say RetryLater, which a stage deals with as with any picture that cannot be had.
    """

    def __init__(self, web: Web, delay: float) -> None:
        """Hand out a web to one unit; ``delay`` is the usual pause between two requests to one host, in seconds."""
        self._web = web
        self._later = max(LATER_PATIENCE, 2 * delay)
        self._is_first = True

    def get(self, request: Request) -> Response:
        """Answer a request; see `PoliteWeb.get`."""
        is_first, self._is_first = self._is_first, False
        try:
            return self._web.get(replace(request, patience=FIRST_PATIENCE if is_first else self._later))
        except HostRests as error:
            if is_first and error.failures <= 1 and error.after is not None:  # it may have been one page's fault
                raise NotItsTurn(str(error), error.after, error.host, error.failures) from error
            raise
        except NotItsTurn as error:
            if is_first:
                raise
            raise RetryLater(str(error), error.after) from error

    def post(self, url: str, fields: Mapping[str, str]) -> Response:
        """Send a form; see `PoliteWeb.post`."""
        self._is_first = False
        return self._web.post(url, fields)
