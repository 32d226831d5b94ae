"""Read how a site judged quality off its records: the points of the recorded rule, its own sources, plurals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nightdesk.formats.records import article_of_record, read_organization, read_record
from nightdesk.formats.records.reading import load_table
from nightdesk.importing.files import named_files, read_plain
from nightdesk.importing.lists import ORGANIZATIONS, TOPICS
from nightdesk.ranking.quality import EXPLAINED, Fit, Judged, RecordedRule, TitleKeywords, facts_of, fit_rule

RECORDS = "_news"
MOST_RECORDS = 2_000  # that the settings are read off: a site of 30,000 has as many as are needed
LEAST_RECORDS = 20  # fewer say too little of a rule with nine settings


@dataclass(frozen=True, slots=True)
class SiteQuality:
    """What a site's judge goes by besides its points, and its records with the quality that they carry, by name."""

    keywords: TitleKeywords
    organizations: frozenset[str]
    records: tuple[tuple[str, Judged], ...]

    def fit(self, records: Sequence[tuple[str, Judged]] | None = None) -> Fit:
        """The rule that explains these records, or all of them."""
        chosen = self.records if records is None else records
        return fit_rule([judged for _, judged in chosen], self.keywords, self.organizations)


def read_site_quality(site: Path, most: int | None = None) -> SiteQuality:
    """Read a site's records that carry a quality; ``most`` of them, drawn by their names, or all.

    What cannot be read is passed over: the import itself names it.
    """
    names = named_files(site / RECORDS, (".md",))
    if most is not None and len(names) > most:
        names = sorted(sorted(names, key=drawn_by)[:most])
    return SiteQuality(
        TitleKeywords(tuple(_keywords(site))), frozenset(_organizations(site)), tuple(_records(site, names))
    )


def drawn_by(name: str) -> bytes:
    """What records are drawn by: a hash of the name, so that a draw depends on nothing else."""
    return hashlib.blake2b(name.encode(), digest_size=8).digest()


def quality_settings(site: Path) -> tuple[dict[str, str | int], Fit] | None:
    """The settings ``[quality]`` of a site that moves in, and how well they explain its records.

    Returns:
        ``None`` where too few records carry a quality; no settings where the rule does not explain them.
    """
    fit = read_site_quality(site, MOST_RECORDS).fit()
    if fit.records < LEAST_RECORDS:
        return None
    if fit.exact < EXPLAINED * fit.records:
        return {}, fit
    return {"judge": "recorded", **_settings(fit.rule)}, fit


def _settings(rule: RecordedRule) -> dict[str, str | int]:
    """The settings that differ from the usual ones."""
    usual = RecordedRule()
    names = ("site", "topic", "keyword", "picture", "amp", "video", "organization", "own", "counts_plurals")
    chosen: dict[str, str | int] = {
        name: getattr(rule, name) for name in names if getattr(rule, name) != getattr(usual, name)
    }
    if rule.own_sources:
        chosen["own_sources"] = ", ".join(sorted(rule.own_sources))
    return chosen


def _records(site: Path, names: Sequence[str]) -> Iterator[tuple[str, Judged]]:
    now = datetime.now(UTC)
    for name in names:
        try:
            record = read_record(read_plain(site / RECORDS / name))
            article = article_of_record(record, name, now)
        except ValueError:
            continue
        if record.quality is not None:
            yield name, Judged(facts_of(article), record.quality)


def _keywords(site: Path) -> Iterator[str]:
    for name in named_files(site / TOPICS, (".yaml", ".yml")):
        try:
            table = load_table(read_plain(site / TOPICS / name).decode("utf-8").replace("\r\n", "\n"))
        except ValueError:
            continue
        listed = table.get("keywords")
        yield from (word for word in listed if isinstance(word, str)) if isinstance(listed, list) else ()


def _organizations(site: Path) -> Iterator[str]:
    for name in named_files(site / ORGANIZATIONS, (".md",)):
        try:
            yield read_organization(read_plain(site / ORGANIZATIONS / name)).domain
        except ValueError:
            continue
