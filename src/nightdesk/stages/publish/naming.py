"""The file names of records: given once, when an article is first published, and kept when its title changes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC

from nightdesk.ranking import RankedStory
from nightdesk.tools import Library
from nightdesk.types import Article
from nightdesk.urls import slugify


def name_records(stories: Iterable[RankedStory], library: Library) -> dict[str, str]:
    """A free name for each article that has none, by the articles' ids."""
    nameless = [article for ranked in stories for article in _in_order(ranked) if article.record_name is None]
    return {article.id: name for article, name in _names(nameless, library)}


def _in_order(ranked: RankedStory) -> list[Article]:
    """The articles of a story as they were published: the earlier one has the plainer name."""
    return sorted((entry.article for entry in ranked.entries), key=lambda article: (article.placed_at, article.id))


def _names(articles: Iterable[Article], library: Library) -> Iterator[tuple[Article, str]]:
    """A free name for each article: date and title, with a number where that name is taken."""
    wanted = [(article, _plain_name(article)) for article in articles]
    taken = set(library.record_names(tuple(f"{name}.md" for _, name in wanted)))
    for article, name in wanted:
        candidate = f"{name}.md"
        for number in itertools.count(2):
            if candidate not in taken and not (number > 2 and library.record_names((candidate,))):  # noqa: PLR2004 - the first was asked for above
                break
            candidate = f"{name}-{number}.md"
        taken.add(candidate)
        yield article, candidate


def _plain_name(article: Article) -> str:
    day = article.placed_at.astimezone(UTC).date().isoformat()
    return f"{day}-{slugify(article.title, fallback=article.id)}"
