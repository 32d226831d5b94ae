"""Why an article is in its story, in reasons whose contributions add up to the log-odds that were weighed."""

from __future__ import annotations

import math
from datetime import timedelta

from nightdesk.grouping.bridging import Bridge, Shared
from nightdesk.grouping.documents import Document
from nightdesk.grouping.grouper import Nearness, Placement
from nightdesk.grouping.repair import Change, Merge
from nightdesk.grouping.signals import SIGNALS
from nightdesk.grouping.words import LEAD, LINKED, STEM, shared_words, surface_forms
from nightdesk.languages import language_name
from nightdesk.types import Reason

NAMED = 5  # shared words that are named one by one
WEIGHTY = 0.1  # log-odds; signals that add less are told in one sum
HOURS = frozenset({"to newest", "to middle", "to first", "gap"})
JUDGES = {
    "core": "names, numbers and words of the news, by the core, without vectors",
    "vectors": "names, numbers, words of the news and vectors, by nightdesk[multilingual]",
}
SHARING = {"name": "both name", "number": "both give the number", "word": "both speak of"}


def explain_placement(placement: Placement, document: Document) -> tuple[Reason, ...]:
    """The reasons of one placement: how sure it was, the words shared with the nearest story, each signal's part.

    Args:
        placement: what `Grouper.place` returned for the document.
        document: the article, whose own spelling of the shared words is shown.
    """
    if placement.is_decided:
        return (Reason("editor", placement.story_id, 0, "stands where an editor put it"),)
    near = placement.nearest
    if near is None:
        return (Reason("opens", "none near", 0, "opens a story: no open story shares a telling word with it"),)
    needed = chance(placement.needed)
    # Only a text joins below even odds (`Judgement.needed`).
    of_whom = " of an article with a text" if placement.needed < 0 else ""
    measured = f"{chance(near.log_odds):.2f} of {needed:.2f}"
    title = f"“{near.title}”" + (f", told in {language_name(near.language)}" if isinstance(near, Bridge) else "")
    if placement.is_new:
        text = f"opens a story: the nearest was {title}, of one event with it at {chance(near.log_odds):.0%}"
        verdict = Reason("opens", measured, 0, f"{text}, under the {needed:.0%} that joining needs{of_whom}")
    else:
        text = f"joins the story of {title}: they are of one event at {chance(near.log_odds):.0%}"
        verdict = Reason("joins", measured, 0, f"{text}, and joining needs {needed:.0%}{of_whom}")
    if isinstance(near, Bridge):
        judge = Reason("across languages", near.judge, 0, f"compared across languages by {JUDGES[near.judge]}")
        return (verdict, judge, *_shared(near, document), *_signals(near, near.signals))
    return (verdict, *_words(near, document), *_signals(near, SIGNALS))


def explain_repair(change: Change) -> Reason:
    """The reason of an article that a merge or a split moved into another story."""
    sure, title = f"{chance(change.log_odds):.0%}", f"“{change.title}”"
    if isinstance(change, Merge):
        return Reason("merged", change.gone, 0, f"its story turned out one with that of {title}, at {sure}")
    return Reason("split", change.parted, 0, f"turned out to be of another story than {title}, at {sure}")


def chance(log_odds: float) -> float:
    """The probability that log-odds stand for."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds))))


def _words(near: Nearness, document: Document) -> list[Reason]:
    words = shared_words(f"{document.title} {document.text[:LEAD]}", near.shared)
    reasons = [_said(word) for word in words[:NAMED]]
    others = len(words) - NAMED
    if others > 0:
        reasons.append(Reason("words", str(others), 0, f"{others} more shared word{'s' if others > 1 else ''}"))
    return reasons


def _said(word: str) -> Reason:
    if word.startswith(LINKED):
        return Reason("link", word.removeprefix(LINKED), 0, f"both link to {word.removeprefix(LINKED)}")
    return Reason("word", word, 0, f"both say “{word}”")


def _shared(bridge: Bridge, document: Document) -> list[Reason]:
    """What both share, in the spelling of either: names and numbers before words of the news."""
    own, other = surface_forms(f"{document.title} {document.text[:LEAD]}"), surface_forms(bridge.beside)
    reasons = []
    for item in bridge.shared:
        if item.kind == "link":
            reasons.append(_said(item.own))
            continue
        mine, its = own.get(item.own, item.own), other.get(item.other, _cut(item))
        both = f"“{mine}”" if mine.casefold() == its.casefold() else f"“{mine}” and “{its}”"
        reasons.append(Reason(f"shared {item.kind}", mine, 0, f"{SHARING[item.kind]} {both}"))
    if bridge.more:
        text = f"{bridge.more} more shared thing{'s' if bridge.more > 1 else ''}"
        reasons.append(Reason("shared", str(bridge.more), 0, text))
    return reasons


def _cut(item: Shared) -> str:
    """A term of which only the beginning is known, as it is shown."""
    return f"{item.other}…" if len(item.other) >= STEM and item.kind != "number" else item.other


def _signals(near: Nearness | Bridge, names: tuple[str, ...]) -> list[Reason]:
    """Every signal's part, the weightiest first; what is usual for a candidate is told as the base."""
    parts = sorted(zip(names, near.measured, near.parts, strict=True), key=lambda part: -abs(part[2]))
    reasons = [Reason("base", "usual", near.bias, "the odds of a candidate that is usual in everything")]
    if isinstance(near, Nearness) and near.doubt:
        reasons.append(
            Reason("young desk", "faint", -near.doubt, "a faint likeness says little where few stories are open")
        )
    small = 0.0
    for signal, value, part, *_ in parts:
        if abs(part) < WEIGHTY:
            small += part
            continue
        shown = spoken(timedelta(hours=math.expm1(value))) if signal in HOURS else f"{value:.2f}"
        leaning = "for" if part > 0 else "against"
        reasons.append(Reason(signal, shown, part, f"{signal}: {shown} speaks {leaning} one event"))
    if small:
        reasons.append(Reason("others", "little each", small, "all other signals together"))
    return reasons


def spoken(gap: timedelta) -> str:
    """A length of time in a person's words, as ``3 hours``."""
    minutes = round(gap / timedelta(minutes=1))
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= 2 * size or size == 1:
            count = round(minutes / size)
            return f"{count} {unit}" + ("" if count == 1 else "s")
    raise AssertionError("minutes are the smallest unit")
