"""The site of a live desk: its application is made anew where the desk's settings have changed, and `/healthz`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from nightdesk.newsroom import Newsroom
from nightdesk.watching.health import stands
from nightdesk.watching.live_desk import LiveDesk
from nightdesk.watching.watcher import Watcher


class LiveSite:
    """An application that is always that of the newsroom of now."""

    def __init__(self, desk: LiveDesk, make: Callable[[Newsroom], ASGIApp]) -> None:
        self._desk = desk
        self._make = make
        self._made_for = desk.newsroom
        self._app = make(desk.newsroom)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer by the settings of now."""
        newsroom = self._desk.newsroom
        if newsroom is not self._made_for:
            self._app, self._made_for = self._make(newsroom), newsroom
        await self._app(scope, receive, send)


def health_route(watcher: Watcher | None) -> BaseRoute:
    """`/healthz`: 200 where the site is served and kept current, 503 where the watcher does not do its work.

    It is for probes, which may be strangers: of what went wrong it names the kind alone. `nightdesk doctor` says all.
    """

    def answer(_: Request) -> Response:
        status, document = _judged(watcher)
        headers = {"Cache-Control": "no-store"}
        return Response(msgspec.json.encode(document), status, headers, media_type="application/json")

    return Route("/healthz", answer, methods=["GET"])


def _judged(watcher: Watcher | None) -> tuple[HTTPStatus, dict[str, object]]:
    if watcher is None:
        return HTTPStatus.OK, {"status": "well", "watch": None}
    health = watcher.health
    is_well = watcher.is_running and not stands(health, datetime.now(UTC))
    watch = {
        "state": health.state if watcher.is_running else "ended",
        "changed_at": health.changed_at,
        "well_at": health.well_at,
        "next_look_at": health.next_look_at,
        "failures": health.failures,
        "cause": health.cause,
    }
    troubled = "odd" if health.troubles else "well"
    status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
    return status, {"status": troubled if is_well else "failing", "watch": watch}
