"""What of a folder of records departs from the rules of the format: records, lists, topics, and the API beside them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from nightdesk.formats.api import ROOT, ItemKey, api_pages, item_of_record, page_paths, write_json
from nightdesk.formats.api import ApiPage as Page
from nightdesk.formats.records import (
    NewsRecord,
    article_of_record,
    check_record,
    imported_of_record,
    locate,
    read_record,
    write_record,
)
from nightdesk.formats.records.shape import parse_moment
from nightdesk.importing.files import named_files, read_plain
from nightdesk.importing.lists import read_topic_files
from nightdesk.importing.records import FOLDER, NAME
from nightdesk.importing.report import ImportReport, Oddity
from nightdesk.importing.settings import check_site, read_settings
from nightdesk.ranking import HEAT_OF_OTHERS, rule_heat
from nightdesk.types import Topic

ONE_DAY = timedelta(days=1)  # a record is named in its site's own time zone: 41 of 674 bear the day after


@dataclass(slots=True)
class RecordsReport:
    """How many records there are, how many stand by the rules, and a line for each departure.

    Of ``leads`` that carry a heat, ``leads_by_rule`` have the one that the rules give them, and so for the others.
    """

    records: int = 0
    in_form: int = 0
    leads: int = 0
    leads_by_rule: int = 0
    others: int = 0
    others_by_rule: int = 0
    api_pages: int = 0
    departures: list[Oddity] = field(default_factory=list)


@dataclass(slots=True)
class _Folder:
    """What was read of the folder: published records by name, and where each address was seen first."""

    records: dict[str, NewsRecord] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)


def check_records(site: Path, threshold: int) -> RecordsReport:
    """Check a folder of records: 1. each record alone, 2. its name, address and topics, 3. the API.

    Args:
        site: the folder that holds ``_news``.
        threshold: the least heat that its desk publishes.

    Raises:
        ConfigError: the folder is no site in the record format.
    """
    check_site(site)
    report, notes, folder = RecordsReport(), ImportReport(), _Folder()
    topics = [topic for _, topic in read_topic_files(site, notes)]
    names = {topic.name for topic in topics}
    for name in named_files(site / FOLDER, (".md",)):
        report.records += 1
        found = [Oddity(f"{FOLDER}/{name}", text) for text in _record(site, name, threshold, report, folder)]
        record = folder.records.get(name)
        if record is not None and names:
            found += [Oddity(f"{FOLDER}/{name}", text) for text in _topics(record, topics, names)]
        report.departures += found
    settings = read_settings(site, notes)
    locale = str(settings.chosen.get("desk", {}).get("locale", ""))
    news_url = str(settings.chosen.get("desk", {}).get("news_url", ""))
    size = int(settings.chosen.get("publish", {}).get("page_size", 25))
    report.departures += [*notes.left_out, *notes.odd]
    report.departures += _api(site, topics, _Api(folder, locale, news_url, size), report)
    return report


def _record(site: Path, name: str, threshold: int, report: RecordsReport, folder: _Folder) -> Iterator[str]:
    try:
        content = read_plain(site / FOLDER / name)
        record = read_record(content)
    except ValueError as error:
        yield str(error)
        return
    try:
        article = article_of_record(record, name, record.moment)
    except ValueError as error:
        yield locate(error, content)
        return
    folder.records[name] = record
    yield from check_record(record, threshold)
    yield from _name(name, record)
    if write_record(record) == content:
        report.in_form += 1
    else:
        yield f"line {_first_difference(content, write_record(record))}: not written in the form of the format"
    first = folder.addresses.setdefault(article.id, name)
    if first != name:
        yield f"has the address of {first}, {article.original_url}"
    if record.heat is None:
        return
    by_rule = rule_heat(article, imported_of_record(record).related)
    if record.heat == HEAT_OF_OTHERS:
        report.others += 1
        report.others_by_rule += by_rule == HEAT_OF_OTHERS
    else:
        report.leads += 1
        report.leads_by_rule += by_rule == record.heat
        if by_rule == HEAT_OF_OTHERS:
            yield "it leads its story, but an article of the same quality on its list was published earlier"


def _name(name: str, record: NewsRecord) -> Iterator[str]:
    if not NAME.fullmatch(name):
        yield "the name of a record is its date and its title, as 2026-11-20-ferries.md"
        return
    try:
        day = date.fromisoformat(name[:10])
    except ValueError:
        yield f"its name starts with {name[:10]}, which is no date"
        return
    if abs(day - record.moment.date()) > ONE_DAY:
        yield f"its name says {day}, its publishedDateTime {record.published_at}"


def _topics(record: NewsRecord, topics: list[Topic], names: set[str]) -> Iterator[str]:
    for name in record.named_topics:
        if name not in names:
            yield f"topics: {name!r} is no topic of _data/topics"
    root = next((topic.name for topic in topics if topic.parent is None), None)
    if root is not None and root not in record.topics:
        yield f"topics: the root {root!r} is missing"


@dataclass(frozen=True, slots=True)
class _Api:
    """What the pages of the API are made of."""

    folder: _Folder
    locale: str
    news_url: str
    size: int


def _api(site: Path, topics: list[Topic], api: _Api, report: RecordsReport) -> Iterator[Oddity]:
    """Departures of the pages that are there; folders named ``pageN`` are from an older layout."""
    if not (site / ROOT / "index.json").exists():
        return
    for topic in (None, *(topic for topic in topics if topic.parent is not None)):
        folder = ROOT if topic is None else f"{ROOT}/{topic.id}"
        if not (site / folder / "index.json").exists():
            continue
        expected = dict(_expected(api, topic))
        for path, content in expected.items():
            report.api_pages += 1
            yield from _page(site, path, content)
        pages = (site / folder / "page").glob("*/index.json")
        there = {str(path.relative_to(site)) for path in pages}
        yield from (Oddity(path, "is beyond the last page") for path in sorted(there - expected.keys()))


def _expected(api: _Api, topic: Topic | None) -> Iterator[tuple[str, bytes]]:
    """The pages that the records give, by path."""
    shown = {
        f"{FOLDER}/{name}": record
        for name, record in api.folder.records.items()
        if record.is_shown and (topic is None or topic.name in record.topics)
    }
    keys = (ItemKey(record.moment.replace(microsecond=0).timestamp(), path) for path, record in shown.items())
    for number, items, following in api_pages(keys, api.size):
        value = [item_of_record(shown[key.path], key.path, api.locale, api.news_url) for key in items]
        for path in page_paths(number, topic.id if topic else None):
            yield path, write_json(Page(number, value, following))


def _page(site: Path, path: str, content: bytes) -> Iterator[Oddity]:
    try:
        there = json.loads(read_plain(site / path))
    except (ValueError, RecursionError) as error:
        yield Oddity(path, f"is missing or no JSON: {re.sub('^line 1: ', '', str(error))}")
        return
    wanted = msgspec.json.decode(content)
    if same_json(there, wanted):
        return
    if not isinstance(there, dict) or list(there) != list(wanted):
        yield Oddity(path, "a page has page, value and nextPage")
        return
    paths = [item.get("path") if isinstance(item, dict) else None for item in there["value"] or ()]
    if paths != [item["path"] for item in wanted["value"]]:
        counts = Counter(item["path"] for item in wanted["value"])
        strange = [each for each in paths if each not in counts]
        yield Oddity(path, f"does not hold the published records, newest first; not there by the rules: {strange[:3]}")
        return
    for item, other in zip(there["value"], wanted["value"], strict=True):
        wrong = [key for key in other if not same_json({key: item.get(key, "?")}, {key: other[key]})]
        if wrong:
            yield Oddity(path, f"{other['path']}: {', '.join(wrong)} do not follow from the record")
    if there["nextPage"] != wanted["nextPage"]:
        yield Oddity(path, f"nextPage is {there['nextPage']}, not {wanted['nextPage']}")


def same_json(one: Any, other: Any, key: str = "") -> bool:
    """Whether two values of the API say the same: equal as JSON, and times as moments, whatever offset they carry."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same_json(one[name], other[name], name) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    if key.endswith("DateTime") and isinstance(one, str) and isinstance(other, str):
        try:
            return parse_moment(one) == parse_moment(other)
        except ValueError:
            return one == other
    return type(one) is type(other) and bool(one == other)


def _first_difference(content: bytes, written: bytes) -> int:
    """The first line, from 1, in which two files differ."""
    ours, theirs = content.split(b"\n"), written.split(b"\n")
    pairs = zip(ours, theirs, strict=False)
    return next((line for line, (one, other) in enumerate(pairs, 1) if one != other), min(len(ours), len(theirs)))
