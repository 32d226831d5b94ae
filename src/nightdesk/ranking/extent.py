"""How much there is on a story, and who had it first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nightdesk.ranking.copies import text_of
from nightdesk.types import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How many articles, outlets and texts a story has, in which languages, and its first article.

    ``originals`` counts each text once, however many outlets carry it; ``languages`` stand in the order of their first
    articles.
    """

    articles: int
    outlets: int
    originals: int
    languages: tuple[str, ...]
    first_id: str
    first_outlet: str
    first_at: datetime

    @property
    def copies(self) -> int:
        """How many articles repeat the text of another."""
        return self.articles - self.originals


def extent_of(articles: Iterable[Article]) -> Extent:
    """Count a story's articles, at least one, in any order; of two at the same moment an original was first."""
    told = sorted(articles, key=lambda item: (item.placed_at, item.carrier_id is not None, item.id))
    by_id = {article.id: article for article in told}
    first = told[0]
    return Extent(
        articles=len(told),
        outlets=len({article.provider.domain for article in told}),
        originals=len({text_of(article, by_id) for article in told}),
        languages=tuple(dict.fromkeys(article.language for article in told if article.language)),
        first_id=first.id,
        first_outlet=first.provider.name or first.provider.domain,
        first_at=first.placed_at,
    )
