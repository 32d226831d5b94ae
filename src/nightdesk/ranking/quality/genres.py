"""The genre of an article: what it is besides a report, told by where it is filed, its title and its links (pure).

The names are those of the IPTC's genres and of schema.org where they have one (Opinion, Review, Obituary, Press
release, Live coverage). What is no news needs two signs of {links to shops, rubric, wording of the title}, or one that
leaves no doubt, such as the rubric "Sponsored".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

ENOUGH = 2  # strength of signs that a genre takes: two plain ones, or one that leaves no doubt
MANY_SHOPS = 3  # links to shops from which on they are a sign; reports on trade have one or two
OPENING = 2_000  # characters of a text, from its start and from its end, that are looked at
SHOPPING = "shopping"
NO_NEWS = ("shopping", "sponsored", "press release", "horoscope", "puzzle", "recipe", "gallery", "briefing", "advice")
SHOWN = ("live", "obituary", "review", "opinion")  # kinds that are shown and not marked down as no news
PRESS_RELEASE = "press release"
_PLACES = {
    "rubric": "filed under",
    "title": "the title says",
    "slug": "the address says",
    "host": "it comes from",
    "text": "the text says",
}
SHORTEST_NAME = 3  # letters of an outlet's name that is looked for in its title


@dataclass(frozen=True, slots=True, kw_only=True)
class GenreFacts:
    """What a genre is told by; ``shop_links`` counts links to shops and paid links.

    ``host`` and ``slug`` are the host and the last part of the address, ``domain`` the outlet's.
    """

    title: str
    rubrics: tuple[str, ...] = ()
    host: str = ""
    slug: str = ""
    domain: str = ""
    text: str = ""
    shop_links: int = 0


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre with the signs that tell it, as half sentences."""

    name: str
    signs: tuple[str, ...]

    @property
    def is_news(self) -> bool:
        """Whether it is news at all."""
        return self.name not in NO_NEWS


@dataclass(frozen=True, slots=True)
class _Sign:
    genre: str
    place: str
    strength: int
    pattern: re.Pattern[str]


def genre_of(facts: GenreFacts) -> Genre | None:
    """The genre of an article other than a plain report, or ``None``; what is no news goes first."""
    found: dict[str, dict[str, tuple[int, str]]] = {}
    if facts.shop_links >= MANY_SHOPS:
        found[SHOPPING] = {"links": (1, f"it has {facts.shop_links} links to shops")}
    if name := _own_name(facts):
        found[PRESS_RELEASE] = {"own": (1, f"the outlet writes of itself, “{name}”")}
    for sign in _signs():
        seen = next((match[0] for text in _texts(sign.place, facts) if (match := _match(sign, text))), None)
        if seen is None:
            continue
        of_genre = found.setdefault(sign.genre, {})
        if sign.place == "slug" and "title" in of_genre:
            continue  # an address repeats its title
        if sign.strength > of_genre.get(sign.place, (0, ""))[0]:
            of_genre[sign.place] = (sign.strength, f"{_PLACES[sign.place]} “{seen.strip()[:60]}”")
    for name in (*NO_NEWS, *SHOWN):
        signs = found.get(name, {})
        if sum(strength for strength, _ in signs.values()) >= ENOUGH:
            return Genre(name, tuple(text for _, text in sorted(signs.values(), reverse=True)))
    return None


def _texts(place: str, facts: GenreFacts) -> Iterator[str]:
    if place == "rubric":
        yield from (rubric.casefold() for rubric in facts.rubrics)
    elif place == "title":
        yield facts.title.casefold()
    elif place in ("host", "slug"):
        yield facts.host if place == "host" else facts.slug.casefold()
    else:
        yield facts.text[:OPENING].casefold()
        yield facts.text[-OPENING:].casefold() if len(facts.text) > OPENING else ""


def _own_name(facts: GenreFacts) -> str:
    """The name of the outlet's domain where the title has it as a word."""
    name = facts.domain.partition(".")[0].casefold()
    is_there = len(name) >= SHORTEST_NAME and re.search(rf"\b{re.escape(name)}\b", facts.title.casefold())
    return name if is_there else ""


def _match(sign: _Sign, text: str) -> re.Match[str] | None:
    return sign.pattern.fullmatch(text) if sign.place in ("rubric", "host") else sign.pattern.search(text)


@lru_cache(maxsize=1)
def _signs() -> tuple[_Sign, ...]:
    lines = files("nightdesk.ranking.quality").joinpath("genres.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple(_Sign(genre, place, int(strength), re.compile(told)) for genre, place, strength, told in rows)
