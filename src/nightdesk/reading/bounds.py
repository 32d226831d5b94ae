"""What the parsers are given of a page: no more tags within each other, or attributes on a tag, than they can bear.

Lexbor takes any bytes, but its time grows with tags times their depth, with the square of a tag's attributes, and with
formatting that is opened and not closed, which every paragraph after it opens again (HTML standard, section 13.2.4.3).
A page is not refused for these: what is beyond a bound loses its tag, or its attributes, and the rest is read.
"""

from __future__ import annotations

import re

import numpy as np

from nightdesk.errors import PageRefused
from nightdesk.reading.wording import words

DEEPEST = 512  # as in Chromium's parser; 50,000 nested tags took 6 s
MOST_REOPENED = 500_000  # elements that unclosed formatting may add: 4,000 of <font size=n><p> made 550,000, in 4 s
FEWEST_REOPENED = 3
# Its time grows with options in one list times their number: 20,000 take 1 s, a page's list of countries has 250.
MOST_OPTIONS = 20_000
MOST_TAGS = 300_000  # 100,000 paragraphs of a letter each take 3 s to read; the longest live blogs have 30,000 tags
# It compares each attribute of a tag with all before: 100,000 of them take minutes. Pages have tens; a real article has
# 2,163 on one tag, whose quotation mark is missing.
MOST_ATTRIBUTES = 200
LONGEST_SEARCHED = 3_000_000  # characters of markup
MOST_SEARCHED = 60_000  # ends of tags counted too: twice the longest live blog's
_ATTRIBUTE = rb"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+"
_TAG = rb"<[a-zA-Z][^\s/>]*+"
# All possessive, so that it is read once: 0.7 ms for a page of 280 kB.
_BEARABLE = re.compile(
    rb"(?:[^<]++|<(?![a-zA-Z])|%b(?:%b){0,%d}+[\s/]*+(?:>|\Z))*+" % (_TAG, _ATTRIBUTE, MOST_ATTRIBUTES)
)
_KEPT = re.compile(rb"%b(?:%b){0,%d}+" % (_TAG, _ATTRIBUTE, MOST_ATTRIBUTES))
_REST = re.compile(rb"(?:%b)*+" % _ATTRIBUTE)
_OPEN_OR_CLOSE = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_VOID = words("area base br col embed hr img input link meta param source track wbr p li td tr th dd dt option")
_FORMATTING = words("a b big code em font i nobr s small strike strong tt u")
_INSTRUCTION = ord("?")  # "<?iv class=x>" is a processing instruction, which holds nothing


def bounded(html: bytes) -> bytes:
    """A page as the parser can bear it; nearly always the same bytes.

    Raises:
        PageRefused: It has more tags, or options to choose from, than any page that people read.
    """
    return _with_bounded_depth(_with_bounded_attributes(html))


def _with_bounded_attributes(html: bytes) -> bytes:
    pieces: list[bytes] = []
    start, end = 0, _end(_BEARABLE, html, 0)
    while end < len(html):
        kept = _end(_KEPT, html, end)
        pieces.append(html[start:kept])
        start = _end(_REST, html, kept)
        end = _end(_BEARABLE, html, start)
    return b"".join((*pieces, html[start:])) if pieces else html


def is_vast(html: bytes | str) -> bool:
    """Whether a page is beyond what second opinions bear: their time grows faster than its size."""
    opening = b"<" if isinstance(html, bytes) else "<"
    return len(html) > LONGEST_SEARCHED or html.count(opening) > MOST_SEARCHED  # type: ignore[arg-type]


def _end(pattern: re.Pattern[bytes], html: bytes, start: int) -> int:
    found = pattern.match(html, start)
    return found.end() if found else start


def _with_bounded_depth(html: bytes) -> bytes:
    if not _may_be_deep(html):
        return html
    found = [(match.start(), bool(match[1]), match[2].decode().lower()) for match in _OPEN_OR_CLOSE.finditer(html)]
    options = sum(name == "option" and not is_closing for _, is_closing, name in found)
    for many, most, what in ((len(found), MOST_TAGS, "tags"), (options, MOST_OPTIONS, "options to choose from")):
        if many > most:
            raise PageRefused(f"the page has {many:,} {what}; a page that people read stays under {most:,}")
    changed = bytearray(html)
    depth = unclosed = 0
    most_unclosed = max(FEWEST_REOPENED, MOST_REOPENED // len(found)) if found else 0
    for at, is_closing, name in found:
        if name in _VOID:
            continue
        step = -1 if is_closing else 1
        is_formatting = name in _FORMATTING
        if max(depth, depth + step) > DEEPEST or (is_formatting and max(unclosed, unclosed + step) > most_unclosed):
            changed[at + 1] = _INSTRUCTION
        depth = max(0, depth + step)
        unclosed = max(0, unclosed + step) if is_formatting else unclosed
    return bytes(changed)


def _may_be_deep(html: bytes) -> bool:
    """Whether counts alone leave room for so many tags, or tags within each other; they let most pages through.

    Every ``<`` counts as opening, also those that open nothing.
    """
    page = np.frombuffer(html, np.uint8)
    tags = np.flatnonzero(page[:-1] == ord("<"))
    if len(tags) > MOST_OPTIONS:
        return True
    steps = np.where(page[tags + 1] == ord("/"), -1, 1)
    depth = np.cumsum(steps)
    deepest = int((depth - np.minimum.accumulate(depth)).max(initial=0))
    return deepest >= DEEPEST or deepest * len(tags) > MOST_REOPENED
