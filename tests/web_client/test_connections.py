"""Answers without an end cost little, and 400 hosts do not hold 400 connections open."""

import errno
import resource
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from aiohttp import web as server

from loops import ServerLoop
from nightdesk.errors import NoAnswer, RetryLater
from nightdesk.tools import Request
from nightdesk.web_client.connections import most_kept

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ENDLESS = {  # what comes first, and what comes again and again
    "103 answers": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"),
    "100 answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "empty lines": (b"", b"\r\n"),
    "headers": (OK, b"X-A: b\r\n"),
    "one header": (OK + b"X-A: ", b"abcdefgh"),
    "chunks of a byte": (CHUNKED, b"1\r\na\r\n"),
    "a chunk's extension": (CHUNKED + b"1;", b"abcdefgh"),
    "extensions of chunks": (CHUNKED, b"1;" + b"abcdefgh" * 8 + b"\r\na\r\n"),
    "trailers": (CHUNKED + b"1\r\na\r\n0\r\n", b"X-A: b\r\n"),
}


@pytest.fixture
def flood():
    """Serve an answer that never ends; ``sent`` counts its bytes."""
    listeners, threads, sent = [], [], []

    def serve(first, again):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def run():
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(first)
                block = again * (65_536 // len(again))
                try:
                    while True:
                        sent.append(connection.send(block))
                except OSError:
                    return

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    serve.sent = sent
    yield serve
    for listener in listeners:
        listener.close()
    for thread in threads:
        thread.join(timeout=10)


@pytest.mark.parametrize("kind", ENDLESS)
def test_an_endless_answer_is_broken_off_after_so_many_bytes_and_not_by_the_clock(kind, flood, live):
    address = flood(*ENDLESS[kind])
    with pytest.raises(RetryLater, match=r"broke: (an endless answer|Too many headers|Got more than 262144 bytes)"):
        live(obey_robots=False, timeout_seconds=60.0).get(Request(url=address))
    assert sum(flood.sent) < 20_000_000  # what the sockets between hold comes on top of what is read


def test_a_page_in_many_small_chunks_is_a_page(site, live):
    async def page(request):
        answer = server.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        for _ in range(2_000):
            await answer.write(b"0123456789")
        return answer

    site.pages["/a"] = page
    assert len(live(obey_robots=False).get(Request(url=site.url("/a"))).body) == 20_000


class ManyHosts:
    """A server that keeps connections open; ``most`` were open at once."""

    def __init__(self):
        self.open, self.most = 0, 0
        self.loop = ServerLoop(self._serve)

    async def _serve(self, reader, writer):
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        finally:
            self.open -= 1


def test_the_connections_of_many_hosts_do_not_stay_open(live):
    hosts = ManyHosts()
    web = live(obey_robots=False, connections=8)
    try:
        urls = [f"http://127.7.{number // 200}.{number % 200 + 1}:{hosts.loop.port}/" for number in range(400)]
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda url: web.get(Request(url=url)).body, urls))
        assert answers == [b"ok"] * 400
        assert 8 <= hosts.most < 100
    finally:
        web.close()
        hosts.loop.close()


@pytest.mark.parametrize(("files", "kept"), [(1024, 64), (250, 43), (120, 0), (resource.RLIM_INFINITY, 64)])
def test_fewer_connections_stay_open_where_few_files_may_be(files, kept, monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert most_kept(connections=32) == kept


def test_a_machine_that_allows_no_more_files_is_not_taken_for_a_host_that_is_away(live, monkeypatch):
    def no_more(*_args, **_options):
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("nightdesk.web_client.live.public_socket", no_more)
    web = live(obey_robots=False, allow_private=False)
    with pytest.raises(RetryLater, match="Too many open files; allow more") as later:
        web.get(Request(url="http://127.0.0.1:9/"))
    assert not isinstance(later.value, NoAnswer)
