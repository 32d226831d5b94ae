"""What a stage leaves for its next batch."""

from __future__ import annotations

from collections.abc import Iterable
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
