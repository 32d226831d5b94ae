"""Who is related to whom in a story, without comparing each article with each other.

Two articles of one outlet have the same related articles, but for the text that each repeats itself. So one list is
kept for each outlet, made as far as somebody reads it, and an article has a view of that list. Each text stands in two
places at most: with its best article, and for the outlet of that one with the best article of another outlet. All lists
together are therefore about as long as the story (1,500 articles had 2.2 million entries).
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import overload

from nightdesk.ranking.copies import text_of
from nightdesk.types import Article


class RelatedIndex:
    """The related articles of each article of a story, which is given best first.

    Listed are the other outlets' articles, of each text the best; of an article's own text only one that is better.
    """

    def __init__(self, ordered: Sequence[Article], chosen: str | None, *, counts_copies: bool) -> None:
        """Index a story.

        Args:
            ordered: its articles, best first.
            chosen: the id of the article that an editor chose to lead, which no article of its own text beats.
            counts_copies: whether each copy of a text is listed.
        """
        self.ordered = ordered
        self._chosen = chosen
        by_id = {article.id: article for article in ordered}
        self._texts = [article.id if counts_copies else text_of(article, by_id) for article in ordered]
        self._places = {article.id: place for place, article in enumerate(ordered)}
        self._sizes = Counter(article.provider.domain for article in ordered)
        self._first: dict[str, int] = {}  # of each text its best article
        self._second: dict[str, int] = {}  # and the best that another outlet than that one's has
        for place, text in enumerate(self._texts):
            first = self._first.setdefault(text, place)
            if self.domain(first) != self.domain(place):
                self._second.setdefault(text, place)
        self._lists = _OutletLists(self, lambda _: True)
        self._some: _OutletLists | None = None

    def related(self, article: Article) -> Related:
        """The articles that are related to one of the story."""
        return Related(self, self._lists.of(article.provider.domain), self._left_out(article))

    def related_among(self, article: Article, is_wanted: Callable[[Article], bool]) -> list[Article]:
        """Those of the related articles that are wanted; each call of one index asks for the same ones."""
        if self._some is None:
            self._some = _OutletLists(self, lambda place: is_wanted(self.ordered[place]))
        left_out = self._left_out(article)
        places = self._some.of(article.provider.domain)
        return [self.ordered[place] for place in places if place != left_out]

    def outside(self, article: Article) -> int:
        """How many articles of other outlets there are, copies too."""
        return len(self.ordered) - self._sizes[article.provider.domain]

    def heads(self) -> Iterator[tuple[int, int | None]]:
        """The place of each text's best article, and of the best one of another outlet than that one's; best first."""
        return ((first, self._second.get(text)) for text, first in self._first.items())

    def domain(self, place: int) -> str:
        """The outlet of the article at a place."""
        return self.ordered[place].provider.domain

    def _left_out(self, article: Article) -> int | None:
        """The place of the other outlet's article with this one's text, where that is not better than it."""
        place = self._places[article.id]
        text = self._texts[place]
        first = self._first[text]
        other = first if self.domain(first) != article.provider.domain else self._second.get(text)
        is_better = other is not None and other < place and article.id != self._chosen
        return None if is_better else other


class _OutletLists:
    """For each outlet the places of the articles that its own are related to, best first; made as they are read."""

    def __init__(self, index: RelatedIndex, is_wanted: Callable[[int], bool]) -> None:
        self._index = index
        self._heads = []
        self._headed: Counter[str] = Counter()
        self._instead: dict[str, list[int]] = defaultdict(list)
        self._made: dict[str, _LazyList] = {}
        for first, second in index.heads():
            domain = index.domain(first)
            if is_wanted(first):
                self._heads.append(first)
                self._headed[domain] += 1
            if second is not None and is_wanted(second):
                self._instead[domain].append(second)

    def of(self, domain: str) -> _LazyList:
        if domain not in self._made:
            instead = sorted(self._instead.get(domain, ()))
            others = (place for place in self._heads if self._index.domain(place) != domain)
            length = len(self._heads) - self._headed[domain] + len(instead)
            self._made[domain] = _LazyList(heapq.merge(others, instead), length)
        return self._made[domain]


class _LazyList:
    """A list of ascending numbers that is made as far as it is read."""

    def __init__(self, source: Iterator[int], length: int) -> None:
        self._source = source
        self._read: list[int] = []
        self._length = length

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[int]:
        return (self[at] for at in range(self._length))

    def __getitem__(self, at: int) -> int:
        while len(self._read) <= at:
            self._read.append(next(self._source))
        return self._read[at]


class Related(Sequence[Article]):
    """The articles that are related to one, best first; equal to any sequence that holds the same."""

    __slots__ = ("_index", "_left_out", "_places")

    def __init__(self, index: RelatedIndex, places: _LazyList, left_out: int | None) -> None:
        self._index = index
        self._places = places
        self._left_out = left_out

    def __len__(self) -> int:
        return len(self._places) - (self._left_out is not None)

    @overload
    def __getitem__(self, at: int) -> Article: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Article, ...]: ...
    def __getitem__(self, at: int | slice) -> Article | tuple[Article, ...]:
        if isinstance(at, slice):
            return tuple(self[each] for each in range(*at.indices(len(self))))
        at = at + len(self) if at < 0 else at
        if not 0 <= at < len(self):
            raise IndexError(at)
        place = self._places[at]
        if self._left_out is not None and place >= self._left_out:  # places ascend
            place = self._places[at + 1]
        return self._index.ordered[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))
