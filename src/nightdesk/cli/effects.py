"""What a decision does to the front page, in a line that compares before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nightdesk.cli.explaining import ordinal
from nightdesk.errors import NotFound
from nightdesk.newsroom import Newsroom


@dataclass(frozen=True, slots=True)
class Shown:
    """How a story stands: the title it is shown under, its lead's heat, its place in words."""

    title: str
    heat: int
    place: str


def shown_now(newsroom: Newsroom, name: str) -> Shown | None:
    """How the story of this name, or of this article, stands; ``None`` where there is none."""
    try:
        found = newsroom.explain(name)
        story = newsroom.explain(found.story.id) if found.story else None
    except NotFound:
        return None
    if story is None or not story.coverage:
        return None
    standing = story.standing
    if standing is not None:
        place = f"{ordinal(standing.place)} of {standing.of} on the front page"
    else:
        why = story.withheld or story.held_back or "it is older than what is ranked"
        place = f"not on the front page ({why})"
    return Shown(story.article.title, story.coverage[0].heat, place)


def effect_lines(verb: str, before: Shown | None, after: Shown | None) -> Iterator[str]:
    """What pinning, or choosing a lead, did to the front page."""
    if after is None:
        return
    if verb == "pin":
        yield "It stays in its story whatever later runs find."
        yield "A pin moves nothing on the front page and keeps no place there:"
        yield f"“{after.title}” is {after.place}."
        return
    heat = f"heat {after.heat}" + (f" (before {before.heat})" if before and before.heat != after.heat else "")
    place = after.place + (f" (before: {before.place})" if before and before.place != after.place else ", as before")
    yield f"The story is shown under “{after.title}”, whose quality its heat now starts from: {heat}."
    yield f"It is {place}; `nightdesk publish` or the next run shows it."
