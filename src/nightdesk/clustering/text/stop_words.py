"""The function words of each language, which say nothing of what an article is about.

Background frequencies make them weigh little; what is left still adds up over the many that two texts of one language
share, in Japanese so far that two articles became one story. So they are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from nightdesk.clustering.text.words import terms

# Languages that are written like another one that has a list.
_LIKE = {"nn": "no", "nb": "no", "hr": "sh", "sr": "sh", "bs": "sh", "fil": "tl", "yue": "zh", "wuu": "zh", "pnb": "ur"}


@lru_cache(maxsize=64)
def stop_terms(language: str) -> frozenset[str]:
    """The stop words of a language by its code, as terms; of scripts without spaces pairs of characters.

    Empty for a language without a list and where none is known: a word of one language may be a name in another.
    """
    code = language.partition("-")[0].lower()
    lists = _lists()
    words = lists.get(code) or lists.get(_LIKE.get(code, ""), "")
    return frozenset(term for word in words.split() for term in terms(word))


def languages() -> frozenset[str]:
    """The languages that have stop words."""
    return frozenset(_lists()) | {code for code, other in _LIKE.items() if other in _lists()}


@lru_cache(maxsize=1)
def _lists() -> Mapping[str, str]:
    text = files("nightdesk.clustering.text").joinpath("stop_words.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t", 1) for line in text.splitlines() if not line.startswith("#"))
    return {code: words for code, words in lines if words}
