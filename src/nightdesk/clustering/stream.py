"""Group articles given as lines, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from nightdesk.clustering.article_lines import BadLine
from nightdesk.clustering.clusterer import NO_OPTIONS, Clusterer, Options
from nightdesk.clustering.documents import Document
from nightdesk.clustering.explanations import explain_placement, explain_repair
from nightdesk.clustering.repair.repairs import Change, Merge
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
    listed: Iterable[Document | BadLine],
    *,
    explained: bool = False,
    options: Options = NO_OPTIONS,
) -> GroupedStream:
    """Group a stream as it comes, with the same code as the stage ``stories``.

    An id that comes again is a newer version of the article, which leaves its story and is placed anew.

    Args:
        listed: articles in the order of time, and lines that are none.
        explained: whether to give the reasons.
        options: what editors decided, and the thresholds to go by.
    """
    clusterer = Clusterer(options=options)
    answer = GroupedStream()
    placed: dict[str, Grouped] = {}
    inside: dict[str, list[str]] = {}  # id of a story -> its articles, and some that left it
    for document in _settled(listed, answer.faults):
        placement = clusterer.place(document)
        reasons = explain_placement(placement, document) if explained else ()
        placed.pop(document.id, None)
        placed[document.id] = Grouped(document.id, placement.story_id, reasons)
        inside.setdefault(placement.story_id, []).append(document.id)
        for change in placement.repairs:
            reason = (explain_repair(change),) if explained else ()
            for moved in _moved_by(change, inside):
                if placed[moved].story == change.left:
                    placed[moved] = Grouped(moved, change.into, placed[moved].reasons + reason)
                    inside.setdefault(change.into, []).append(moved)
    answer.articles.extend(placed.values())
    return answer


def _moved_by(change: Change, inside: dict[str, list[str]]) -> Iterable[str]:
    """The articles that a change moves: of a merge those too that have left the window."""
    return inside.pop(change.gone, ()) if isinstance(change, Merge) else change.moved


def _settled(listed: Iterable[Document | BadLine], faults: list[BadLine]) -> Iterator[Document]:
    """The articles of a stream, those of one second in the order of their time and id; bad lines are set aside."""

    def articles() -> Iterator[Document]:
        for item in listed:
            if isinstance(item, BadLine):
                faults.append(item)
            else:
                yield item

    for _, together in groupby(articles(), key=_second):
        yield from sorted(together, key=lambda document: document.order)


def _second(document: Document) -> int | str:
    return document.id if document.published_at is None else int(document.at)
