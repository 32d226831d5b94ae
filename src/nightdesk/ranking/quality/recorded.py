"""The recorded rule of quality: the points that the system behind the record format gave (pure).

It was found by fitting two published sites of that system and gives 3,150 of their 3,151 articles their quality to
the point. What differs between sites are the site's own constant, which sources count as the site's own, and whether
the plural of a keyword counts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from nightdesk.types import Article, Reason

PER_LOST_POINT = 2  # characters of a long title that cost one point
_AT = "@"  # parts an outlet's domain from the host that shows its items, in a source of the site's own


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRule:
    """The points of the rule.

    ``own_sources`` are hosts or domains, or ``domain@host`` for what an outlet publishes on another host.
    """

    site: int = 0
    topic: int = 2
    keyword: int = 15
    picture: int = 20
    amp: int = 20
    video: int = 50
    organization: int = 40
    own: int = 50
    title_length: int = 70
    counts_plurals: bool = False
    own_sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFacts:
    """What the rule looks at. ``topics`` is the number of topics carried, ``host`` that of the original address."""

    title: str
    topics: int
    has_picture: bool
    has_amp: bool
    is_video: bool
    domain: str
    host: str

    @property
    def sources(self) -> tuple[str, ...]:
        """The names under which its source may be listed as one of the site's own, the narrowest first."""
        if self.host == self.domain or self.host.endswith(f".{self.domain}"):
            return (self.host, self.domain)
        return (f"{self.domain}{_AT}{self.host}",)


def facts_of(article: Article) -> RecordedFacts:
    """The facts of an article; a picture counts where its size is known, as records list no other."""
    return RecordedFacts(
        title=article.title,
        topics=len(article.topics),
        has_picture=any(image.width and image.height for image in article.images),
        has_amp=article.amp_url is not None,
        is_video=article.kind == "video",
        domain=article.provider.domain,
        host=host_of(article.original_url),
    )


def host_of(url: str) -> str:
    """The host of an address in lower case without ``www.``; empty where it has none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


@dataclass(frozen=True)
class TitleKeywords:
    """The keywords of all topics as their files list them; one that is listed twice counts twice (24 records)."""

    keywords: tuple[str, ...]

    @cached_property
    def _singular(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((word, _whole_word(word, "")) for word in self.keywords if word.strip())

    @cached_property
    def _plural(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((word, _whole_word(word, "s?")) for word in self.keywords if word.strip())

    def found(self, title: str, *, counts_plurals: bool) -> tuple[str, ...]:
        """The keywords that stand in a title as whole words, without regard to case."""
        patterns = self._plural if counts_plurals else self._singular
        return tuple(word for word, pattern in patterns if pattern.search(title))


def judge(
    facts: RecordedFacts, rule: RecordedRule, keywords: TitleKeywords, organizations: Collection[str]
) -> tuple[Reason, ...]:
    """The reasons whose contributions add up to the quality that the rule gives.

    Args:
        facts: what is known of the article.
        rule: the points.
        keywords: those of all topics of the desk.
        organizations: the domains of the outlets that the desk has a file of.
    """
    found = keywords.found(facts.title, counts_plurals=rule.counts_plurals)
    reasons = [
        Reason("site", str(rule.site), rule.site, "what this site gives every article"),
        _part("topics", str(facts.topics), rule.topic * facts.topics, f"{rule.topic} for each topic it has"),
    ]
    if found:
        text = f"{rule.keyword} for each keyword in its title: {', '.join(found)}"
        reasons.append(_part("keywords", ", ".join(found), rule.keyword * len(found), text))
    if facts.has_picture:
        reasons.append(_part("picture", "yes", rule.picture, "has a picture"))
    if facts.has_amp:
        reasons.append(_part("amp", "yes", rule.amp, "has an AMP page"))
    if facts.is_video:
        reasons.append(_part("video", "yes", rule.video, "is a video"))
    if facts.domain in organizations:
        text = f"the desk has a file of the outlet, {facts.domain}"
        reasons.append(_part("organization", facts.domain, rule.organization, text))
    own = next((name for name in facts.sources if name in rule.own_sources), None)
    if own is not None:
        reasons.append(_part("own_source", own, rule.own, f"comes from a source of the site's own, {own}"))
    if lost := points_lost(facts.title, rule.title_length):
        text = f"the title is longer than {rule.title_length} characters: half a point for each beyond"
        reasons.append(_part("title_length", f"{len(facts.title)} characters", -lost, text))
    total = int(sum(reason.contribution for reason in reasons))
    if total < 0:
        reasons.append(_part("floor", str(total), -total, "no quality is below 0"))
    return tuple(reasons)


def points_lost(title: str, most: int) -> int:
    """What a long title costs: half a point for each character over ``most``, rounded down; the first is free."""
    over = len(title) - most
    return over // PER_LOST_POINT if over > 1 else 0


def quality_of(reasons: Iterable[Reason]) -> int:
    """The sum of reasons as the whole number that a record carries."""
    return round(sum(reason.contribution for reason in reasons))


def _part(signal: str, measured: str, points: int, text: str) -> Reason:
    return Reason(signal, measured, points, text)


def _whole_word(keyword: str, ending: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(keyword.strip())}{ending}(?!\w)", re.IGNORECASE)
