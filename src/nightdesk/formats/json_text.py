"""JSON that any reader takes: indented, in UTF-8, without half characters."""

from __future__ import annotations

from typing import Any

import msgspec


def json_text(value: dict[str, Any]) -> bytes:
    """A value of dicts, lists, texts and numbers as the bytes of a file.

    Half of a surrogate pair, which UTF-8 cannot say (RFC 8259, section 8.2), becomes a question mark.
    """
    try:
        encoded = msgspec.json.encode(value)
    except UnicodeEncodeError:
        encoded = msgspec.json.encode(_whole(value))
    return msgspec.json.format(encoded, indent=2) + b"\n"


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {_whole(key): _whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    return value
