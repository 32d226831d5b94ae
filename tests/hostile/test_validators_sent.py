"""A source whose validators are hostile is polled again and again, as any other."""

import socketserver
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from making import make_source
from nightdesk.config import Config, WebSettings
from nightdesk.stages.poll import poll_source
from nightdesk.web_client import open_web

BODY = b"<rss><channel><title>Fjord</title><item><title>Ferry</title><link>http://a.example/1</link></item></channel></rss>"


@pytest.fixture
def raw_site():
    """A server on loopback that sends the headers it was given, byte for byte, and keeps what it was asked."""

    class Answer(socketserver.StreamRequestHandler):
        def handle(self):
            asked = b""
            while (line := self.rfile.readline()).strip():
                asked += line
            self.server.asked.append(asked)
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n"
            self.wfile.write(head + self.server.headers + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        server.asked, server.headers = [], b""
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@dataclass
class Tools:
    config: Config
    web: object
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def library(self):
        return self

    @property
    def workers(self):
        return self

    def known_urls(self, _):
        return frozenset()

    def call(self, function, *args):
        return function(*args)


@pytest.mark.parametrize("name", [b"ETag", b"Last-Modified"])
@pytest.mark.parametrize(
    "value",
    [b'"\x01"', b'"\x7f"', b'"\xff\xfe"', '"prüf"'.encode(), '"prüf"'.encode("latin-1"), b'"' + b"x" * 100_000 + b'"',
     b'"a\tb"', b'"\x1b[31m"', '"\u202e"'.encode(), b'"%0d%0a"', b"", b'"'],
)  # fmt: skip
def test_a_hostile_validator_costs_nothing_but_itself(raw_site, tmp_path, name, value):
    raw_site.headers = name + b": " + value + b"\r\n"
    url = f"http://127.0.0.1:{raw_site.server_address[1]}/feed"
    settings = WebSettings(allow_private=True, host_delay_seconds=0.0, obey_robots=False)
    source = make_source(url=url)
    with open_web(Config(home=tmp_path, web=settings)) as web:
        tools = Tools(Config(home=tmp_path, web=settings), web)
        for _ in range(2):
            outcome = poll_source(source, tools)
            assert len(outcome.found) == 1
            (source,) = outcome.records
    validators = (source.etag, source.last_modified)
    assert len(raw_site.asked) == 2
    if any(validators):  # what was kept went out as it came
        assert value in raw_site.asked[1]
    elif value:
        assert "cannot be sent back" in outcome.note


@pytest.mark.parametrize("value", ['"\x01"', '"a\r\nX-Evil: 1"', '"\ud800"', '"' + "x" * 100_000 + '"'])
def test_what_an_older_desk_kept_is_not_sent(raw_site, tmp_path, value):
    url = f"http://127.0.0.1:{raw_site.server_address[1]}/feed"
    settings = WebSettings(allow_private=True, host_delay_seconds=0.0, obey_robots=False)
    with open_web(Config(home=tmp_path, web=settings)) as web:
        poll_source(make_source(url=url, etag=value, last_modified=value), Tools(Config(home=tmp_path), web))
    assert b"If-" not in raw_site.asked[0]
    assert b"X-Evil" not in raw_site.asked[0]
