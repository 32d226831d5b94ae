"""Stories of records: each lead opens one, every other article joins that of the best it is related to.

Recorded lists are neither whole nor symmetric, so a story is not what is linked to what: links alone would join
everything in the end. It is a lead and those that stand behind it. An article that does not lead goes to the best
article on its list that is better than it and that the desk has; that one may stand behind another in turn. Since
each step goes to a better one, there are no circles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nightdesk.formats.records import IMPORT_JUDGE, imported_of_json
from nightdesk.ranking import beats
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter
from nightdesk.types import Article, Reason, Story, Verdict
from nightdesk.urls import story_id

BATCH = 500


def opening_story(article: Article, text: str = "") -> tuple[Article, Story]:
    """An article that opens a story of its own, and that story."""
    identity = story_id(article.id)
    why = text or "it leads its story, by the record that it was imported from"
    placed = article.placed_at
    return _placed(article, identity, why), Story(id=identity, first_at=placed, last_at=placed, size=1)


def group_imported(store: Store) -> None:
    """Find the stories of imported articles that have none yet.

    It goes over them until nobody waits for the story of a better one; the same articles give the same stories,
    whatever the order in which they came in.
    """
    while waiting := _group_once(store):
        if waiting.found:
            continue
        # Lists are as old as their records: A's may say that B is better, and B's that A is. One of them goes first.
        (article,) = store.imports.ungrouped("", 1)
        opened, story = opening_story(article, "each article on this circle of lists names a better one")
        store.save([opened, story])


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What a pass left over: how many found a story, while others still wait."""

    found: int


def _group_once(store: Store) -> _Waiting | None:
    """One pass over all that have no story; ``None`` when nobody waits any more."""
    waiting = found = 0
    after = ""
    while page := store.imports.ungrouped(after, BATCH):
        after = page[-1].id
        leaders = _leaders(page, store)
        with store.transaction():
            touched = []
            for article in page:
                best = leaders[article.id]
                if best is not None and best.story_id is None:
                    waiting += 1
                    continue
                found += 1
                if best is not None and best.story_id is not None:
                    why = f"“{best.title}” is on the list of its record, and the best there that the desk has"
                    store.save([_placed(article, best.story_id, why)])
                    touched.append(best.story_id)
                else:
                    text = "the article that leads its story is not in the records that were imported"
                    store.save(opening_story(article, text))
            store.imports.count_stories(touched)
    return _Waiting(found) if waiting else None


def _leaders(page: tuple[Article, ...], store: Store) -> dict[str, Article | None]:
    """For each article of a page the best one of its list that is better than it and that the desk has."""
    better = _better_ones(page, store)
    wanted = {each for ids in better.values() for each in ids}
    by_id = {article.id: article for article in store.articles(ArticleFilter(ids=tuple(sorted(wanted))))}
    imported = store.imports.records(tuple(by_id))
    return {
        article.id: next((by_id[i] for i in better[article.id] if _can_lead(by_id.get(i), imported)), None)
        for article in page
    }


def _better_ones(page: tuple[Article, ...], store: Store) -> dict[str, list[str]]:
    """For each article of a page the ids of those on its recorded list that are better, the best first."""
    kept = store.imports.records(tuple(article.id for article in page))
    better = {}
    for article in page:
        related = imported_of_json(kept[article.id]).related
        ahead = [item for item in related if beats(item, article)]
        ahead.sort(key=lambda item: (-(item.quality or 0), item.placed_at, item.id))
        better[article.id] = [item.id for item in ahead]
    return better


def _can_lead(article: Article | None, imported: dict[str, str]) -> bool:
    """Whether the desk has an article and it has a story, or will have one when its turn comes."""
    return article is not None and (article.story_id is not None or article.id in imported)


def _placed(article: Article, story: str, text: str) -> Article:
    verdict = Verdict("story", story, IMPORT_JUDGE, (Reason("recorded", article.record_name or "", 0, text),))
    return replace(article, story_id=story, verdicts=article.verdicts_with(verdict))
