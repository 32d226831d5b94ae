"""What an outlet repeats: lines that stand on its pages whatever the article is, found by comparing the pages.

Everything here is a function of a set of pages: the order in which they were read changes nothing.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nightdesk.counting import counted
from nightdesk.reading.wording import letters
from nightdesk.types import Lines, Reason

NEIGHBOURS = 20  # pages before and after one that it is compared with: two to five days of a regional paper
FEW, SOME = 5, 20  # pages
SHORT = 30  # letters: a heading such as "Background" stands over many texts and belongs to each
SAME_MATTER = 0.5  # of the shorter one's letters or title's words: then they are versions, or parts of a series
MOST = 0.3  # of a text; where more of it repeats, the page is made of parts, and none of them is taken away
TOLD = 3  # lines that the reasons quote
QUOTED = 80  # characters of each
_WORD = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}|\w{4,}")


@dataclass(frozen=True, slots=True)
class Repeats:
    """What is left out of one text: each hash with the number of pages that carry it at least, or why nothing is."""

    lines: Mapping[str, int]
    kept_because: str = ""


def lines_of(article_id: str, domain: str, place: str, words: tuple[str, str, str]) -> Lines:
    """The lines of a page as they were read; ``words`` are its title, excerpt and text.

    Lines that the title or the excerpt has too are marked as its own: they are never left out.
    """
    title, excerpt, text = words
    own = letters(title), letters(excerpt)
    hashes, sizes, protected = [], [], []
    for line in text.split("\n\n"):
        bare, hashed = letters(line), hash_of(line)
        hashes.append(hashed)
        sizes.append(len(bare))
        if bare and (bare in own[0] or bare in own[1] or any(each and each in bare for each in own)):
            protected.append(hashed)
    return Lines(
        article_id=article_id,
        domain=domain,
        place=place,
        title=title,
        hashes=tuple(hashes),
        sizes=tuple(sizes),
        own=tuple(protected),
    )


def hash_of(line: str) -> str:
    """What a line is told by: its letters, so that spaces, case and quotation marks make no difference."""
    return hashlib.blake2b((letters(line) or line).encode("utf-8", "ignore"), digest_size=8).hexdigest()


def needed(pages: int, size: int) -> int:
    """How many pages of different matter must carry a line, of so many compared, before it is the outlet's.

    With few pages two are enough: of 131 pages of 91 outlets, all lines that two pages of different matter share
    were none of the text. With many, two reports on one affair may share a paragraph of background.
    """
    least = 2 if pages <= FEW else 3 if pages <= SOME else 4
    return least + (size < SHORT)


def find_repeats(pages: Sequence[Lines]) -> dict[str, Repeats]:
    """What to leave out of each page of one outlet, by article id.

    A line is the outlet's where enough pages among a page's neighbours carry it that are of another matter than
    the page and than each other: versions of one article, and parts of one series, count once.
    """
    ordered = sorted(pages, key=lambda page: (page.place, page.article_id))
    carriers: dict[str, list[int]] = {}
    for at, page in enumerate(ordered):
        for hashed in set(page.hashes):
            carriers.setdefault(hashed, []).append(at)
    compare = _Matters(ordered)
    return {page.article_id: _repeats_of(at, page, carriers, compare) for at, page in enumerate(ordered)}


def _repeats_of(at: int, page: Lines, carriers: Mapping[str, Sequence[int]], compare: _Matters) -> Repeats:
    near = compare.pages_near(at)
    size_of = dict(zip(page.hashes, page.sizes, strict=True))
    repeated = {}
    for hashed, size in size_of.items():
        around = [other for other in carriers[hashed] if abs(other - at) <= NEIGHBOURS]
        least = needed(near, size)
        if len(around) >= least and hashed not in page.own and compare.count(at, around, least) >= least:
            repeated[hashed] = least
    taken = sum(size for hashed, size in zip(page.hashes, page.sizes, strict=True) if hashed in repeated)
    if taken > MOST * sum(page.sizes):
        return Repeats({}, f"{round(100 * taken / sum(page.sizes))} % of it stand on other pages of this outlet too")
    return Repeats(repeated)


class _Matters:
    """Tells whether two pages are of one matter; each pair is compared once."""

    def __init__(self, pages: Sequence[Lines]) -> None:
        self._pages = pages
        self._titles = [frozenset(_WORD.findall(page.title.casefold())) for page in pages]
        self._sizes = [dict(zip(page.hashes, page.sizes, strict=True)) for page in pages]
        self._known: dict[tuple[int, int], bool] = {}

    def pages_near(self, at: int) -> int:
        """How many pages a page is compared with, itself among them."""
        return min(len(self._pages) - 1, at + NEIGHBOURS) - max(0, at - NEIGHBOURS) + 1

    def count(self, at: int, around: Sequence[int], enough: int) -> int:
        """How many matters the pages around one are of, its own among them; counted in their order, up to enough."""
        counted = [at]
        for other in around:
            if len(counted) >= enough:
                break
            if other != at and not any(self._is_same(other, one) for one in counted):
                counted.append(other)
        return len(counted)

    def _is_same(self, one: int, other: int) -> bool:
        pair = (min(one, other), max(one, other))
        if pair not in self._known:
            self._known[pair] = self._compare(*pair)
        return self._known[pair]

    def _compare(self, one: int, other: int) -> bool:
        titles = self._titles[one], self._titles[other]
        fewest = min(map(len, titles))
        if fewest and len(titles[0] & titles[1]) >= max(2, math.ceil(SAME_MATTER * fewest)):
            return True
        sizes, others = self._sizes[one], self._sizes[other]
        shared = sum(size for hashed, size in sizes.items() if hashed in others)
        return shared >= SAME_MATTER * max(1, min(sum(sizes.values()), sum(others.values())))


def without_repeats(text: str, repeats: Repeats) -> tuple[str, tuple[str, ...], tuple[Reason, ...]]:
    """A text without what its outlet repeats, the lines left out, and why."""
    if repeats.kept_because:
        reason = Reason("repeats", repeats.kept_because, 0.0, f"text: left as it is, as {repeats.kept_because}")
        return text, (), (reason,)
    if not repeats.lines:
        return text, (), ()
    kept, left_out, reasons = [], [], []
    for line in text.split("\n\n"):
        pages = repeats.lines.get(hash_of(line), 0)
        if not pages:
            kept.append(line)
            continue
        left_out.append(line)
        if len(left_out) <= TOLD:
            quoted = line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + "\u2026"
            said = f"text: a line was left out that {pages} or more pages of this outlet carry: \u201c{quoted}\u201d"
            reasons.append(Reason("repeats", f"{pages} pages or more", 0.0, said))
    if len(left_out) > TOLD:
        count = len(left_out) - TOLD
        reasons.append(
            Reason("repeats", counted(count, "line"), 0.0, f"text: {counted(count, 'more line')} of that kind left out")
        )
    return "\n\n".join(kept), tuple(left_out), tuple(reasons)


def as_read(text: str, lines: Lines) -> str:
    """A text as it was read: the lines that were left out, each in its place again."""
    kept, left_out = text.split("\n\n"), list(lines.left_out)
    whole: list[str] = []
    for hashed in lines.hashes:
        if kept and hash_of(kept[0]) == hashed:
            whole.append(kept.pop(0))
        elif left_out and hash_of(left_out[0]) == hashed:
            whole.append(left_out.pop(0))
    return "\n\n".join((*whole, *kept))
