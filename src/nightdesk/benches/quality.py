"""How often the recorded rule, read off half of a site's records, gives the other half their quality to the point."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nightdesk.errors import ConfigError
from nightdesk.importing.quality import drawn_by, read_site_quality
from nightdesk.ranking.quality import RecordedRule, judge, quality_of


@dataclass(frozen=True, slots=True)
class Miss:
    """A record that the rule judges otherwise."""

    name: str
    recorded: int
    judged: int


@dataclass(frozen=True, slots=True)
class QualityFit:
    """The rule read off one half, and how many records of the other half it gives their quality to the point."""

    rule: RecordedRule
    learned_from: int
    judged: int
    exact: int
    misses: tuple[Miss, ...]

    @property
    def share(self) -> float:
        """The share of judged records that are right to the point."""
        return self.exact / self.judged


def bench_quality(site: Path) -> QualityFit:
    """Read the rule's settings off half of a site's records, drawn by their names, and judge the other half.

    Raises:
        ConfigError: the folder holds no records that carry a quality.
    """
    found = read_site_quality(site)
    drawn = sorted(found.records, key=lambda pair: drawn_by(pair[0]))
    half = len(drawn) // 2
    if not half:
        raise ConfigError(f"{site}: holds no two records with a quality in _news; give the folder of a site")
    rule = found.fit(drawn[:half]).rule
    misses = []
    for name, each in drawn[half:]:
        quality = quality_of(judge(each.facts, rule, found.keywords, found.organizations))
        if quality != each.quality:
            misses.append(Miss(name, each.quality, quality))
    judged = len(drawn) - half
    return QualityFit(rule, half, judged, judged - len(misses), tuple(misses))
