"""Arrays that grow, sums over their stretches, and values that are repeated for a table of few rows."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Weights = NDArray[np.int16]
Places = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
FEW = 16  # rows; ten are twice as fast when repeated
Any_ = TypeVar("Any_", bound=NDArray[Any])


def grown(array: Any_) -> Any_:
    """The array with twice the room, zeros at its end.

    The new half is asked of the system as zeros, so that it costs memory only where it is written.
    """
    larger = np.zeros((2 * len(array), *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger  # type: ignore[return-value]


def starts_of(lengths: list[int]) -> NDArray[np.intp]:
    """Where each of the stretches begins that lie end to end."""
    return np.fromiter(accumulate(lengths[:-1], initial=0), np.intp, len(lengths))


class Repeated:
    """Layers of values, one for each column of a table, to be computed with a table that is laid on its side.

    For few rows each value is repeated, so that one long line is computed in place of many short ones.
    """

    def __init__(self, layers: Floats) -> None:
        self._layers = layers[..., None]
        self._for_rows: dict[int, Floats] = {}

    def beside(self, rows: int) -> Floats:
        """The layers beside a table of so many rows: layers x columns x rows, or 1 where there are many."""
        if rows > FEW:
            return self._layers
        if rows not in self._for_rows:
            self._for_rows[rows] = self._layers.repeat(rows, axis=-1)
        return self._for_rows[rows]


def totals_of(owners: NDArray[np.intp], values: Floats, many: int) -> Floats:
    """The sum of the values of each of so many owners."""
    totals: Floats = np.bincount(owners, values, many)  # type: ignore[assignment]  # its stubs forget the weights
    return totals
