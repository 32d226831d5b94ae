"""Stories ranked with all that the desk knows: what came with imported records, and its outlets' names and logos."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from nightdesk.config import Config
from nightdesk.formats.organizations import provider_of
from nightdesk.formats.records import imported_of_json, is_publishable
from nightdesk.ranking import RankedStory, rank_story
from nightdesk.ranking.quality.in_story import judge_in_story
from nightdesk.rulings import Rulings
from nightdesk.tools import ArticleFilter, Library
from nightdesk.types import Article, Reason

NOT_SHOWN = "a story that is not shown"  # in the place of the title of one that is held


def rank_members(
    stories: Iterable[Sequence[Article]], library: Library, config: Config, past: Rulings | None = None
) -> list[RankedStory]:
    """Rank stories, each given by its articles; one without an article that can be published is left out.

    An imported article keeps the outlet of its record, any other has the one that the desk's organizations name.
    What editors hold or took back is left out as if it were not there; the lead that they chose leads. ``past`` are
    their decisions of another moment than now.
    """
    rulings = library.rulings() if past is None else past
    hidden = _withheld_titles(rulings, library)
    members = [[item for item in articles if not rulings.is_withheld(item)] for articles in stories]
    kept = library.imported_records(tuple(article.id for articles in members for article in articles))
    imported = {article_id: imported_of_json(record) for article_id, record in kept.items()}
    ranked = []
    for articles in members:
        named = (article if article.id in imported else with_outlet(article, library, config) for article in articles)
        shown = [_without(hidden, _as_placed(article)) for article in named if is_publishable(article)]
        if shown:
            shown = judge_in_story(shown, config.desk.locale)
            lead = rulings.leads.get(shown[0].story_id or "")
            counts_copies = config.desk.heat_counts_copies
            ranked.append(
                rank_story(shown, config.desk.heat_threshold, imported, chosen=lead, counts_copies=counts_copies)
            )
    return ranked


def _as_placed(article: Article) -> Article:
    """The article with the reason that holds where an editor put it elsewhere than it was judged to belong."""
    verdict = article.verdict("story")
    if verdict is None or verdict.value == article.story_id:
        return article
    reasons = (Reason("editor", article.story_id or "", 0, "stands where an editor put it"),)
    return replace(
        article, verdicts=article.verdicts_with(replace(verdict, value=article.story_id or "", reasons=reasons))
    )


def _withheld_titles(rulings: Rulings, library: Library) -> tuple[str, ...]:
    """The titles of what editors hold or took back."""
    names = tuple(sorted({*rulings.held, *rulings.retracted}))
    if not names:
        return ()
    found = (*library.articles(ArticleFilter(ids=names)), *library.articles(ArticleFilter(story_ids=names)))
    return tuple(sorted({article.title for article in found if article.title}, key=len, reverse=True))


def _without(titles: Sequence[str], article: Article) -> Article:
    """The article with these titles taken out of its reasons, which name the stories that it was weighed against."""
    for verdict in article.verdicts:
        reasons = verdict.reasons
        for title in titles:
            if any(title in reason.text for reason in reasons):
                reasons = tuple(replace(each, text=each.text.replace(title, NOT_SHOWN)) for each in reasons)
        if reasons != verdict.reasons:
            article = replace(article, verdicts=article.verdicts_with(replace(verdict, reasons=reasons)))
    return article


def with_outlet(article: Article, library: Library, config: Config) -> Article:
    """The article with its outlet's name and logo as the desk's organizations have them."""
    organization = library.organization(article.url)
    if organization is None:
        return article
    return replace(article, provider=provider_of(organization, config.desk.url))
