"""What a story's place among others goes by, its rank and its saga: frozen, without input or output."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Report:
    """An outlet's first report of a story in words of its own; ``fits`` where it has a topic narrower than the root."""

    outlet: str
    at: datetime
    fits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFacts:
    """All that the place of a story goes by; ``reports`` stand in the order of their times, one for each outlet.

    ``outlet`` and ``genre`` are the lead's; ``is_foreign`` where the lead is in another language than the site.
    """

    story_id: str
    lead_at: datetime
    heat: int
    quality: int
    reports: tuple[Report, ...]
    outlet: str = ""
    genre: str = ""
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class StoryNames:
    """What sagas go by of a story: its span, its title and the names in its first reports, weightiest first."""

    story_id: str
    first_at: datetime
    last_at: datetime
    title: str
    names: tuple[str, ...]
