"""Serving a desk's published site on the loopback address, and polling as it goes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nightdesk.errors import ConfigError, NightdeskError
from nightdesk.newsroom import Newsroom
from nightdesk.web.api import api_mount
from nightdesk.web.postman import Postman
from nightdesk.web.readers import ReadersDoor

LOOPBACK = "127.0.0.1"
LONGEST_NAP = 60.0  # seconds between two looks at what is due, so that an edited sources.opml is soon seen
SHORTEST_NAP = 1.0

# The site needs nothing from elsewhere and no script; a reader's browser is told to hold it to that.
SECURITY_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; img-src 'self' data:; style-src 'self'; base-uri 'none'; form-action 'self'",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


class SecurityHeaders:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add to its answer's headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *SECURITY_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def site_app(folder: Path, live: Sequence[BaseRoute] = ()) -> Starlette:
    """An application that serves a published folder and its API, with ETag and conditional requests, below ``live``."""
    files = StaticFiles(directory=folder, html=True, check_dir=False)
    routes = [*live, api_mount(folder), Mount("/", files)]
    return Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)])


def serve_desk(newsroom: Newsroom, port: int, *, watch: bool) -> None:
    """Serve the desk's site until interrupted; with ``watch`` do what is due as it becomes due."""
    folder = newsroom.config.site_folder
    if not (folder / "index.html").exists():
        newsroom.publish()
    listener = _listen(port)
    stop = threading.Event()
    postman = Postman(newsroom)
    watcher = threading.Thread(target=_watch, args=(newsroom, stop, postman.wake), name="watch")
    if watch:
        watcher.start()
    click.echo(f"{newsroom.config.desk.title}: http://{LOOPBACK}:{listener.getsockname()[1]}/ (Ctrl-C ends it)")
    try:
        app = site_app(folder, ReadersDoor(newsroom, postman.wake).routes())
        with postman:
            uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])
    finally:
        stop.set()
        if watch:
            click.echo("ending what is under way ...", err=True)
            watcher.join()


def _listen(port: int) -> socket.socket:
    """A listening socket on the loopback address."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        listener.close()
        raise ConfigError(f"port {port}: {error.strerror}; choose another with --port, or 0 for a free one") from error
    return listener


def _watch(newsroom: Newsroom, stop: threading.Event, wake_postman: Callable[[], None]) -> None:
    """Run what is due, then rest until the next unit is due or for a minute."""
    while not stop.is_set():
        try:
            summary = newsroom.run()
        except NightdeskError as error:
            click.echo(f"nightdesk: {error}", err=True)
        else:
            if summary.done or summary.failed:
                report = newsroom.report(summary)
                counted = f"{report.polled} polled, {report.added} new, {len(report.failed)} failed"
                click.echo(f"{datetime.now(UTC):%H:%M} {counted}", err=True)
            if "newsletter" in summary.notes:
                click.echo(f"{datetime.now(UTC):%H:%M} newsletter {summary.notes['newsletter']}", err=True)
                wake_postman()
        stop.wait(_nap(newsroom.store.ledger.next_due_at()))


def _nap(due_at: datetime | None) -> float:
    if due_at is None:
        return LONGEST_NAP
    return min(max((due_at - datetime.now(UTC)).total_seconds(), SHORTEST_NAP), LONGEST_NAP)
