"""Hosts on loopback, each at an address of its own behind one port: honest outlets, and all that attacks a desk."""

import asyncio
import gzip
import random
import socket
import struct

from loops import ServerLoop
from warc_making import page

WORDS = (  # noqa: SIM905 - a line a word would take the page
    "harbour council bridge ferry winter budget school river engine museum orchard tunnel mayor signal glacier parade "
    "library railway vineyard lighthouse market quarry festival clinic stadium archive reservoir canal theatre forest"
).split()


def text_response(kind: str, body: bytes, *headers: str) -> bytes:
    """A whole answer with status 200."""
    head = ["HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


def headline(seed: str) -> str:
    """Words that no other article has together, so that each article is a story of its own."""
    return " ".join(random.Random(seed).sample(WORDS, 7)).capitalize()


class Host:
    """A host at a loopback address; ``answer`` writes what it says to a path, and its end closes the connection."""

    def __init__(self, number: int, port: int) -> None:
        self.address = f"127.0.9.{number}"
        self.base = f"http://{self.address}:{port}"
        self.asked: list[str] = []

    @property
    def feed_url(self) -> str:
        return f"{self.base}/feed.xml"

    async def answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(self.say(path))

    def say(self, path: str) -> bytes:
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Outlet(Host):
    """An honest outlet of so many articles."""

    articles = 6

    def say(self, path: str) -> bytes:
        if path == "/feed.xml":
            return text_response("application/rss+xml", self.feed())
        if path.startswith("/news/"):
            return text_response("text/html; charset=utf-8", self.page(path))
        return super().say(path)

    def feed(self) -> bytes:
        items = "".join(
            f"<item><title>{headline(f'{self.base}/news/{number}')}</title><link>{self.base}/news/{number}</link></item>"
            for number in range(self.articles)
        )
        return f"<rss version='2.0'><channel><title>Outlet</title>{items}</channel></rss>".encode()

    def page(self, path: str) -> bytes:
        return page(headline(self.base + path))[1]


class Hanging(Outlet):
    """Names 80 pages and answers none of them."""

    articles = 80

    async def answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        if path.startswith("/news/"):
            await asyncio.sleep(3600)
        await super().answer(path, writer)


class Dripping(Outlet):
    """Its feed comes a byte at a time."""

    async def answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        if path != "/feed.xml":
            return await super().answer(path, writer)
        for byte in self.say(path):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.05)
        return None


class Endless103(Outlet):
    """Answers its feed with 103 (Early Hints) again and again."""

    async def answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        if path != "/feed.xml":
            return await super().answer(path, writer)
        while True:
            writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" * 100)
            await writer.drain()


class EndlessRedirects(Host):
    """Each address leads to the next one."""

    def say(self, path: str) -> bytes:
        if path == "/robots.txt":
            return super().say(path)
        number = int(path.rpartition("/")[2]) if path.startswith("/step/") else 0
        return f"HTTP/1.1 302 Found\r\nLocation: /step/{number + 1}\r\nContent-Length: 0\r\n\r\n".encode()


class Bomb(Host):
    """A feed of 0.4 MB that unpacks to 400 MB."""

    body = gzip.compress(bytes(4_000_000), 9) * 100

    def say(self, path: str) -> bytes:
        if path == "/feed.xml":
            return text_response("application/rss+xml", self.body, "Content-Encoding: gzip")
        return super().say(path)


class Patient(Outlet):
    """Honest, and wants 30 seconds between two requests."""

    def say(self, path: str) -> bytes:
        if path == "/robots.txt":
            return text_response("text/plain", b"User-agent: *\nCrawl-delay: 30\n")
        return super().say(path)


class Resetting(Outlet):
    """Resets the connection in the middle of each page."""

    async def answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        said = self.say(path)
        if not path.startswith("/news/"):
            writer.write(said)
            return
        writer.write(said[: len(said) // 2])
        await writer.drain()
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()


class OddValidators(Outlet):
    """Gives validators that no header can carry back as they are."""

    def say(self, path: str) -> bytes:
        if path == "/feed.xml":
            odd = ('ETag: "\x01\x7f\xe9"', "Last-Modified: \x7f")
            return text_response("application/rss+xml", self.feed(), *odd)
        return super().say(path)


class OddTexts(Outlet):
    """Half pairs of UTF-16, NUL, escapes of a terminal and 200,000 authors, in what its pages say of themselves."""

    articles = 3

    def page(self, path: str) -> bytes:
        authors = ",".join(['{"name":"A B"}'] * 200_000) if path.endswith("0") else '{"name":"\\ud800 half"}'
        facts = (
            '{"@type":"NewsArticle","headline":"A \\u0000 headline \\u001b]0;x\\u0007","author":[AUTHORS],'
            '"publisher":{"name":"Out\\u0000let \\udfff"}}'
        ).replace("AUTHORS", authors)
        whole = super().page(path)
        return whole.replace(b"</head>", b'<script type="application/ld+json">' + facts.encode() + b"</script></head>")


class Ampersands(Host):
    """A feed of 9 MB of ``&``."""

    body = b"<rss version='2.0'><channel><title>" + b"&" * 9_000_000 + b"</title></channel></rss>"

    def say(self, path: str) -> bytes:
        if path == "/feed.xml":
            return text_response("application/rss+xml", self.body)
        return super().say(path)


class Web:
    """All hosts behind one port, in an event loop of their own; ``most_open`` connections were open at once."""

    def __init__(self) -> None:
        self.hosts: dict[str, Host] = {}
        self.open = self.most_open = 0
        self._loop = ServerLoop(self._serve)
        self.close = self._loop.close

    def add(self, kind: type[Host]) -> Host:
        """Bring up a host of this kind at the next address."""
        host = kind(len(self.hosts) + 1, self._loop.port)
        self.hosts[host.address] = host
        return host

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = self.hosts[writer.get_extra_info("sockname")[0]]
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                host.asked.append(path)
                await host.answer(path, writer)
                await writer.drain()
        finally:
            self.open -= 1
