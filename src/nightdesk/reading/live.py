"""Live blogs: each entry with its time, in the order in which the page tells them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from nightdesk.reading.blocks import Blocks
from nightdesk.reading.bodies import Chosen
from nightdesk.reading.jsonld import Node, listed, text_of, types_of
from nightdesk.reading.wording import letters, tidy

# "18:42", "18.42 Uhr", "Fri 20 Nov 2026 14.05 CET", "6:42 p.m.", "18h42", "20时42分".
_CLOCK = re.compile(
    r"(?:[^\W\d][\w.]*\W{1,3}|\d{1,4}[./, -]{1,2}){0,6}"
    r"(?:[01]?\d|2[0-3])\s?[:.h\u6642\u65f6\uc2dc]\s?[0-5]\d(?!\d).{0,12}",
    re.IGNORECASE,
)
_OWN_CLOCK = re.compile(r"T(\d\d:\d\d)")
LONGEST_TIME = 40  # characters of a line that is the time of an entry
FEWEST, FEWEST_UNSAID = 2, 4  # entries, where a page says that it is a live blog and where it does not
NEAR = 3  # blocks above the first paragraph in which the time of the first entry may stand
SHOWN = 0.5  # of the entries: with more of them, the page's own text is taken
MOST_ENTRIES = 1000
COMPARED = 60  # letters of an entry that are looked for


def is_live(article: Node) -> bool:
    """Whether a page says that it is a live blog."""
    return "LiveBlogPosting" in types_of(article)


def with_times(page: Blocks, chosen: Chosen, is_said: bool) -> Chosen:
    """The chosen blocks with the times of their entries, where enough lines of one shape are such times.

    A time stands between two blocks of the text, or a little above the first; the page's order is kept.
    """
    taken = [at for at, _ in chosen.pieces]
    if not taken:
        return chosen
    found: dict[int, tuple[str, str]] = {}
    for before, at in zip([max(-1, taken[0] - NEAR - 1), *taken], taken, strict=False):
        for between in range(before + 1, at):
            block = page.blocks[between]
            if len(block.text) <= LONGEST_TIME and _CLOCK.fullmatch(block.text):
                container = page.containers[block.container]
                found[between] = (container.tag, re.sub(r"\d+", "0", container.hint))
    shapes = Counter(found.values()).most_common(1)
    if not shapes or shapes[0][1] < (FEWEST if is_said else FEWEST_UNSAID):
        return chosen
    times = [(at, page.blocks[at].text) for at, shape in found.items() if shape == shapes[0][0]]
    return replace(chosen, pieces=tuple(sorted((*chosen.pieces, *times))))


def with_entries(article: Node, content: str) -> str:
    """A text and the entries that JSON-LD ``liveBlogUpdate`` gives, where the page shows less than half of them."""
    entries = list(_entries(article))
    if len(entries) < FEWEST:
        return content
    shown = letters(content)
    if sum(letters(body)[:COMPARED] in shown for *_, body in entries) > SHOWN * len(entries):
        return content
    lines = [line for entry in entries for line in entry if line]
    return "\n\n".join(([content] if content else []) + lines)


def _entries(article: Node) -> Iterator[tuple[str, str, str]]:
    """Time, headline and text of each entry, in the order of the list; the time as its own clock shows it."""
    for update in listed(article.get("liveBlogUpdate"))[:MOST_ENTRIES]:
        if not isinstance(update, dict):
            continue
        given = update.get("articleBody")
        body = tidy(given) if isinstance(given, str) else text_of(given)
        if letters(body):
            clock = _OWN_CLOCK.search(text_of(update.get("datePublished")))
            yield clock[1] if clock else "", text_of(update.get("headline")), body
