"""One event loop in a thread of its own: the only place where nightdesk's asyncio lives."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future
from threading import Thread
from typing import Any

from nightdesk.config import WebSettings
from nightdesk.tools import Request, Response
from nightdesk.web_client.manners import Manners
from nightdesk.web_client.transport import Transport


class Background:
    """A running event loop with the desk's manners in it."""

    def __init__(self, settings: WebSettings, transport: Transport) -> None:
        self._loop = asyncio.new_event_loop()
        self._manners = Manners(settings, transport)
        # A daemon, so that a web that nobody closed does not keep the program from ending.
        self._thread = Thread(target=self._loop.run_forever, name="web", daemon=True)
        self._thread.start()

    def submit(self, request: Request) -> Future[Response]:
        """Begin to answer a request."""
        return self._send(self._manners.get(request))

    def close(self) -> None:
        """Cancel what is under way, close the transport and end the thread."""
        self._send(self._end()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _send(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _end(self) -> None:
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._manners.close()
