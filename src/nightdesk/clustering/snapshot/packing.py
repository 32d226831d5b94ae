"""Arrays and lists of words as bytes: one after the other, then a line that says what they are, then a checksum.

Arrays are read where they lie, so that what is never looked at is never read from the disk (pickle would run what
a file says, and numpy's own archives are copied and decoded as a whole).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

FORM = "nightdesk snapshot 1"
EDGE = 64  # arrays begin at multiples of it, as the processor likes them
NUMBER = 16  # digits of each of the two numbers at the end: the length of the line, and the checksum of all before

Array = NDArray[Any]
Part = tuple[str, Array | list[str]]


@dataclass(frozen=True, slots=True)
class Packed:
    """What a snapshot holds, by names."""

    arrays: Mapping[str, Array]
    lists: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class _Line:
    form: str
    key: str
    arrays: dict[str, tuple[str, int, int]]  # of each its type, where it begins, how many items it has
    lists: dict[str, tuple[int, int]]  # of each where it begins and ends


def packed(key: str, parts: Iterable[Part]) -> Iterator[bytes | memoryview]:
    """The pieces of a snapshot, in their order; each part is asked for when those before it are dealt with.

    Args:
        key: names all that the parts' meaning hangs on besides their form.
        parts: arrays and lists by their names.
    """
    line = _Line(FORM, key, {}, {})
    at = checksum = 0
    for name, value in parts:
        if isinstance(value, list):
            piece: bytes | memoryview = msgspec.msgpack.encode(value)
            line.lists[name] = (at, at + len(piece))
        else:
            piece = np.ascontiguousarray(value).reshape(-1).view(np.uint8).data if value.size else b""
            line.arrays[name] = (value.dtype.str, at, value.size)
        for each in (piece, bytes(-len(piece) % EDGE)):
            checksum = zlib.crc32(each, checksum)
            at += len(each)
            yield each
        del piece, each, value  # the next part is made when this one is gone
    text = msgspec.json.encode(line)
    yield text
    yield f"{len(text):{NUMBER}d}{zlib.crc32(text, checksum):{NUMBER}d}".encode()


def unpacked(content: memoryview, key: str) -> Packed | str:
    """What was packed, its arrays where they lie in ``content``; or in words why it cannot be used."""
    end = len(content) - 2 * NUMBER
    try:
        length, checksum = int(bytes(content[end : end + NUMBER])), int(bytes(content[end + NUMBER :]))
        line = msgspec.json.decode(content[end - length : end], type=_Line)
    except (ValueError, msgspec.DecodeError):
        return "it is damaged"
    if (line.form, line.key) != (FORM, key):
        return "another version of nightdesk made it"
    if zlib.crc32(content[:end]) != checksum:
        return "it is damaged"
    arrays = {
        name: np.frombuffer(content, np.dtype(kind), many, start) if many else np.zeros(0, np.dtype(kind))
        for name, (kind, start, many) in line.arrays.items()
    }
    lists = {
        name: msgspec.msgpack.decode(content[start:end], type=list[str]) for name, (start, end) in line.lists.items()
    }
    return Packed(arrays, lists)
