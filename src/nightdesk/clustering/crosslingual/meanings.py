"""Words of the news that mean the same in many languages (`meanings.tsv`, ours, written by hand)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from nightdesk.clustering.crosslingual.lexicon import Lexicon
from nightdesk.clustering.crosslingual.names import without_article
from nightdesk.clustering.crosslingual.places import Known
from nightdesk.clustering.text.words import fold

_NOUNS_CAPITALISED = frozenset(["de", "lb", "als", "nds"])


@lru_cache(maxsize=1)
def meanings() -> Known:
    """The meanings, found by the beginnings of words of all languages together."""
    text = files("nightdesk.clustering.crosslingual").joinpath("meanings.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    entries = ((fold(without_article(entry)).replace("-", " "), code) for code, _, *words in lines for entry in words)
    return Known(Lexicon(entries), {code: float(weight) for code, weight, *_ in lines})


def is_noun_capitalised(language: str) -> bool:
    """Whether a language writes nouns with a capital, so that a capital is no sign of a name."""
    return language in _NOUNS_CAPITALISED
