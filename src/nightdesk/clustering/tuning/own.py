"""The thresholds of a desk's own: stored as text, used as long as those that they were fitted to have not changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from nightdesk.clustering.thresholds import Thresholds

KINDS = ("join", "merge", "split", "across")  # the thresholds that a desk may move, by the names of `Thresholds.moved`


@dataclass(frozen=True, slots=True)
class OwnFactor:
    """By what factor a desk moves a threshold, and the version of the thresholds that it was fitted to."""

    base: str
    factor: float


@dataclass(frozen=True, slots=True)
class Standing:
    """What a desk groups by: ``own`` names those thresholds that are its own, ``stale`` those no longer used."""

    thresholds: Thresholds
    own: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()


def text_of(own: Mapping[str, OwnFactor]) -> str:
    """Factors of a desk's own, by the names of their thresholds, as JSON."""
    return msgspec.json.encode(dict(own)).decode()


def standing_thresholds(text: str) -> Standing:
    """The thresholds that come with nightdesk, moved by those factors of the text that were fitted to them.

    Args:
        text: what `text_of` gave, or ``""``.
    """
    shipped = Thresholds()
    stored = msgspec.json.decode(text, type=dict[str, msgspec.Raw]) if text else {}
    read = {name: _read(raw) for name, raw in stored.items() if name in KINDS}
    used = {name: own.factor for name, own in read.items() if own is not None and own.base == shipped.version}
    return Standing(shipped.moved(**used), tuple(sorted(used)), tuple(sorted(stored.keys() - used.keys())))


def _read(raw: msgspec.Raw) -> OwnFactor | None:
    """A stored factor; ``None`` where another release wrote it, in another form."""
    try:
        return msgspec.json.decode(raw, type=OwnFactor)
    except msgspec.ValidationError:
        return None
