"""The judgements of a desk's own: stored as text, used as long as that which they were fitted to has not changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec

from nightdesk.grouping.model import Judgement, Judgements


@dataclass(frozen=True, slots=True)
class OwnJudgement:
    """A judgement of a desk's own, with the print of the one that comes with nightdesk and that it began from."""

    base: str
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Standing:
    """What a desk groups by: ``own`` names those judgements that are its own, ``stale`` those no longer used."""

    judgements: Judgements
    own: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()


def base_print(judgement: Judgement) -> str:
    """The print of a judgement that comes with nightdesk: it changes with any number in it."""
    return hashlib.sha256(msgspec.json.encode(judgement)).hexdigest()[:16]


def text_of(own: Mapping[str, OwnJudgement]) -> str:
    """Judgements of a desk's own, by their names, as JSON."""
    return msgspec.json.encode(dict(own)).decode()


def standing_judgements(text: str) -> Standing:
    """Those that come with nightdesk, and in their place those of the text that began from them.

    Args:
        text: what `text_of` gave, or ``""``.
    """
    shipped = Judgements.stored()
    stored = msgspec.json.decode(text, type=dict[str, msgspec.Raw]) if text else {}
    used = {}
    for name, raw in stored.items():
        base, own = getattr(shipped, name, None), _read(raw)
        if base is not None and own is not None and base_print(base) == own.base:
            used[name] = own.judgement
    stale = tuple(sorted(stored.keys() - used.keys()))
    return Standing(replace(shipped, **used), tuple(sorted(used)), stale)


def _read(raw: msgspec.Raw) -> OwnJudgement | None:
    """A stored judgement; ``None`` where another release wrote it, in another form."""
    try:
        return msgspec.json.decode(raw, type=OwnJudgement)
    except msgspec.ValidationError:
        return None
