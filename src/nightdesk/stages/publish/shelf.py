"""Cards and items of published stories, as they were composed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nightdesk.formats.views import Card
from nightdesk.tools import Library
from nightdesk.types import Listed

_CARDS = msgspec.json.Decoder(Card)


class Shelf:
    """Hands out what lists show of stories, a page of them at a time."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def cards(self, lines: Sequence[Listed]) -> tuple[Card, ...]:
        """The cards of listed stories, in this order."""
        shown = self._library.shown([line.story_id for line in lines])
        return tuple(_CARDS.decode(shown[line.story_id][1]) for line in lines)

    def items(self, lines: Sequence[Listed]) -> list[msgspec.Raw]:
        """The items of listed stories for the JSON API, in this order."""
        shown = self._library.shown([line.story_id for line in lines])
        return [msgspec.Raw(shown[line.story_id][0]) for line in lines]
