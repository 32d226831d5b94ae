"""Writing a WARC file (ISO 28500:2017, WARC 1.1): a recording of a web, one response after the other."""

from __future__ import annotations

import gzip
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5


@dataclass(frozen=True, slots=True)
class Capture:
    """An answer of the web with status 200, to be recorded."""

    url: str
    media_type: str
    body: bytes


def write_warc(stream: BinaryIO, captures: Iterable[Capture], recorded_at: datetime) -> None:
    """Write captures into a stream, each in a gzip member of its own; the same captures give the same bytes."""
    date = f"{recorded_at:%Y-%m-%dT%H:%M:%SZ}"
    note = b"software: nightdesk demo\r\nformat: WARC File Format 1.1\r\n"
    opening = {"WARC-Type": "warcinfo", "WARC-Date": date, "Content-Type": "application/warc-fields"}
    stream.write(_record(opening, "warcinfo", note))
    for capture in captures:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {capture.media_type}\r\nContent-Length: {len(capture.body)}\r\n\r\n"
        fields = {
            "WARC-Type": "response",
            "WARC-Date": date,
            "WARC-Target-URI": capture.url,
            "WARC-Payload-Digest": _digest(capture.body),
            "Content-Type": "application/http; msgtype=response",
        }
        stream.write(_record(fields, capture.url, head.encode("ascii") + capture.body))


def _record(fields: dict[str, str], name: str, block: bytes) -> bytes:
    fields = fields | {
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, name)}>",
        "WARC-Block-Digest": _digest(block),
        "Content-Length": str(len(block)),
    }
    head = "WARC/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in fields.items()) + "\r\n"
    # mtime 0 keeps the clock out of the bytes; level 1, since nearly all of them are pictures
    return gzip.compress(head.encode() + block + b"\r\n\r\n", compresslevel=1, mtime=0)


def _digest(body: bytes) -> str:
    return "sha1:" + b32encode(sha1(body, usedforsecurity=False).digest()).decode("ascii")
