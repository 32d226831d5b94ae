"""How often an article that is so near to a story is of one event with it, as counted on labelled families.

`scripts/fit_thresholds.py calibrate` makes the tables: the best candidate of each article, by how far its score is
over the bar, and the share of those that were right, made monotone (Ayer et al. 1955).
"""

from __future__ import annotations

import math

import numpy as np

from nightdesk.clustering.nearness import Kind

MARGINS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)  # the score by its bar
CHANCES: dict[Kind, tuple[float, ...]] = {
    "words": (0.034, 0.137, 0.331, 0.551, 0.631, 0.775, 0.812, 0.862, 0.862),
    "keys": (0.15, 0.359, 0.359, 0.476, 0.692, 0.692, 0.712, 0.785, 0.785),
}


def chance_of(margin: float, kind: Kind) -> float:
    """The chance of one event at a margin, between the places that were counted."""
    chances = CHANCES["words" if kind == "words" else "keys"]
    place = math.log(max(margin, MARGINS[0]))
    return round(float(np.interp(place, np.log(MARGINS), chances)), 3)
