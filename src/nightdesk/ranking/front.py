"""The desk's own rank of stories for the front page: a sum of five parts, each in points (pure).

A point is a doubling: every part is a logarithm to the base 2, so that the second outlet tells more than the
twentieth. All parts go by the outlets' first reports in words of their own: an outlet counts once, with its first
one, and copies count for nobody. So an outlet that floods its own story gains nothing (docs/adr/0015).

Nothing here looks at a clock: the moment that ages are counted to is given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from nightdesk.counting import counted
from nightdesk.front_facts import Report, StoryFacts
from nightdesk.ranking.arrangement import arrange
from nightdesk.ranking.copies import text_of
from nightdesk.ranking.placing import Placed
from nightdesk.ranking.quality.in_story import primary_language
from nightdesk.ranking.stories import RankedStory
from nightdesk.types import Article, Reason

OUTLETS_FULL = 15  # outlets after which coverage grows no more: 4 points
GROWTH_SPAN = timedelta(hours=6)  # a quarter of a day: what came up since the reader last looked
GROWTH_FULL = 7  # outlets in that span after which growth grows no more
GROWTH_WEIGHT = 0.5  # these outlets count in the coverage already
FRESH = timedelta(hours=16)  # half of the recorded links join articles less than 16 hours apart
QUALITY_UNIT = 67  # the quality of a plain article in the recorded sites: one point
QUALITY_FULL = 201  # three times that: two points; the highest recorded quality is 189
FOREIGN = -1.0  # points for a lead that readers of the site's language cannot read: half as many outlets
RANKED_FOR = timedelta(days=14)  # how long after its last outlet took it up a story is ranked: nine in ten
# recorded links span less than a week, and the stories stage keeps a story open as long
_MOST_MORE = 16  # outlets that are tried in `ways_up`
_MOST_HOURS = 48
_EXACT = 2  # decimals of a part, so that parts shown add up to the sum shown


def facts_of(ranked: RankedStory, root: str | None, locale: str = "") -> StoryFacts:
    """The facts of a ranked story.

    Args:
        ranked: the story.
        root: the name of the topic that every article of the desk has.
        locale: the language of the site, as a BCP 47 tag; where it is empty, no language is foreign.
    """
    lead = ranked.lead.article
    known = (primary_language(lead.language or ""), primary_language(locale))
    return StoryFacts(
        story_id=lead.story_id or lead.id,
        lead_at=lead.placed_at,
        heat=ranked.lead.heat,
        quality=lead.quality or 0,
        reports=_reports(ranked.articles, root),
        outlet=lead.provider.domain,
        genre=lead.genre or "",
        is_foreign=all(known) and known[0] != known[1],
    )


def newest_report(stories: Iterable[StoryFacts]) -> datetime | None:
    """The moment that an edition counts ages to: that of the newest report, since it may not look at a clock."""
    return max((report.at for story in stories for report in story.reports), default=None)


def place_stories(stories: Iterable[StoryFacts], now: datetime) -> tuple[Placed, ...]:
    """Stories by their rank, as `arrange` lets them pass each other.

    Those that nobody took up within `RANKED_FOR` before ``now`` are left out. Of equals the one with the newer lead
    stands first, then the hotter, then by id, as in all lists.
    """
    recent = [story for story in stories if story.reports and story.reports[-1].at >= now - RANKED_FOR]
    return arrange(_by_rank(recent, now), now)


def _by_rank(stories: Iterable[StoryFacts], now: datetime) -> list[Placed]:
    judged = sorted(((story, rank_of(story, now)) for story in stories), key=lambda pair: _order(pair[0], pair[1]))
    return [Placed(place, story, total(reasons), reasons) for place, (story, reasons) in enumerate(judged, start=1)]


def total(reasons: Iterable[Reason]) -> float:
    """The sum of reasons, to the decimals that each of them has."""
    return round(sum(reason.contribution for reason in reasons), _EXACT)


def rank_of(story: StoryFacts, now: datetime) -> tuple[Reason, ...]:
    """The parts of a story's rank at a moment, in points."""
    parts = (_coverage(story), _growth(story, now), _freshness(story, now), _quality(story), _fit(story))
    return (*parts, *_language(story))


def ways_up(story: StoryFacts, rival: StoryFacts, now: datetime, *, at_top: bool = False) -> tuple[str, ...]:
    """What would have to change, each alone, for a story to pass a rival above it; all tried out.

    Args:
        story: the story.
        rival: the one above it.
        now: the moment that ages are counted to.
        at_top: whether the rival leads the page, where more is asked of a story (`arrange`).

    Returns:
        Half sentences that go on from "would be second", the least change of each kind that suffices.
    """

    def wins(changed: StoryFacts, moment: datetime = now) -> bool:
        ranked = _by_rank((changed, rival), moment)
        first = arrange(ranked, moment)[0] if at_top else ranked[0]
        return first.facts is changed

    found: list[str] = []
    more = next((n for n in range(1, _MOST_MORE + 1) if wins(_with_outlets(story, n, now))), None)
    if more is not None:
        found.append(
            f"if {counted(more, 'more outlet')} reported it now in words of {'its' if more == 1 else 'their'} own"
        )
    oldest = now - story.reports[0].at
    hours = range(1, min(_MOST_HOURS, math.ceil(oldest / timedelta(hours=1))) + 1)
    newer = next((n for n in hours if wins(_newer_by(story, timedelta(hours=n), now))), None)
    if newer is not None:
        found.append(f"if its reports were {counted(newer, 'hour')} newer")
    better = next((q for q in range(story.quality + 1, QUALITY_FULL + 1) if wins(replace(story, quality=q))), None)
    if better is not None:
        found.append(f"if its lead had a quality of {better} and not {story.quality}")
    fitting = replace(story, reports=tuple(replace(report, fits=True) for report in story.reports))
    if wins(fitting):
        found.append("if the reports of all its outlets were on topics of the desk")
    later = next((n for n in range(1, _MOST_HOURS + 1) if wins(story, now + timedelta(hours=n))), None)
    if later is not None:
        found.append(f"in {counted(later, 'hour')}, if no outlet takes up either")
    return tuple(found)


def _reports(articles: Sequence[Article], root: str | None) -> tuple[Report, ...]:
    """Each text counts for the article that had it first among those at hand, the carrier before all."""
    by_id = {article.id: article for article in articles}
    originals: dict[str, Article] = {}
    for article in sorted(articles, key=lambda item: (item.carrier_id is not None, item.placed_at, item.id)):
        originals.setdefault(text_of(article, by_id), article)
    first: dict[str, Report] = {}
    for article in sorted(originals.values(), key=lambda item: (item.placed_at, item.id)):
        domain = article.provider.domain
        first.setdefault(domain, Report(domain, article.placed_at, any(name != root for name in article.topics)))
    return tuple(first.values())


def _order(story: StoryFacts, reasons: tuple[Reason, ...]) -> tuple[float, float, int, str]:
    return (-total(reasons), -story.lead_at.timestamp(), -story.heat, story.story_id)


def _coverage(story: StoryFacts) -> Reason:
    outlets = len(story.reports)
    points = math.log2(1 + min(outlets, OUTLETS_FULL))
    more = f", more than {OUTLETS_FULL} count no further" if outlets > OUTLETS_FULL else ""
    verb = "reports" if outlets == 1 else "report"
    words = "its" if outlets == 1 else "their"
    return _part(
        "coverage", str(outlets), points, f"{counted(outlets, 'outlet')} {verb} it in words of {words} own{more}"
    )


def _growth(story: StoryFacts, now: datetime) -> Reason:
    joined = sum(report.at > now - GROWTH_SPAN for report in story.reports[1:])
    points = GROWTH_WEIGHT * math.log2(1 + min(joined, GROWTH_FULL))
    hours = int(GROWTH_SPAN / timedelta(hours=1))
    text = (
        f"{counted(joined, 'outlet') if joined else 'no outlet'} took it up after the first in the last {hours} hours"
    )
    return _part("growth", str(joined), points, text)


def _freshness(story: StoryFacts, now: datetime) -> Reason:
    middle = story.reports[(len(story.reports) - 1) // 2].at
    age = max(timedelta(0), now - middle)
    hours = age / timedelta(hours=1)
    who = "half of these outlets had" if len(story.reports) > 1 else "the outlet had"
    text = f"{who} reported it {hours:.1f} hours before; {FRESH // timedelta(hours=1)} hours take one point"
    return _part("freshness", f"{hours:.1f} hours", -math.log2(1 + age / FRESH), text)


def _quality(story: StoryFacts) -> Reason:
    points = math.log2(1 + min(max(story.quality, 0), QUALITY_FULL) / QUALITY_UNIT)
    return _part("quality", str(story.quality), points, f"its lead has a quality of {story.quality}")


def _fit(story: StoryFacts) -> Reason:
    fitting, outlets = sum(report.fits for report in story.reports), len(story.reports)
    if outlets == 1:
        text = "its report is on topics of the desk" if fitting else "its report is on none of the desk's topics"
    elif not fitting:
        text = f"none of its {outlets} reports is on topics of the desk"
    else:
        text = f"{fitting} of its {outlets} reports {'is' if fitting == 1 else 'are'} on topics of the desk"
    return _part("topics", f"{fitting}/{outlets}", math.log2(1 + fitting / outlets), text)


def _language(story: StoryFacts) -> tuple[Reason, ...]:
    if not story.is_foreign:
        return ()
    return (_part("language", "another", FOREIGN, "its lead is not in the site's language"),)


def _part(signal: str, measured: str, points: float, text: str) -> Reason:
    return Reason(signal, measured, round(points, _EXACT) + 0.0, text)  # no minus before a zero


def _with_outlets(story: StoryFacts, more: int, now: datetime) -> StoryFacts:
    fits = 2 * sum(report.fits for report in story.reports) >= len(story.reports)
    return replace(story, reports=(*story.reports, *(Report(f"+{n}", now, fits) for n in range(more))))


def _newer_by(story: StoryFacts, shift: timedelta, now: datetime) -> StoryFacts:
    moved = tuple(replace(report, at=min(now, report.at + shift)) for report in story.reports)
    return replace(story, reports=moved)
