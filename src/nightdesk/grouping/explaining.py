"""Why an article is in its story, in reasons whose contributions add up to the closeness that was weighed."""

from __future__ import annotations

from datetime import timedelta

from nightdesk.grouping.grouper import Placement
from nightdesk.grouping.open_stories import Document, Nearness
from nightdesk.grouping.words import LEAD, surface_forms
from nightdesk.types import Reason

NAMED = 5  # shared words that are named one by one


def explain_placement(placement: Placement, document: Document) -> tuple[Reason, ...]:
    """The reasons of one placement: the words it shares with the nearest story, the time between, the bar.

    Args:
        placement: what `Grouper.place` returned for the document.
        document: the article, whose own spelling of the shared words is shown.
    """
    if placement.is_decided:
        text = "stands where an editor put it"
        return (Reason("editor", placement.story_id, 0, text),)
    near = placement.nearest
    if near is None:
        return (Reason("opens", "none near", 0, "opens a story: no open story shares a telling word with it"),)
    measured = f"{near.closeness:.2f} of {placement.needed:.2f}"
    if placement.is_new:
        text = (
            f"opens a story: the nearest was “{placement.nearest_title}” at {near.closeness:.2f}, "
            f"under the {placement.needed:.2f} that an article with so many different words needs"
        )
        verdict = Reason("opens", measured, 0, text)
    else:
        text = (
            f"joins the story of “{placement.nearest_title}”: {near.closeness:.2f} is no less than the "
            f"{placement.needed:.2f} that an article with so many different words needs"
        )
        verdict = Reason("joins", measured, 0, text)
    return (verdict, *_words(placement, document), *_time(near))


def _words(placement: Placement, document: Document) -> list[Reason]:
    forms = surface_forms(f"{document.title} {document.text[:LEAD]}")
    reasons = []
    for term, part in placement.shared[:NAMED]:
        word = forms.get(term, term)
        reasons.append(Reason("word", word, part, f"both say “{word}”"))
    others = placement.shared[NAMED:]
    if others:
        words = "1 more shared word" if len(others) == 1 else f"{len(others)} more shared words"
        reasons.append(Reason("words", str(len(others)), sum(part for _, part in others), words))
    return reasons


def _time(near: Nearness) -> list[Reason]:
    if not near.gap:
        return []
    taken = near.closeness - near.similarity
    between = spoken(near.gap)
    return [Reason("time", between, taken, f"{between} lie between it and the story's nearest end")]


def spoken(gap: timedelta) -> str:
    """A length of time in a person's words, as ``3 hours``."""
    minutes = round(gap / timedelta(minutes=1))
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= 2 * size or size == 1:
            count = round(minutes / size)
            return f"{count} {unit}" + ("" if count == 1 else "s")
    raise AssertionError("minutes are the smallest unit")
