"""Sagas: stories of one long affair, linked without being one story (pure).

A flood and the return of those who fled it are two events, and two stories; what they share are names that few other
stories have. Each story is linked to the earlier one that it shares most of such names with, if that is enough; what
hangs together is one saga, called by its first story. The order in which stories are given changes nothing. What
editors linked is linked, and what they parted is in two sagas whatever both are near to.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from nightdesk.clustering.storyline_groups import Affairs
from nightdesk.clustering.text.words import terms
from nightdesk.front_facts import StoryNames
from nightdesk.rulings import Affair
from nightdesk.types import Article, Reason

APART = timedelta(hours=6)  # what opened sooner after another story is the same news again, not what came of it
SPAN = timedelta(days=60)  # how long after an affair's last report the next one may come
NAMES_KEPT = 24  # of a story; titles and excerpts of its first reports seldom have more
REPORTS_READ = 8  # the first reports of a story name whom and what it is about
NEEDED = 2  # rare names that must be shared: one may be a town, in which many things happen
SMALL = 4  # letters of a word that only a text in title case writes large without need: "with", "over"
SHARE = 0.35  # of the weight of both stories' names that must be shared (cosine)
STORIES_LINKED = 5_000  # the newest; a link costs a look at the stories that share a rare name
_RARE_AT_LEAST = 6  # stories that may have a rare name on a small desk
_RARE_SHARE = 50  # one in so many stories on a large one
_EDGES = re.compile(r"^\W+|\W+$")
_ENDS = '.!?…:;“„«"'


@dataclass(frozen=True, slots=True)
class SagaPart:
    """A story's place in a saga; ``earlier`` are the ids of its earlier stories, newest first.

    ``reasons`` say which names link it to the story it follows; the first story of a saga has none.
    """

    saga_id: str
    earlier: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()


def names_of(story_id: str, lead: Article, articles: Iterable[Article]) -> StoryNames:
    """The names in a story's first reports, by their titles and excerpts."""
    told = sorted(articles, key=lambda item: (item.placed_at, item.id))
    texts = [
        text
        for article in ([item for item in told if item.carrier_id is None] or told)[:REPORTS_READ]
        for text in (article.title, article.excerpt)
    ]
    common = {term for text in texts for word in text.split() if _bare(word)[:1].islower() for term in terms(word)}
    counts = Counter(name for text in texts for name in set(_names(text, common)))
    names = sorted(counts, key=lambda name: (-counts[name], name))
    return StoryNames(story_id, told[0].placed_at, told[-1].placed_at, lead.title, tuple(names[:NAMES_KEPT]))


def link_sagas(stories: Iterable[StoryNames], said: Sequence[Affair] = ()) -> dict[str, SagaPart]:
    """The sagas among stories, by the ids of the stories that belong to one.

    Args:
        stories: in any order.
        said: what editors said of affairs, the latest word last (`nightdesk.rulings.affairs_of`).
    """
    ordered = sorted(stories, key=lambda story: (story.first_at, story.story_id))
    newest = ordered[-STORIES_LINKED:]
    affairs = Affairs(said)
    weights = _weights(newest)
    follows = _links(newest, weights, affairs)
    named = {name for affair in affairs.linked for name in (affair.one, affair.other)}
    members: dict[str, list[StoryNames]] = {}
    for story in (*(old for old in ordered[:-STORIES_LINKED] if old.story_id in named), *newest):
        members.setdefault(affairs.of(story.story_id), []).append(story)
    parts: dict[str, SagaPart] = {}
    for inside in members.values():
        ids = [story.story_id for story in inside]
        for at, story in enumerate(inside if len(inside) > 1 else ()):
            reasons = _reasons(story, follows.get(story.story_id), weights)
            reasons += _decided(story, inside[:at], affairs)
            parts[story.story_id] = SagaPart(ids[0], tuple(reversed(ids[:at])), reasons)
    return parts


def _decided(story: StoryNames, earlier: Sequence[StoryNames], affairs: Affairs) -> tuple[Reason, ...]:
    """The earlier stories that an editor linked a story with."""
    pairs = [{affair.one, affair.other} for affair in affairs.linked]
    linked = (other for other in earlier if {story.story_id, other.story_id} in pairs)
    return tuple(Reason("editor", other.story_id, 0, f"an editor linked it with “{other.title}”") for other in linked)


def _weights(told: Sequence[StoryNames]) -> dict[str, float]:
    """What each rare word of a name weighs: the more, the fewer stories have it."""
    having = Counter(term for story in told for term in _terms_of(story.names))
    most = max(_RARE_AT_LEAST, len(told) // _RARE_SHARE)
    return {term: math.log2(1 + len(told) / many) for term, many in having.items() if many <= most}


def _links(told: Sequence[StoryNames], weights: Mapping[str, float], affairs: Affairs) -> dict[str, StoryNames]:
    """The story that each one follows, where there is one: of those from whose affair no editor parted it."""
    having: dict[str, list[StoryNames]] = {}
    follows: dict[str, StoryNames] = {}
    by_id = {story.story_id: story for story in told}
    squares = {story.story_id: _square(_terms_of(story.names), weights) for story in told}
    for story in told:
        square = squares[story.story_id]
        own = [term for term in _terms_of(story.names) if term in weights]
        alike: dict[str, float] = {}
        for term in sorted(own):
            for other in having.get(term, ()):
                alike[other.story_id] = alike.get(other.story_id, 0.0) + weights[term] ** 2
        enough = (by_id[other] for other, both in alike.items() if both >= SHARE * math.sqrt(squares[other] * square))
        judged = ((_nearness(story, other, weights), other.first_at, other.story_id) for other in enough)
        near = sorted((each for each in judged if each[0] >= SHARE), reverse=True)
        best = next((other for _, _, other in near if affairs.join(other, story.story_id)), None)
        if best is not None:
            follows[story.story_id] = by_id[best]
        for term in own:
            having.setdefault(term, []).append(story)
    return follows


def _nearness(story: StoryNames, other: StoryNames, weights: Mapping[str, float]) -> float:
    """The cosine of two stories' rare names; nothing where they are too near in time, too far, or share too few."""
    if not (story.first_at - other.first_at >= APART and story.first_at - other.last_at <= SPAN):
        return 0.0
    if min(len(_shared(story, other, weights)), len(_shared(other, story, weights))) < NEEDED:
        return 0.0
    own, others = _terms_of(story.names), _terms_of(other.names)
    return _square(own & others, weights) / math.sqrt(_square(own, weights) * _square(others, weights))


def _shared(story: StoryNames, other: StoryNames, weights: Mapping[str, float]) -> list[str]:
    """The names of a story of which another one has a rare word, the longest of those that overlap: "Mill Weir"."""
    shared = _terms_of(story.names) & _terms_of(other.names) & weights.keys()
    longest = sorted(story.names, key=lambda name: (-len(_terms_of((name,))), name))
    named = {next(name for name in longest if term in _terms_of((name,))) for term in shared}
    return sorted(named, key=lambda name: (-max(weights.get(term, 0.0) for term in _terms_of((name,))), name))


def _square(words: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(word, 0.0) ** 2 for word in sorted(words))


def _reasons(story: StoryNames, before: StoryNames | None, weights: Mapping[str, float]) -> tuple[Reason, ...]:
    if before is None:
        return ()
    days = (story.first_at - before.first_at) / timedelta(days=1)
    both = ", ".join(f"“{name}”" for name in _shared(story, before, weights))
    text = f"it follows “{before.title}”, {days:.1f} days later: both name {both}"
    return (Reason("saga", before.story_id, round(_nearness(story, before, weights), 2), text),)


@functools.lru_cache(maxsize=4 * STORIES_LINKED)
def _terms_of(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(term for name in names for term in terms(name))


def _names(text: str, common: set[str]) -> Iterator[str]:
    """The names in a text: words with a capital letter inside a sentence, neighbours together, or without case.

    ``common`` are words that the story also writes small.
    """
    words = text.split()
    if all(bare[0].isupper() for bare in map(_bare, words) if len(bare) >= SMALL):
        return  # a title in capitals tells no names
    run: list[str] = []
    starts = True
    for word in words:
        bare = _bare(word)
        is_name = bool(bare) and not bare[0].islower() and not bare[0].isdigit() and not common & set(terms(bare))
        if is_name and bare[0].isupper():
            run += [] if starts else [bare]
        elif is_name:
            yield bare
        if run and (not is_name or word[-1] in _ENDS or word[-1] == ","):
            yield " ".join(run)
            run = []
        starts = word[-1] in _ENDS or bare == ""
    if run:
        yield " ".join(run)


def _bare(word: str) -> str:
    return _EDGES.sub("", word)
