"""Write how often the terms of each language stand in ordinary text, for `clustering/text/background.py`.

``python scripts/make_word_frequencies.py`` needs the packages ``wordfreq`` (3.1.1) and, for Thai, ``pythainlp``
(5.4.0), whose word lists are read and not their code. A term's frequency is the sum over the words that become it. A
script without spaces is read as pairs of characters: those inside a word, and those of the last of one word and the
first of the next as if words followed each other by chance. So nothing was counted on news, and nothing on the
articles that judge the grouping.
"""

from __future__ import annotations

import gzip
import math
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import msgspec

from nightdesk.clustering.text.background import ARTICLE, POOL, SIMPLIFIED, STEP
from nightdesk.clustering.text.words import fold, is_unspaced, terms

PLACE = Path(__file__).resolve().parent.parent / "src/nightdesk/clustering/text/word_frequencies.zip"
RAREST = 0.0025  # terms that fewer articles are expected to have are left out: unseen is near enough
RAREST_PAIRS = 0.004  # the same for pairs of characters, of which there are more
POOLED = 0.06  # of the terms of all languages together, which serve where none is known
UNSPACED = {
    "zh": 0.85,
    "ja": 0.85,
    "th": 0.85,
    "ko": 0.5,
}  # how often one word follows another without a mark or a space
EDGES = 300  # the commonest first and last characters that pairs over an edge are made of
NEVER = (2026, 11, 30, 0, 0, 0)  # the stamp of each member, so that the file is the same each time
NOTICE = """Frequencies of words in 43 languages, summed by term and rounded.
Source of all but Thai: wordfreq 3.1.1 by Robyn Speer, https://github.com/rspeer/wordfreq, data under the Creative
Commons Attribution-ShareAlike 4.0 licence (https://creativecommons.org/licenses/by-sa/4.0/), as this file is.
wordfreq took them from the Leeds Internet Corpus, Wikipedia, ParaCrawl, OPUS OpenSubtitles 2018
(https://www.opensubtitles.org/), Google Books Ngrams (http://books.google.com/ngrams), Twitter, Reddit, and SUBTLEX-US,
-UK, -CH, -DE and -NL by Marc Brysbaert et al. (http://crr.ugent.be/programs-data/subtitle-frequencies), which is freely
available data.
Source of Thai: frequencies of words in the Thai National Corpus as PyThaiNLP 5.4.0 has them, CC0 1.0.
"""


def word_lists() -> Iterator[tuple[str, dict[str, float]]]:
    """The languages of wordfreq, each with the share of its running words that each word is."""
    folder = Path(str(distribution("wordfreq").locate_file("wordfreq"))) / "data"
    for path in sorted(folder.glob("small_*.msgpack.gz")):
        header, *levels = msgspec.msgpack.decode(gzip.decompress(path.read_bytes()))
        if header != {"format": "cB", "version": 1}:
            raise SystemExit(f"{path} is not in the format of wordfreq 3")
        words = {word: 10 ** (-level / 100) for level, some in enumerate(levels) for word in some}
        yield path.name.removeprefix("small_").partition(".")[0], words
    thai = Path(str(distribution("pythainlp").locate_file("pythainlp"))) / "corpus/tnc_freq.txt"
    counted = dict(line.split("\t") for line in thai.read_text(encoding="utf-8").splitlines())
    total = sum(map(int, counted.values()))
    yield "th", {word: int(count) / total for word, count in counted.items()}


def frequencies_of(words: dict[str, float], language: str) -> tuple[int, dict[str, float]]:
    """How many words the part of an article has that is read, and how often each term stands for one word."""
    follows = UNSPACED.get(language, 0.0)
    mass = sum(words.values())
    gap = 0.0 if follows > 0.5 else 1.0
    length = sum(share * (len(word) + gap) for word, share in words.items()) / mass
    found: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    lasts: Counter[str] = Counter()
    for word, share in words.items():
        each = terms(word)
        if follows and is_unspaced(fold(word)):
            firsts[fold(word)[0]] += share / mass
            lasts[fold(word)[-1]] += share / mass
            each = [pair for pair in each if len(pair) > 1]  # a single character is a term only where it stands alone
        for term in each:
            if not term[0].isdecimal():
                found[term] += share / mass
    for last, ends in lasts.most_common(EDGES):
        for first, begins in firsts.most_common(EDGES):
            found[last + first] += follows * ends * begins
    return round(ARTICLE / length), found


def prefix(one: str, other: str) -> int:
    """How many characters two terms begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def packed(words: int, frequencies: dict[str, float], rarest: float) -> bytes:
    """A member of the file, for `background`: what each term shares with the one before it, its step, its end."""
    kept = sorted(term for term, frequency in frequencies.items() if 1 - math.exp(-words * frequency) >= rarest)
    shared = [prefix(*pair) for pair in zip(["", *kept], kept, strict=False)]
    steps = [round(-math.log(frequencies[term]) / STEP) for term in kept]
    ends = "\n".join(term[many:] for term, many in zip(kept, shared, strict=True))
    return struct.pack("<HI", words, len(kept)) + bytes(shared) + bytes(steps) + ends.encode()


def simplified() -> bytes:
    """Each traditional Chinese character and the simplified one for it, in turn; of those in the first plane."""
    path = Path(str(distribution("wordfreq").locate_file("wordfreq"))) / "data/_chinese_mapping.msgpack.gz"
    mapping = msgspec.msgpack.decode(gzip.decompress(path.read_bytes()))
    pairs = sorted((chr(code), char) for code, char in mapping.items() if code < 0x10000 and ord(char) < 0x10000)
    return "".join(one + other for one, other in pairs).encode()


def main() -> None:
    """Write the file anew."""
    pooled: Counter[str] = Counter()
    lengths = []
    with zipfile.ZipFile(PLACE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:

        def put(name: str, content: bytes) -> None:
            member = zipfile.ZipInfo(name, NEVER)
            member.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(member, content, compresslevel=9)

        put("LICENCE.txt", NOTICE.encode())
        for language, listed in word_lists():
            words, frequencies = frequencies_of(listed, language)
            lengths.append(words)
            for term, frequency in frequencies.items():
                pooled[term] = max(pooled[term], frequency)
            put(language, packed(words, frequencies, RAREST_PAIRS if language in UNSPACED else RAREST))
            print(language, words, file.getinfo(language).compress_size)
        put(SIMPLIFIED, simplified())
        put(POOL, packed(sorted(lengths)[len(lengths) // 2], pooled, POOLED))
    print(PLACE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
