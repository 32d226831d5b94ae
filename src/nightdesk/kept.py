"""What a stage leaves for its next batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Kept(Protocol):
    """What a stage leaves for its next batch, which could be made anew from the store, but slowly."""

    @property
    def is_due(self) -> bool:
        """Whether so much has changed that it is worth writing down."""
        ...

    def pieces(self) -> Iterable[bytes | memoryview]:
        """The bytes by which another process takes it up, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class StageRecord:
    """A text that a plug-in's stage keeps for its next units, under a name of its own; `Library.stage_record` reads it.

    Of each stage and name one is kept, the latest.
    """

    stage: str
    name: str
    text: str
