"""Bodies of answers, decoded as they come and stopped at a limit, so that a bomb costs no more than a page."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]

from nightdesk.errors import RetryLater, SkipItem, TooLarge
from nightdesk.tools import Request
from nightdesk.web_client.guard import shown

ACCEPTED = "gzip, deflate, br"
STEP = 65_536  # bytes that a decoder gives at most at once
# Each member of a gzip body costs a copy of what follows; servers send one, log shippers a few hundred.
MOST_MEMBERS = 1000
MEGABYTE = 1_000_000


class Undecodable(Exception):
    """The bytes are not in the encoding that their header names."""


class Decoder(Protocol):
    """Undoes one content encoding, piece by piece."""

    def pieces(self, encoded: bytes) -> Iterator[bytes]:
        """What these further bytes decode to, in pieces of at most about `STEP` bytes."""
        ...

    def is_complete(self) -> bool:
        """Whether the encoding's own end has been seen."""
        ...


class Body:
    """The body of one answer: feed it what arrives, ask it for the whole."""

    def __init__(self, request: Request, headers: dict[str, str]) -> None:
        self._request = request
        self._decoder = _decoder(request.url, headers.get("content-encoding", ""))
        self._limit = request.limit if request.first_bytes is None else request.first_bytes
        self._parts: list[bytes] = []
        self._size = self._received = 0
        announced = headers.get("content-length", "")
        if isinstance(self._decoder, _Plain) and announced.isdecimal():
            self._check(int(announced[:18]))

    def feed(self, piece: bytes) -> bool:
        """Take a piece as it came from the wire; returns whether more is wanted.

        Raises TooLarge where the decoded body passes the limit of the request, RetryLater where it is not
        in the encoding that it claims.
        """
        self._received += len(piece)
        self._check(self._received)  # an encoding that makes a body longer than its limit is an attack
        try:
            for part in self._decoder.pieces(piece):
                self._parts.append(part)
                self._size += len(part)
                self._check(self._size)
                if self._is_cut and self._size >= self._limit:
                    return False
        except (Undecodable, zlib.error, brotli.error) as error:
            raise RetryLater(f"{shown(self._request.url)}: the body is not what its header says: {error}") from error
        return True

    def whole(self) -> bytes:
        """The decoded body; RetryLater where its encoding breaks off before its end."""
        body = b"".join(self._parts)
        if self._is_cut and len(body) >= self._limit:
            return body[: self._limit]
        if not self._decoder.is_complete():
            raise RetryLater(f"{shown(self._request.url)}: the body breaks off after {len(body):,} bytes")
        return body

    @property
    def _is_cut(self) -> bool:
        return self._request.first_bytes is not None

    def _check(self, size: int) -> None:
        if size > self._limit and not self._is_cut:
            raise TooLarge(
                f"{shown(self._request.url)}: too large: {size / MEGABYTE:,.1f} MB or more,"
                f" and the limit is {self._limit / MEGABYTE:,g} MB"
            )


class _Plain:
    def pieces(self, encoded: bytes) -> Iterator[bytes]:
        yield encoded

    def is_complete(self) -> bool:
        return True


class _Zlib:
    """gzip (RFC 1952), and deflate as RFC 9110 means it (zlib) or as some servers do (raw)."""

    def __init__(self, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._is_plain = False
        self._inflater: zlib._Decompress | None = None
        self._members = 0

    def pieces(self, encoded: bytes) -> Iterator[bytes]:
        while encoded and not self._is_plain:
            if self._inflater is None:
                self._begin(encoded)
                continue
            piece = self._inflater.decompress(encoded, STEP)
            encoded = self._inflater.unconsumed_tail
            while piece:
                yield piece
                # A full piece may leave more inside that needs no further input.
                piece = self._inflater.decompress(encoded, STEP) if encoded or len(piece) == STEP else b""
                encoded = self._inflater.unconsumed_tail
            if self._inflater.eof:
                encoded, self._inflater = self._inflater.unused_data, None
        if encoded and not self._members:
            yield encoded

    def is_complete(self) -> bool:
        return self._inflater is None

    def _begin(self, encoded: bytes) -> None:
        """Make an inflater for the next member, or see that there is none."""
        is_member = encoded[:1] == b"\x1f" if self._is_gzip else not self._members
        if not is_member:
            # Before any member: recorders and proxies that unpack a body leave the header that says gzip.
            # After the last one: padding, which gunzip ignores as well.
            self._is_plain = True
            return
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise Undecodable(f"more than {MOST_MEMBERS} gzip members")
        is_zlib = encoded[0] & 0x0F == zlib.DEFLATED
        self._inflater = zlib.decompressobj(31 if self._is_gzip else 15 if is_zlib else -15)


class _Brotli:
    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()
        self._is_begun = False

    def pieces(self, encoded: bytes) -> Iterator[bytes]:
        self._is_begun = self._is_begun or bool(encoded)
        piece = self._decompressor.process(encoded, output_buffer_limit=STEP)
        while piece:
            yield piece
            piece = self._decompressor.process(b"", output_buffer_limit=STEP)

    def is_complete(self) -> bool:
        return not self._is_begun or bool(self._decompressor.is_finished())


def _decoder(url: str, encoding: str) -> Decoder:
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name.removeprefix("x-") for name in names if name not in ("", "identity", "none")]
    if not names:
        return _Plain()
    if names in (["gzip"], ["deflate"]):
        return _Zlib(is_gzip=names == ["gzip"])
    if names == ["br"]:
        return _Brotli()
    # Two encodings on top of each other are hardly ever meant, and multiply what a bomb may cost.
    raise SkipItem(f"{shown(url)}: its body is encoded as {encoding[:40]!r}; nightdesk asked for {ACCEPTED}")
