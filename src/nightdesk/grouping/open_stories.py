"""The open stories of a window of time, as exact counts that do not depend on the order of arrival.

All weights are whole numbers: sums of them are the same in whatever order articles came, went or were
loaded again after a crash, and so is every similarity computed from them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from nightdesk.grouping.words import usual_share, weigh_terms

PRIOR_STORIES = 30  # how many stories the usual shares of words are worth until the desk has seen its own
RARITY_UNIT = 256  # rarities are whole numbers of this part of a natural logarithm
SEARCHED = 25  # the weightiest words of an article find its candidates
CANDIDATES = 12  # stories looked at closely; .95 of true stories are among the first 15 (headlines-sparse)
EASE = timedelta(hours=16)  # half of the recorded links join articles less than 16 hours apart


@dataclass(frozen=True)
class Document:
    """An article as the grouping sees it; ``published_at`` is ``None`` where nobody knows, ``language`` empty."""

    id: str
    title: str
    text: str
    published_at: datetime | None
    provider: str = ""
    language: str = ""

    @cached_property
    def weights(self) -> dict[str, int]:
        """What each of its terms weighs."""
        return weigh_terms(self.title, self.text)


@dataclass(slots=True)
class OpenStory:
    """One story of the window: its articles and the sums of their words."""

    id: str
    documents: dict[str, Document] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    span: tuple[datetime, datetime] | None = None

    def widen_span(self, moment: datetime | None) -> None:
        """Take in the moment of an article that came."""
        if moment is not None:
            first, last = self.span or (moment, moment)
            self.span = (min(first, moment), max(last, moment))

    def narrow_span(self, moment: datetime | None) -> None:
        """Work the span out again where the article that went stood at one of its ends."""
        if self.span is not None and moment in self.span:
            times = [item.published_at for item in self.documents.values() if item.published_at is not None]
            self.span = (min(times), max(times)) if times else None

    def gap_to(self, moment: datetime | None) -> timedelta:
        """How long before its first or after its last article a moment is; zero within, or without a date."""
        if moment is None or self.span is None:
            return timedelta(0)
        return max(timedelta(0), self.span[0] - moment, moment - self.span[1])

    def title(self) -> str:
        """The title of its earliest article."""
        dated = [item for item in self.documents.values() if item.published_at == (self.span or (None,))[0]]
        return min(dated or self.documents.values(), key=lambda item: item.id).title


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near an article is to a story: cosine of their words, gap in time, and both together.

    ``closeness`` is ``similarity`` times ``nearness``, all from 0 to 1.
    """

    story_id: str
    similarity: float
    gap: timedelta
    nearness: float

    @property
    def closeness(self) -> float:
        """What is compared with the threshold."""
        return self.similarity * self.nearness


class OpenStories:
    """The stories that articles of the window belong to, found by their words."""

    def __init__(self) -> None:
        self.stories: dict[str, OpenStory] = {}
        self._having: dict[str, set[str]] = {}  # term -> ids of the stories that have it
        self._rarities: dict[str, int] = {}  # as long as nothing came or went

    def add(self, document: Document, story_id: str) -> None:
        """Put an article into a story, which is opened if it is new."""
        story = self.stories.setdefault(story_id, OpenStory(story_id))
        story.documents[document.id] = document
        for term, weight in document.weights.items():
            if term in story.sums:
                story.sums[term] += weight
            else:
                story.sums[term] = weight
                self._having.setdefault(term, set()).add(story_id)
        story.widen_span(document.published_at)
        self._rarities.clear()

    def remove(self, document: Document, story_id: str) -> None:
        """Take an article out; a story without articles is gone."""
        story = self.stories[story_id]
        del story.documents[document.id]
        for term, weight in document.weights.items():
            story.sums[term] -= weight
            if not story.sums[term]:
                del story.sums[term]
                self._having[term].discard(story_id)
                if not self._having[term]:
                    del self._having[term]
        story.narrow_span(document.published_at)
        if not story.documents:
            del self.stories[story_id]
        self._rarities.clear()

    def rarity(self, term: str) -> int:
        """How much a term tells a story: the logarithm of how few stories have it, in `RARITY_UNIT`.

        Stories are counted, not articles: a name in two hundred articles on one event stays rare, which
        is what makes that event's articles find each other (headlines-dense, threshold .15: B-cubed .71
        when articles are counted, .76 when stories are).
        """
        known = self._rarities.get(term)
        if known is None:
            having = len(self._having.get(term, ())) + PRIOR_STORIES * usual_share(term) + 0.5
            known = max(0, round(RARITY_UNIT * math.log((len(self.stories) + PRIOR_STORIES + 1) / having)))
            self._rarities[term] = known
        return known

    def nearest(self, document: Document) -> list[Nearness]:
        """The stories nearest to an article, nearest first."""
        vector = {term: weight * self.rarity(term) for term, weight in document.weights.items()}
        length = math.sqrt(sum(weight * weight for weight in vector.values()))
        if not length:
            return []
        found = []
        for story_id in self._candidates(vector, document.published_at):
            story = self.stories[story_id]
            gap = story.gap_to(document.published_at)
            found.append(Nearness(story_id, self._cosine(vector, length, story), gap, ease(gap)))
        return sorted(found, key=lambda near: (-near.closeness, near.story_id))

    def shared(self, document: Document, story_id: str) -> dict[str, float]:
        """What each shared term adds to the similarity of an article and a story, the most first."""
        story = self.stories[story_id]
        vector = {term: weight * self.rarity(term) for term, weight in document.weights.items()}
        length = math.sqrt(sum(weight * weight for weight in vector.values()))
        lengths = length * self._length(story)
        parts = {t: w * story.sums[t] * self.rarity(t) / lengths for t, w in vector.items() if w and t in story.sums}
        return dict(sorted(parts.items(), key=lambda item: (-item[1], item[0])))

    def _candidates(self, vector: dict[str, int], moment: datetime | None) -> list[str]:
        """The stories that share the article's weightiest words, those near in time before others."""
        weightiest = sorted(vector, key=lambda term: (-vector[term], term))[:SEARCHED]
        scores: dict[str, int] = {}
        for term in weightiest:
            square = vector[term] * vector[term]
            if square:
                for story_id in self._having.get(term, ()):
                    scores[story_id] = scores.get(story_id, 0) + square
        ordered = sorted((-score * ease(self.stories[key].gap_to(moment)), key) for key, score in scores.items())
        return [key for _, key in ordered[:CANDIDATES]]

    def _cosine(self, vector: dict[str, int], length: float, story: OpenStory) -> float:
        dot = sum(
            weight * story.sums[term] * self.rarity(term) for term, weight in vector.items() if term in story.sums
        )
        return dot / (length * self._length(story)) if dot else 0.0

    def _length(self, story: OpenStory) -> float:
        return math.sqrt(sum((weight * self.rarity(term)) ** 2 for term, weight in story.sums.items()))


def ease(gap: timedelta) -> float:
    """What a gap in time leaves of a similarity: half after 16 hours, a tenth after six days.

    The links of the recorded stories lie so: half span less than 16 hours, nine in ten less than a week.
    """
    return 1 / (1 + gap / EASE)
