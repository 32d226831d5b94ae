"""Who leads a story, who is related to it, how hot it is, and the order of the front page (pure).

The rules are the record format's. Its one recorded list of related articles that is at hand holds three
articles of three outlets, none of them the article's own, highest quality first; the 674 records of the
recorded site carry no such list, and there heat equals quality in 672 and is one higher in 2. So two cases
are decided here, not recorded: every article of another outlet is listed, also where one outlet has two,
and equals stand with the earlier first, as they do for the lead (117 of 125 recorded ties).

Nothing here looks at a clock: what is published is the same whenever it is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nightdesk.types import Article, Reason

HEAT_OF_OTHERS = -1  # what every article of a story but its lead carries (the record format)
HEAT_OF_RELATED = 20  # what each related article adds to the lead's heat (826 of 832 recorded leads)


@dataclass(frozen=True, slots=True)
class RankedArticle:
    """An article in its story: the other outlets' articles, its heat, and whether that publishes it.

    ``reasons`` have contributions that add up to ``heat``.
    """

    article: Article
    related: tuple[Article, ...]
    heat: int
    is_published: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class RankedStory:
    """A story in order: its lead, then the other articles, best first."""

    lead: RankedArticle
    others: tuple[RankedArticle, ...] = ()

    @property
    def entries(self) -> tuple[RankedArticle, ...]:
        """All articles of the story, the lead first."""
        return (self.lead, *self.others)


def rank_story(articles: Iterable[Article], threshold: int) -> RankedStory:
    """Put the articles of one story in order and say how hot each is.

    Args:
        articles: all articles of the story, in any order; at least one.
        threshold: the least heat that is published (the setting ``desk.heat_threshold``).

    Returns:
        The same story for the same articles, whatever their order.

    Raises:
        ValueError: there are no articles.
    """
    ordered = sorted(articles, key=_best_first)
    if not ordered:
        raise ValueError("a story without articles cannot be ranked; give it at least one")
    lead, *others = ordered
    return RankedStory(
        _lead_entry(lead, _related(lead, ordered), threshold),
        tuple(_other_entry(article, lead, _related(article, ordered), threshold) for article in others),
    )


def front_order(stories: Iterable[RankedStory]) -> tuple[RankedStory, ...]:
    """Stories in the order of the front page: that with the newest lead first, then the hotter, then by id.

    It is the order of the recorded JSON API, newest publication first.
    """
    by_heat = sorted(stories, key=lambda story: (-story.lead.heat, story.lead.article.id))
    return tuple(sorted(by_heat, key=lambda story: story.lead.article.placed_at, reverse=True))


def _best_first(article: Article) -> tuple[int, datetime, str]:
    return (-_quality(article), article.placed_at, article.id)


def _quality(article: Article) -> int:
    return article.quality or 0


def _related(article: Article, ordered: list[Article]) -> tuple[Article, ...]:
    return tuple(other for other in ordered if other.provider.domain != article.provider.domain)


def _lead_entry(lead: Article, related: tuple[Article, ...], threshold: int) -> RankedArticle:
    quality = Reason("quality", str(lead.quality), _quality(lead), "the quality of the story's best article, this one")
    others = len(related)
    reasons: tuple[Reason, ...] = (quality,)
    if others:
        articles = "1 article of another outlet" if others == 1 else f"{others} articles of other outlets"
        text = f"{articles} on the same story, {HEAT_OF_RELATED} for each"
        reasons = (quality, Reason("related", str(others), HEAT_OF_RELATED * others, text))
    heat = _quality(lead) + HEAT_OF_RELATED * others
    return RankedArticle(lead, related, heat, heat >= threshold, reasons)


def _other_entry(article: Article, lead: Article, related: tuple[Article, ...], threshold: int) -> RankedArticle:
    text = f"the story is led by {lead.provider.name or lead.provider.domain}: “{lead.title}”, {_why(lead, article)}"
    reason = Reason("lead", lead.id, HEAT_OF_OTHERS, text)
    return RankedArticle(article, related, HEAT_OF_OTHERS, threshold <= HEAT_OF_OTHERS, (reason,))


def _why(lead: Article, article: Article) -> str:
    if _quality(lead) > _quality(article):
        return f"of quality {_quality(lead)} against {_quality(article)}"
    return f"of the same quality {_quality(lead)} and " + (
        "published earlier" if lead.placed_at < article.placed_at else "published at the same time"
    )
