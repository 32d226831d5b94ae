"""How alike two articles are, within and across languages, from signals that are named.

A profile is made once of each article; comparing two is a handful of dot products. What the signals weigh was
learned by ``scripts/train_crossing.py`` and is stored in ``crossing.json``, apart for articles of one language
and of two, and apart where the extra ``nightdesk[multilingual]`` adds its vectors.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nightdesk.clustering.crosslingual import names
from nightdesk.clustering.crosslingual.vectors import Vectors, vector_signals
from nightdesk.clustering.text.words import LEAD, terms

GRAM = 4  # letters of a piece of a romanised word
HEAD = 160  # characters taken for the title where a text comes without one
KINDS = ("terms", "stems", "grams", "names", "bones", "numbers", "meanings")  # what is counted for rarity
RAREST_NAMES = 5  # the rarest shared names and terms are summed: more say that texts are long, not that they are one
RAREST_TERMS = 8


@dataclass(frozen=True, slots=True)
class Field:
    """The weights of what an article holds of one kind, and their length; each is count times rarity."""

    weights: Mapping[str, float] = field(default_factory=dict)
    rarities: Mapping[str, float] = field(default_factory=dict)
    length: float = 0.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of an article; ``said`` is the logarithm of how much it says."""

    language: str
    fields: Mapping[str, Field]
    links: frozenset[str]
    said: float
    vectors: Vectors | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two articles are.

    ``score`` estimates what a person would give, from 1 (the same) to 4 (nothing in common); ``chance`` is that of
    being one story. ``parts`` are what each signal adds to the score, ``basis`` what they add up from.
    ``judge`` says whether ``core`` ran, or ``vectors`` too.
    """

    score: float
    chance: float
    basis: float
    parts: Mapping[str, float]
    judge: str


class Rarities:
    """How rare each thing is, by how many articles of those counted have it."""

    def __init__(self, articles: int, counts: Mapping[str, Mapping[str, int]]) -> None:
        self.articles = articles
        self.counts = counts

    def rarity(self, kind: str, key: str) -> float:
        """The logarithm of how few articles have it; what was not counted is as rare as can be."""
        return math.log((self.articles + 1) / (self.counts.get(kind, {}).get(key, 0) + 0.5))


def found_in(title: str, text: str, language: str = "") -> dict[str, Counter[str]]:
    """What an article holds of each kind, counted; a text without a title gives its head in its place."""
    lead = text[:LEAD]
    title = title or lead[:HEAD]
    both = f"{title}\n{lead}"
    bare = list(names.bare_words(both))
    romanised = [word for word in (names.romanise(word) for word, _ in bare) if len(word) >= names.SHORTEST]
    romanised += [names.romanise(run) for run in names.unspaced_runs(both)]
    bones = Counter(names.skeleton(word) for word, _ in bare)
    del bones[""]
    return {
        "terms": Counter(terms(both)),
        "title": Counter(terms(title)),
        "stems": Counter(word[: names.PREFIX] for word in romanised),
        "grams": Counter(piece for word in romanised for piece in _pieces(word)),
        "names": names.names(both),
        "bones": bones,
        "numbers": Counter(names.numbers(both, language)),
        "meanings": names.meanings(both),
    }


def make_profile(
    title: str, text: str, language: str = "", vectors: Vectors | None = None, rarities: Rarities | None = None
) -> Profile:
    """The profile of an article.

    Args:
        title: its title, or nothing.
        text: its text, of which the lead is read.
        language: its language, or nothing where nobody knows.
        vectors: its vectors where the extra is installed.
        rarities: how rare things are; those stored with the weights where none are given.
    """
    rarities = rarities or _stored().rarities
    found = found_in(title, text, language)
    fields = {}
    for kind, counts in found.items():
        rare = {key: rarities.rarity("terms" if kind == "title" else kind, key) for key in counts}
        weights = {key: (1 + math.log(count)) * rare[key] for key, count in counts.items()}
        fields[kind] = Field(weights, rare, math.sqrt(sum(weight * weight for weight in weights.values())))
    said = math.log(1 + sum(found["terms"].values()))
    return Profile(language, fields, names.links(f"{title}\n{text[:LEAD]}"), said, vectors)


def cross_signals(one: Profile, other: Profile) -> dict[str, float]:
    """The signals of two articles, each 0 where they share nothing; the same in either order.

    Vectors are among them only where both articles have some, in languages that they are good at.
    """
    first, second = one.fields, other.fields
    signals = {kind: _cosine(first[kind], second[kind]) for kind in first}
    signals["title in text"] = (_cosine(first["title"], second["terms"]) + _cosine(first["terms"], second["title"])) / 2
    signals["rare names"] = _rarest(first["names"], second["names"], RAREST_NAMES)
    signals["rare terms"] = _rarest(first["terms"], second["terms"], RAREST_TERMS)
    signals["links"] = float(not one.links.isdisjoint(other.links))
    signals["length"] = abs(one.said - other.said)
    signals["shortest"] = min(one.said, other.said)
    if one.vectors is not None and other.vectors is not None:
        signals |= vector_signals(one.vectors, other.vectors)
    return signals


def likeness(one: Profile, other: Profile) -> Likeness:
    """How alike two articles are, by the stored weights for one language or two, with vectors or without."""
    signals = cross_signals(one, other)
    judge = "vectors" if "vector lead" in signals else "core"
    model = _stored().models[model_name(one.language == other.language, judge)]
    return model.judge(signals)


def model_name(is_one_language: bool, judge: str) -> str:
    """The name of the weights for articles of one language or two, by the core or with vectors."""
    return f"{'same' if is_one_language else 'other'} {judge}"


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of each signal and of its square root; ``steepness`` and ``middle`` turn the score into a chance."""

    judge_name: str
    signals: tuple[str, ...]
    weights: NDArray[np.float64]
    bias: float
    steepness: float
    middle: float

    def judge(self, signals: Mapping[str, float]) -> Likeness:
        """The likeness that signals speak for; a score leaves the scale of people no further than its ends."""
        plain = np.array([signals[name] for name in self.signals])
        parts = spread(plain) * self.weights
        each = {name: float(parts[i] + parts[i + len(plain)]) for i, name in enumerate(self.signals)}
        raw = self.bias + float(parts.sum())
        chance = 1 / (1 + math.exp(min(50.0, self.steepness * (raw - self.middle))))
        return Likeness(min(4.0, max(1.0, raw)), chance, self.bias, each, self.judge_name)


def spread(signals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Signals as they are, then their square roots, along the last axis: likeness rises fastest from nothing."""
    return np.concatenate([signals, np.sqrt(np.abs(signals))], axis=-1)


@dataclass(frozen=True, slots=True)
class _Stored:
    rarities: Rarities
    models: Mapping[str, Model]


@lru_cache(maxsize=1)
def _stored() -> _Stored:
    place = files("nightdesk.clustering.crosslingual").joinpath("pair_likeness.json")
    read: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    models = {
        name: Model(
            name.split()[1],
            tuple(model["signals"]),
            np.array(model["plain"] + model["roots"]),
            model["bias"],
            model["steepness"],
            model["middle"],
        )
        for name, model in read["models"].items()
    }
    return _Stored(Rarities(read["articles"], read["counts"]), models)


def _cosine(one: Field, other: Field) -> float:
    if len(one.weights) > len(other.weights):
        one, other = other, one
    weights = other.weights
    dot = math.fsum(weight * weights[key] for key, weight in one.weights.items() if key in weights)
    return dot / (one.length * other.length) if dot else 0.0


def _rarest(one: Field, other: Field, number: int) -> float:
    """The rarities of the rarest that both have, summed, as a share of what so many of the rarest could give."""
    shared = sorted((rare for key, rare in one.rarities.items() if key in other.rarities), reverse=True)
    return sum(shared[:number]) / (8 * number)


def _pieces(word: str) -> list[str]:
    edged = f" {word} "
    return [edged[i : i + GRAM] for i in range(max(1, len(edged) - GRAM + 1))]
