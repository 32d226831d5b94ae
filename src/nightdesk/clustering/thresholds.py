"""The numbers that the clustering goes by; of each pair the first is for headlines, the second for texts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

HEADLINE, TEXT = 12.0, 160.0  # words of one and of the other: different ones, stop words left out
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What joining, merging and splitting take. `scripts/fit_thresholds.py` measures them on families left out.

    Attributes:
        version: names the numbers that come with nightdesk, and what a desk made of them.
        bar: the likeness, less its decay, from which on an article joins a story.
        decay: of a likeness, for each day between the article and the story.
        merge: how alike two stories must be, by the likeness that their own articles have, to be one.
        merge_decay: of that, for each day between the two.
        split: under what likeness, by that within them, two parts of a story of texts become two stories.
        key_bar: the bar of an article in another language, by names, numbers and words of the news.
        key_decay: of that likeness, for each day.
        key_merge: how alike two stories in different languages must be to be one.
        vectors: what two equal vectors add to a likeness across languages.
    """

    version: str = "plain/1"
    bar: Pair = (0.149, 0.164)
    decay: Pair = (1.0, 0.05)
    merge: Pair = (0.36, 0.9)
    merge_decay: Pair = (1.4, 0.05)
    split: float = 0.68
    key_bar: Pair = (0.08, 0.15)
    key_decay: float = 0.3
    key_merge: float = 0.5
    vectors: float = 0.3

    def moved(self, *, join: float = 1.0, merge: float = 1.0, across: float = 1.0, split: float = 1.0) -> Thresholds:
        """These thresholds, each kind of them times a factor."""
        return replace(
            self,
            bar=(self.bar[0] * join, self.bar[1] * join),
            merge=(self.merge[0] * merge, self.merge[1] * merge),
            key_bar=(self.key_bar[0] * across, self.key_bar[1] * across),
            split=self.split * split,
        )


SHIPPED = Thresholds()


def between(pair: Pair, length: float) -> float:
    """A number for a length, from 0, a headline, to 1, a text."""
    return pair[0] + (pair[1] - pair[0]) * length


def length_of(words: float) -> float:
    """How long an article of so many different words is, from 0, a headline, to 1, a text, by the logarithm."""
    place = math.log(max(words, HEADLINE) / HEADLINE) / math.log(TEXT / HEADLINE)
    return min(1.0, place)
