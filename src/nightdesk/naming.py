"""Which article a person means by a name, and what ids and units of work are called for a person."""

from __future__ import annotations

from collections.abc import Iterable

from nightdesk.counting import counted
from nightdesk.errors import Ambiguous, NotFound
from nightdesk.pipeline import FRONT
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter
from nightdesk.types import Article, Work

SHOWN = 5  # articles that are listed where a name fits several
MOST = 50  # and those that are counted


def one_article(store: Store, name: str) -> Article:
    """The one article that answers to a name.

    Raises:
        NotFound: none does.
        Ambiguous: several do; it lists them.
    """
    found = store.find_articles(name, MOST)
    exact = [article for article in found if article.id == name]
    if exact or len(found) == 1:
        return (exact or list(found))[0]
    if not found:
        raise NotFound(
            f"{name}: no story or article answers to it; give an id, a URL, a record's name or words of its title"
        )
    choices = [(article.id, in_words(article)) for article in found]
    listed = "".join(f"\n  {article_id}  {words}" for article_id, words in choices[:SHOWN])
    count = counted(len(found), "article") + (" or more" if len(found) == MOST else "")
    more = f"\n  and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    raise Ambiguous(f"{name}: {count} answer to it; give an id or a URL, or more words:{listed}{more}", choices)


def in_words(article: Article) -> str:
    """What an article is called in a list: its title, outlet and day."""
    outlet = article.provider.name or article.provider.domain
    return f"“{article.title or article.url}”, {outlet}, {article.placed_at:%Y-%m-%d}"


def titles_of(store: Store, names: Iterable[str]) -> dict[str, str]:
    """The titles of articles and stories, by their ids; a story has that of its lead, and what has none is left out."""
    wanted = tuple(sorted(set(names)))
    titles = {article.id: article.title for article in store.articles(ArticleFilter(ids=wanted)) if article.title}
    goes_to = {name: store.decisions.resolve(name) for name in wanted if name not in titles}
    leads = store.decisions.rulings().leads
    best: dict[str, Article] = {}
    for article in store.articles(ArticleFilter(story_ids=tuple(sorted(set(goes_to.values()))))):
        story = article.story_id or ""
        chosen = leads.get(story)
        if article.title and (story not in best or _order(article, chosen) < _order(best[story], chosen)):
            best[story] = article
    return titles | {name: best[story].title for name, story in goes_to.items() if story in best}


def _order(article: Article, chosen: str | None) -> tuple[bool, int, str, str]:
    return (article.id != chosen, -(article.quality or 0), article.placed_at.isoformat(), article.id)


def subject(store: Store, unit: str) -> str:
    """What a person calls a unit of work: an article's or a source's URL, else its id."""
    try:
        return store.source(unit).url if unit.startswith("f") and unit != FRONT else store.article(unit).original_url
    except NotFound:
        return unit


def work_line(store: Store, work: Work) -> str:
    """What became of a unit of work, with its stage, in a line."""
    return f"{work.stage} {outcome_of(store, work)}"


def outcome_of(store: Store, work: Work) -> str:
    """What became of a unit of work, in a line."""
    note = work.note.splitlines()[0] if work.note else "no reason was written down"
    name = subject(store, work.unit)
    return f"{name}: {note.removeprefix(f'{name}: ')}"  # most notes name what they are of
