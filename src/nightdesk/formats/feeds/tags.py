"""Language tags as feeds and OPML files write them."""

from __future__ import annotations

import re

_TAG = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9-]{1,30})?")


def language_tag(text: str) -> str | None:
    """A BCP 47 tag in its usual case (``en-US``, ``zh-Hant-TW``), or ``None`` where the text is none.

    Extensions and variants are dropped; underscores are read as hyphens.
    """
    found = _TAG.fullmatch(text.strip().replace("_", "-"))
    if not found:
        return None
    language, script, region = found.groups()
    parts = [language.lower(), script.capitalize() if script else None, region.upper() if region else None]
    return "-".join(part for part in parts if part)
