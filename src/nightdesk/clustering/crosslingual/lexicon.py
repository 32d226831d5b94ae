"""Words with a code: found in a text by their beginnings, as phrases, or inside a run of a script without spaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nightdesk.clustering.crosslingual.names import is_unspaced_run, without_article
from nightdesk.clustering.text.words import fold, is_unspaced

LONGEST_RUN = 10  # characters of an entry of a script without spaces
WHOLE = 3  # a word this short is found whole only: its longer ones are other words
ENDING = {1: 0, 2: 3, 3: 3, 4: 3}  # letters that may follow an entry of so many letters
LONGEST_ENDING = 6  # those that may follow a longer one: "argentin" and "argentinischen"


class Lexicon:
    """Codes by the words that stand for them."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """Read entries in folded letters, each with its code; of two codes of one entry the first holds."""
        self._words: dict[str, str] = {}
        self._runs: dict[str, str] = {}
        self._phrases: dict[str, list[tuple[Sequence[str], str]]] = {}
        for entry, code in entries:
            if is_unspaced_run(entry):
                self._runs.setdefault(entry, code)
            elif " " in entry:
                first, *others = entry.split(" ")
                self._phrases.setdefault(first, []).append((others, code))
            else:
                self._words.setdefault(entry, code)
        self._longest = max(map(len, self._words), default=0)

    def code_of(self, word: str) -> str:
        """The code of the longest entry that a word begins with, or nothing; inflections may follow."""
        folded = fold(without_article(word))
        for size in range(min(len(folded), self._longest), 1, -1):
            code = self._words.get(folded[:size])
            if code is not None:
                return code if len(folded) - size <= _longest_ending(folded[:size]) else ""
        return ""

    def in_phrases(self, words: Sequence[str]) -> Iterator[tuple[str, slice]]:
        """The codes of the entries of several words that stand among words in folded letters, and where."""
        if not self._phrases:
            return
        for at, word in enumerate(words):
            for others, code in self._phrases.get(word, ()):
                found = words[at + 1 : at + 1 + len(others)]
                if len(found) == len(others) and _is_phrase(found, others):
                    yield code, slice(at, at + 1 + len(found))

    def in_run(self, run: str) -> Iterator[tuple[str, str]]:
        """The codes of the entries in a run of a script without spaces, the longest first, and those entries."""
        if not self._runs:
            return
        at = 0
        while at < len(run):
            size = next((n for n in range(min(LONGEST_RUN, len(run) - at), 0, -1) if run[at : at + n] in self._runs), 0)
            if size:
                yield self._runs[run[at : at + size]], run[at : at + size]
            at += size or 1


def _longest_ending(entry: str) -> int:
    """How many letters may follow an entry in a word of the same meaning; a syllable of Hangul tells more."""
    if len(entry) <= WHOLE and not is_unspaced(entry):
        return 0
    return ENDING.get(len(entry), LONGEST_ENDING)


def _is_phrase(found: Sequence[str], others: Sequence[str]) -> bool:
    """Whether words are those of an entry; the last may be inflected."""
    return list(found[:-1]) == list(others[:-1]) and found[-1].startswith(others[-1])
