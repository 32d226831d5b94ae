"""Records in: articles with their standing, some hundred at a time, so that memory stays flat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path

from nightdesk.engine import Progress
from nightdesk.formats.records import (
    NewsRecord,
    article_of_record,
    check_record,
    encode_record,
    imported_of_record,
    locate,
    read_record,
    taken_away,
)
from nightdesk.importing.files import in_batches, named_files, read_plain
from nightdesk.importing.grouping import opening_story
from nightdesk.importing.report import ImportReport
from nightdesk.ranking import HEAT_OF_OTHERS, rule_heat
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter
from nightdesk.types import Article, Imported, Record
from nightdesk.units import BUG, ends_the_run
from nightdesk.urls import twin_id

FOLDER = "_news"
STAGE = "import"
BATCH = 500
# ``api/news`` holds a folder for each record beside those of pages and topics: a name without its date could be theirs.
# Control characters and bytes that are no UTF-8 (which Python shows as surrogates) have no place in an address.
NAME = re.compile(r"\d{4}-\d\d-\d\d-[^\x00-\x1f\x7f\ud800-\udfff]+\.md")


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A record on its way in."""

    name: str
    record: NewsRecord
    article: Article
    imported: Imported
    kept: str


def import_records(site: Path, store: Store, now: datetime, report: ImportReport, progress: Progress) -> None:
    """Bring in the records of a site, in the order of their names.

    A record that is in already and says the same is passed over; one that says something else replaces what it
    said before. One that cannot be read is left out, with its line and the reason.
    """
    names = named_files(site / FOLDER, (".md",))
    progress.begin(STAGE, len(names))
    for batch in in_batches(names, BATCH):
        _save_all(list(_read(site, batch, now, report)), store, report)
        progress.advance(STAGE, len(batch))


def is_recorded_lead(article: Article, imported: Imported) -> bool:
    """Whether a record leads: as it says, or by the rules where it does not say."""
    if imported.heat is not None:
        return imported.heat != HEAT_OF_OTHERS
    return imported.is_unjudged or rule_heat(article, imported.related) != HEAT_OF_OTHERS


def _read(site: Path, names: list[str], now: datetime, report: ImportReport) -> Iterator[_Incoming]:
    for name in names:
        file = f"{FOLDER}/{name}"
        try:
            yield _read_one(site, name, now, report)
        except (ValueError, OverflowError) as error:  # the last: a number beyond all that JSON is read with
            report.leave_out(file, str(error))
        except Exception as error:  # one record costs one record
            if ends_the_run(error):
                raise
            report.leave_out(file, f"{BUG}: {error!r}")


def _read_one(site: Path, name: str, now: datetime, report: ImportReport) -> _Incoming:
    content = _content(site, name)
    record = read_record(content)
    kept = encode_record(record)
    try:
        article = article_of_record(record, name, now)
    except ValueError as error:
        raise ValueError(locate(error, content)) from error
    notes = (*taken_away(record), *check_record(record))
    incoming = _Incoming(name, record, article, imported_of_record(record), kept)
    for note in notes:
        report.wonder(f"{FOLDER}/{name}", note)
    return incoming


def _content(site: Path, name: str) -> bytes:
    if not NAME.fullmatch(name):
        raise ValueError("line 1: the name of a record is its date and its title, as 2026-11-20-ferries.md")
    return read_plain(site / FOLDER / name)


def _save_all(incoming: list[_Incoming], store: Store, report: ImportReport) -> None:
    """Save a batch; where that trips over a record, halve it until that one stands alone, and leave it out."""
    if not incoming:
        return
    before = replace(report, left_out=[*report.left_out], odd=[*report.odd])
    try:
        with store.transaction():
            _save(incoming, store, report)
    except Exception as error:  # one record costs one record
        if ends_the_run(error):
            raise
        for each in fields(report):
            setattr(report, each.name, getattr(before, each.name))
        half = len(incoming) // 2
        if half:
            _save_all(incoming[:half], store, report)
            _save_all(incoming[half:], store, report)
        else:
            report.leave_out(f"{FOLDER}/{incoming[0].name}", f"{BUG}: {error!r}")


def _save(incoming: list[_Incoming], store: Store, report: ImportReport) -> None:
    by_name = store.imports.ids_of_names([each.name for each in incoming])
    ids = {each.article.id for each in incoming} | set(by_name.values())
    known = {article.id: article for article in store.articles(ArticleFilter(ids=tuple(ids)))}
    kept = store.imports.records(tuple(ids))
    saved: dict[str, Record] = {}
    records: dict[str, str] = {}
    regroup: set[str] = set()
    for each in incoming:
        _count_rules(each, report)
        identity = by_name.get(each.name) or _free_id(each, known, saved, kept)
        before = known.get(identity)
        if kept.get(identity) == each.kept and before is not None and before.record_name == each.name:
            report.unchanged += 1
            continue
        if before is not None and before.record_name not in (None, each.name):
            report.unchanged += 1
            report.wonder(f"{FOLDER}/{each.name}", f"the desk has this article already, as {before.record_name}")
            continue
        if identity != each.article.id and identity not in kept:
            report.wonder(f"{FOLDER}/{each.name}", f"another record has the same address, {each.article.original_url}")
        article = _merged(replace(each.article, id=identity), before)
        if before is not None and before.story_id is not None and identity in kept:
            regroup.add(before.story_id)
            article = replace(article, story_id=None)
        if article.story_id is None and is_recorded_lead(article, each.imported):
            article, story = opening_story(article)
            saved[story.id] = story
        saved[identity] = article
        records[identity] = each.kept
        report.added, report.changed = report.added + (before is None), report.changed + (before is not None)
    if regroup:
        store.imports.ungroup(tuple(sorted(regroup)))
    store.save(saved.values())
    store.imports.save(records)
    store.imports.count_stories(regroup)


def _free_id(each: _Incoming, known: dict[str, Article], saved: dict[str, Record], kept: dict[str, str]) -> str:
    """The id of a new record's article: its address's, or where another record has that, one of its own."""
    identity = each.article.id
    holder = saved.get(identity) or known.get(identity)
    if isinstance(holder, Article) and holder.record_name != each.name and (identity in kept or identity in saved):
        return twin_id(each.article.original_url, each.name)
    return identity


def _merged(article: Article, before: Article | None) -> Article:
    """What the record says, with what only the desk knows of the article: its text, its authors, its language."""
    if before is None:
        return article
    kinds = {verdict.kind for verdict in article.verdicts}
    return replace(
        article,
        source_id=before.source_id,
        authors=before.authors,
        language=before.language,
        summary=before.summary,
        modified_at=before.modified_at,
        hint_published_at=before.hint_published_at,
        found_at=before.found_at,
        is_partial=before.is_partial,
        carrier_id=before.carrier_id,
        story_id=before.story_id,
        verdicts=(*(v for v in before.verdicts if v.kind not in kinds), *article.verdicts),
    )


def _count_rules(each: _Incoming, report: ImportReport) -> None:
    heat = each.imported.heat
    if heat is None:
        return
    by_rule = rule_heat(each.article, each.imported.related)
    if heat == HEAT_OF_OTHERS:
        report.others += 1
        report.others_by_rule += by_rule == HEAT_OF_OTHERS
    else:
        report.leads += 1
        report.leads_by_rule += by_rule == heat
