"""Encodings of the articles of a stream, made from the moment that its window holds a second language."""

from __future__ import annotations

import heapq

from nightdesk.clustering.crosslingual.vectors import LANGUAGES, encode_article, encoding_of, print_of
from nightdesk.clustering.documents import Document, Entry
from nightdesk.clustering.index.window import Window
from nightdesk.types import Encoding

RECALLED = 64  # articles that came before the second language and get an encoding with it: seconds of work, once


class Encoder:
    """Gives articles their encodings; which ones have one depends on the articles inside alone.

    An article has one if it is written in a language that the encoder is good at, and if any other language stood in
    the window when it came, or it was among the newest that stood there when the second language came.
    """

    def __init__(self, window: Window, *, is_on: bool) -> None:
        """Begin with what is inside, of which those articles have their encodings that came with one."""
        self.made: dict[str, Encoding] = {}  # id of an article -> what was made for it, to be stored
        self._window = window
        self._is_on = is_on
        self._plain: dict[str, Document] = {}  # the newest that came and got none

    def come(self, entry: Entry, document: Document) -> None:
        """Give an article its encoding before it is weighed, if it came with none and other languages are inside."""
        if not self._is_on or entry.language not in LANGUAGES or entry.encoding is not None:
            return
        if not self._window.stories.spoken.has_others(entry.language):
            self._keep(document)
            return
        if not self._window.stories.encoded:
            self._recall()
        self._encode(entry, document)

    def _keep(self, document: Document) -> None:
        """Remember an article as one of the newest that have no encoding."""
        self._plain[document.id] = document
        if len(self._plain) > 2 * RECALLED:
            newest = heapq.nlargest(RECALLED, self._plain.values(), key=lambda item: item.order)
            self._plain = {item.id: item for item in newest}

    def _recall(self) -> None:
        """Encode the newest articles inside, for the first one that may be compared with them."""
        every = (item for item in self._window.entries.values() if item[0].language in LANGUAGES)
        newest = heapq.nlargest(RECALLED, every, key=lambda item: item[0].order)
        told = {entry.id: self._plain.get(entry.id) for entry, _ in newest}
        texts = self._window.read([key for key, document in told.items() if document is None])
        told |= {document.id: document for document in texts}
        for entry, story_id in newest:
            if (document := told[entry.id]) is not None:
                self._encode(entry, document)
                self._window.stories.encoded.add(entry, self._window.stories.places[story_id])
        self._plain.clear()

    def _encode(self, entry: Entry, document: Document) -> None:
        pieces = encode_article(document.title, document.text, entry.language)
        if pieces is not None:
            made_of = print_of(document.title, document.text, document.language)
            self.made[entry.id] = Encoding(article_id=entry.id, made_of=made_of, numbers=pieces.tobytes())
            entry.encoding = encoding_of(self.made[entry.id].numbers)
