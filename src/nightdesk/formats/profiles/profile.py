"""What a profile is: how one generator wants its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nightdesk.formats.views import ShownStory
from nightdesk.types import File, Topic


def no_lists(topics: Sequence[Topic]) -> Iterable[File]:  # noqa: ARG001 - as lists are made
    """The lists of a generator that makes pages of tags by itself."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How one generator wants its files; all paths are relative to the folder that the user names.

    ``place`` is that folder in a usual site of the generator. ``picture_path`` is where a story's own picture
    goes, given its id and the ending of the file. ``lists`` makes what the generator needs for pages of topics,
    given the topics that a published story has.
    """

    name: str
    title: str
    place: str
    story: Callable[[ShownStory], File]
    picture_path: Callable[[str, str], str]
    lists: Callable[[Sequence[Topic]], Iterable[File]] = no_lists
