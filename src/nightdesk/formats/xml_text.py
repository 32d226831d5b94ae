"""What XML can hold of a text."""

from __future__ import annotations

import re

# What XML 1.0 (section 2.2) has no place for, not even as a reference.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text without the characters that XML cannot hold: most controls, halves of surrogate pairs."""
    return _UNSPEAKABLE.sub("", text)
