"""Validators of HTTP answers (RFC 9110, section 8.8): opaque to the desk, and sent back only where they can be."""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST = 1_024  # characters; servers refuse requests whose headers have more than eight times as much
# What a field may hold is visible characters with single spaces between (RFC 9110, section 5.5). U+FFFD stands where
# bytes were that are no UTF-8: what is sent back with it in their place would never match.
_CANNOT_BE_SENT = re.compile("[\x00-\x1f\x7f-\x9f\ufffd\ud800-\udfff\u2028\u2029]|^\\s|\\s$")


def is_sendable(validator: str) -> bool:
    """Whether a validator can be sent back to the server it came from."""
    return bool(validator) and len(validator) <= LONGEST and not _CANNOT_BE_SENT.search(validator)


def sendable(validator: str | None) -> str | None:
    """The validator, or ``None`` where it cannot be sent back."""
    return validator if validator is not None and is_sendable(validator) else None


def taken_validators(headers: Mapping[str, str]) -> tuple[str | None, str | None, tuple[str, ...]]:
    """ETag and Last-Modified of an answer as far as they can be sent back, and a note on each that cannot."""
    given = {name: headers.get(name) for name in ("etag", "last-modified")}
    notes = tuple(
        f"its {name} of {len(value):,} characters cannot be sent back, so the feed is read whole each time"
        for name, value in given.items()
        if value and not is_sendable(value)
    )
    return sendable(given["etag"]), sendable(given["last-modified"]), notes
