"""The size of a picture from the first bytes of its file: no pixel is decoded, and no library is asked.

Sources: JPEG (ITU-T T.81, B.1.1.3; Exif 2.3, 4.5), PNG (W3C, 11.2.2), GIF89a (18), WebP container (Google,
"WebP Container Specification"), AVIF (ISO/IEC 23008-12, 6.5.3 and 6.5.10).
"""

from __future__ import annotations

import struct

from nightdesk.errors import SkipItem

FIRST_BYTES = 65_536  # what the web client takes in one step anyway
MOST_FIRST_BYTES = 524_288  # asked for once, where what a camera wrote stands in front of the size
_STARTS_OF_FRAME = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ON_SIDE = (5, 6, 7, 8)  # Exif orientations in which width and height change places
MOST_BOXES = 200


def size_of(start: bytes) -> tuple[int, int] | None:
    """Width and height as shown, in pixels; ``None`` where its header goes on beyond these bytes.

    Raises:
        SkipItem: The bytes are no picture that browsers show, or its header makes no sense.
    """
    size = _size(start)
    if size is not None and not all(0 < side < 1 << 24 for side in size):
        raise SkipItem(f"a picture of {size[0]} x {size[1]} pixels cannot be")
    return size


def _size(start: bytes) -> tuple[int, int] | None:
    try:
        if start.startswith(b"\xff\xd8\xff"):
            return _of_jpeg(start)
        if start.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack_from(">II", start, 16)
        if start.startswith((b"GIF87a", b"GIF89a")):
            return struct.unpack_from("<HH", start, 6)
        if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
            return _of_webp(start)
        if start[4:12] in (b"ftypavif", b"ftypavis"):
            return _of_avif(start)
    except (struct.error, IndexError):
        return None  # cut off before the size
    raise SkipItem("it is no picture that browsers show")


def _of_jpeg(start: bytes) -> tuple[int, int] | None:
    at, is_on_side = 2, False
    while at + 4 <= len(start):
        if start[at] != 0xFF:  # noqa: PLR2004  # every marker starts with it
            raise SkipItem("it is a damaged JPEG")
        marker = start[at + 1]
        if marker == 0xFF:  # noqa: PLR2004  # padding
            at += 1
            continue
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:  # noqa: PLR2004  # markers without a length
            at += 2
            continue
        if marker in (0xD9, 0xDA):  # the end, or pixels before any size
            raise SkipItem("it is a damaged JPEG")
        length = struct.unpack_from(">H", start, at + 2)[0]
        if marker in _STARTS_OF_FRAME:
            height, width = struct.unpack_from(">HH", start, at + 5)
            return (height, width) if is_on_side else (width, height)
        if marker == 0xE1 and start[at + 4 : at + 10] == b"Exif\0\0":  # noqa: PLR2004  # APP1
            is_on_side = _orientation(start[at + 10 : at + 2 + length]) in _ON_SIDE
        at += 2 + max(length, 2)
    return None


def _orientation(exif: bytes) -> int:
    """The orientation in a TIFF header's first directory (tag 0x0112), or 1."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return 1
    try:
        at = struct.unpack_from(f"{order}I", exif, 4)[0]
        for entry in range(struct.unpack_from(f"{order}H", exif, at)[0]):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, at + 2 + 12 * entry)
            if tag == 0x0112:  # noqa: PLR2004
                return int(value)
    except struct.error:
        return 1
    return 1


def _of_webp(start: bytes) -> tuple[int, int] | None:
    chunk = start[12:16]
    if chunk == b"VP8X":
        return tuple(1 + int.from_bytes(_exactly(start, at, 3), "little") for at in (24, 27))  # type: ignore[return-value]  # two of them
    if chunk == b"VP8L":
        bits = struct.unpack_from("<I", start, 21)[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        width, height = struct.unpack_from("<HH", start, 26)
        return width & 0x3FFF, height & 0x3FFF
    if len(start) < 16:  # noqa: PLR2004  # the name of the chunk is not here yet
        return None
    raise SkipItem("it is a damaged WebP")


def _exactly(start: bytes, at: int, count: int) -> bytes:
    found = start[at : at + count]
    if len(found) < count:
        raise IndexError
    return found


def _of_avif(start: bytes) -> tuple[int, int] | None:
    """The largest ``ispe`` of its properties: alpha planes, tiles and thumbnails have one as well, none larger."""
    meta = _box(start, 0, len(start), b"meta")
    if meta is None:
        return None
    properties = start.find(b"ipco", meta)
    if properties < 0:
        return None
    end = min(len(start), properties - 4 + struct.unpack_from(">I", start, properties - 4)[0])
    sizes: list[tuple[int, int]] = []
    is_on_side = False
    at, boxes = properties + 4, 0
    while at + 8 <= end and boxes < MOST_BOXES:
        length, kind = struct.unpack_from(">I4s", start, at)
        if kind == b"ispe":
            sizes.append(struct.unpack_from(">II", start, at + 12))
        elif kind == b"irot":
            is_on_side = bool(start[at + 8] & 1)  # quarter turns
        at, boxes = at + max(length, 8), boxes + 1
    if not sizes:
        return None
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return (height, width) if is_on_side else (width, height)


def _box(start: bytes, at: int, end: int, wanted: bytes) -> int | None:
    """Where the content of the first box of a kind begins, or ``None`` where it is not within these bytes."""
    for _ in range(MOST_BOXES):
        if at + 8 > end:
            return None
        length, kind = struct.unpack_from(">I4s", start, at)
        if kind == wanted:
            return at + 8
        at += max(length, 8)
    return None
