"""The open stories as arrays, so that a new process takes them up without reading the articles again.

1. Terms are numbered anew without gaps, in their order, so that each article's stay sorted.
2. Articles lie in the order of time, their terms end to end; stories in the order of their first article.
3. The inverted index lies as it stands in memory, room to grow included, with the stories' new places.

What is taken up reads the arrays where they lie in the snapshot.
"""

from __future__ import annotations

import gc
import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain, pairwise

import numpy as np

from nightdesk.clustering.documents import Entry
from nightdesk.clustering.index.arrays import Numbers
from nightdesk.clustering.index.open_stories import OpenStories
from nightdesk.clustering.index.window import Window
from nightdesk.clustering.snapshot.packing import Array, Packed, Part
from nightdesk.clustering.snapshot.remembered import Remembered, Row, hour_of

FORM = 5  # raise it when the arrays below mean something else
UNMADE = -1  # the number of an article's keys that were not made yet
ROW_KINDS = {"stamp": np.int64, "at": np.float64, "print": np.int64, "is_placed": np.bool_, "is_recorded": np.bool_}
SOURCES = (
    "clustering",
    "stages",
    "reading",
)  # packages whose code and tables say, with those at the top, what is remembered


@cache
def state_key() -> str:
    """The print of all that what is remembered hangs on besides articles: code, tables, and what they lean on.

    Terms follow Python's Unicode tables, spellings in Latin letters those of anyascii.
    """
    found = hashlib.sha256(f"{FORM} {sys.version} {np.__version__} {version('anyascii')}".encode())
    own = (item for item in files("nightdesk").iterdir() if item.is_file())
    for item in chain(sorted(own, key=_named_by), *(_files_of(files(f"nightdesk.{package}")) for package in SOURCES)):
        if item.name.endswith((".py", ".tsv", ".json", ".zip")):
            found.update(item.name.encode() + b"\0" + item.read_bytes())
    return found.hexdigest()[:16]


def _files_of(folder: Traversable) -> Iterator[Traversable]:
    """The files of a package and those under it, in the order of their names."""
    for item in sorted(folder.iterdir(), key=_named_by):
        if item.is_file():
            yield item
        elif item.name != "__pycache__":
            yield from _files_of(item)


def _named_by(item: Traversable) -> str:
    return item.name


def state_of(remembered: Remembered) -> Iterator[Part]:
    """All that is remembered, as arrays and lists, each made when the one before it is dealt with."""
    window = remembered.window
    stories = window.stories
    kept, numbers = stories.vocabulary.renumbered()
    standing = sorted(window.entries.values(), key=lambda item: item[0].order)
    entries = [entry for entry, _ in standing]
    names = {story: at for at, story in enumerate(dict.fromkeys(story for _, story in standing))}
    yield "ids", [entry.id for entry in entries]
    yield "titles", [entry.title for entry in entries]
    yield "terms", [stories.vocabulary.spelled(number) for number in kept.tolist()]
    yield from _named("provider", "providers", [entry.provider for entry in entries])
    yield from _named("language", "languages", [entry.language for entry in entries])
    yield "at", np.array([entry.at for entry in entries])
    yield "stories", list(names)
    yield "story", np.array([names[story] for _, story in standing], np.int32)
    yield "lengths", _lengths(entry.terms for entry in entries)
    yield "numbers", numbers[_joined((entry.terms for entry in entries), np.int32)]
    yield "weights", _joined((entry.weights for entry in entries), np.int16)
    yield "words", np.array([entry.words for entry in entries])
    made = [len(entry.keys) if entry.has_keys else UNMADE for entry in entries]
    yield "key lengths", np.array(made, np.int32)
    yield "keys", _joined((entry.keys for entry in entries), np.int64)
    yield "key weights", _joined((entry.key_weights for entry in entries), np.int16)
    larger = [story for story in map(stories.story, names) if len(story.entries) > 1]
    yield "larger lengths", _lengths(story.terms for story in larger)
    yield "larger terms", numbers[_joined((story.terms for story in larger), np.int32)]
    yield "larger sums", _joined((story.sums for story in larger), np.int32)
    yield "larger counts", _joined((story.counts for story in larger), np.int32)
    new_places = np.zeros(len(stories.stories), np.int32)
    new_places[[stories.places[story] for story in names]] = np.arange(len(names), dtype=np.int32)
    yield from stories.vocabulary.state(kept)
    yield from stories.postings.state(kept, new_places)
    yield from stories.encoded.state(entries)
    yield from _rows(remembered)


def remembered_of(state: Packed) -> Remembered:
    """What a state says, taken up."""
    with _without_collector():
        stories = OpenStories()
        stories.vocabulary.restore(state.arrays, state.lists["terms"], len(state.lists["ids"]))
        stories.postings.restore(state.arrays)
        window = Window(stories)
        names, places = state.lists["stories"], state.arrays["story"].tolist()
        entries = _entries(state)
        together: list[list[Entry]] = [[] for _ in names]
        for entry, place in zip(entries, places, strict=True):
            together[place].append(entry)
        stories.restore(names, together, iter(_larger(state)))
        stories.encoded.restore(entries, places, state.arrays)
        window.entries = {entry.id: (entry, names[place]) for entry, place in zip(entries, places, strict=True)}
        window.leaving = [entry.order for entry in entries if entry.at == entry.at]  # sorted, so it is a heap
        return _with_rows(state, window)


def _entries(state: Packed) -> list[Entry]:
    arrays, lists = state.arrays, state.lists
    providers, languages = ([sys.intern(word) for word in lists[name]] for name in ("providers", "languages"))
    # Slices by bounds that are there already: numpy.split took three times as long.
    terms, weights = arrays["numbers"], arrays["weights"]
    keys, key_weights = arrays["keys"], arrays["key weights"]
    columns = zip(
        lists["ids"],
        lists["titles"],
        arrays["provider"].tolist(),
        arrays["language"].tolist(),
        arrays["at"].tolist(),
        arrays["words"].tolist(),
        pairwise(_bounds(arrays["lengths"])),
        pairwise(_bounds(np.maximum(arrays["key lengths"], 0))),
        (arrays["key lengths"] != UNMADE).tolist(),
        strict=True,
    )
    return [
        Entry(
            name,
            title,
            providers[provider],
            languages[language],
            at,
            (at, name),
            terms[start:end],
            weights[start:end],
            words,
            keys[first:last],
            key_weights[first:last],
            has_keys=has_keys,
        )
        for name, title, provider, language, at, words, (start, end), (first, last), has_keys in columns
    ]


def _larger(state: Packed) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
    """Terms, sums and counts of each story of several articles."""
    arrays = state.arrays
    for start, end in pairwise(_bounds(arrays["larger lengths"])):
        stretch = slice(start, end)
        yield arrays["larger terms"][stretch], arrays["larger sums"][stretch], arrays["larger counts"][stretch]


def _rows(remembered: Remembered) -> Iterator[Part]:
    rows = sorted(remembered.rows.items(), key=lambda item: item[1].at)
    yield "rows", [name for name, _ in rows]
    yield "fixed", sorted(remembered.fixed)
    yield from _named("row story", "row stories", [row.story_id for _, row in rows])
    for name, kind in ROW_KINDS.items():
        yield f"row {name}", np.array([getattr(row, name) for _, row in rows], kind)


def _with_rows(state: Packed, window: Window) -> Remembered:
    remembered = Remembered(window, frozenset(state.lists["fixed"]))
    names, stories = state.lists["rows"], state.lists["row stories"]
    columns = {name: state.arrays[f"row {name}"].tolist() for name in ROW_KINDS}
    columns["story_id"] = [stories[at] for at in state.arrays["row story"].tolist()]
    rows = zip(*(columns[name] for name in Row._fields), strict=True)
    remembered.rows = dict(zip(names, map(Row._make, rows), strict=True))
    remembered.recorded = {name: row.story_id for name, row in remembered.rows.items() if row.is_recorded}
    hours = [hour_of(at) for at in columns["at"]]
    starts = [at for at, hour in enumerate(hours) if not at or hours[at - 1] != hour]
    for start, end in pairwise((*starts, len(hours))):
        remembered.hours[hours[start]] = set(names[start:end])
        remembered.sums[hours[start]] = sum(columns["stamp"][start:end])
    return remembered


def _named(name: str, many: str, words: Sequence[str]) -> Iterator[Part]:
    """The words that there are, each once, and for each place the number of its word."""
    numbers = {word: at for at, word in enumerate(dict.fromkeys(words))}
    yield many, list(numbers)
    yield name, np.array([numbers[word] for word in words], np.int32)


def _lengths(arrays: Iterable[Array]) -> Numbers:
    return np.array([len(array) for array in arrays], np.int32)


def _joined(arrays: Iterable[Array], kind: type[np.generic]) -> Array:
    """Arrays end to end."""
    listed = list(arrays)
    return np.concatenate(listed, dtype=kind, casting="unsafe") if listed else np.zeros(0, kind)


def _bounds(lengths: Array) -> list[int]:
    return list(chain((0,), np.cumsum(lengths, dtype=np.int64).tolist()))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Half a million objects are made of which none is garbage: looking for some took as long as making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
