"""What stands at the edges of a chosen text and is none of it: the headline above it, a notice of rights below.

Pages made before there were elements for it have the headline, the byline and the date as lines of one block, with
nothing but a larger font to tell them from the text; the notice of rights stands right under its last paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from nightdesk.reading.bodies import Chosen
from nightdesk.reading.layout import ends_sentence
from nightdesk.reading.wording import letters

SHORTEST_PART = 10  # letters of a headline that stands with the site's name in the title
LONGEST_LINE = 100  # characters of a byline or a date
_RIGHTS = re.compile(
    r"(?:copyright[\s,:]*)?(?:\u00a9|\(c\)\s*(?:19|20)\d\d)|copyright\s*(?:19|20)\d\d"
    r"|(?:all rights reserved|alle rechte vorbehalten|tous droits r\u00e9serv\u00e9s"
    r"|todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati|\u7248\u6743\u6240\u6709"
    r"|\u7121\u65ad\u8ee2\u8f09)",
    re.IGNORECASE,
)


def without_edges(chosen: Chosen, headings: Collection[str]) -> tuple[Chosen, str]:
    """The chosen blocks without a block of headline, byline and date at their top and notices of rights at their end.

    Args:
        chosen: the blocks of the text.
        headings: the page's title and headings, as bare letters.

    Returns:
        What is left, and the lines of the block that was left out at the top: they may name who signs.
    """
    pieces, above = list(chosen.pieces), ""
    if len(pieces) > 1 and _is_headline(pieces[0][1].split("\n"), headings):
        above = pieces.pop(0)[1]
    while len(pieces) > 1 and _RIGHTS.match(pieces[-1][1]):
        pieces.pop()
    return (replace(chosen, pieces=tuple(pieces)) if len(pieces) < len(chosen.pieces) else chosen), above


def _is_headline(lines: list[str], headings: Collection[str]) -> bool:
    """Whether lines are a headline, or the part of one beside the site's name, with nothing but short lines below."""
    first = letters(lines[0])
    is_whole = bool(first) and first in headings
    is_part = len(first) >= SHORTEST_PART and any(each.endswith(first) or each.startswith(first) for each in headings)
    brief = lines[1:] if is_whole else lines
    return (is_whole or is_part) and all(len(line) <= LONGEST_LINE and not ends_sentence(line) for line in brief)
