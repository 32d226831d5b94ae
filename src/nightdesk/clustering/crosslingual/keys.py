"""What a term says in any language: the key of a name or a number, and the code of a word of the news.

Keys are made of terms, not of texts: whatever stands in the index of open stories can be found from another language,
and nothing more is kept of an article.
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache

from nightdesk.clustering.crosslingual.names import SHORTEST, meaning_of, romanise, skeleton, without_article
from nightdesk.clustering.crosslingual.pair_likeness import stored_share
from nightdesk.clustering.text.words import LINKED, THREE, is_unspaced, plain_number

NO_KEY = 0
UNSEEN = 0.002  # the share of articles that have a key met in fewer than eight of the 2,552 that were counted
_KINDS = {"name": "bones", "number": "numbers", "word": "meanings"}


def key_of(term: str) -> tuple[str, str]:
    """The kind and the key that a term shares with its like in other languages.

    Of a link the page it leads to. Of a number its digits, with a point before its decimals, so that ``6,4`` and
    ``6.4`` meet, ``1.200`` and ``1,200``, but not ``71,3`` and ``713``. Of a word the consonants as they sound, and
    the whole of it in Latin letters where those are fewer than three. Both are empty where even that is too short, and
    of pairs of characters: read aloud they meet words of other languages by chance (on 252 articles with a story in
    another language, made of scored pairs, it was found for 180 with such keys, for 195 without).
    """
    if is_unspaced(term):
        return "", ""
    if term.startswith(LINKED):
        return "link", term
    if term[0].isdigit():
        number = _digits(term)
        return ("number", number) if len(number) > 1 else ("", "")
    word = without_article(term)
    bones = skeleton(word) or romanise(word)
    return ("name", bones) if len(bones) >= SHORTEST else ("", "")


def _digits(number: str) -> str:
    """The digits of a number; one point with three digits after it parts thousands."""
    plain = "".join(char if char == "." else str(unicodedata.decimal(char)) for char in plain_number(number))
    whole, point, decimals = plain.rpartition(".")
    if point and "." not in whole and len(decimals) != THREE:
        return plain.rstrip("0").rstrip(".")
    return plain.replace(".", "")


def sense_of(term: str) -> str:
    """The code of the country or word of the news that a term means, or nothing."""
    return meaning_of(without_article(term))


def numbered(kind: str, key: str) -> int:
    """A key as a whole number of 63 bits, the same everywhere; 0 for none."""
    if not key:
        return NO_KEY
    digest = hashlib.blake2b(f"{kind} {key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


@lru_cache(maxsize=1 << 12)
def usual(kind: str, key: str) -> float:
    """The share of articles that have a key, in any language, before any were seen."""
    return max(UNSEEN, stored_share(_KINDS[kind], key)) if kind in _KINDS else UNSEEN
