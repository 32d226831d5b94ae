"""Judge what an article is worth to a reader: a whole number that is the sum of its reasons.

The settings choose the judge (`[quality] judge`): the editorial one, or the recorded rule of the system that the
record format comes from. Both are in `ranking.quality`; this stage hands them the facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import lru_cache
from urllib.parse import urlsplit

from nightdesk.clustering.text.words import count_words
from nightdesk.config import QualitySettings
from nightdesk.plugins import QualitySignal, signal_reasons
from nightdesk.ranking.quality import (
    EditorialFacts,
    Genre,
    GenreFacts,
    RecordedRule,
    TitleKeywords,
    editorial,
    facts_of,
    genre_of,
    host_of,
    judge,
    quality_of,
)
from nightdesk.ranking.quality.attribution import named_outlets
from nightdesk.tools import Tools
from nightdesk.types import Article, Organization, Outcome, Reason, Source, Topic, Verdict
from nightdesk.urls import registered_domain

RECORDED_JUDGE = "recorded/1"


def judge_quality(article: Article, tools: Tools, signals: Sequence[QualitySignal] = ()) -> Outcome:
    """Judge one article: its genre, and its quality; the contributions of the verdict's reasons add up to it.

    ``signals`` are those of plug-ins; each may add a reason.
    """
    genre = genre_of(_genre_facts(article))
    if tools.config.quality.judge == "recorded":
        name, reasons = RECORDED_JUDGE, _by_recorded_rule(article, tools)
    else:
        name, reasons = editorial.JUDGE, editorial.judge(_editorial_facts(article, genre, tools))
    reasons = _with_signals(reasons, signal_reasons(article, signals))
    total = quality_of(reasons)
    verdict = Verdict("quality", total, name, tuple(reasons))
    judged = replace(
        article,
        quality=total,
        genre=genre.name if genre else None,
        cited=tuple(dict.fromkeys((*article.cited, *_named(article, tools)))),
        verdicts=article.verdicts_with(verdict),
    )
    told = f", {genre.name}" if genre else ""
    return Outcome(records=(judged,), note=f"quality {total}, the sum of {len(reasons)} reasons{told}")


def _with_signals(reasons: Sequence[Reason], own: Sequence[Reason]) -> Sequence[Reason]:
    total = quality_of((*reasons, *own))
    if not own or total >= 0:
        return (*reasons, *own)
    return (*reasons, *own, Reason("floor", str(total), -total, "no quality is below 0"))


def rule_of(settings: QualitySettings) -> RecordedRule:
    """The recorded rule as the settings have it."""
    points = {item.name: getattr(settings, item.name) for item in fields(RecordedRule) if item.name != "own_sources"}
    own = frozenset(name.strip().lower() for name in settings.own_sources.split(",") if name.strip())
    return RecordedRule(**points, own_sources=own)


def _by_recorded_rule(article: Article, tools: Tools) -> Sequence[Reason]:
    domains = {organization.domain for organization in tools.library.organizations()}
    return judge(facts_of(article), rule_of(tools.config.quality), _keywords(tools.library.topics()), domains)


def _named(article: Article, tools: Tools) -> tuple[str, ...]:
    """The other outlets of the desk that its text goes by."""
    outlets = _outlets(tools.library.sources(), tools.library.organizations())
    found = named_outlets(article.text or "", outlets)
    return tuple(domain for domain in found if domain != article.provider.domain)


@lru_cache(maxsize=8)
def _outlets(sources: tuple[Source, ...], organizations: tuple[Organization, ...]) -> dict[str, str]:
    """The domains of outlets by their names, as sources and organizations have them."""
    named: dict[str, str] = {}
    for source in sources:
        if source.title:
            named[source.title] = registered_domain(source.site_url or source.url)
    for organization in organizations:
        named |= dict.fromkeys((organization.name, *organization.other_names), organization.domain)
    return named


@lru_cache(maxsize=8)
def _keywords(topics: tuple[Topic, ...]) -> TitleKeywords:
    return TitleKeywords(tuple(word for topic in topics for word in topic.keywords))


def _genre_facts(article: Article) -> GenreFacts:
    return GenreFacts(
        title=article.title,
        rubrics=article.rubrics,
        host=host_of(article.url),
        slug=_slug_of(article.url),
        domain=article.provider.domain,
        text=article.text or "",
        shop_links=article.shop_links,
    )


def _slug_of(url: str) -> str:
    """The last part of an address's path that says something."""
    try:
        return urlsplit(url).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""


def _editorial_facts(article: Article, genre: Genre | None, tools: Tools) -> EditorialFacts:
    outlet = tools.library.organization(article.url)
    standing = outlet.standing if outlet is not None else 0
    return EditorialFacts(
        title=article.title,
        excerpt=article.excerpt,
        words=count_words(article.text or ""),
        is_video=article.kind == "video",
        is_partial=article.is_partial,
        has_picture=any(image.width and image.height for image in article.images),
        has_authors=bool(article.authors),
        is_dated=article.published_at is not None,
        has_hint_of_date=article.hint_published_at is not None,
        genre=genre,
        outlet=article.provider.name or article.provider.domain,
        standing=standing,
        standing_by="as its file in organizations/ has it",
    )
