"""JSON that any reader takes: in UTF-8, without half characters."""

from __future__ import annotations

from typing import Any

import msgspec


def json_text(value: dict[str, Any]) -> bytes:
    """A value of dicts, lists, texts and numbers as the bytes of a file.

    Half of a surrogate pair, which UTF-8 cannot say (RFC 8259, section 8.2), becomes a question mark.
    """
    return msgspec.json.format(_encoded(value), indent=2) + b"\n"


def json_in_html(value: dict[str, Any]) -> str:
    """A value as JSON that cannot end the script element it stands in (JSON-LD 1.1, section 7.3)."""
    text = _encoded(value).decode()
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _encoded(value: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(value))


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {_whole(key): _whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    return value
