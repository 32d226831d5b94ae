"""What policy asks of a transport: one request, one answer, no redirects followed, no robots.txt read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import punctuation
from typing import Protocol
from urllib.parse import quote

from nightdesk.tools import Request

# A field that names one thing: of several lines the first counts; lists are joined (RFC 9110, section 5.3).
_SINGLE = frozenset({"content-type", "content-length", "etag", "last-modified", "location", "retry-after"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request, whatever its status; ``headers`` have lower-case names.

    ``body`` is decoded, and empty unless ``status`` is 200.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Transport(Protocol):
    """Where answers come from: the live web, or an archive in its place."""

    @property
    def is_live(self) -> bool:
        """Whether a server is asked, to whom manners are owed, and who may answer otherwise later."""
        ...

    async def fetch(self, request: Request) -> Answer:
        """Answer one request; SkipItem or RetryLater where there is no answer or its body is too large.

        A RetryLater with ``after`` is about the whole host: nothing else is asked of it until then.
        """
        ...

    async def close(self) -> None:
        """Give up connections and files."""
        ...


def headers_of(lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Header lines, read as UTF-8 with surrogates for other bytes, as one mapping with lower-case names."""
    headers: dict[str, str] = {}
    for name, value in lines:
        key = name.lower()
        text = _text(value.strip(), is_address=key == "location")
        if key not in headers:
            headers[key] = text
        elif key not in _SINGLE:
            headers[key] += f", {text}"
    return headers


def _text(value: str, *, is_address: bool) -> str:
    """A value that can be stored: no byte is lost where it is an address, else a mark stands in its place."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return quote(raw, safe=punctuation) if is_address else raw.decode(errors="replace")
