"""Who leads a story, who is related to it, how hot it is, and the order of the front page (pure).

The rules are the record format's. Its one recorded list of related articles that is at hand holds three
articles of three outlets, none of them the article's own, highest quality first; the 674 records of the
recorded site carry no such list, and there heat equals quality in 672 and is one higher in 2. So two cases
are decided here, not recorded: every article of another outlet is listed, also where one outlet has two,
and equals stand with the earlier first, as they do for the lead (117 of 125 recorded ties).

A text that several outlets carry is listed once, with its best article, unless the desk says otherwise
(`desk.heat_counts_copies`): ten prints of one agency report are one report.

An article that was imported keeps the list of its record, which is neither whole nor symmetric (of 5,153 recorded
links 2,172 go both ways): its heat counts that list, and it leads where nobody on that list is better
(docs/adr/0005). Where a record departs from the rules, what it says stands, as a reason of its own, until a new
article joins the story.

Nothing here looks at a clock: what is published is the same whenever it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from nightdesk.counting import counted
from nightdesk.ranking.related import RelatedIndex
from nightdesk.types import Article, Imported, Reason

HEAT_OF_OTHERS = -1  # what every article of a story but its lead carries (the record format)
HEAT_OF_RELATED = 20  # what each related article adds to the lead's heat (826 of 832 recorded leads)
THRESHOLD = 70  # the least heat that is published (2,174 of 2,174 recorded items), unless a desk says otherwise


@dataclass(frozen=True, slots=True)
class RankedArticle:
    """An article in its story: the other outlets' articles, its heat, and whether that publishes it.

    ``reasons`` have contributions that add up to ``heat``; ``imported`` is what came with its record, if it has one.
    """

    article: Article
    related: Sequence[Article]
    heat: int
    is_published: bool
    reasons: tuple[Reason, ...]
    imported: Imported | None = None


@dataclass(frozen=True, slots=True)
class RankedStory:
    """A story in order: its lead, then the other articles, best first.

    Where an article that the desk does not have leads it (the best on a recorded list), ``lead`` is the best that
    the desk has, with the heat of the others.
    """

    lead: RankedArticle
    others: tuple[RankedArticle, ...] = ()

    @property
    def entries(self) -> tuple[RankedArticle, ...]:
        """All articles of the story, the lead first."""
        return (self.lead, *self.others)

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles on it, the lead first; those too of which the desk has only what an imported record lists."""
        own = {entry.article.id for entry in self.entries}
        elsewhere = (item for item in self.lead.related if item.id not in own and item.published_at and item.title)
        return (*(entry.article for entry in self.entries), *elsewhere)


def rank_story(
    articles: Iterable[Article],
    threshold: int,
    imported: Mapping[str, Imported] | None = None,
    *,
    chosen: str | None = None,
    counts_copies: bool = False,
) -> RankedStory:
    """Put the articles of one story in order and say how hot each is.

    Args:
        articles: all articles of the story, in any order; at least one.
        threshold: the least heat that is published (the setting ``desk.heat_threshold``).
        imported: what came with the records of those that were imported, by their ids.
        chosen: the id of the article that an editor chose to lead; one that is not among them changes nothing.
        counts_copies: whether each copy of a text counts (the setting ``desk.heat_counts_copies``).

    Returns:
        The same story for the same articles, whatever their order.

    Raises:
        ValueError: there are no articles.
    """
    ordered = sorted(articles, key=_best_first)
    if not ordered:
        raise ValueError("a story without articles cannot be ranked; give it at least one")
    index = RelatedIndex(tuple(ordered), chosen, counts_copies=counts_copies)
    places = [_place(article, index, imported or {}, is_chosen=article.id == chosen) for article in ordered]
    by_hand = next((place for place in places if place.is_chosen), None)
    lead = by_hand or next((place for place in places if place.leads), None)
    entries = [_entry(place, lead, threshold) for place in places]
    at = next((at for at, place in enumerate(places) if place is lead), 0)
    return RankedStory(entries[at], (*entries[:at], *entries[at + 1 :]))


def rule_heat(article: Article, related: Sequence[Article]) -> int:
    """The heat that the rules give an article with this list of related ones."""
    if any(beats(item, article) for item in related):
        return HEAT_OF_OTHERS
    return _quality(article) + HEAT_OF_RELATED * len(related)


def beats(one: Article, other: Article) -> bool:
    """Whether one article is better than another: of higher quality, or of the same and earlier."""
    return one.id != other.id and _best_first(one) < _best_first(other)


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


@dataclass(frozen=True, slots=True)
class _Place:
    """An article before it is known who leads; ``is_as_recorded`` while nothing has changed since its import.

    ``copies`` are the other outlets' articles that are not listed, since their text counts already.
    """

    article: Article
    related: Sequence[Article]
    imported: Imported | None
    is_as_recorded: bool
    is_chosen: bool = False
    copies: int = 0

    @property
    def is_unjudged(self) -> bool:
        return self.imported is not None and self.imported.is_unjudged and self.article.quality is None

    @property
    def leads(self) -> bool:
        """Whether it may lead: nobody it is related to is better, or its record says so."""
        if self.is_unjudged:
            return True
        if self.imported is not None and self.is_as_recorded and self.imported.heat is not None:
            return self.imported.heat != HEAT_OF_OTHERS
        return self.best_better is None

    @property
    def best_better(self) -> Article | None:
        """The best of the related articles that are better than this one."""
        some = self.related[:1] if self.imported is None else self.related  # a recorded list has an order of its own
        return min((item for item in some if beats(item, self.article)), key=_best_first, default=None)


def _place(article: Article, index: RelatedIndex, imported: Mapping[str, Imported], *, is_chosen: bool) -> _Place:
    own = imported.get(article.id)
    if own is None:
        others = index.related(article)
        copies = index.outside(article) - len(others)
        return _Place(article, others, None, is_as_recorded=False, is_chosen=is_chosen, copies=copies)
    listed = {item.id for item in own.related}
    new = index.related_among(article, lambda item: item.id not in imported)
    joined = [other for other in new if other.id not in listed]
    if not joined:
        return _Place(article, own.related, own, article.quality == own.quality, is_chosen)
    related = sorted((*own.related, *joined), key=lambda item: -_quality(item))  # the recorded order among equals
    return _Place(article, tuple(related), own, is_as_recorded=False, is_chosen=is_chosen)


def _entry(place: _Place, lead: _Place | None, threshold: int) -> RankedArticle:
    is_lead = lead is not None and lead.article.id == place.article.id
    reasons = _lead_reasons(place) if is_lead else (_follower_reason(place, lead),)
    own = place.imported
    if own is not None and place.is_as_recorded and own.heat is not None and is_lead == (own.heat != HEAT_OF_OTHERS):
        reasons += _departure(own.heat, reasons)
    heat = int(sum(reason.contribution for reason in reasons))
    return RankedArticle(place.article, place.related, heat, _is_published(place, heat, threshold), reasons, own)


def _is_published(place: _Place, heat: int, threshold: int) -> bool:
    own = place.imported
    if own is not None and place.is_unjudged:
        return heat != HEAT_OF_OTHERS
    if own is not None and place.is_as_recorded and own.heat is not None and own.is_published is not None:
        is_decided = own.is_published != (own.heat >= THRESHOLD)  # somebody held it, or had a threshold of their own
        if is_decided:
            return own.is_published
    return heat >= threshold


def _lead_reasons(place: _Place) -> tuple[Reason, ...]:
    if place.is_unjudged:
        text = "its record carries neither quality nor heat: it is shown without being judged, as featured videos are"
        return (Reason("unjudged", "no quality", 0, text),)
    named = "the quality of this article, which an editor chose to lead"
    named = named if place.is_chosen else "the quality of the story's best article, this one"
    quality = Reason("quality", str(place.article.quality), _quality(place.article), named)
    others = len(place.related)
    if not others and not place.copies:
        return (quality,)
    articles = counted(others, "article of another outlet", "articles of other outlets")
    text = f"{articles if others else 'no articles of other outlets'} on the same story, {HEAT_OF_RELATED} for each"
    if place.copies:
        text += f"; {place.copies} more repeat{'s' * (place.copies == 1)} a text that counts already"
    return (quality, Reason("related", str(others), HEAT_OF_RELATED * others, text))


def _follower_reason(place: _Place, leading: _Place | None) -> Reason:
    lead = leading.article if leading is not None else None
    if leading is not None and leading.is_chosen:
        return _led_by(leading.article, "as an editor chose")
    leader = lead if lead is not None and beats(lead, place.article) else place.best_better or lead
    if leader is None:
        return Reason("recorded", "-1", HEAT_OF_OTHERS, "the record it was imported from says that another leads")
    return _led_by(leader, _why(leader, place.article))


def _led_by(leader: Article, why: str) -> Reason:
    text = f"the story is led by {leader.provider.name or leader.provider.domain}: “{leader.title}”, {why}"
    return Reason("lead", leader.id, HEAT_OF_OTHERS, text)


def _departure(recorded: int, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """What the record says beyond the rules, where it does."""
    more = recorded - int(sum(reason.contribution for reason in reasons))
    if not more:
        return ()
    text = f"the record it was imported from says {recorded}, {abs(more)} {'more' if more > 0 else 'less'}"
    return (Reason("recorded", str(recorded), more, text),)


def _why(lead: Article, article: Article) -> str:
    if not beats(lead, article):
        return "as the record it was imported from says"
    if _quality(lead) > _quality(article):
        return f"of quality {_quality(lead)} against {_quality(article)}"
    return f"of the same quality {_quality(lead)} and " + (
        "published earlier" if lead.placed_at < article.placed_at else "published at the same time"
    )
