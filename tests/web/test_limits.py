"""The site's server is bounded: half-open requests, idle clients and bad bytes hold up nobody; its log stays small."""

import http.client
import logging
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from commanding import command
from nightdesk.web.bounded_log import MOST_PER_MINUTE, PER_MINUTE, Bounded
from nightdesk.web.limits import Gate

LARGE = b"x" * 30_000_000


@contextmanager
def serving(**limits):
    """A server with these limits; yields its port and its gate."""
    app = Starlette(
        routes=[
            Route("/", lambda _: PlainTextResponse("well")),
            Route("/large", lambda _: Response(LARGE)),
        ]
    )
    gate = Gate(**({"most": 20, "ask_seconds": 30.0, "take_seconds": 30.0} | limits))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, http=gate.protocol(), ws="none", log_config=None, timeout_keep_alive=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1], gate
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def answer(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read()
    finally:
        connection.close()


def opened(port, sent=b""):
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    client.sendall(sent)
    return client


def ends(client):
    """Whether the server ends a connection, which it does by closing or resetting it."""
    try:
        while client.recv(1 << 20):
            pass
    except ConnectionError:
        return True
    return True


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: ",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n",
    ],
)
def test_a_request_that_does_not_come_is_waited_for_so_long_and_no_longer(sent):
    with serving(ask_seconds=0.2) as (port, _), opened(port, sent) as client:
        assert ends(client)
        assert answer(port) == b"well"


def test_a_request_that_comes_drop_by_drop_has_the_same_deadline():
    sent = 0
    with (
        serving(ask_seconds=0.5) as (port, _),
        opened(port, b"GET / HTTP/1.1\r\nHost: x\r\nX: ") as client,
        suppress(OSError),  # a broken pipe or a reset, whichever is first
    ):
        while sent < 2000:
            client.sendall(b"x")
            sent += 1
            time.sleep(0.01)
    assert sent < 2000


def test_an_answer_that_nobody_takes_is_given_up():
    with serving(take_seconds=0.3) as (port, _), opened(port, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n") as client:
        time.sleep(1)
        received = len(client.recv(1 << 16))
        try:
            while part := client.recv(1 << 20):
                received += len(part)
        except ConnectionError:
            pass
        assert received < len(LARGE)
        assert answer(port) == b"well"


def test_an_answer_that_is_taken_slowly_comes_whole():
    with serving(take_seconds=0.5) as (port, _), opened(port, b"GET /large HTTP/1.0\r\n\r\n") as client:
        received = 0
        while part := client.recv(1 << 20):
            received += len(part)
            time.sleep(0.02)
        assert received > len(LARGE)


def test_where_all_places_are_taken_the_idlest_goes_and_who_asks_is_answered():
    with serving(most=10) as (port, gate), ExitStack() as stack:
        clients = [stack.enter_context(opened(port, b"GET / HTTP/1.1\r\n")) for _ in range(50)]
        assert answer(port) == b"well"
        assert len(gate.waiting) <= 10
        assert all(ends(client) for client in clients[:40])


def test_serve_answers_through_hundreds_of_half_open_requests_with_few_descriptors_and_a_small_log(tmp_path):
    assert command("init", tmp_path).returncode == 0

    few = ["sh", "-c", 'ulimit -n 128; exec "$@"', "sh"]
    arguments = [*few, sys.executable, "-m", "nightdesk", "serve", "--port", "0"]
    log = tmp_path / "log"
    with log.open("wb") as said:
        serve = subprocess.Popen(arguments, cwd=tmp_path, stdout=subprocess.PIPE, stderr=said, text=True)
        try:
            port = int(re.search(r"127\.0\.0\.1:(\d+)", serve.stdout.readline())[1])
            with ExitStack() as stack:
                for _ in range(300):
                    stack.enter_context(opened(port, b"GET / HTTP/1.1\r\nHost: x\r\nX: "))
                for _ in range(100):
                    stack.enter_context(opened(port, b"\x00\xff nonsense\r\n\r\n"))
                for path in ("/", "/healthz", "/api/news/"):
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                    connection.request("GET", path)
                    assert connection.getresponse().status == 200
                    connection.close()
        finally:
            serve.send_signal(signal.SIGINT)
            serve.communicate(timeout=60)
    text = log.read_text()
    assert "Traceback" not in text
    assert len(text) < 20_000


def test_of_each_kind_so_many_records_pass_in_a_minute_and_the_rest_is_counted():
    moment = [0.0]
    bounded = Bounded(lambda: moment[0])

    def passes(text, *values):
        record = logging.LogRecord("x", logging.WARNING, "", 0, text, values, None)
        return record.getMessage() if bounded.filter(record) else None

    assert sum(passes("bad request %d", number) is not None for number in range(1000)) == PER_MINUTE
    assert passes("something else") == f"({1000 - PER_MINUTE} records like those before left out) something else"
    kinds = [passes(f"kind {number}") for number in range(1000)]
    assert len([text for text in kinds if text]) == MOST_PER_MINUTE - PER_MINUTE - 1
    moment[0] = 61.0
    assert passes("bad request %d", 1).endswith("bad request 1")
    assert passes("bad request %d", 2) == "bad request 2"
