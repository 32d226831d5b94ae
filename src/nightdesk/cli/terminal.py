"""What goes to a terminal holds no control but colours: the last guard, for errors that quote what others sent."""

from __future__ import annotations

import re
from typing import IO, Any, TextIO, cast

# Colours (ECMA-48, SGR) are the command line's own; text from outside lost its escape characters where it entered.
_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")


def guarded(stream: TextIO) -> TextIO:
    """A stream that lets no control character through, and no mark of direction without its partner, but colours."""
    return cast("TextIO", _Guarded(stream))


def shown(text: str) -> str:
    """A text as a terminal may have it."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    from nightdesk.safe_text import safe_lines  # loaded where a text needs it, so that the command line starts at once

    parts = _COLOUR.split(text)
    return "".join(part if at % 2 else safe_lines(part, len(part) + 1) for at, part in enumerate(parts))


class _Guarded:
    """A text stream before another; all but writing is the other's."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        if not isinstance(text, str):  # whoever tries whether this is a stream of bytes
            raise TypeError("a stream of text")
        self._stream.write(shown(text))
        return len(text)

    @property
    def buffer(self) -> IO[bytes]:
        return cast("IO[bytes]", _GuardedBytes(self._stream.buffer))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _GuardedBytes:
    """The same for whole texts in UTF-8, such as JSON."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, content: bytes) -> int:
        self._stream.write(shown(bytes(content).decode("utf-8", "replace")).encode())
        return len(content)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
