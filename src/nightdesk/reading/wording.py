"""Text as a reader sees it: entities resolved, tags and odd spaces gone, cut at a sentence or a word."""

from __future__ import annotations

import html
import re
import unicodedata

# A comment without an end goes to the end, as in browsers; looked for anew from each "<!--" it would cost hours.
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]*>", re.DOTALL)
# Zero-width and soft hyphens are instructions to a browser, not letters; joiners stay (Persian, Hindi need them).
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_QUOTES = str.maketrans(dict.fromkeys('"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a\u201b`\u00b4', "'"))
_NO_LETTER = re.compile(r"[\W_]")
_NO_ASCII_LETTER = bytes(code for code in range(128) if not chr(code).isalnum())
_SMALL = bytes(range(256)).lower()
_SENTENCE = re.compile(r"[.!?\u2026][\"'\u201d\u2019\u00bb)]*(?=\s|$)|[\u3002\uff01\uff1f\u0964\u06d4]")
LONGEST_EXCERPT = 300


def words(text: str) -> frozenset[str]:
    """The words of a text as a set, for lists of words in code."""
    return frozenset(text.split())


def tidy(text: str) -> str:
    """One line of plain text: entities and tags resolved, white space collapsed, unseen characters dropped."""
    if "&" in text:
        text = html.unescape(text)
        if "&" in text and ";" in text:
            text = html.unescape(text)  # encoded twice, by template and by the program behind it
    if "<" in text:
        text = _TAG.sub(" ", text)
    return " ".join((text if text.isascii() else _UNSEEN.sub("", text)).split())


def fold(text: str) -> str:
    """A text for comparison: without case, kinds of quotation marks, spaces and compatibility forms."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold().split())


def letters(text: str) -> str:
    """Only the letters and digits of a text, folded: ``"Spiegel.de"`` and ``"SPIEGEL DE"`` are the same."""
    if text.isascii():  # a twentieth of the time, and a tenth of a page's went here; as bytes it is a quarter of that
        return text.encode().translate(_SMALL, _NO_ASCII_LETTER).decode()
    # Without its spaces first: most of what is no letter goes without the expression, in two thirds of the time.
    return _NO_LETTER.sub("", "".join(unicodedata.normalize("NFKC", text).casefold().split()))


def has_letters(text: str, least: int) -> bool:
    """Whether a text has so many letters and digits at least; what comes after them is not looked at."""
    start = text[: least + least // 2]  # of prose, five characters in six are letters
    return len(letters(start)) >= least or (len(start) < len(text) and len(letters(text)) >= least)


def cut_excerpt(text: str, limit: int = LONGEST_EXCERPT) -> str:
    """At most ``limit`` characters of a text, ending at a sentence, else at a word with an ellipsis."""
    text = tidy(text)
    if len(text) <= limit:
        return text
    ends = [found.end() for found in _SENTENCE.finditer(text, 0, limit)]
    if ends and ends[-1] >= limit // 3:
        return text[: ends[-1]]
    head = text[: limit - 1]
    at_word = head.rpartition(" ")[0]
    # Scripts without spaces are cut between characters.
    return (at_word if len(at_word) > limit // 2 else head).rstrip(" ,;:-\u2013\u2014") + "\u2026"
