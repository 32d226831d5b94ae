"""An archive as the web: a WARC file answers in the place of servers, byte for byte."""

from __future__ import annotations

import asyncio
import re
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Literal

from fastwarc.warc import ArchiveIterator, WarcRecord

from nightdesk.errors import RetryLater, SkipItem
from nightdesk.tools import Request
from nightdesk.web_client.bodies import STEP, Body
from nightdesk.web_client.captures import Captures, read_captures
from nightdesk.web_client.guard import shown
from nightdesk.web_client.transport import Answer, headers_of

_CHUNK = re.compile(rb"[0-9A-Fa-f]{1,8}[ \t]*(;[^\r\n]*)?\r?\n")  # the size of a chunk (RFC 9112, section 7.1)
_PEEK = 256  # bytes of a body in which the size of its first chunk is


class ArchiveTransport:
    """Answers from a WARC file; nothing of it is read before the first request."""

    is_live = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._captures: Captures | None = None

    async def fetch(self, request: Request) -> Answer:
        """Answer one request with the latest capture of its URL; see `Transport`."""
        return await asyncio.to_thread(self._read, request)

    async def close(self) -> None:
        """Remove what was unpacked."""
        if self._captures is not None:
            self._captures.close()

    def _read(self, request: Request) -> Answer:
        named = shown(request.url)
        if request.form is not None:
            raise SkipItem(f"{named}: not told: an archive stands in the place of the web")
        with self._lock:
            if self._captures is None:
                self._captures = read_captures(self._path)
            captures, place = self._captures, self._captures.find(request.url)
        if place is None:
            damage = f", but {captures.damage}" if captures.damage else ""
            raise SkipItem(f"{named}: not in the archive {self._path.name}{damage}")
        try:
            with captures.path.open("rb") as file:
                return _answer(request, file, place)
        except OSError as error:
            raise SkipItem(f"{named}: damaged in the archive {self._path.name}: {error}") from error
        except RetryLater as error:  # what is recorded will not change
            raise SkipItem(f"{error}, in the archive {self._path.name}") from error


def _answer(request: Request, file: BinaryIO, place: int) -> Answer:
    """The capture at a place; OSError where it is damaged."""
    record = _record(file, place)
    headers = headers_of(
        (name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
        for name, value in record.http_headers.items_bytes()
    )
    status = record.http_headers.status_code
    if not status:
        raise OSError("it holds no answer of a server")
    if status != HTTPStatus.OK:
        return Answer(request.url, status, headers)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        # Recorders that store a body without its chunks keep the header that announces them.
        is_chunked = _CHUNK.match(record.reader.read(_PEEK)) is not None
        record = _record(file, place, "transfer" if is_chunked else "none")
    body = Body(request, headers)
    while piece := record.reader.read(STEP):
        if not body.feed(piece):
            break
    return Answer(request.url, status, headers, body.whole())


def _record(file: BinaryIO, place: int, decode: Literal["none", "transfer"] = "none") -> WarcRecord:
    file.seek(place)
    record = next(iter(ArchiveIterator(file, parse_http=False)))
    record.parse_http(auto_decode=decode)
    return record
