"""The words of a text in any script: folded terms for comparing, counts for judging its length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from nightdesk.urls import canonical_url, is_homepage

STEM = 7  # letters kept of a word, so that its inflections meet: no set lost by it, headlines-dense won .01
LEAD = 1500  # characters of the text that are read for grouping: reports say first what matters
# (3,000 gave B-cubed -.003 on outlets and +.006 on lookalikes; 800 lost .02 on outlets)

# Scripts written without spaces, and Hangul, whose particles cling to its words: read as pairs of characters.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Myanmar, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowel signs and points belong to their word, although Unicode does not call them letters.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u200c\u200d"
_WORD = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    rf"|(?P<word>(?:(?![{_UNSPACED}])[^\W_])(?:(?![{_UNSPACED}])[^\W_]|[{_MARKS}])*)"
)
_RUN = re.compile(f"[{_UNSPACED}]")
# The same where no character is of those scripts, which is asked once and not of each letter.
_SPACED = re.compile(rf"\d+(?:[.,]\d+)*|[^\W_](?:[^\W_]+|[{_MARKS}]+)*")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_FOLDED = ((0xC0, 0x24F), (0x370, 0x52F), (0x1E00, 0x1FFF))  # Latin, Greek, Cyrillic: letters lose their accents
_DROPPED = frozenset([*range(0x300, 0x370), *range(0x591, 0x5C8), *range(0x610, 0x61B), *range(0x64B, 0x660)])
_TATWEEL = 0x640
THREE = 3  # digits in a group of a number
LINK = re.compile(r"https?://[^\s<>\"')\]]+")
LINKED = "//"  # what the term of a link begins with; no word does


class _Folds(dict[int, str]):
    """How each character is written for comparing, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = char
        if code in _DROPPED or code == _TATWEEL:
            folded = ""
        elif any(first <= code <= last for first, last in _FOLDED):
            parts = unicodedata.normalize("NFD", char)
            folded = "".join(part for part in parts if not unicodedata.combining(part)) or char
        self[code] = folded
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """A text as it is compared: NFKC, without case, without accents in Latin, Greek and Cyrillic."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold().translate(_FOLDS)


def terms(text: str) -> list[str]:
    """The terms of a text in their order: stems of words, numbers, and pairs of characters.

    Words of one letter and single digits say nothing and are left out. ``U.S.`` is one word.
    """
    folded = fold(_DOTTED.sub(lambda found: found[0].replace(".", ""), text))
    if not _RUN.search(folded):
        words = (word for word in _SPACED.findall(folded) if len(word) > 1)
        return [plain_number(word) if word[0].isdecimal() else word[:STEM] for word in words]
    found: list[str] = []
    for match in _WORD.finditer(folded):
        term = match[0]
        if match.lastgroup == "unspaced":
            found.extend(term[i : i + 2] for i in range(max(1, len(term) - 1)))
        elif len(term) > 1:
            found.append(plain_number(term) if match.lastgroup == "number" else term[:STEM])
    return found


def plain_number(number: str) -> str:
    """A number without what parts its thousands, its decimals after a point; ``71,3`` is not ``713``."""
    whole, comma, decimals = number.rpartition(",")
    if comma and "," not in whole and len(decimals) < THREE and decimals.isdecimal():
        return f"{whole.replace('.', '')}.{decimals}"
    return number.replace(",", "")


def link_terms(text: str) -> list[str]:
    """The pages that a text links to in so many letters, each as one term however it was passed on; no site's front."""
    found = []
    for match in LINK.finditer(text) if "://" in text else ():
        try:
            address = canonical_url(match[0].rstrip(".,;:!?"))
            is_front = is_homepage(address)
        except ValueError:  # no address after all
            continue
        if not is_front:
            found.append(LINKED + address.partition("://")[2].removeprefix("www.").rstrip("/"))
    return found


def count_words(text: str) -> int:
    """How many words a text has; two characters of an unspaced script count as one word."""
    count = 0
    for match in _WORD.finditer(text):
        count += (len(match[0]) + 1) // 2 if match.lastgroup == "unspaced" else 1
    return count


def split_words(text: str) -> Iterator[str]:
    """The words and numbers of a text in their order, whole; of an unspaced script each character."""
    for match in _WORD.finditer(text):
        if match.lastgroup == "unspaced":
            yield from match[0]
        else:
            yield match[0]


def spaced_words(text: str) -> Iterator[str]:
    """The words and numbers that stand among characters of scripts without spaces, as they are written."""
    return (match[0] for match in _WORD.finditer(text) if match.lastgroup != "unspaced")


def unspaced_runs(text: str) -> Iterator[str]:
    """The runs of characters in scripts without spaces, and in Hangul, as they are written."""
    return (match[0] for match in _WORD.finditer(text) if match.lastgroup == "unspaced")


@lru_cache(maxsize=1 << 16)
def usual_share(term: str) -> float:
    """The share of stories that a term of this length is expected in, before any were seen.

    Short words are common ones in every alphabet. The shares lie between those measured in headlines
    (.11 for two letters, .04 for three, .01 for four) and in full texts (.5, .35, .2).
    """
    if is_unspaced(term):
        return 0.01
    return {1: 0.3, 2: 0.25, 3: 0.15, 4: 0.08, 5: 0.03}.get(len(term), 0.01)


def is_unspaced(term: str) -> bool:
    """Whether a term is a pair of characters of a script that is written without spaces, or of Hangul."""
    return not term.isascii() and _RUN.match(term) is not None
