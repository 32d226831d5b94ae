"""What speaks for a topic, in parts that add up to a score; a topic is given from a score of 1 on (pure).

Three kinds of evidence: the outlet files the article under it (right for 94 % of English pages and 84 % of others),
its keywords occur, and its headline is worded like headlines on the subject. Each is enough alone where it is sure,
and weak ones add up.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from nightdesk.topics.classifier import HeadlineClassifier, shipped_counts
from nightdesk.topics.head import shipped_head
from nightdesk.types import Topic

Floats = NDArray[np.float32]

ENOUGH = 1.0  # the score from which on an article has a topic
FILED = 1.0
MENTIONED = 1.0  # a keyword in the title or the excerpt, or often enough in the text
PASSING = 0.4  # a keyword in the text alone: of some 60 topics that one would have given about 15 were right
# Log-odds from which on wording alone is enough, by the classes of the shipped classifier: nine in ten headlines that
# reach them are on the subject, of outlets that were left out of learning (`training/topics.py --check`). With vectors
# the log-odds are those of the head, and half of the counts' in English.
SURE = {"04000000": 0.8, "20000756": 2.1, "01000000": 0.8, "07000000": 1.2}
SURE_WITH_VECTORS = {"04000000": 0.3, "20000756": 0.8, "01000000": -0.9, "07000000": -0.5}
COUNTS_BESIDE_HEAD = 0.5
SURE_OF_EXAMPLES = 2.0  # log-odds at which the wording of a headline is enough for a topic with examples of its own
SPAN = 2.0  # log-odds below that at which the wording no longer counts: a seventh of the odds
LEARNED_FROM = "en"  # the language of the headlines that the shipped classifier was learned from


@dataclass(frozen=True, slots=True)
class Evidence:
    """One part of a topic's score, in words."""

    points: float
    text: str


@dataclass(frozen=True)
class Subjects:
    """A desk's topics, made ready to look for evidence; topics are named by their place in the desk's list."""

    topics: tuple[Topic, ...]

    def filed(self, rubrics: Iterable[str]) -> dict[int, Evidence]:
        """The topics that an outlet files an article under."""
        found: dict[int, Evidence] = {}
        for rubric in rubrics:
            for place in self._by_rubric.get(_folded(rubric), ()):
                found.setdefault(place, Evidence(FILED, f"its outlet files it under “{rubric}”"))
        return found

    def worded(self, title: str, language: str | None, vector: Floats | None = None) -> dict[int, Evidence]:
        """The topics that a headline is worded like, by the shipped counts and the desk's own examples.

        Args:
            title: the headline.
            language: its language as a BCP 47 tag; ``None`` where nobody knows.
            vector: what ``nightdesk[multilingual]`` makes of it, of length one; ``None`` without.
        """
        if not self.knows_wording or not title.strip():
            return {}
        is_english = (language or LEARNED_FROM).lower().partition("-")[0] == LEARNED_FROM
        found: dict[int, Evidence] = {}
        for name, (odds, sure) in self._odds(title, vector, is_english=is_english).items():
            place = self._by_class.get(name)
            points = round(min(1.0, 1 - (sure - odds) / SPAN), 2)
            if place is None or points <= 0:
                continue
            found[place] = Evidence(points, f"its title is worded like those on {self.topics[place].name}")
        return found

    def _odds(self, title: str, vector: Floats | None, *, is_english: bool) -> dict[str, tuple[float, float]]:
        """The log-odds of each class, with those at which its wording is enough."""
        found: dict[str, tuple[float, float]] = {}
        if is_english or self._has_examples:
            for name, odds in self._classifier.log_odds(title).items():
                place = self._by_class.get(name)
                if is_english or (place is not None and self.topics[place].examples):
                    found[name] = (odds, SURE.get(name, SURE_OF_EXAMPLES))
        if vector is not None:
            head = shipped_head()
            for name, odds in zip(head.names, head.log_odds(vector[None, :])[0].tolist(), strict=True):
                beside = COUNTS_BESIDE_HEAD * found[name][0] if is_english and name in found else 0.0
                found[name] = (odds + beside, SURE_WITH_VECTORS.get(name, SURE_OF_EXAMPLES))
        return found

    @property
    def knows_wording(self) -> bool:
        """Whether the wording of a title can speak for any of the topics."""
        return bool(self._by_class)

    @cached_property
    def _by_rubric(self) -> Mapping[str, Sequence[int]]:
        places: dict[str, list[int]] = {}
        for place, topic in enumerate(self.topics):
            if topic.parent is None:
                continue
            for name in dict.fromkeys(map(_folded, (topic.name, *topic.rubrics))):
                places.setdefault(name, []).append(place)
        return places

    @cached_property
    def _by_class(self) -> Mapping[str, int]:
        """The topics by the class that the classifier has them in: a Media Topic's code, or their own id."""
        known = shipped_counts().names
        classes: dict[str, int] = {}
        for place, topic in enumerate(self.topics):
            code = next((code for code in topic.media_topics if code in known), None)
            if code is not None or (topic.examples and topic.parent is not None):
                classes.setdefault(code or topic.id, place)
        return classes

    @cached_property
    def _has_examples(self) -> bool:
        return any(topic.examples for topic in self.topics)

    @cached_property
    def _classifier(self) -> HeadlineClassifier:
        own = {name: self.topics[place].examples for name, place in self._by_class.items()}
        counts = shipped_counts().with_examples({name: texts for name, texts in own.items() if texts})
        return HeadlineClassifier(counts)


@lru_cache(maxsize=8)
def subjects_of(topics: tuple[Topic, ...]) -> Subjects:
    """A desk's topics, made ready once for all its articles."""
    return Subjects(topics)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("-", " ").split())
