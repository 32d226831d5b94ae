"""Encodings of the articles of a stream, made from the moment that its window holds a second language."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping

import numpy as np

from nightdesk.grouping.open_stories import Document, Entry, OpenStories
from nightdesk.grouping.vectors import LANGUAGES, WIDTH, Pieces, encode_article

RECALLED = 64  # articles that came before the second language and get an encoding with it: seconds of work, once


class Encoder:
    """Gives articles their encodings; which ones have one depends on the articles inside alone.

    An article has one if it is written in a language that the encoder is good at, and if any other language stood in
    the window when it came, or it was among the newest that stood there when the second language came.
    """

    def __init__(self, stories: OpenStories, inside: Mapping[str, tuple[Entry, str]], *, is_on: bool) -> None:
        """``inside`` are the articles of the window by their ids, each with its story's id."""
        self.made: dict[str, Pieces] = {}  # id of an article -> what was made for it, to be stored
        self._stories = stories
        self._inside = inside
        self._is_on = is_on
        self._plain: list[tuple[tuple[float, str], Entry, Document]] = []  # the newest without an encoding

    def know(self, entry: Entry, document: Document) -> None:
        """Give an article the encoding that was stored of it, or remember it as one of the newest that have none."""
        if not self._is_on or entry.language not in LANGUAGES:
            return
        if document.encoding:
            entry.encoding = encoding_of(document.encoding)
            return
        insort(self._plain, (entry.order, entry, document), key=lambda item: item[0])
        del self._plain[:-RECALLED]

    def come(self, entry: Entry, document: Document) -> None:
        """Give an article its encoding before it is weighed: the one stored, or a new one where other languages are."""
        is_plain = not self._is_on or entry.language not in LANGUAGES or document.encoding
        if is_plain or not self._stories.spoken.has_others(entry.language):
            self.know(entry, document)
            return
        if not self._stories.encoded:
            self._recall()
        self._encode(entry, document)

    def leave(self, entry: Entry) -> None:
        """Forget an article."""
        at = bisect_left(self._plain, entry.order, key=lambda item: item[0])
        if at < len(self._plain) and self._plain[at][0] == entry.order:
            del self._plain[at]

    def _recall(self) -> None:
        """Encode the newest articles inside, for the first one that may be compared with them."""
        for _, entry, document in self._plain:
            found = self._inside.get(entry.id)
            if found is not None and found[0] is entry:
                self._encode(entry, document)
                self._stories.encoded.add(entry, self._stories.places[found[1]])
        self._plain.clear()

    def _encode(self, entry: Entry, document: Document) -> None:
        made = encode_article(document.title, document.text, entry.language)
        if made is not None:
            entry.encoding = self.made[entry.id] = made


def encoding_of(stored: bytes) -> Pieces:
    """An encoding as it was stored."""
    return np.frombuffer(stored, np.int8).reshape(-1, WIDTH)
