"""Make a folder of made-up records, to measure an import with: ``python scripts/make_records.py FOLDER [NUMBER]``.

Every third record leads a story, the others stand behind it with lists that are neither whole nor symmetric.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nightdesk.formats.records import NewsRecord, RecordImage, RecordProvider, RelatedRecord, write_record

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
OUTLETS = 200
TEXT = "The ferry sails again after a winter in the yard, and passengers waved from the quay. " * 3


def made(number: int) -> tuple[str, NewsRecord]:
    """The record of this number, with the name of its file."""
    opener, place = number - number % 3, number % 3
    others = [_related(opener + each) for each in range(3) if each != place and not (place == 2 and each == 1)]
    item = _related(number)
    quality = item.quality or 0
    heat = quality + 20 * len(others) if place == 0 else -1
    name = f"{item.published_at[:10]}-ferry-number-{number}-returns.md" if item.published_at else ""
    record = NewsRecord(
        title=item.title,
        excerpt=item.excerpt,
        published_at=item.published_at or "",
        original_url=item.url,
        url=item.url,
        quality=quality,
        heat=heat,
        is_published=heat >= 70,
        provider=item.provider,
        topics=("News",),
        images=item.images,
        related=tuple(others),
        secured="c29tZXRoaW5n;AAAAAAAAAAAAAAAAAAAAAA==",
    )
    return name, record


def _related(number: int) -> RelatedRecord:
    domain = f"outlet{number % OUTLETS}.example"
    moment = FIRST + timedelta(minutes=number)
    return RelatedRecord(
        title=f'Ferry number {number} "returns": to the fjord',
        excerpt=TEXT,
        published_at=moment.isoformat().replace("+00:00", "Z"),
        url=f"https://www.{domain}/news/{number}",
        kind="article",
        provider=RecordProvider(name=f"Outlet {number % OUTLETS}", domain=domain),
        quality=90 - 10 * (number % 3),
        images=(RecordImage(url=f"https://www.{domain}/{number}.jpg", width=800, height=450, is_cached=True),),
    )


if __name__ == "__main__":
    folder, count = Path(sys.argv[1]) / "_news", int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    folder.mkdir(parents=True)
    for number in range(count):
        file_name, record = made(number)
        (folder / file_name).write_bytes(write_record(record))
