"""Write the function words of each language, for `clustering/text/stop_words.py`.

``python scripts/make_stop_words.py`` needs the package ``stopwordsiso`` (0.7.1, MIT), and `word_frequencies.zip` made
before. Its lists are wide, with "home" and "world" in the English one: where frequencies are known, a word stays that
one article in thirty is expected to have. In a script without spaces a stop word is a pair of characters.
"""

from __future__ import annotations

from pathlib import Path

import stopwordsiso

from nightdesk.clustering.text.background import background, members, simplified
from nightdesk.clustering.text.words import is_unspaced, terms

OURS_PLACE = Path(__file__).resolve().parent / "stop_words.tsv"
PLACE = Path(__file__).resolve().parent.parent / "src/nightdesk/clustering/text/stop_words.tsv"
COMMON = 1 / 30  # of the articles have a stop word
COMMON_PAIR = 1 / 20
EVERYWHERE = 10  # of the commonest terms of any language, of which a list may lack one
TOP = 40  # of the commonest terms, where a language has frequencies and no list
SHORT = 5  # letters of a stop word, where a list has no frequencies to be narrowed by
UNSPACED = ("ja", "ko", "th", "zh")
# Ours, written by hand, where neither package has the language.


def spaced(language: str) -> set[str]:
    """The stop words of a language that is written with spaces."""
    listed = {word for word in stopwordsiso.stopwords(language) if " " not in word} if language in LISTED else set()
    known = background(language)
    if known.articles:
        kept = {word for word in listed if terms(word) and min(map(known.share, terms(word))) >= COMMON}
        return kept | set(known.commonest(EVERYWHERE)) if kept else set(known.commonest(TOP))
    narrow = {word for word in listed if len(word) <= SHORT} if len(listed) > 2 * TOP else listed
    return narrow | set(OURS.get(language, "").split())


def pairs(language: str) -> set[str]:
    """The stop pairs of a language that is written without spaces, with the traditional ones of Chinese."""
    known = background(language)
    function, edges = (frozenset(OURS.get(f"{language} {kind}", "")) for kind in ("pairs", "edges"))
    listed = {pair for word in stopwordsiso.stopwords(language) for pair in terms(word) if is_unspaced(pair)}
    kept = set()
    for pair in known.commonest(len(known)):
        if len(pair) == 2 and is_unspaced(pair):
            share = known.share(pair)
            is_function = function.issuperset(pair)
            is_edge = share >= COMMON_PAIR and not edges.isdisjoint(pair)
            if is_function or is_edge or (pair in listed and share >= COMMON_PAIR):
                kept.add(pair)
    if language != "zh":
        return kept
    written: dict[str, list[str]] = {}
    for code, plain in simplified().items():
        written.setdefault(plain, []).append(chr(code))
    either = {char: [char, *written.get(char, [])] for pair in kept for char in pair}
    return {one + other for first, second in kept for one in either[first] for other in either[second]}


def ours() -> dict[str, str]:
    """What is written by hand beside this script."""
    lines = OURS_PLACE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


LISTED = stopwordsiso.langs()
OURS = ours()


def main() -> None:
    """Write one line a language: its code, then its stop words."""
    lines = [
        "# Function words by language: stopwords-iso (MIT, Copyright (c) 2016 Gene Diaz), narrowed",
        "# by word_frequencies.zip, and those of scripts/stop_words.tsv. Made by scripts/make_stop_words.py.",
    ]
    for language in sorted(LISTED | {name for name in OURS if " " not in name} | members()):
        words = pairs(language) if language in UNSPACED else spaced(language)
        words = {word for word in words if any(char.isalpha() for char in word)}
        lines.append(f"{language}\t{' '.join(sorted(words))}")
        print(language, len(words))
    PLACE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
