"""Which outlets a report goes by, as its text says: "as the Fjord Post reported", "laut Tagblatt" (pure).

A name counts beside a word of attribution only, since names of outlets are words of other meaning too (Time, Focus,
El País). Words of attribution were written by hand for nine languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

SHORTEST_NAME = 4  # letters; shorter names are too often something else
NEAR = 60  # characters on either side of a name in which a word of attribution is looked for
LONGEST_TEXT = 20_000  # characters that are looked at
_WORD = re.compile(r"\w+")
_ATTRIBUTION = re.compile(
    r"\b(according to|report(s|ed|ing)?|told|tells|first|citing|cited|quoted|by|via|obtained|interview|seen by|wrote"
    r"|writes|berichte(t|te|ten)|laut|zufolge|gegenüber|meldet(e)?|schreibt|sagte|selon|rapporte|révél(é|ée)|indique"
    r"|según|informó|informa|reveló|secondo|riporta|scrive|segundo|noticiou|volgens|meldt|według|podaje|podał"
    r"|сообща(?:ет|ют)|сообщил\w?|пишет|по данным|передает|передаёт)\b|报道|報道|報じ|によると|据|보도|ذكرت|نقلت",
    re.IGNORECASE,
)


def named_outlets(text: str, outlets: Mapping[str, str]) -> tuple[str, ...]:
    """The domains of the outlets that a text goes by.

    Args:
        text: the article's text.
        outlets: domains by the names of their outlets.
    """
    searched = text[:LONGEST_TEXT]
    words = frozenset(_WORD.findall(searched))
    found = []
    for name, domain in _possible(words, outlets):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", searched):
            around = searched[max(0, match.start() - NEAR) : match.start()] + searched[match.end() : match.end() + NEAR]
            if _ATTRIBUTION.search(around):
                found.append(domain)
                break
    return tuple(dict.fromkeys(found))


def _possible(words: frozenset[str], outlets: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """The outlets all of whose words a text has: a look at each name's words in the place of a search for each name."""
    for name, domain in outlets.items():
        if len(name) >= SHORTEST_NAME and words.issuperset(_WORD.findall(name)):
            yield name, domain
