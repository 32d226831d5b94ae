"""Serving a desk's published site on the loopback address, and polling as it goes."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from http import HTTPStatus
from pathlib import Path

import click
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from nightdesk.engine import Summary
from nightdesk.errors import ConfigError, StoreError
from nightdesk.newsroom import Newsroom
from nightdesk.watching.live_desk import LiveDesk
from nightdesk.watching.watcher import Watcher
from nightdesk.web.api import api_mount
from nightdesk.web.bounded_log import bounded_log
from nightdesk.web.limits import Gate
from nightdesk.web.live_site import LiveSite, health_route
from nightdesk.web.postman import Postman
from nightdesk.web.readers import PER_CLIENT, Allowance, ReadersDoor
from nightdesk.web.security import SecurityHeaders, SiteFiles, trusted_proxies

LOOPBACK = "127.0.0.1"
log = logging.getLogger(__name__)


def site_app(folder: Path, live: Sequence[BaseRoute] = ()) -> Starlette:
    """An application that serves a published folder and its API, with ETag and conditional requests, below ``live``."""
    files = SiteFiles(directory=folder, html=True, check_dir=False)
    routes = [*live, api_mount(folder), Mount("/", files)]
    answers = {StoreError: _answer_without_store}
    return Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)], exception_handlers=answers)


def _answer_without_store(_: Request, error: Exception) -> Response:
    """What a reader is told while the database is away: nothing of the database."""
    log.error("a reader could not be answered: %s", error)
    return PlainTextResponse("Try again in some minutes.", HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "60"})


def serve_desk(newsroom: Newsroom, port: int, *, watch: bool, archive: Path | None = None) -> None:
    """Serve the desk's site until interrupted; with ``watch`` do what is due as it becomes due.

    ``archive`` is what answers in the place of the newsroom's web.
    """
    proxies = trusted_proxies(newsroom.config.serve.trusted_proxies)
    listener = _listen(port)
    with bounded_log(), ExitStack() as stack:
        desk = stack.enter_context(LiveDesk(newsroom, archive))
        if not (newsroom.config.site_folder / "index.html").exists():
            desk.publish()
        postman = Postman(desk)
        watcher = stack.enter_context(Watcher(desk, partial(_tell, desk, postman))) if watch else None
        app = LiveSite(desk, _site_of(postman, watcher))
        click.echo(f"{newsroom.config.desk.title}: http://{LOOPBACK}:{listener.getsockname()[1]}/ (Ctrl-C ends it)")
        with postman:
            _serve(app, listener, proxies)
        if watcher is not None:
            watcher.stop()
            click.echo("ending what is under way ...", err=True)


def _site_of(postman: Postman, watcher: Watcher | None) -> Callable[[Newsroom], ASGIApp]:
    """How the application of a newsroom is made; how often a reader may ask outlasts a change of settings."""
    allowance = Allowance(PER_CLIENT)

    def make(newsroom: Newsroom) -> ASGIApp:
        readers = ReadersDoor(newsroom, postman.wake, allowance)
        return site_app(newsroom.config.site_folder, [health_route(watcher), *readers.routes()])

    return make


def _serve(app: ASGIApp, listener: socket.socket, proxies: list[str]) -> None:
    gate = Gate()
    # Connections are accepted a backlog at a time, before any of them can be ended: few, where descriptors are few.
    backlog = min(128, gate.most // 4)
    settings = uvicorn.Config(app, http=gate.protocol(), ws="none", log_config=None, backlog=backlog)
    settings.proxy_headers, settings.forwarded_allow_ips = bool(proxies), proxies
    uvicorn.Server(settings).run(sockets=[listener])


def _tell(desk: LiveDesk, postman: Postman, summary: Summary) -> None:
    """Say what a look did, where it did something, and have mails sent that it made due."""
    if summary.done or summary.failed:
        report = desk.newsroom.report(summary)
        log.info("%d polled, %d new, %d failed", report.polled, report.added, len(report.failed))
    if "newsletter" in summary.notes:
        log.info("newsletter %s", summary.notes["newsletter"])
        postman.wake()


def _listen(port: int) -> socket.socket:
    """A listening socket on the loopback address."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen()  # at once, so that the address that is told answers
    except OSError as error:
        listener.close()
        raise ConfigError(f"port {port}: {error.strerror}; choose another with --port, or 0 for a free one") from error
    return listener
