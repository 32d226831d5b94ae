"""Find the text that another repeats: MinHash names candidates, shared shingles decide (pure).

Broder, "On the resemblance and containment of documents" (1997): a text is a set of shingles, runs of
words; two texts are one where the smaller set lies mostly in the larger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b

from rensa import RMinHash, RMinHashLSH

from nightdesk.clustering.text.words import fold, split_words, terms

WINDOW = timedelta(days=7)  # an agency's text is reprinted within hours or days; a column comes again after seven
CONTAINED = 0.6  # of the smaller text's shingles. Two outlets' own reports of one event share at most .40
# (150 pairs of the set outlets), unlike texts in ten languages at most .44 (874 pairs)
SHORT = 40  # words; below, a shared quotation or notice is most of a text, so only the very same text counts
SAME_TITLE = 0.5  # of the shorter title's words, where one outlet repeats a text: its notices repeat, too
WORDS_IN_SHINGLE = 3  # true copies of wire text may share few longer runs
SIGNS_IN_SHINGLE = 6  # in scripts without spaces

# 64 bands of two: a pair of Jaccard .3 is found with probability .998, of .1 (a text and its first tenth) .47.
PERMUTATIONS = 128
BANDS = 64
SEED = 1


@dataclass(frozen=True)
class Print:
    """What is compared of an article; ``text`` is its whole text."""

    id: str
    url: str
    domain: str
    title: str
    text: str
    placed_at: datetime

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words of the text, and single signs of unspaced scripts, in their order."""
        return tuple(split_words(fold(self.text)))

    @cached_property
    def digest(self) -> bytes:
        """What stands for the words where they are compared whole; empty where there are none."""
        return blake2b("\0".join(self.words).encode(), digest_size=16).digest() if self.words else b""

    @cached_property
    def shingles(self) -> frozenset[str]:
        """The runs of words, or of signs where most are signs; empty for a text below `SHORT`."""
        words = self.words
        signs = sum(len(word) == 1 and not word.isascii() for word in words)
        run = SIGNS_IN_SHINGLE if 2 * signs > len(words) else WORDS_IN_SHINGLE
        if len(words) < SHORT * (2 if run == SIGNS_IN_SHINGLE else 1):
            return frozenset()
        return frozenset(" ".join(words[start : start + run]) for start in range(len(words) - run + 1))

    @cached_property
    def sketch(self) -> RMinHash:
        """The MinHash of the shingles, the same in every process."""
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        sketch.update(sorted(self.shingles))
        return sketch


@dataclass(frozen=True, slots=True)
class Original:
    """What is kept of a text that is no copy. Words and shingles take 100 KB, so they are made anew where needed."""

    id: str
    url: str
    domain: str
    title: str
    placed_at: datetime
    digest: bytes
    is_long: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """A text like another: ``shared`` is the part of the smaller one's shingles in both, from 0 to 1."""

    original: Original
    shared: float
    by_url: bool = False


class Originals:
    """Texts that are no copies, among which the original of a copy is looked for.

    The texts themselves are not kept: a desk has thousands of a week, and few are like the one that is looked at.
    """

    def __init__(self, read: Callable[[str], Print]) -> None:
        """Begin with none; ``read`` gives what is compared of an article, by its id, once more."""
        self._read = read
        self._numbers: dict[str, int] = {}
        self._known: dict[int, Original] = {}
        self._index = RMinHashLSH(threshold=CONTAINED, num_perm=PERMUTATIONS, num_bands=BANDS)
        self._by_url: dict[str, dict[str, Original]] = {}
        self._by_words: dict[bytes, dict[str, Original]] = {}

    def add(self, article: Print) -> None:
        """Let an article's text be found."""
        number = self._numbers.setdefault(article.id, len(self._numbers))
        is_long = bool(article.shingles)
        original = Original(
            article.id, article.url, article.domain, article.title, article.placed_at, article.digest, is_long
        )
        self._known[number] = original
        if is_long:
            self._index.insert(number, article.sketch)
        self._by_url.setdefault(original.url, {})[original.id] = original
        self._by_words.setdefault(original.digest, {})[original.id] = original

    def discard(self, article_id: str) -> None:
        """Let an article's text be found no longer, if it was: it turned out a copy, or is judged again."""
        number = self._numbers.get(article_id)
        original = None if number is None else self._known.pop(number, None)
        if number is None or original is None:
            return
        if original.is_long:
            self._index.remove(number)
        del self._by_url[original.url][article_id]
        del self._by_words[original.digest][article_id]

    def repeated_by(self, article: Print) -> Repeat | None:
        """The earliest text within `WINDOW` that an article repeats, or ``None`` for a text of its own.

        One canonical URL is one article, whatever the texts.
        """
        earlier = [repeat for repeat in self._repeats(article) if _order(repeat.original) < _order(article)]
        return min(earlier, key=lambda repeat: _order(repeat.original), default=None)

    def repeats_of(self, article: Print) -> list[Repeat]:
        """The texts within `WINDOW` that were published later and repeat an article that came late to the desk."""
        later = [repeat for repeat in self._repeats(article) if _order(repeat.original) > _order(article)]
        return sorted(later, key=lambda repeat: _order(repeat.original))

    def _repeats(self, article: Print) -> Iterator[Repeat]:
        for other in self._by_url.get(article.url, {}).values():
            if _near(other, article):
                yield Repeat(other, 1.0, by_url=True)
        if not article.words:
            return
        for other in self._by_words.get(article.digest, {}).values():
            if other.url != article.url and _near(other, article) and _may_copy(other, article):
                yield Repeat(other, 1.0)
        for number in self._index.query(article.sketch) if article.shingles else ():
            other = self._known[number]
            if other.url == article.url or other.digest == article.digest or not _near(other, article):
                continue
            shingles = self._read(other.id).shingles
            common = len(article.shingles & shingles)
            shared = common / min(len(article.shingles), len(shingles)) if shingles else 0.0
            if shared >= CONTAINED and _may_copy(other, article):
                yield Repeat(other, shared)


def _order(article: Print | Original) -> tuple[datetime, str]:
    return (article.placed_at, article.id)


def _near(one: Original, other: Print) -> bool:
    return one.id != other.id and abs(one.placed_at - other.placed_at) <= WINDOW


def _may_copy(one: Original, other: Print) -> bool:
    """Whether like texts mean a copy: within one outlet only under like titles, for its notices repeat."""
    if one.domain != other.domain:
        return True
    words, others = set(terms(one.title)), set(terms(other.title))
    return len(words & others) >= SAME_TITLE * min(len(words), len(others))
