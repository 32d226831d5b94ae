"""Why an article is in its story, in reasons whose contributions add up to the score that was weighed.

All of them are stored; `nightdesk.short_reasons` chooses the few that a person is told at first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from nightdesk.clustering.clusterer import Placement
from nightdesk.clustering.crosslingual.key_index import spellings
from nightdesk.clustering.documents import Document
from nightdesk.clustering.nearness import Nearness
from nightdesk.clustering.repair.repairs import Change, Merge
from nightdesk.clustering.text.shown import (
    grouped,
    is_stop_word,
    is_whole,
    shown_terms,
    tells_names,
    without_endings,
)
from nightdesk.clustering.text.words import LEAD, LINKED, terms
from nightdesk.languages import language_name
from nightdesk.short_reasons import ALIKE, SHARING, of_ten
from nightdesk.types import Reason

NAMED = 12  # shared things that are named one by one
NEAR = 0.75  # of its bar: a story whose score reaches it is said to be near, though the article did not join
MEASURES = {
    "keys": "names, numbers and words of the news, by the core, without vectors",
    "vectors": "names, numbers, words of the news and vectors, by nightdesk[multilingual]",
}


def explain_placement(placement: Placement, document: Document) -> tuple[Reason, ...]:
    """The reasons of one placement: what was done, what both share, the time between, what was next.

    Args:
        placement: what `Clusterer.place` returned for the document.
        document: the article, whose own spelling of the shared words is shown.
    """
    if placement.is_decided:
        return (Reason("editor", placement.story_id, 0, "stands where an editor put it"),)
    near = placement.nearest
    if near is None:
        return (Reason("opens", "none near", 0, "no open story shares a telling word with it"),)
    return (*_verdict(placement, near), *_measure(near), *_parts(near, document), *_rest(near), *_next(near))


def explain_repair(change: Change) -> Reason:
    """The reason of an article that a merge or a split moved into another story; both are told apart by a title."""
    title = f"“{change.title}”"
    alike = f"{ALIKE}{change.score:.2f} of their own likeness, with a bar at {change.bar:.2f})"
    if isinstance(change, Merge):
        return Reason("merged", change.gone, 0, f"its story was merged with that of {title}, as both are one{alike}")
    return Reason("split", change.parted, 0, f"it was split off the story of {title}, which is another one{alike}")


def _verdict(placement: Placement, near: Nearness) -> list[Reason]:
    measured = f"{near.score:.3f} of {near.bar:.3f}"
    title = f"“{near.title}”" + (f", told in {language_name(near.language)}" if near.kind != "words" else "")
    if not placement.is_new:
        told = Reason("joins", measured, 0, f"joins the story of {title}")
    elif near.margin < NEAR:
        return [Reason("opens far", measured, 0, f"nothing else open is near; the next is {title}")]
    else:
        told = Reason("opens", measured, 0, f"opens a story: the nearest was {title}, not near enough")
    sure = f"{of_ten(placement.chance)} articles so near to a story are of one event with it"
    return [told, Reason("chance", f"{placement.chance:.0%}", 0, sure)]


def _measure(near: Nearness) -> list[Reason]:
    if near.kind == "words":
        return []
    return [Reason("across languages", near.kind, 0, f"compared across languages by {MEASURES[near.kind]}")]


def _parts(near: Nearness, document: Document) -> list[Reason]:
    """What both share, each with its part of the likeness; what is not named is one sum."""
    things = _things(near, document)[:NAMED]
    reasons = [thing.reason() for thing in things]
    others = len(near.shared) + near.more - sum(len(thing.parts) for thing in things)
    rest = near.likeness - near.by_vectors - sum(reason.contribution for reason in reasons)
    if others > 0:
        more = " more" if things else ""
        reasons.append(Reason("words", str(others), rest, f"{others}{more} shared word{'s' * (others > 1)}"))
    if near.by_vectors:
        reasons.append(Reason("vectors", f"{near.by_vectors:.2f}", near.by_vectors, "their vectors are near"))
    return reasons


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that both share, in the spelling of each; ``parts`` are what its terms add."""

    kind: str
    own: str
    other: str
    parts: tuple[float, ...]

    def reason(self) -> Reason:
        both = f"{self.own} ({self.other})" if self.other and self.other.casefold() != self.own.casefold() else self.own
        said = f"“{both}”" if self.kind == "word" else both
        return Reason(f"shared {self.kind}", both, sum(self.parts), f"both {SHARING[f'shared {self.kind}']} {said}")


def _things(near: Nearness, document: Document) -> list[_Thing]:
    """What both share that can be said, the weightiest first."""
    spelled = _by_words(near, document) if near.kind == "words" else _by_keys(near, document)
    met: dict[tuple[str, str, str], list[float]] = {}
    for item, told in zip(near.shared, spelled, strict=True):
        if told is not None:
            met.setdefault(told, []).append(item.part)
    things = [_Thing(kind, own, other, tuple(parts)) for (kind, own, other), parts in met.items()]
    return sorted(things, key=lambda thing: -sum(thing.parts))


def _by_words(near: Nearness, document: Document) -> Iterator[tuple[str, str, str] | None]:
    """The kind and the words of each shared term; none for one that is not said."""
    own = [item.own for item in near.shared if not item.own.startswith(LINKED)]
    shown = shown_terms(document.title, document.text[:LEAD], own, document.language)
    for item in near.shared:
        if item.own.startswith(LINKED):
            yield ("link", item.own.removeprefix(LINKED), "")
        else:
            yield (shown[item.own].kind, shown[item.own].words, "") if item.own in shown else None


def _by_keys(near: Nearness, document: Document) -> Iterator[tuple[str, str, str] | None]:
    """The kind of each shared key and its spelling in both; none for one that is spelled in neither, or a stop word."""
    keys = [int(item.own) for item in near.shared]
    own = _spelled(keys, document.title, document.text, document.language)
    other = _spelled(keys, near.beside, "", near.language)
    for key in keys:
        kind, mine = own.get(key) or other.get(key) or ("", "")
        yield (kind, mine, other[key][1] if key in other and kind != "link" else "") if kind else None


def _spelled(keys: Collection[int], title: str, text: str, language: str) -> dict[int, tuple[str, str]]:
    """The kind of keys and how a text spells them, as far as that can be told: names whole, and no stop words."""
    every = spellings(title, text, language)
    found = {key: every[key] for key in keys if key in every}
    names = shown_terms(title, text[:LEAD], {term for _, words in found.values() for term in terms(words)}, language)
    told = {}
    for key, (kind, words) in found.items():
        if kind == "link":
            told[key] = (kind, words)
        elif kind == "number":
            told[key] = (kind, names[words].words if words in names else grouped(words))
        elif is_whole(words) and not is_stop_word(words, language):
            name = next((names[term] for term in terms(words) if term in names), None)
            is_name = kind in {"name", "place"} and tells_names(language) and not words[0].islower()
            bare = without_endings(words)
            whole = max(bare, name.words, key=len) if name is not None and name.kind == "name" else bare
            told[key] = ("name", whole) if is_name else ("word", bare)
    return told


def _rest(near: Nearness) -> list[Reason]:
    """What the time between takes off."""
    if near.gap is None:
        return []
    gap = timedelta(days=near.gap)
    apart = spoken(gap)
    text = f"{apart} apart" if gap >= timedelta(minutes=1) else "published within a minute"
    return [Reason("time", apart, near.score - near.likeness, text)]


def _next(near: Nearness) -> list[Reason]:
    measured = f"{near.next_score:.3f}"
    if not near.next_title:
        return [Reason("next", measured, 0, "nothing else open is near")]
    if near.next_score < NEAR * near.bar:
        return [Reason("next", measured, 0, f"nothing else open is near; the next is “{near.next_title}”")]
    return [Reason("next near", measured, 0, f"“{near.next_title}” is near, too")]


def spoken(gap: timedelta) -> str:
    """A length of time in a person's words, as ``3 hours``."""
    minutes = round(gap / timedelta(minutes=1))
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= 2 * size or size == 1:
            count = round(minutes / size)
            return f"{count} {unit}" + ("" if count == 1 else "s")
    raise AssertionError("minutes are the smallest unit")
