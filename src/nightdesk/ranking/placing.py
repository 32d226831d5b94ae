"""A story at its place of the front page."""

from __future__ import annotations

from dataclasses import dataclass

from nightdesk.front_facts import StoryFacts
from nightdesk.types import Reason


@dataclass(frozen=True, slots=True)
class Placed:
    """A story at its place of the front page, the first being 1; ``reasons`` add up to ``rank``.

    ``note`` says why a story of lower rank stands above it, where one does.
    """

    place: int
    facts: StoryFacts
    rank: float
    reasons: tuple[Reason, ...]
    note: str = ""
