"""Group articles given as lines, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nightdesk.grouping.constraints import NO_CONSTRAINTS, Constraints
from nightdesk.grouping.explaining import explain_placement
from nightdesk.grouping.grouper import Grouper, Placement
from nightdesk.grouping.listed import BadLine, document_of
from nightdesk.grouping.open_stories import Document
from nightdesk.types import Reason


@dataclass(frozen=True, slots=True)
class Grouped:
    """One article of a stream and the story it ended in; ``reasons`` say why where they were asked for."""

    id: str
    story: str
    reasons: tuple[Reason, ...] = ()


@dataclass(slots=True)
class GroupedStream:
    """What became of a stream: every article in its order, and the lines that were none."""

    articles: list[Grouped] = field(default_factory=list)
    faults: list[BadLine] = field(default_factory=list)


def group_stream(
    listed: Iterable[Document | BadLine], *, explained: bool = False, constraints: Constraints = NO_CONSTRAINTS
) -> GroupedStream:
    """Group a stream as it comes, with the same code as the stage ``stories``.

    An id that comes again is a newer version of the article, which leaves its story and is placed anew.

    Args:
        listed: articles in the order of time, and lines that are none.
        explained: whether to give the reasons.
        constraints: what editors decided.
    """
    grouper = Grouper(constraints=constraints)
    answer = GroupedStream()
    placed: dict[str, Grouped] = {}
    for document in listed:
        if isinstance(document, BadLine):
            answer.faults.append(document)
            continue
        placement = grouper.place(document)
        reasons = explain_placement(placement, document) if explained else ()
        placed.pop(document.id, None)
        placed[document.id] = Grouped(document.id, placement.story_id, reasons)
    answer.articles.extend(placed.values())
    return answer


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
        yield grouper.place(document_of(dict(line)))
