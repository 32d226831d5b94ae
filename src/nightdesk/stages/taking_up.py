"""Take up the open stories for a batch: from what the last one left where there is that, and what changed since.

What was left is compared with the store hour by hour, by the stamps of its articles; of an hour that differs, those
articles are read whose stamp does. So it comes to the same, whatever was left: nothing, or a snapshot of any age.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from nightdesk.clustering.clusterer import WINDOW, Clusterer, opens_at
from nightdesk.clustering.documents import Document
from nightdesk.clustering.snapshot.packing import packed, unpacked
from nightdesk.clustering.snapshot.remembered import HOUR, LEAST, Remembered, Row, hour_of, print_of
from nightdesk.clustering.snapshot.state import remembered_of, state_key, state_of
from nightdesk.tools import ArticleFilter, Library, Snapshots, Stamped, Tools
from nightdesk.types import Article

STAGE = "stories"
AT_ONCE = 500  # articles that are asked for at once


@dataclass(frozen=True, slots=True)
class Seen:
    """A stored article as the grouping sees it; whether it stands by its own words or its record, or by its record."""

    article: Article
    document: Document
    is_placed: bool
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class Seeing:
    """How the stage sees stored articles.

    ``fixed`` are those that editors settled, ``see`` looks at some at once. ``judge`` names by what it is told which
    are known: what another one left is passed over.
    """

    fixed: frozenset[str]
    see: Callable[[Sequence[Article], Library], Iterable[Seen]]
    judge: str


@dataclass(frozen=True, slots=True)
class KeptStories:
    """The open stories, as the stage leaves them for its next batch."""

    remembered: Remembered
    judge: str

    @property
    def is_due(self) -> bool:
        """Whether so much has changed that they are worth writing down."""
        return self.remembered.is_due

    def pieces(self) -> Iterable[bytes | memoryview]:
        """The bytes by which another process takes them up."""
        return packed(_key(self.judge), state_of(self.remembered))


@dataclass(frozen=True, slots=True)
class TakenUp:
    """The open stories for a batch.

    ``later`` are known articles, each with its story, that come into the window while the batch is placed. ``recorded``
    are those that stand where their record put them, with their stories. ``note`` says why a snapshot was passed over.
    ``aside`` is what was left by batches of later articles, of no use for this one, but for those to come.
    """

    remembered: Remembered
    later: list[tuple[Document, str]]
    recorded: dict[str, str]
    note: str = ""
    aside: Remembered | None = None

    def kept(self, clusterer: Clusterer, placed: Iterable[Document], judge: str) -> KeptStories:
        """What is left when the batch is placed."""
        if self.aside is not None:
            return KeptStories(self.aside, judge)
        made = clusterer.encoder.made
        stored = (replace(item, encoding=made[item.id].numbers) if item.id in made else item for item in placed)
        prints = {document.id: print_of(document) for document in stored}
        self.remembered.leave(clusterer.touched, clusterer.expired, prints)
        return KeptStories(self.remembered, judge)


def take_up(batch: Sequence[Article], tools: Tools, seeing: Seeing) -> TakenUp:
    """Bring what the last batch left up to date with the store.

    1. What is outside the window of the batch is dropped; where that is much, all is made anew.
    2. Articles that editors settled, or settle no longer, since it was left are read again.
    3. Articles that were saved since are read again, those that are gone are dropped.

    Args:
        batch: articles in the order of publication.
        tools: the library, and what was left.
        seeing: how the stage sees stored articles.
    """
    remembered, note = _left(tools.snapshots, seeing.judge)
    first, last = batch[0].placed_at, batch[-1].placed_at
    newest = tools.library.newest_grouped() or first
    since, until, horizon = opens_at(first, newest), last + WINDOW, first + WINDOW
    aside = None
    before, after = remembered.outside(since.timestamp(), horizon.timestamp())
    if after > LEAST:  # an old article among them: those of today would have to leave, one by one, and come again
        aside, remembered = remembered, Remembered()
    elif before > len(remembered.rows) // 2:  # to begin anew takes less than to take so many out
        remembered = Remembered()
    remembered.window.read_by(partial(_texts, tools.library, seeing))
    remembered.keep_between(since.timestamp(), horizon.timestamp())  # 1
    remembered.settle(seeing.fixed)  # 2
    later: list[tuple[Document, str]] = []
    recorded: dict[str, str] = {}
    for stamp, seen in _changed(remembered, tools.library, (since, until), seeing):  # 3
        article, story = seen.article, seen.article.story_id or ""
        if article.placed_at <= horizon:
            at, seen_print = article.placed_at.timestamp(), print_of(seen.document)
            remembered.read(seen.document, Row(stamp, at, seen_print, story, seen.is_placed, seen.is_recorded))
            continue
        remembered.drop([article.id])
        if seen.is_placed or article.id in seeing.fixed:
            later.append((seen.document, story))
        if seen.is_recorded:
            recorded[article.id] = story
    remembered.window.newest = newest
    remembered.window.settle()
    return TakenUp(remembered, later, remembered.recorded | recorded, note, aside)


def _left(snapshots: Snapshots, judge: str) -> tuple[Remembered, str]:
    """What the last batch left in this process, else what was written down, else nothing; and why."""
    kept = snapshots.take(STAGE)
    if isinstance(kept, KeptStories) and kept.judge == judge:
        return kept.remembered, ""
    content = snapshots.read(STAGE)
    if content is None:
        return Remembered(), ""
    state = unpacked(content, _key(judge))
    if isinstance(state, str):
        return Remembered(), f"the snapshot of the open stories was passed over: {state}"
    return remembered_of(state), ""


def _key(judge: str) -> str:
    return f"{judge} {state_key()}"


def _changed(
    remembered: Remembered, library: Library, window: tuple[datetime, datetime], seeing: Seeing
) -> Iterator[tuple[int, Seen]]:
    """The articles that have to be read, each with its stamp; those that are gone are dropped before."""
    since, until = window
    listed: dict[str, Stamped] = {}
    differing = _differing(remembered, library, since, until)
    for start, end in _spans(differing):
        listed |= {item.id: item for item in library.stamps(_moment(start), _moment(end))}
    changed = {name for hour in differing for name in remembered.hours.get(hour, ())}
    changed -= {name for name in changed & listed.keys() if listed[name].stamp == remembered.rows[name].stamp}
    wanted = [item.id for item in listed.values() if _is_wanted(item, remembered, since, until)]
    remembered.drop(changed.difference(wanted))
    for start in range(0, len(wanted), AT_ONCE):
        ids = tuple(wanted[start : start + AT_ONCE])
        articles = list(library.articles(ArticleFilter(ids=ids, is_grouped=True, with_text=True)))
        for seen in seeing.see(articles, library):
            yield listed[seen.article.id].stamp, seen


def _texts(library: Library, seeing: Seeing, ids: Sequence[str]) -> list[Document]:
    """Articles that stand inside, read again for their texts."""
    articles = list(library.articles(ArticleFilter(ids=tuple(ids), with_text=True))) if ids else []
    return [seen.document for seen in seeing.see(articles, library)]


def _is_wanted(item: Stamped, remembered: Remembered, since: datetime, until: datetime) -> bool:
    """Whether an article has to be read: it may be new, or not as it was."""
    row = remembered.rows.get(item.id)
    return since <= item.placed_at <= until and (row is None or row.stamp != item.stamp)


def _differing(remembered: Remembered, library: Library, since: datetime, until: datetime) -> list[int]:
    """The hours, counted from 1970, that have other articles than are remembered, or any that was saved since."""
    start, end = hour_of(since.timestamp()), hour_of(until.timestamp()) + 1
    sums = {hour_of(at.timestamp()): found for at, found in library.stamp_sums(_moment(start), _moment(end)).items()}
    differing = [hour for hour, found in sums.items() if remembered.differs(hour, found.number, found.stamps)]
    return sorted((*differing, *(hour for hour in remembered.hours if hour not in sums)))


def _spans(hours: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Stretches of hours that follow each other, each by its first and the first that is out of it."""
    start = None
    for at, hour in enumerate(hours):
        start = hour if start is None else start
        if at + 1 == len(hours) or hours[at + 1] != hour + 1:
            yield start, hour + 1
            start = None


def _moment(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * HOUR, UTC)
