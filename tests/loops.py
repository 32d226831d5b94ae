"""An event loop in a thread, for servers of tests: begun, and ended so that nothing of it stays open."""

import asyncio
import threading


class ServerLoop:
    """A server of plain connections on every loopback address; ``serve`` is called for each connection."""

    def __init__(self, serve):
        self._loop = asyncio.new_event_loop()
        self._serve = serve
        # On every address: each one of loopback is a host of its own.
        self._server = self._loop.run_until_complete(asyncio.start_server(self._take, "0.0.0.0", 0))  # noqa: S104
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    async def _take(self, reader, writer):
        try:
            await self._serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()
        except asyncio.CancelledError:
            writer.transport.abort()
        else:
            writer.close()

    def close(self):
        """End all that is under way."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self):
        self._server.close()
        if rest := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in rest:
                task.cancel()
            await asyncio.wait(rest)
        for _ in range(3):
            await asyncio.sleep(0)  # transports let go of their sockets in the loop's next turns
