"""Read the settings of the recorded rule off a site's records (pure).

Every figure is a mode and not a mean: the rule is exact, so that what most records agree on is the setting, and a
few odd records change nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from nightdesk.ranking.quality.recorded import (
    RecordedFacts,
    RecordedRule,
    TitleKeywords,
    judge,
    points_lost,
    quality_of,
)

# The parts that differ between the records of one source; an outlet's file is the same for all of them.
_VARYING = ("topic", "keyword", "picture", "amp", "video")
EXPLAINED = 0.9  # share of records from which on the usual points are taken as they are
OWN_SHARE = 0.5  # of a source's records must stand as much higher for it to be one of the site's own


@dataclass(frozen=True, slots=True)
class Judged:
    """A record's facts and the quality that it carries."""

    facts: RecordedFacts
    quality: int


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted rule, and how many of the records that it was fitted to it gives their quality to the point."""

    rule: RecordedRule
    exact: int
    records: int


def fit_rule(records: Sequence[Judged], keywords: TitleKeywords, organizations: Collection[str]) -> Fit:
    """The rule that explains most of these records; the usual one where there are none.

    Records of quality 0 take no part in the fit, since no quality is below 0.
    """
    fits = [
        _fitted(records, keywords, organizations, RecordedRule(counts_plurals=plurals)) for plurals in (False, True)
    ]
    return max(fits, key=lambda fit: fit.exact)


def _fitted(
    records: Sequence[Judged], keywords: TitleKeywords, organizations: Collection[str], start: RecordedRule
) -> Fit:
    table = [_counts(each, keywords, organizations, start) for each in records if each.quality > 0]

    def measured(rule: RecordedRule) -> int:
        return sum(each.quality == quality_of(judge(each.facts, rule, keywords, organizations)) for each in records)

    usual = _with_sources(table, start)
    exact = measured(usual)
    if exact >= EXPLAINED * len(records):
        return Fit(usual, exact, len(records))
    fitted = start
    for name in _VARYING:
        fitted = _with_points(fitted, name, _points_between(table, start, name))
    fitted = _with_sources(table, fitted)
    outlets = _with_points(fitted, "organization", _mode_of(table, fitted, "organization"))
    candidates = (usual, fitted, _with_sources(table, outlets))
    best = max(candidates, key=measured)
    return Fit(best, measured(best), len(records))


@dataclass(frozen=True, slots=True)
class _Counts:
    """A record with how often each part counts; ``rest`` is its quality with what a long title cost put back."""

    facts: RecordedFacts
    counts: dict[str, int]
    rest: int

    def residual(self, rule: RecordedRule, without: str = "") -> int:
        """What the quality holds beyond the parts, the site's constant and its own sources left in."""
        return self.rest - sum(_points_of(rule, name) * count for name, count in self.counts.items() if name != without)


def _counts(each: Judged, keywords: TitleKeywords, organizations: Collection[str], rule: RecordedRule) -> _Counts:
    facts = each.facts
    counts = {
        "topic": facts.topics,
        "keyword": len(keywords.found(facts.title, counts_plurals=rule.counts_plurals)),
        "picture": int(facts.has_picture),
        "amp": int(facts.has_amp),
        "video": int(facts.is_video),
        "organization": int(facts.domain in organizations),
    }
    return _Counts(facts, counts, each.quality + points_lost(facts.title, rule.title_length))


def _with_sources(table: Sequence[_Counts], rule: RecordedRule) -> RecordedRule:
    """The rule with the site's constant and its own sources as the residuals say.

    Each source has one residual, that of most of its records. The site's constant is that of most sources, since
    few are the site's own; what a source of its own adds is what most records stand higher by.
    """
    by_source: dict[str, Counter[int]] = defaultdict(Counter)
    for each in table:
        by_source[each.facts.sources[0]][each.residual(rule)] += 1
    if not by_source:
        return rule
    usual = {source: _mode(residuals) for source, residuals in by_source.items()}
    site = _mode(Counter(usual.values()))
    higher: Counter[int] = Counter()
    for source, residual in usual.items():
        if residual > site:
            higher[residual - site] += by_source[source][residual]
    own = rule.own if not higher else _mode(higher)
    standing = {
        source: residuals[site + own] >= OWN_SHARE * residuals.total() for source, residuals in by_source.items()
    }
    return replace(rule, site=site, own=own, own_sources=_named(table, standing))


def _named(table: Sequence[_Counts], is_own: dict[str, bool]) -> frozenset[str]:
    """The sources of the site's own: a whole domain where all of its hosts are, so that a new host of it is too."""
    hosts: dict[str, set[str]] = defaultdict(set)
    for each in table:
        hosts[each.facts.sources[-1]].add(each.facts.sources[0])
    named: set[str] = set()
    for domain, sources in hosts.items():
        own = {source for source in sources if is_own[source]}
        named |= {domain} if own == sources else own
    return frozenset(named)


def _points_between(table: Sequence[_Counts], start: RecordedRule, name: str) -> int:
    """The points of a part, by records of one source that differ in nothing else; the usual ones where there are none.

    What such a group of records has most often at one count is compared with what it has at the others, so that
    neither the site's constant nor its own sources need to be known.
    """
    groups: dict[tuple[object, ...], dict[int, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for each in table:
        others = tuple(count for part, count in each.counts.items() if part != name)
        groups[(each.facts.sources[0], others)][each.counts[name]][each.rest] += 1
    votes: Counter[int] = Counter()
    for by_count in groups.values():
        levels = sorted((count, _mode(rests)) for count, rests in by_count.items())
        for (fewer, low), (more, high) in pairwise(levels):
            if (high - low) % (more - fewer) == 0 and high >= low:
                votes[(high - low) // (more - fewer)] += 1
    return _mode(votes) if votes else _points_of(start, name)


def _mode_of(table: Sequence[_Counts], rule: RecordedRule, name: str) -> int:
    """The points of one part that most records agree on, the others as they are."""
    votes: Counter[int] = Counter()
    for each in table:
        count = each.counts[name]
        own = rule.own * any(source in rule.own_sources for source in each.facts.sources)
        left: int = each.residual(rule, without=name) - rule.site - own
        if count and left >= 0 and left % count == 0:
            votes[left // count] += 1
    return _mode(votes) if votes else _points_of(rule, name)


def _points_of(rule: RecordedRule, name: str) -> int:
    points: int = getattr(rule, name)
    return points


def _with_points(rule: RecordedRule, name: str, points: int) -> RecordedRule:
    changed: dict[str, Any] = {name: points}
    return replace(rule, **changed)


def _mode(votes: Counter[int]) -> int:
    """The value of most votes; of equals the smallest."""
    return min(votes, key=lambda value: (-votes[value], value))
