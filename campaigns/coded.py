"""Columns of values in which equal ones are kept once: what is done to a value is done once, not once for each row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Numbers = np.ndarray


@dataclass
class Coded:
    """A column: ``codes[i]`` is the place of row i's value among ``values``."""

    codes: Numbers
    values: list[Any]

    @classmethod
    def constant(cls, value: Any, count: int) -> "Coded":
        """The same value in every row."""
        return cls(np.zeros(count, np.int32), [value])

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, places: Numbers) -> "Coded":
        """Only the rows at these places, or where a mask is true; values that no row has any more are dropped."""
        codes = self.codes[places]
        is_used = np.zeros(len(self.values), bool)
        is_used[codes] = True
        if is_used.all():
            return Coded(codes, self.values)
        values = [self.values[code] for code in np.flatnonzero(is_used)]
        return Coded((np.cumsum(is_used) - 1)[codes].astype(np.int32), values)

    def map(self, change: Callable[[Any], Any]) -> "Coded":
        """Every value changed."""
        return Coded(self.codes, list(map(change, self.values)))

    def where(self, test: Callable[[Any], bool]) -> Numbers:
        """A mask of the rows whose value passes."""
        return np.fromiter(map(test, self.values), bool, len(self.values))[self.codes]

    def counts(self) -> list[int]:
        """How many rows have each value."""
        return np.bincount(self.codes, minlength=len(self.values)).tolist()

    def list(self) -> list[Any]:
        """The values row by row."""
        return np.fromiter(self.values, object, len(self.values))[self.codes].tolist()

    def numbers(self) -> Numbers:
        """The same, of whole numbers, as 64-bit integers."""
        return np.array(self.values, dtype=np.int64)[self.codes]
