"""Group articles given as lines, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from nightdesk.grouping.grouper import Grouper, Placement
from nightdesk.grouping.open_stories import Document


def group(lines: Iterable[Mapping[str, Any]]) -> Iterator[Placement]:
    """Place each article as it comes, with the same code as the stage ``stories``.

    Args:
        lines: mappings with ``id``, ``title``, ``text``, ``published_at`` (ISO 8601, or ``None`` for "no date")
            and ``provider``, in the order of time.

    Yields:
        Where each article was put, and why, in the order of the lines.
    """
    grouper = Grouper()
    for line in lines:
        yield grouper.place(_document(line))


def _document(line: Mapping[str, Any]) -> Document:
    stamp = line.get("published_at")
    moment = datetime.fromisoformat(str(stamp)) if stamp else None
    return Document(
        str(line["id"]), line.get("title") or "", line.get("text") or "", moment, str(line.get("provider") or "")
    )
