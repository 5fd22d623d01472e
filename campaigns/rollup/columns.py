"""Cells as columns of numbers: joined, grouped, and written into the rollup in one sorted pass.

A day is its ordinal here. A change is cells too: what a fact adds, or with a minus what it took away.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Self

import numpy as np
from django.db import connection

from campaigns.bulk import add_columns, day_writer, delete_columns, write_columns
from campaigns.coded import Coded, Numbers
from campaigns.copies import Columns
from campaigns.dates import NO_DATE
from campaigns.metrics.dimensions import GOODS, Grain
from campaigns.models import NONE, Rollup
from campaigns.models.fields import MAX_PAISE

LARGEST = 9 * MAX_PAISE * 1000
"""What a sum may come to, just below what 64 bits hold."""


AT_ONCE = 20_000
"""Cells that are turned into Python's numbers together."""
RARE = (
    "posts_sum",
    "reach_sum",
    "likes_sum",
    "comments_sum",
    "refunded_orders_sum",
    "refunded_revenue_sum",
)
"""Sums that are zero in most cells."""


class SumTooLarge(Exception):
    """Figures that no column can add up."""


@dataclass
class Cells:
    """Columns of equal length: ``dims`` by every dimension of the rollup, ``sums`` by those that these cells have."""

    dims: dict[str, Numbers]
    sums: dict[str, Numbers]

    def __post_init__(self) -> None:
        self.dims = {name: self.dims[name] for name in Rollup.DIMENSIONS}  # in the order of the table's index

    @classmethod
    def of_rows(cls, rows: Iterable[Sequence[int]], sums: Sequence[str]) -> Self:
        """From rows of plain numbers: the dimensions in the order of the table, then these sums."""
        names = (*Rollup.DIMENSIONS, *sums)
        table = np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, len(names)).T
        columns = dict(zip(names, table, strict=True))
        return cls({n: columns[n] for n in Rollup.DIMENSIONS}, {n: columns[n] for n in sums})

    def __len__(self) -> int:
        return len(self.dims["date"])

    def take(self, places: Numbers | slice) -> "Cells":
        """Only the cells at these places, or where a mask is true."""
        return Cells({n: c[places] for n, c in self.dims.items()}, {n: c[places] for n, c in self.sums.items()})

    def times(self, sign: int) -> "Cells":
        """The same cells with every sum multiplied."""
        return self if sign == 1 else Cells(self.dims, {n: sign * c for n, c in self.sums.items()})

    def sum_of(self, name: str) -> Numbers:
        """A column of sums; zeros when these cells have none."""
        return self.sums[name] if name in self.sums else np.zeros(len(self), np.int64)

    def take_sum(self, name: str) -> Numbers:
        """The same, which is forgotten here: two copies of everything would be too much memory."""
        return self.sums.pop(name) if name in self.sums else self.sum_of(name)

    def grouped(self, *, in_place: bool = False) -> "Cells":
        """One cell for each combination of dimensions, sorted by them. Raises ``SumTooLarge``.

        ``in_place`` forgets the sums here as it goes.
        """
        take = self.take_sum if in_place else self.sum_of
        if not len(self):
            return self
        order, starts = group_by(list(self.dims.values()))
        firsts = order[starts]
        sums = {name: _add_up(take(name)[order], starts) for name in list(self.sums)}
        return Cells({name: _narrow(column[firsts]) for name, column in self.dims.items()}, sums)

    def without_rare(self) -> "Cells":
        """Without columns of rare sums that are zero in all of them: the table fills them in."""
        kept = {name: column for name, column in self.sums.items() if name not in RARE or column.any()}
        return Cells(self.dims, kept)

    def without_zeros(self) -> "Cells":
        """Without those that change nothing."""
        if not len(self):
            return self
        return self.take(np.logical_or.reduce([column != 0 for column in self.sums.values()]))


def join_cells(parts: Sequence[Cells]) -> Cells:
    """All of them one after the other, and the parts are empty then; a sum that some lack is zero there."""
    if len(parts) == 1:
        return parts[0]
    names = list(dict.fromkeys(name for part in parts for name in part.sums))
    sums = {name: np.concatenate([part.take_sum(name) for part in parts]) for name in names}
    return Cells({name: np.concatenate([part.dims.pop(name) for part in parts]) for name in Rollup.DIMENSIONS}, sums)


def group_by(columns: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    """(order that sorts the rows by these columns, where in it each group of equal rows starts)."""
    packed = pack(columns)
    order = np.lexsort(columns[::-1]) if packed is None else np.argsort(packed, kind="stable")
    changes = np.zeros(len(order), bool)
    for column in columns if packed is None else [packed]:
        inside = column[order]
        changes[1:] |= inside[1:] != inside[:-1]
    changes[:1] = True
    return order, np.flatnonzero(changes)


def pack(columns: Sequence[Numbers]) -> Numbers | None:
    """One number for each row that sorts like its columns; None when that would need more than 62 bits."""
    whole, packed = 1, np.zeros(len(columns[0]), np.int64)
    for column in columns:
        low = int(column.min()) if len(column) else 0
        width = int(column.max()) - low + 1 if len(column) else 1
        whole *= width
        if whole > 1 << 62:
            return None
        packed = packed * width + (column - low)
    return packed


def _narrow(column: Numbers) -> Numbers:
    """The same in half the memory, where the numbers are not large."""
    return column.astype(np.int32) if not len(column) or column.max() < 1 << 31 else column


def _add_up(column: Numbers, starts: Numbers) -> Numbers:
    if np.abs(column.astype(np.float64)).sum() > LARGEST:  # may be too much: floats say so without overflowing
        exact = np.add.reduceat(column.astype(object), starts)
        if max(map(abs, exact)) > LARGEST:
            raise SumTooLarge
    return np.add.reduceat(column, starts)


def merge_cells(cells: Cells) -> None:
    """Adds grouped cells to those of the table in every grain, making what is missing and dropping what is emptied."""
    for grain in reversed(Grain):
        cells = coarsen(cells, grain).without_zeros()
        for some in _slices(cells):
            add_columns(Rollup, write_dims(some.dims), {"grain": grain.value}, some.sums)
        emptied = cells.take(np.logical_or.reduce([cells.sum_of(name) < 0 for name in Rollup.COUNTS]))
        for some in _slices(emptied):
            delete_columns(Rollup, write_dims(some.dims), {"grain": grain.value}, Rollup.COUNTS)


def insert_cells(parts: Sequence[Cells]) -> None:
    """Fills the empty table with grouped cells of days, in the order of its index."""
    finest, *coarser = reversed(Grain)
    grained = {finest: parts}
    for grain in coarser:
        parts = [join_cells([coarsen(cells, grain) for cells in parts]).grouped()]
        grained[grain] = parts
    for grain in Grain:
        for some in chain.from_iterable(map(_slices, grained[grain])):
            write_columns(Rollup, write_dims(some.dims) | some.sums, {"grain": grain.value})


def coarsen(cells: Cells, grain: Grain) -> Cells:
    """Grouped cells of a finer grain, or of the same, in a grain."""
    return cells if grain == Grain.DAY else Cells(coarsen_dims(cells.dims, grain), cells.sums).grouped()


def coarsen_dims(dims: dict[str, Numbers], grain: Grain) -> dict[str, Numbers]:
    """Where cells of days stand in a grain."""
    distinct, codes = np.unique(dims["date"], return_inverse=True)
    days = np.array([coarsen_day(day, grain) for day in distinct.tolist()], dtype=np.int64)[codes]
    goods = {} if grain.tells_goods else {name: np.full(len(days), NONE) for name in GOODS}
    return dims | {"date": days} | goods


def coarsen_day(day: int, grain: Grain) -> int:
    """The day that stands for this one in a grain: itself, the first of its month, or no date."""
    if grain == Grain.DAY:
        return day
    return (NO_DATE if grain == Grain.TOTAL else date.fromordinal(day).replace(day=1)).toordinal()


def _slices(cells: Cells) -> Iterator[Cells]:
    """As many cells at a time as become Python's numbers together; most of them need few of the sums."""
    for start in range(0, len(cells), AT_ONCE):
        some = cells.take(slice(start, start + AT_ONCE))
        is_rare = np.logical_or.reduce([some.sum_of(name) != 0 for name in RARE])
        yield from (part.without_rare() for part in (some.take(~is_rare), some.take(is_rare)) if len(part))


def write_dims(dims: dict[str, Numbers]) -> Columns:
    """Columns of dimensions as the engine's driver takes them."""
    write_day = day_writer()
    return {**dims, "date": _code(dims["date"]).map(lambda day: write_day(date.fromordinal(day)))}


def _code(column: Numbers) -> Coded:
    distinct, codes = np.unique(column, return_inverse=True)
    return Coded(codes, distinct.tolist())


def is_rollup_empty() -> bool:
    """Whether nothing is stored, so that nothing has to be read either."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {Rollup._meta.db_table} LIMIT 1")
        return cursor.fetchone() is None
