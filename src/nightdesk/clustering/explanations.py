"""Why an article is in its story, in reasons whose contributions add up to the score that was weighed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from nightdesk.clustering.clusterer import Placement
from nightdesk.clustering.crosslingual.key_index import spellings
from nightdesk.clustering.documents import Document
from nightdesk.clustering.nearness import Nearness
from nightdesk.clustering.repair.repairs import Change, Merge
from nightdesk.clustering.text.words import LEAD, LINKED, shared_words
from nightdesk.languages import language_name
from nightdesk.types import Reason

NAMED = 5  # shared words that are named one by one
MEASURES = {
    "keys": "names, numbers and words of the news, by the core, without vectors",
    "vectors": "names, numbers, words of the news and vectors, by nightdesk[multilingual]",
}
SHARING = {
    "name": "both name",
    "place": "both name",
    "number": "both give the number",
    "meaning": "both speak of",
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
        return (Reason("opens", "none near", 0, "opens a story: no open story shares a telling word with it"),)
    return (_verdict(placement, near), *_measure(near), *_parts(near, document), *_rest(near), *_next(near))


def explain_repair(change: Change) -> Reason:
    """The reason of an article that a merge or a split moved into another story."""
    title, alike = f"“{change.title}”", f"by {change.score:.2f} of their own likeness, and {change.bar:.2f} are needed"
    if isinstance(change, Merge):
        return Reason("merged", change.gone, 0, f"its story turned out one with that of {title}: alike {alike}")
    return Reason("split", change.parted, 0, f"turned out to be of another story than {title}: alike {alike}")


def _verdict(placement: Placement, near: Nearness) -> Reason:
    measured = f"{near.score:.3f} of {near.bar:.3f}"
    title = f"“{near.title}”" + (f", told in {language_name(near.language)}" if near.kind != "words" else "")
    sure = f"articles as near are of one event in {placement.chance:.0%} of cases"
    if placement.is_new:
        text = f"opens a story: the nearest was {title}, not near enough ({measured}); {sure}"
        return Reason("opens", measured, 0, text)
    return Reason("joins", measured, 0, f"joins the story of {title} ({measured}); {sure}")


def _measure(near: Nearness) -> list[Reason]:
    if near.kind == "words":
        return []
    return [Reason("across languages", near.kind, 0, f"compared across languages by {MEASURES[near.kind]}")]


def _parts(near: Nearness, document: Document) -> list[Reason]:
    """What both share, each with its part of the likeness; what is not named is one sum."""
    said = _words(near, document) if near.kind == "words" else _keys(near, document)
    reasons = list(islice(said, NAMED))
    others = len(near.shared) - len(reasons) + near.more
    rest = near.likeness - near.by_vectors - sum(reason.contribution for reason in reasons)
    if others > 0:
        reasons.append(Reason("words", str(others), rest, f"{others} more shared thing{'s' if others > 1 else ''}"))
    if near.by_vectors:
        reasons.append(Reason("vectors", f"{near.by_vectors:.2f}", near.by_vectors, "their vectors are near"))
    return reasons


def _words(near: Nearness, document: Document) -> Iterator[Reason]:
    text = f"{document.title} {document.text[:LEAD]}"
    for item in near.shared:
        if item.own.startswith(LINKED):
            page = item.own.removeprefix(LINKED)
            yield Reason("link", page, item.part, f"both link to {page}")
            continue
        word = next(iter(shared_words(text, [item.own])), item.own)
        yield Reason("word", word, item.part, f"both say “{word}”")


def _keys(near: Nearness, document: Document) -> Iterator[Reason]:
    """The shared keys, in the spelling of either; one that is spelled in neither is left to the others."""
    own = spellings(document.title, document.text, document.language)
    other = spellings(near.beside, "", near.language)
    for item in near.shared:
        number = int(item.own)
        kind, mine = own.get(number) or other.get(number) or ("", "")
        if kind == "link":
            yield Reason("link", mine, item.part, f"both link to {mine}")
        elif kind:
            its = other.get(number, (kind, mine))[1]
            both = f"“{mine}”" if mine.casefold() == its.casefold() else f"“{mine}” and “{its}”"
            yield Reason(f"shared {kind}", mine, item.part, f"{SHARING[kind]} {both}")


def _rest(near: Nearness) -> list[Reason]:
    """What the time between takes off."""
    if near.gap is None:
        return []
    apart = spoken(timedelta(days=near.gap))
    return [Reason("time", apart, near.score - near.likeness, f"{apart} apart")]


def _next(near: Nearness) -> list[Reason]:
    if not near.next_title:
        return [Reason("next", "none", 0, "nothing else open is near")]
    return [Reason("next", f"{near.next_score:.3f}", 0, f"next nearest: “{near.next_title}” ({near.next_score:.3f})")]


def spoken(gap: timedelta) -> str:
    """A length of time in a person's words, as ``3 hours``."""
    minutes = round(gap / timedelta(minutes=1))
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= 2 * size or size == 1:
            count = round(minutes / size)
            return f"{count} {unit}" + ("" if count == 1 else "s")
    raise AssertionError("minutes are the smallest unit")
