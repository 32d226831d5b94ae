"""A web server on loopback that notes what it is asked, and WARC files made on the spot."""

import asyncio
import threading
import time
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import web as server

from nightdesk.config import Config, WebSettings
from nightdesk.web_client import open_web


@dataclass
class Site:
    """Pages by path: a (status, headers, body) or a coroutine function from a request to a response."""

    pages: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)  # (path, headers, moment)
    under_way: int = 0
    busiest: int = 0  # most requests under way at one moment
    port: int = 0

    def url(self, path="/", host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def paths(self):
        return [path for path, _, _ in self.asked]

    def headers_of(self, path):
        return next(headers for asked, headers, _ in self.asked if asked == path)

    async def answer(self, request):
        self.asked.append((request.path, request.headers, time.monotonic()))
        self.under_way += 1
        self.busiest = max(self.busiest, self.under_way)
        try:
            page = self.pages.get(request.path)
            if page is None:
                return server.Response(status=404)
            if callable(page):
                return await page(request)
            status, headers, body = page
            return server.Response(status=status, headers=headers, body=body)
        finally:
            self.under_way -= 1


@pytest.fixture
def site():
    """A site that answers on 127.0.0.1 and 127.0.0.2."""
    made = Site()
    loop = asyncio.new_event_loop()

    async def start():
        app = server.Application()
        app.router.add_route("*", "/{path:.*}", made.answer)
        runner = server.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        first = server.TCPSite(runner, "127.0.0.1", 0)
        await first.start()
        made.port = runner.addresses[0][1]
        await server.TCPSite(runner, "127.0.0.2", made.port).start()
        return runner

    runner = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield made
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def live(tmp_path):
    """Open the live web with these settings; by default loopback may be asked, without a pause."""
    opened = []

    def open_with(**settings):
        chosen = WebSettings(allow_private=True, host_delay_seconds=0.0, timeout_seconds=5.0)
        web = open_web(Config(home=tmp_path, web=replace(chosen, **settings)))
        opened.append(web)
        return web

    yield open_with
    for web in opened:
        web.close()


@pytest.fixture
def archived(tmp_path):
    """Open an archive in the place of the web."""
    opened = []

    def open_at(path):
        web = open_web(Config(home=tmp_path), path)
        opened.append(web)
        return web

    yield open_at
    for web in opened:
        web.close()
