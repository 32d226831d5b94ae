"""Why an article or a story is as it is: its verdicts, its place in its story, what was done and what is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from nightdesk.config import Config
from nightdesk.decisions import Decision
from nightdesk.errors import Ambiguous, NotFound
from nightdesk.formats.records import imported_of_json, is_publishable
from nightdesk.front_page import FrontStory, front_page, saga_of
from nightdesk.naming import one_article
from nightdesk.ranking import Extent, RankedStory, extent_of, rank_story, ways_up, why_held
from nightdesk.ranking.quality.in_story import judge_in_story
from nightdesk.rulings import Rulings, changes_of, undone_by
from nightdesk.short_reasons import member_of, short_reasons, story_reasons
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter, Library
from nightdesk.types import Article, Reason, Story, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One article of a story, why it is in it, and what judged that: ``""`` where an import or nothing did.

    ``why`` are the at most five reasons that a person is told at first; ``reasons`` are all, which add up.
    """

    article_id: str
    title: str
    provider: str
    quality: int | None
    heat: int
    is_published: bool
    reasons: tuple[Reason, ...]
    copy_of: str | None = None
    judge: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a story stands on the front page; ``reasons`` add up to ``rank``.

    ``above`` is the title of the story one place up, and ``changes`` are what would each take its place. ``note`` says
    why a story of lower rank stands above it, where one does.
    """

    place: int
    of: int
    rank: float
    reasons: tuple[Reason, ...]
    above: str | None = None
    changes: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saga:
    """The affair that a story belongs to: the earlier stories by id and title, newest first, and why it is linked."""

    id: str
    earlier: tuple[tuple[str, str], ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that a person may ask of an article, or of a story (then ``article`` is its lead).

    ``heat_reasons`` add up to ``heat``; ``decisions`` are what editors decided of the article or its story, oldest
    first, with those that were undone; ``withheld`` says that one of them keeps it from being published;
    ``standing`` is the story's place on the front page, ``None`` where it has none; ``next_steps`` say what is due
    next and why, a line each; ``held_back`` says why its story is not published; ``saga`` names the earlier stories;
    ``why`` says in at most five sentences why the article is in its story, or why a story's articles belong together
    """

    article: Article
    story: Story | None
    coverage: tuple[Coverage, ...]
    heat: int | None
    heat_reasons: tuple[Reason, ...]
    decisions: tuple[Decision, ...]
    withheld: str
    work: tuple[Work, ...]
    next_steps: tuple[str, ...]
    extent: Extent | None = None
    standing: Standing | None = None
    held_back: str = ""
    saga: Saga | None = None
    why: tuple[str, ...] = ()


def explain(store: Store, config: Config, name: str) -> Explanation:
    """Explain the article or story that a person means by an id, a URL or words of a title."""
    article, story, is_story = _find(store, config, name)
    ranked = _ranked(store, config, story) if story else None
    entry = next((entry for entry in ranked.entries if entry.article.id == article.id), None) if ranked else None
    work = store.ledger.work_of(article.id)
    coverage = tuple(_coverage(ranked, store.decisions.rulings())) if ranked else ()
    return Explanation(
        article=replace(entry.article if entry else article, text=None),  # judged beside the others of its story
        story=story,
        coverage=coverage,
        heat=entry.heat if entry else None,
        heat_reasons=entry.reasons if entry else (),
        decisions=_decisions(store, article),
        withheld=_withheld(store.decisions.rulings(), article),
        work=work,
        next_steps=_next_steps(store, article, work),
        held_back=_held_back(ranked, config, article),
        extent=extent_of(ranked.articles) if ranked else None,
        why=_why(ranked, article, is_story=is_story),
    )


def _why(ranked: RankedStory | None, article: Article, *, is_story: bool) -> tuple[str, ...]:
    if ranked is not None and is_story:
        return story_reasons([member_of(entry.article) for entry in ranked.entries])
    return short_reasons(member_of(article).reasons)


def _held_back(ranked: RankedStory | None, config: Config, article: Article) -> str:
    if ranked is None or ranked.lead.is_published:
        return ""
    if not any(is_publishable(entry.article) for entry in ranked.entries):
        lacks = (("title", article.title), ("date", article.published_at), ("outlet", article.provider.name))
        missing = " and no ".join(name for name, held in lacks if not held) or "web address"
        return f"it has no {missing}, which a record needs"
    return why_held(ranked.lead.heat, config.desk.heat_threshold)


def saga_in_words(story_id: str, library: Library, config: Config) -> Saga | None:
    """The saga of a story; ``None`` where it stands for itself."""
    found = saga_of(story_id, library, config)
    if found is None:
        return None
    part, titles = found
    return Saga(id=part.saga_id, earlier=tuple(zip(part.earlier, titles, strict=True)), reasons=part.reasons)


def standing_of(story_id: str, library: Library, config: Config) -> Standing | None:
    """Where a story stands on the front page, and what would change that; ``None`` where it has no place."""
    page = front_page(library, config)
    story = page.place_of(story_id)
    if story is None or page.counted_to is None:
        return None
    above = page.stories[story.place - 2] if story.place > 1 else None
    return Standing(
        place=story.place,
        of=len(page.stories),
        rank=story.rank,
        reasons=story.reasons,
        above=above.title if above else None,
        changes=_ways_up(story, above, page.counted_to) if above and not story.note else (),
        note=story.note,
    )


def _ways_up(story: FrontStory, above: FrontStory, now: datetime) -> tuple[str, ...]:
    return ways_up(story.facts, above.facts, now, at_top=above.place == 1)


def _decisions(store: Store, article: Article) -> tuple[Decision, ...]:
    """What editors decided of an article and its story, and what undid that; of all pairs those that changed."""
    names = {article.id, article.story_id}
    listed = store.decisions.all()
    about = [item for item in listed if item.target in names or names & dict(item.after).keys()]
    undone = undone_by(listed)
    events = {item.id: item for item in (*about, *(undone[item.id] for item in about if item.id in undone))}
    return tuple(changes_of(events[number]) for number in sorted(events))


def _withheld(rulings: Rulings, article: Article) -> str:
    for name, thing in ((article.id, "this article"), (article.story_id or "", "its story")):
        for standing, word in ((rulings.retracted, "took back"), (rulings.held, "holds")):
            if name in standing:
                note = f": {standing[name]}" if standing[name] else ""
                return f"an editor {word} {thing}, which is not published{note}"
    return ""


def _find(store: Store, config: Config, name: str) -> tuple[Article, Story | None, bool]:
    """The article that is meant, its story, and whether the story itself was asked for."""
    try:
        story = store.story(name)
    except NotFound:
        article = _meant(store, name)
        return article, store.story(article.story_id) if article.story_id else None, False
    return _ranked(store, config, story).lead.article, story, True


def _meant(store: Store, name: str) -> Article:
    """The article that a name means; of several with this very title in one story, which is shown whole, the best."""
    try:
        return one_article(store, name)
    except Ambiguous as error:
        found = tuple(store.articles(ArticleFilter(ids=tuple(article_id for article_id, _ in error.choices))))
        stories, titles = {article.story_id for article in found}, {article.title.casefold() for article in found}
        if titles != {name.casefold()} or len(stories) > 1 or None in stories:
            raise
        return min(found, key=lambda article: (-(article.quality or 0), article.placed_at, article.id))


def _ranked(store: Store, config: Config, story: Story) -> RankedStory:
    """The story with all its articles, also those that cannot be published."""
    members = judge_in_story(store.articles(ArticleFilter(story_ids=(story.id,))), config.desk.locale)
    kept = store.imports.records([member.id for member in members])
    imported = {article_id: imported_of_json(record) for article_id, record in kept.items()}
    chosen = store.decisions.rulings().leads.get(story.id)
    return rank_story(
        members, config.desk.heat_threshold, imported, chosen=chosen, counts_copies=config.desk.heat_counts_copies
    )


def _coverage(ranked: RankedStory, rulings: Rulings) -> list[Coverage]:
    listed = []
    for entry in ranked.entries:
        verdict = entry.article.verdict("story")
        listed.append(
            Coverage(
                article_id=entry.article.id,
                title=entry.article.title,
                provider=entry.article.provider.name,
                quality=entry.article.quality,
                heat=entry.heat,
                is_published=entry.is_published and not rulings.is_withheld(entry.article),
                reasons=verdict.reasons if verdict else (),
                copy_of=entry.article.carrier_id,
                judge=verdict.judge if verdict else "",
                why=short_reasons(verdict.reasons) if verdict else (),
            )
        )
    return listed


def _next_steps(store: Store, article: Article, work: tuple[Work, ...]) -> tuple[str, ...]:
    steps = [f"{row.stage} at {row.due_at:%Y-%m-%d %H:%M} UTC: {row.note}" for row in work if row.state == "due"]
    steps = steps or ["nothing is due for this article: every stage has dealt with it"]
    for row in store.ledger.work_of(article.source_id):
        if row.state == "due":
            steps.append(f"its source is polled at {row.due_at:%Y-%m-%d %H:%M} UTC: {row.note}")
        else:
            steps.append(f"its source is not polled: {row.note}")
    return tuple(steps)
