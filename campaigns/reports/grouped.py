"""Rows of a grouped query as the database gives them, added up and sorted column by column.

A page looks at few of thousands of rows: each is made when it is looked at.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any, Self, overload

from campaigns.metrics.parts import Metric
from campaigns.reports.answers import Answer
from campaigns.reports.parts import Row

Line = tuple[Any, ...]
"""The ids of a group, then its figures."""


@dataclass(frozen=True)
class GroupedRows(Sequence[Row]):
    """Each of the ``lines`` has as many ids as ``width`` says, then a figure for each of the ``keys``.

    As a row it has its ids under ``_ids`` and its figures under their keys.
    """

    lines: Answer
    width: int
    keys: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: Any) -> Any:
        lines = self.lines[place]
        return list(map(self.make, lines)) if isinstance(place, slice) else self.make(lines)

    def make(self, line: Line) -> Row:
        """A line as a row."""
        return {"_ids": line[: self.width], **dict(zip(self.keys, line[self.width :], strict=True))}

    def find(self, key: str) -> Callable[[Line], Any]:
        """What gives a line's figure; nothing for a key that was not asked for."""
        return itemgetter(self.width + self.keys.index(key)) if key in self.keys else lambda line: None

    def add_up(self, metrics: Iterable[Metric]) -> Row:
        """Totals of all lines."""
        return total(metrics, lambda key: sum(map(self.find(key), self.lines)))

    def take(self, lines: Iterable[Line]) -> Self:
        """Some of the lines, or all in another order."""
        return type(self)(Answer(lines), self.width, self.keys)


def total(metrics: Iterable[Metric], add: Callable[[str], int]) -> Row:
    """Metrics of sums: ``add`` gives that of a part by its key, every other metric is computed from these."""
    metrics = list(metrics)
    keys = {part.key for metric in metrics for part in metric.parts()}
    sums = {key: add(key) for key in keys}
    return {metric.key: metric.value(sums) for metric in metrics}


def join_sums(answers: Iterable[Iterable[Line]], width: int) -> list[Line]:
    """Lines of one group from several answers as one. All figures must be sums."""
    joined: dict[Line, Line] = {}
    for line in chain.from_iterable(answers):
        ids, figures = line[:width], line[width:]
        so_far = joined.get(ids)
        joined[ids] = tuple(map(sum, zip(so_far, figures, strict=True))) if so_far else figures
    return [ids + figures for ids, figures in joined.items()]


def sort_by(rows: list[Any], value: Callable[[Any], Any], sort: str) -> list[Any]:
    """The rows by a value, empty ones last whichever way; equal ones in the order they came in."""
    values = list(map(value, rows))
    full = [place for place, value in enumerate(values) if value is not None and value != ""]
    empty = [row for value, row in zip(values, rows, strict=True) if value is None or value == ""]
    full.sort(key=values.__getitem__, reverse=sort.startswith("-"))
    return [rows[place] for place in full] + empty
