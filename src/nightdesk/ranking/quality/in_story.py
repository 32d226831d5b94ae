"""What an article is worth beside the others of its story: who had it first, whom others go by, who repeats (pure).

Only the editorial judge knows these parts; the recorded rule has none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from nightdesk.ranking.quality.editorial import JUDGE
from nightdesk.types import Article, Reason, Verdict

FIRST = 6  # points for the outlet that had the story first: more than twice the text adds
CITED = 3  # points for each other outlet of the story that names it or links to it
MOST_CITED = 3  # outlets that count
REPEATED = -10  # points for a text that another outlet had before
UNREADABLE = -15  # points for an article in another language than the site's, where another one is in it
LEAST_OUTLETS = 2  # a story of one outlet has no first


def judge_in_story(articles: Iterable[Article], locale: str = "") -> list[Article]:
    """The articles of one story, each with what it is worth beside the others, as parts of its verdict on quality.

    Args:
        articles: all articles of the story.
        locale: the language of the site, as a BCP 47 tag: its readers are led by an article that they can read, where
            there is one. Where it is empty, no language is preferred.
    """
    members = list(articles)
    outlets = {article.provider.domain for article in members}
    if len(outlets) < LEAST_OUTLETS or not any(_verdict(article) for article in members):
        return members
    by_id = {article.id: article for article in members}
    first = min(
        (article for article in members if article.carrier_id is None and article.published_at),
        key=lambda article: (article.placed_at, article.id),
        default=None,
    )
    cited_by: dict[str, set[str]] = {}
    for article in members:
        for domain in outlets.intersection(article.cited) - {article.provider.domain}:
            cited_by.setdefault(domain, set()).add(article.provider.domain)
    site = primary_language(locale)
    is_readable = site and any(primary_language(article.language or "") == site for article in members)
    judged = []
    for article in members:
        parts = [*_repeats(article, by_id), *_cited(cited_by.get(article.provider.domain, set()))]
        if is_readable and primary_language(article.language or site) != site:
            parts.append(Reason("language", article.language or "", UNREADABLE, "is not in the site's language"))
        if article is first:
            parts.append(Reason("first", "yes", FIRST, "had the story first of its outlets"))
        judged.append(_with(article, parts))
    return judged


def primary_language(tag: str) -> str:
    """The language of a BCP 47 tag without script and region, in lower case."""
    return tag.replace("_", "-").partition("-")[0].lower()


def _repeats(article: Article, by_id: dict[str, Article]) -> list[Reason]:
    carrier = by_id.get(article.carrier_id or "")
    if carrier is None or carrier.provider.domain == article.provider.domain:
        return []
    who = carrier.provider.name or carrier.provider.domain
    return [Reason("repeats", carrier.id, REPEATED, f"repeats the text that {who} had before")]


def _cited(outlets: set[str]) -> list[Reason]:
    if not outlets:
        return []
    points = CITED * min(len(outlets), MOST_CITED)
    return [Reason("cited", str(len(outlets)), points, f"named or linked by {', '.join(sorted(outlets)[:MOST_CITED])}")]


def _with(article: Article, parts: Sequence[Reason]) -> Article:
    verdict = _verdict(article)
    if verdict is None or not parts:
        return article
    reasons = (*verdict.reasons, *parts)
    total = round(sum(reason.contribution for reason in reasons))
    if total < 0:
        reasons = (*reasons, Reason("floor", str(total), -total, "no quality is below 0"))
        total = 0
    told = Verdict("quality", total, verdict.judge, reasons)
    return replace(article, quality=total, verdicts=article.verdicts_with(told))


def _verdict(article: Article) -> Verdict | None:
    verdict = article.verdict("quality")
    return verdict if verdict is not None and verdict.judge == JUDGE else None
