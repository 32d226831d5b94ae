"""Shared terms as a person would say them: whole words and names as an article writes them, never a stop word.

A term is a stem or a pair of characters. Here it is found again in the article that has it: neighbours that are parts
of one name become that name ("Costa Rica"), and of a script without spaces a stretch is shown that is sure to be whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from nightdesk.clustering.text.background import simplified
from nightdesk.clustering.text.stop_words import languages, stop_terms
from nightdesk.clustering.text.words import LINK, is_unspaced, spaced_words, terms, unspaced_runs

NAME_WORDS = 4  # words that a name is shown with at most
SHORT = 2  # letters of a word that is shown only in capitals, as "EU"
YEAR = 4  # digits of a number that is not parted into thousands
SURE = 3  # Chinese characters in a row that two texts share, which are taken for a whole word wherever they stand
LONGEST_RUN = 6  # characters of a word of such a script that has spaces around it
THAI_SURE = 5  # the same of letters: Thai, Lao, Khmer, Myanmar
_CHINESE = frozenset(["zh", "yue", "wuu"])
_NO_NAMES = frozenset(["de", "lb", "nds"])  # every noun has a capital letter, so that a capital tells no name
_EDGES = re.compile(r"^\W+|\W+$")
_POSSESSIVE = re.compile(r"['\u2019]s$", re.IGNORECASE)
_ELISION = re.compile(r"^[^\W\d_]{1,5}['\u2019](?=[^\W\d_]{2})")  # l'incendie, dell'Ucraina
_SENTENCE_ENDS = '.!?:…”»"|\N{EN DASH}\N{EM DASH}'
_NO_HIRAGANA = re.compile("[^\u3040-\u309f]+")
_KATAKANA = re.compile("[\u30a0-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that is shown for some terms of a text: a ``name``, a ``number`` or a ``word``."""

    kind: str
    words: str
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text with its terms; ``is_first`` in its sentence, ``ends`` where a mark follows it."""

    written: str
    terms: tuple[str, ...]
    is_first: bool
    ends: bool

    @property
    def is_capital(self) -> bool:
        return self.written[0].isupper()


def shown_terms(title: str, text: str, shared: Iterable[str], language: str) -> dict[str, Shown]:
    """What is shown for each of some shared terms of an article, by the term; of what is not shown there is nothing.

    Args:
        title: of the article that has them.
        text: as much of its text as was compared.
        shared: terms, links left out.
        language: of the article; stop words of any language are left out where they are written small.
    """
    code = language.replace("_", "-").partition("-")[0].lower()
    kept = frozenset(shared)
    spaced = frozenset(term for term in kept if not is_unspaced(term))
    found = dict(_unspaced(f"{title}\n{text}", kept - spaced, code)) if len(spaced) < len(kept) else {}
    return found | _spaced(list(_words(title)), list(_words(LINK.sub(" ", text))), spaced, code)


def tells_names(language: str) -> bool:
    """Whether a capital letter tells a name in a language: in German every noun has one."""
    return language.replace("_", "-").partition("-")[0].lower() not in _NO_NAMES


def is_whole(words: str) -> bool:
    """Whether words have spaces around them, or are so few characters of a script without spaces that they are one."""
    return not any(unspaced_runs(words)) or (
        len(words) <= LONGEST_RUN and words.isalnum() and not any(spaced_words(words))
    )


def grouped(number: str) -> str:
    """A number that stands in a text in other words, "2.1 million", by its digits: ``2,100,000``."""
    return f"{int(number):,}" if number.isdecimal() and len(number) > YEAR else number


def without_endings(word: str) -> str:
    """A word without the ending of the genitive and without an article before it: ``Merenland's``, ``l'incendie``."""
    written = _POSSESSIVE.sub("", word)
    return _ELISION.sub("", written) if written[:1].islower() else written


def is_stop_word(words: str, language: str) -> bool:
    """Whether words are nothing but stop words of a language or of English, or a single character."""
    found = terms(words)
    return len(words) <= 1 or (stop_terms(language) | stop_terms("en")).issuperset(found)


def _spaced(title: list[_Word], text: list[_Word], kept: frozenset[str], code: str) -> dict[str, Shown]:
    names = _names(title, text) if tells_names(code) else frozenset()
    found: dict[str, Shown] = {}
    for said in (text, title):
        run: list[_Word] = []
        for word in (*said, None):
            is_part = word is not None and names.issuperset(word.terms) and _may_show(word, kept, code)
            if is_part and word is not None:
                run.append(word)
            if run and (not is_part or run[-1].ends or len(run) == NAME_WORDS):
                _put_name(run, found)
                run = []
    small = {word.written for word in (*title, *text) if not word.is_capital}
    for word in (*title, *text):
        for term in kept.intersection(word.terms) - found.keys() if _may_show(word, kept, code) else ():
            number = len(word.terms) == 1 and term[0].isdecimal()
            written = word.written.lower() if word.written.lower() in small else word.written
            found[term] = Shown("number" if number else "word", written, kept.intersection(word.terms))
    return found


def _put_name(run: list[_Word], found: dict[str, Shown]) -> None:
    """A name for the terms in it, unless they have a longer one."""
    inside = frozenset(term for word in run for term in word.terms)
    if all(term not in found or len(found[term].terms) < len(inside) for term in inside):
        shown = Shown("name", " ".join(word.written for word in run), inside)
        found.update(dict.fromkeys(inside, shown))


def _names(title: list[_Word], text: list[_Word]) -> frozenset[str]:
    """The terms that are names: never written small, and with a capital letter inside a sentence."""
    title_tells = any(not word.is_capital and len(word.written) > SURE for word in title)
    small = {term for word in (*title, *text) if word.written[0].islower() for term in word.terms}
    inside = (word for word in (*text, *(title if title_tells else ())) if word.is_capital and not word.is_first)
    return frozenset(term for word in inside for term in word.terms) - small


def _words(text: str) -> Iterator[_Word]:
    """The words of a text in scripts with spaces, as they are written, without marks around them."""
    is_first = True
    for part in text.split():
        bare = _EDGES.sub("", part)
        told = () if "://" in part or "@" in bare else tuple(terms(bare))
        if any(map(is_unspaced, told)):
            for written in spaced_words(unicodedata.normalize("NFKC", bare)):
                if inside := tuple(terms(written)):
                    yield _Word(written, inside, is_first=False, ends=True)
        elif told:
            yield _Word(without_endings(bare), told, is_first, ends=part[-1] != bare[-1])
        is_first = part[-1] in _SENTENCE_ENDS or (is_first and not bare)


def _may_show(word: _Word, kept: Collection[str], code: str) -> bool:
    own = [term for term in word.terms if term in kept]
    if not own or len(own) < len(word.terms) - 1:  # "Covid-19" of "19" alone is not said
        return False
    if len(word.written) <= SHORT and not word.written.isupper() and not word.written.isdecimal():
        return False
    if all(term in stop_terms(code) or term in stop_terms("en") for term in own):
        return False
    return word.is_capital or own[0][0].isdecimal() or not _all_stops().issuperset(own)


@lru_cache(maxsize=1)
def _all_stops() -> frozenset[str]:
    return frozenset().union(*map(stop_terms, languages()))


def _unspaced(text: str, kept: Collection[str], code: str) -> Iterator[tuple[str, Shown]]:
    """The stretches of scripts without spaces all of whose pairs are shared, as far as they are whole words."""
    stops = {term for term in stop_terms(code) if len(term) == 1}
    best: dict[str, Shown] = {}
    for written in unspaced_runs(unicodedata.normalize("NFKC", text)):
        read = written.translate(simplified()) if code in _CHINESE else written
        pieces = (piece for stretch in _stretches(read, kept) for piece in _pieces(written, stretch))
        for start, end in pieces:
            inside = frozenset(read[at : at + 2] for at in range(start, end - 1))
            first, last = _whole(written, start, end, stops, has_kana=code == "ja")
            if first < last and not stop_terms(code).issuperset(terms(written[first:last])):
                shown = Shown("word", written[first:last], inside)
                for term in inside:
                    if term not in best or len(best[term].words) < len(shown.words):
                        best[term] = shown
    yield from best.items()


def _stretches(run: str, kept: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where the longest parts of a run of characters are whose pairs are all among those kept."""
    start = 0
    for at in range(len(run)):
        if run[at : at + 2] not in kept or at == len(run) - 1:
            if at > start:
                yield start, at + 1
            start = at + 1


def _pieces(run: str, stretch: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """A stretch cut where hiragana parts words: particles and endings are no part of what is named."""
    start, end = stretch
    return ((start + found.start(), start + found.end()) for found in _NO_HIRAGANA.finditer(run[start:end]))


def _whole(run: str, start: int, end: int, stops: Collection[str], *, has_kana: bool) -> tuple[int, int]:
    """The part of a stretch that is sure to be whole words; an empty one where there is none.

    In a language that ``has_kana`` a word of ideographs ends where they end; in Chinese three in a row will do.
    """
    while start < end and run[start] in stops:
        start += 1
    while start < end and run[end - 1] in stops:
        end -= 1
    while start < end and _cuts(_KATAKANA, run, start):  # a name in katakana of which the beginning is not shared
        start += 1
    while start < end and _cuts(_KATAKANA, run, end):
        end -= 1
    size = end - start
    if size < SHORT:
        return 0, 0
    if _IDEOGRAPH.match(run[start]) or _KATAKANA.match(run[start]):
        is_apart = not _cuts(_IDEOGRAPH, run, start) and not _cuts(_IDEOGRAPH, run, end)
        return (start, end) if is_apart or (size >= SURE and not has_kana) else (0, 0)
    if _HANGUL.match(run[start]):  # particles cling to the end of a word, so its beginning tells whether it is whole
        return (start, end) if start == 0 and (size >= SURE or end == len(run)) else (0, 0)
    return (start, end) if size >= THAI_SURE else (0, 0)


def _cuts(script: re.Pattern[str], run: str, at: int) -> bool:
    """Whether a place in a run is between two characters of a script."""
    return 0 < at < len(run) and bool(script.match(run[at - 1]) and script.match(run[at]))
