"""What an article names, in any script and without a model: names, places, numbers, addresses, words of the news.

A name is written in Latin letters first, then folded to its consonants, so that Putin, Путин, بوتين and
プーチン meet.  Capitals tell names in the scripts that have them; in the others every rarer word may be one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

from anyascii import anyascii

from nightdesk.clustering.text.words import THREE, fold

SHORTEST = 3  # consonants that a skeleton needs to tell a name; of two, one in five words meets another by chance
TELLING = 3  # letters that a word of the lexicon needs so that longer words may begin with it
INFLECTED = 5  # names of countries longer than this change their last letter
SHORTEST_WORD = 2
LEAST = 10  # smaller whole numbers say nothing
PREFIX = 6  # letters kept of a romanised word, so that inflections and cognates meet

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_KANA = re.compile("[\u30a1-\u30fa\u30fc]{2,}")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0900-\u0dff'\u2019-])*")
_LINK = re.compile(r"https?://([^\s<>\"')\]]+)|\bwww\.([^\s<>\"')\]]+)")
_NUMBER = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?:[\s\u00a0-]?([^\W\d_]+))?"
)
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_ENDINGS = re.compile(r"[.!?。!?؟:»”\"]\s*$")
_ALEFS = str.maketrans("اأإآىة", "aaaaaa")  # anyascii leaves them out, as signs without a sound of their own
_VAV = re.compile("(?<=[\u05d0-\u05ea])\u05d5(?!\u05d5)")  # Hebrew writes o and u inside a word with it
_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")

# Spellings of one sound, in the order in which they are rewritten; the right side is what is kept.
_SOUNDS = tuple(
    (re.compile(sound), letter)
    for sound, letter in (
        (r"^j(?=[aeiou])", "g"),
        (r"(?<=k)[iy]?j$", ""),
        (r"tsch|tch|cz|ch(?=[eiy])|dj|dzh|dz", "j"),
        (r"sch|sz|sh|zh|rz|ts", "s"),
        (r"kh|ck|ch|qu|q|c(?![eiy])", "k"),
        (r"c", "s"),
        (r"x", "ks"),
        (r"ph|v", "f"),
        (r"th", "t"),
        (r"gh", "g"),
        (r"z", "s"),
        (r"p", "b"),
        (r"ng", "n"),
    )
)
_VOWELS = re.compile(r"[aeiouyw'`h]+")
_TWICE = re.compile(r"(.)\1+")
_KANA_SOUNDS = (("chi", "ti"), ("shi", "si"), ("tsu", "tu"), ("ji", "zi"), ("fu", "hu"))

_THOUSANDS = {
    "thousand": 3,
    "tausend": 3,
    "mil": 3,
    "mille": 3,
    "mila": 3,
    "tys": 3,
    "bin": 3,
    "тыс": 3,
    "тысяч": 3,
    "ألف": 3,
}
_MILLIONS = {"million": 6, "millions": 6, "millionen": 6, "mio": 6, "mln": 6, "millones": 6, "millón": 6, "milioni": 6}
_MORE_MILLIONS = {"milionów": 6, "milyon": 6, "млн": 6, "миллионов": 6, "миллиона": 6, "مليون": 6, "ملايين": 6}
_MILLIARDS = {"milliarden": 9, "milliarde": 9, "mrd": 9, "milliards": 9, "milliard": 9, "miliardi": 9, "miliardo": 9}
_MORE_MILLIARDS = {"mld": 9, "miliardów": 9, "milyar": 9, "млрд": 9, "миллиардов": 9, "مليار": 9, "bn": 9}
_SCALES = _THOUSANDS | _MILLIONS | _MORE_MILLIONS | _MILLIARDS | _MORE_MILLIARDS
_BILLIONS = {"billion", "billions"}  # a thousand millions in English, a million millions elsewhere
_EASTERN = re.compile("^(千|百万|万|億|亿|兆|만|억|조)")
_EASTERN_SCALES = {"千": 3, "百万": 6, "万": 4, "億": 8, "亿": 8, "兆": 12, "만": 4, "억": 8, "조": 12}


@lru_cache(maxsize=1 << 16)
def romanise(word: str) -> str:
    """A word in lower-case Latin letters; what has no letters is left out."""
    if not any(char.isalpha() for char in word):
        return ""
    latin = anyascii(_VAV.sub("o", unicodedata.normalize("NFKC", word)).translate(_ALEFS)).lower()
    if _KANA.fullmatch(word):
        for heard, written in _KANA_SOUNDS:
            latin = latin.replace(heard, written)
    return "".join(char for char in latin if "a" <= char <= "z")


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """The consonants of a word as they sound, so that its spellings in different languages meet.

    A vowel at its head is kept as ``a``. ``""`` where fewer than `SHORTEST` letters are left.
    """
    latin = romanise(word)
    for sound, letter in _SOUNDS:
        latin = sound.sub(letter, latin)
    head = "a" if _VOWELS.match(latin) else ""
    bones = _TWICE.sub(r"\1", head + _VOWELS.sub("", latin))
    return bones if len(bones) >= SHORTEST else ""


def bare_words(text: str) -> Iterator[tuple[str, bool]]:
    """The words of scripts with spaces, each with whether it may be a name; Arabic ones without their article.

    In scripts with capitals a name begins with one and does not open a sentence; in the others every word may be one.
    """
    for match in _WORD.finditer(text):
        word = match[0].strip("'\u2019-")
        if len(word) < SHORTEST_WORD:
            continue
        first = word[0]
        if first.islower():  # of Georgian letters too, which have capitals in Unicode that nobody writes with
            yield word, "\u10d0" <= first <= "\u10ff"
        elif _UNSPACED.match(word):
            continue
        elif "\u0600" <= first <= "\u06ff":
            yield without_article(word), True
        elif first.isupper():
            yield word, not _ENDINGS.search(text[max(0, match.start() - 4) : match.start()])
        else:  # a script without case
            yield word, first == first.swapcase()


def unspaced_runs(text: str) -> Iterator[str]:
    """The runs of characters of scripts without spaces."""
    for match in _UNSPACED.finditer(text):
        yield match[0]


def kana_runs(text: str) -> list[str]:
    """The words in katakana, which may be names."""
    return _KANA.findall(text)


def is_unspaced_run(text: str) -> bool:
    """Whether a text begins in a script without spaces; Hangul has some."""
    return _UNSPACED.match(text) is not None


def names(text: str) -> Counter[str]:
    """The skeletons of what may be names, counted; of kana its runs, of Chinese characters Latin words alone."""
    found = Counter(skeleton(word) for word, is_name in bare_words(text) if is_name)
    found.update(skeleton(run) for run in kana_runs(text))
    found.pop("", None)
    return found


def numbers(text: str, language: str = "") -> frozenset[str]:
    """The numbers of a text as plain decimals, one for each way of writing it, in whatever digits.

    ``1.234,5`` and ``1,234.5`` are one, and so are ``3万`` and ``30,000``.

    Single digits say nothing and are left out, unless a word or sign after them multiplies them.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\u066b", ".").replace("\u066c", ",")
    plain = _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), plain)
    plain = re.sub(r"(?<=\d)(?=[\u3400-\u9fff\uac00-\ud7af])", " ", plain)
    plain = re.sub(r"(?<=[\u3400-\u9fff\uac00-\ud7af])(?=\d)", " ", plain)
    found = set()
    for match in _NUMBER.finditer(plain):
        value = _value(match[1]) * 10 ** _scale((match[2] or "").casefold(), language)
        if value >= LEAST or value != int(value):
            found.add(f"{value:.2f}".rstrip("0").rstrip("."))
    return frozenset(found)


def links(text: str) -> frozenset[str]:
    """The addresses that a text names, without their scheme, query and last slash."""
    found = (match[1] or match[2] for match in _LINK.finditer(text))
    return frozenset(address.split("?")[0].removeprefix("www.").rstrip("/.,;").lower() for address in found)


def meanings(text: str) -> Counter[str]:
    """The countries and words of the news that a text names, in whatever language, by their codes, counted."""
    spaced, unspaced, longest = _lexicon()
    found: Counter[str] = Counter()
    for word, _ in bare_words(text):
        meant = _longest(fold(word)[:longest], spaced)
        if meant:
            found[meant] += 1
    for run in unspaced_runs(text):
        for start in range(len(run)):
            for size in range(min(8, len(run) - start), 0, -1):
                code = unspaced.get(run[start : start + size])
                if code is not None:
                    found[code] += 1
                    break
    return found


def _longest(folded: str, entries: Mapping[str, str]) -> str:
    """The code of the longest beginning of a word that is an entry."""
    for size in range(len(folded), TELLING - 1, -1):
        code = entries.get(folded[:size])
        if code is not None and (size > TELLING or size == len(folded)):
            return code
    return ""


def without_article(word: str) -> str:
    """An Arabic word without its article and the particles that cling to it; any other as it is."""
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= SHORTEST:
            return word[len(article) :]
    return word


def _value(digits: str) -> float:
    """A number as written in any country: the last mark parts the decimals unless three digits follow it alone."""
    marks = [char for char in digits if not char.isdigit()]
    if not marks:
        return float(digits)
    head, last, tail = digits.rpartition(marks[-1])
    whole = "".join(char for char in head if char.isdigit())
    if last in ".," and (len(tail) != THREE or (len(marks) > 1 and last not in marks[:-1])):
        return float(f"{whole}.{tail}")
    return float(whole + tail)


def _scale(word: str, language: str) -> int:
    eastern = _EASTERN.match(word)
    if eastern:
        return _EASTERN_SCALES[eastern[1]]
    if word in _BILLIONS:
        return 12 if language == "de" else 9
    return _SCALES.get(word, 0)


@lru_cache(maxsize=1)
def _lexicon() -> tuple[dict[str, str], dict[str, str], int]:
    """The names of countries and the words of the news: by their beginnings, by their characters, the longest."""
    spaced: dict[str, str] = {}
    unspaced: dict[str, str] = {}
    for name in ("concepts.tsv", "places.tsv"):
        text = files("nightdesk.clustering.crosslingual").joinpath(name).read_text(encoding="utf-8")
        for line in text.splitlines():
            if line.startswith("#"):
                continue
            code, *entries = line.split("\t")
            for entry in entries:
                if _UNSPACED.match(entry):
                    unspaced.setdefault(entry, code)
                elif " " not in entry:
                    spaced.setdefault(_beginning(entry, name), code)
    return spaced, unspaced, max(map(len, spaced))


def _beginning(entry: str, name: str) -> str:
    """How an entry is looked up: a country's name without its last letter, which inflection changes."""
    folded = fold(without_article(entry))
    return folded[:-1] if name == "places.tsv" and len(folded) > INFLECTED else folded
