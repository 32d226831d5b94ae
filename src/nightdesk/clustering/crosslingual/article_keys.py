"""What an article says in any language, as keys that languages share: names, places, numbers, words of the news.

A name is the consonants of a word as they sound (`names.skeleton`), so that its spellings in other scripts
meet. A place is the code of a country or a city by the names that the Unicode CLDR has for it in the article's
language. A word of the news is the code of a meaning. What is common in the article's own language weighs little, its
function words nothing: in scripts without capitals every word may be a name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from nightdesk.clustering.crosslingual.meanings import is_noun_capitalised, meanings
from nightdesk.clustering.crosslingual.names import bare_words, kana_runs, links, numbers, skeleton, unspaced_runs
from nightdesk.clustering.crosslingual.places import places
from nightdesk.clustering.text.background import background, simplified
from nightdesk.clustering.text.stop_words import stop_terms
from nightdesk.clustering.text.words import fold, terms

LEAD = 1500  # characters of the text that are read; 600 lost .01 on scored pairs and .03 on the demonstration's press
RAREST = 0.0003  # the share of articles that a word has which nobody counted
PLACE, MEANING = (
    1.2,
    0.9,
)  # what a place and a word of the news weigh beside a name; .6 and 1.2 lost .01 on one of three sets
COMMONEST_MEANING = 0.1  # a word that more articles have means something else: "most" is a bridge in Polish
DAYS, YEARS = 32, range(1900, 2101)
# The shares of articles that have a key, before any were seen: chance meetings of names are in it.
SHARES = {"name": 0.002, "place": 0.004, "meaning": 0.004, "link": 0.0005}
COMMON_NUMBER, RARE_NUMBER = 0.05, 0.003
LONGEST_ELIDED = 2  # letters of an article before an apostrophe
LATIN_END = "\u0250"  # the first letter after those of Latin and its extensions
_APOSTROPHE = re.compile("['\u2019\u02bc]")
_CHINESE = frozenset(["zh", "yue", "wuu"])

Kind = Literal["name", "place", "meaning", "number", "link"]


class Key(NamedTuple):
    """One thing that articles of different languages may both have."""

    kind: Kind
    text: str


def keys_of_text(title: str, text: str, language: str = "") -> dict[Key, float]:
    """The keys of an article and what each weighs before it is known how many articles have it.

    Args:
        title: its title.
        text: its text, of which the first `LEAD` characters are read, or nothing.
        language: its language as a code, or nothing where nobody knows.
    """
    return {key: weight for key, (weight, _) in spelled_keys(title, text, language).items()}


def spelled_keys(title: str, text: str, language: str = "") -> dict[Key, tuple[float, str]]:
    """The same, each key with how the article spells what weighs most of it."""
    read = f"{title}\n{text[:LEAD]}" if text else title
    code = language.replace("_", "-").partition("-")[0].lower()
    if code in _CHINESE:
        read = read.translate(simplified())
    found: dict[Key, tuple[float, str]] = {}
    for spelling, keys in _each(read, code):
        for key, weight in keys:
            before, known = found.get(key, (0.0, ""))
            if weight > before or (weight == before > 0 and len(spelling.split()) > len(known.split())):
                found[key] = (weight, spelling)
    return found


def key_share(key: Key) -> float:
    """The share of articles, in any language, that are expected to have a key before any were seen."""
    if key.kind != "number":
        return SHARES[key.kind]
    value = float(key.text)
    return COMMON_NUMBER if value < DAYS or value in YEARS else RARE_NUMBER


def _each(read: str, language: str) -> Iterator[tuple[str, Iterable[tuple[Key, float]]]]:
    """What is told by words, phrases, runs, numbers and links, as they are spelled, each with its keys."""
    written: list[str] = []
    folded: list[str] = []
    for found, is_name in bare_words(read):
        word = _without_elision(found)
        parts = _parts(word)
        folded += parts
        written += word.split("-") if len(parts) > 1 else (word,)
        if keys := _of_word(word, is_name, language):
            yield word, keys
    known = places(language)
    for code, where in known.lexicon.in_phrases(folded):
        yield " ".join(written[where]), ((Key("place", code), known.weight(code) * PLACE),)
    for code, where in meanings().lexicon.in_phrases(folded):
        yield " ".join(written[where]), ((Key("meaning", code), meanings().weight(code) * MEANING),)
    for run in unspaced_runs(read):
        for code, spelling in known.lexicon.in_run(run):
            yield spelling, ((Key("place", code), known.weight(code) * PLACE),)
        for code, spelling in meanings().lexicon.in_run(run):
            yield spelling, ((Key("meaning", code), meanings().weight(code) * MEANING),)
    for run in kana_runs(read):
        if bones := skeleton(run):
            yield run, ((Key("name", bones), 1.0),)
    for number in numbers(read, language):
        yield number, ((Key("number", number), 1.0),)
    for link in links(read):
        yield link, ((Key("link", link), 1.0),)


@lru_cache(maxsize=1 << 16)
def _of_word(word: str, is_name: bool, language: str) -> tuple[tuple[Key, float], ...]:
    """The keys of one word of a script with spaces."""
    own = terms(word)
    if own and stop_terms(language).issuperset(own):
        return ()
    found: list[tuple[Key, float]] = []
    known = places(language)
    if code := known.lexicon.code_of(word):
        found.append((Key("place", code), known.weight(code) * PLACE))
    share = max(map(background(language).share, own), default=0.0)
    is_capital = word[0].isupper() and is_name and not is_noun_capitalised(language)
    if not is_capital and share <= COMMONEST_MEANING and (code := meanings().lexicon.code_of(word)):
        found.append((Key("meaning", code), meanings().weight(code) * MEANING))
    if is_name and (bones := skeleton(word)):
        found.append((Key("name", bones), rarity(share)))
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def _without_elision(word: str) -> str:
    """A Latin word without what an apostrophe parts from it: ``l'Argentine``, ``Argentina's``, ``Türkiye'nin``."""
    if word[0] > LATIN_END or not (found := _APOSTROPHE.search(word)):
        return word
    head, rest = word[: found.start()], word[found.end() :]
    return head if len(head) > LONGEST_ELIDED or not rest else rest


@lru_cache(maxsize=1 << 16)
def _parts(word: str) -> list[str]:
    return fold(word).split("-")


def rarity(share: float) -> float:
    """How much a thing tells that this share of articles has: 1 for one that nobody counted, 0 for one in all."""
    return math.log(max(share, RAREST)) / math.log(RAREST)
