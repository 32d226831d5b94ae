"""What keeps a story from being published, in words that name the number, the setting and how far it is (pure).

The words go by heat and threshold alone, whatever judge gave the quality that the heat starts from.
"""

from __future__ import annotations

from dataclasses import dataclass

from nightdesk.counting import counted
from nightdesk.ranking.stories import HEAT_OF_OTHERS

SETTING = "[desk] heat_threshold"


@dataclass(slots=True)
class HeldBack:
    """How many stories are not published and by what; ``hottest`` is the most heat among those below the threshold.

    ``led_elsewhere`` are led by an article that the desk does not have, ``recorded`` are held by the records that
    they were imported from.
    """

    threshold: int
    below: int = 0
    hottest: int | None = None
    led_elsewhere: int = 0
    recorded: int = 0

    def count(self, heat: int) -> None:
        """Count a story whose lead has this heat and is not published."""
        if heat == HEAT_OF_OTHERS:
            self.led_elsewhere += 1
        elif heat < self.threshold:
            self.below += 1
            self.hottest = heat if self.hottest is None else max(self.hottest, heat)
        else:
            self.recorded += 1

    @property
    def words(self) -> str:
        """How many are held back and by what, as a part of a sentence; empty where none is."""
        parts = []
        if self.below:
            most = "with" if self.below == 1 else "the hottest with"
            below = counted(self.below, "story")
            parts.append(f"{below} held back, {most} {self.hottest} of the {self.threshold} that {SETTING} asks")
        if self.led_elsewhere:
            parts.append(f"{counted(self.led_elsewhere, 'story')} led by an article that the desk does not have")
        if self.recorded:
            parts.append(f"{counted(self.recorded, 'story')} held back by the records they were imported from")
        return "; ".join(parts)


def why_held(heat: int, threshold: int) -> str:
    """Why a story whose lead has this heat is not published."""
    if heat == HEAT_OF_OTHERS:
        return "its story is led by an article that the desk does not have"
    if heat < threshold:
        return f"its story has {heat} of the {threshold} that {SETTING} asks"
    return "the record that it was imported from says so"
