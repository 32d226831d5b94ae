"""What of an article is sealed: facts that the desk needs and the public must not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from nightdesk.config import Config, SealSettings
from nightdesk.errors import SealError
from nightdesk.formats.sealed.keyfile import open_keyring
from nightdesk.formats.sealed.keys import Key, Keyring
from nightdesk.formats.sealed.payload import seal, unseal
from nightdesk.types import Article


class SealedFacts(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """The private facts of one article: the source that named it, what editors noted, its full text."""

    source_id: str
    notes: tuple[str, ...] = ()
    text: str | None = None

    def payload(self) -> bytes:
        """The facts as the JSON that is sealed."""
        return msgspec.json.encode(self)


@dataclass(frozen=True, slots=True)
class ArticleSealer:
    """Seals the private facts of articles under one key: the ``Sealer`` of a desk."""

    key: Key
    settings: SealSettings

    @property
    def key_name(self) -> str:
        """The name of the key that seals."""
        return self.key.name

    @property
    def needs_text(self) -> bool:
        """Whether articles must come with their texts."""
        return self.settings.text

    def secured(self, article: Article, record: str, notes: Sequence[str] = ()) -> str:
        """The ``secured`` of an article's record: what came from elsewhere to the byte, else its facts, sealed.

        Args:
            article: with its text where `needs_text`.
            record: the record's file name, to which the payload is bound.
            notes: what editors noted on it, in a fixed order.
        """
        if article.secured is not None:
            return article.secured
        facts = SealedFacts(
            source_id=article.source_id,
            notes=tuple(notes) if self.settings.notes else (),
            text=article.text if self.settings.text else None,
        )
        return seal(facts.payload(), record, self.key)


def sealer_of(config: Config) -> ArticleSealer | None:
    """The sealer of a desk, or ``None`` where it has no key and so seals nothing; ConfigError as `open_keyring`."""
    ring = open_keyring(config)
    return ArticleSealer(ring.sealing, config.seal) if ring is not None else None


def open_facts(secured: str, record: str, ring: Keyring) -> SealedFacts:
    """The facts in a record's payload; SealError as `unseal` raises it, or where it holds something else."""
    payload = unseal(secured, record, ring)
    try:
        return msgspec.json.decode(payload, type=SealedFacts)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SealError(f"{record}: opens, but holds no facts of an article: {error}") from error
