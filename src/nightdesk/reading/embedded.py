"""The text of a page that a script draws: the longest piece of HTML among the values that its scripts carry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from nightdesk.reading.wording import letters, tidy

SHORTEST = 600  # characters of such a piece; shorter ones are teasers and messages
MOST_SCRIPTS = 200
LONGEST_SCRIPT = 5_000_000
# A string that never ends is taken to the end: looked for anew from each quotation mark inside it, it costs hours.
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"|\\?\Z)', re.DOTALL)
_PARAGRAPH = re.compile(r"<p[\s>]|<br\s*/?>\s*<br", re.IGNORECASE)


def embedded_html(tree: LexborHTMLParser) -> str:
    """The longest piece of HTML with paragraphs inside a JSON string of a page's scripts, or ``""``."""
    best, most = "", 0
    for script in tree.css("script")[:MOST_SCRIPTS]:
        text = script.text() or ""
        if SHORTEST < len(text) <= LONGEST_SCRIPT:
            for piece in _pieces(text, 2):
                count = len(letters(tidy(piece)))
                if count > most:
                    best, most = piece, count
    return best


def _pieces(script: str, layers: int) -> Iterator[str]:
    """HTML in the JSON strings of a script; a string may hold JSON again (frameworks stream it so)."""
    for found in _STRING.finditer(script):
        raw = found[1]
        if len(raw) < SHORTEST or ("\\u003c" not in raw.lower() and "<" not in raw):
            continue
        try:
            value = json.loads(f'"{raw}"', strict=False)
        except ValueError:
            continue
        if layers and '"' in value and "{" in value:
            yield from _pieces(value, layers - 1)
        if not value.lstrip().startswith(("{", "[")) and _PARAGRAPH.search(value):
            yield value
