"""Where the rows of a page lie among the days: the rollup has counted them, so a deep page reads its own days only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, Sum

from campaigns.dates import Span, read_month
from campaigns.metrics.dimensions import ATTRIBUTION, DAY, MONTH, Dimension
from campaigns.metrics.queryset import Attribution, RollupQuerySet
from campaigns.reports.answers import ask

COUNTED = ("events_sum", "posts_sum")
"""What is counted by day, both at once: a page that lists both asks once."""


class Window(NamedTuple):
    """First and last day, both included, and how many of their rows come before the first that is wanted."""

    first: date
    last: date
    skip: int


@dataclass(frozen=True)
class Counted:
    """Facts that the rollup has counted under a selection: ``column`` holds how many are in a cell.

    ``known`` are sums of the same cells, when somebody has them already; ``near`` are the cells of the facts to which
    an index leads before the selection narrows them down, None for all there are.
    """

    cells: RollupQuerySet
    column: str
    version: str
    known: Mapping[Attribution, Mapping[str, int]] | None = None
    near: RollupQuerySet | None = None

    def add_up(self, *columns: str) -> dict[Attribution, dict[str, int]]:
        """Sums of columns by whose sale a fact is; a kind without any is missing."""
        if self.known is not None:
            return {kind: {name: sums[name] for name in columns} for kind, sums in self.known.items()}
        rows = self._ask(self.cells, ATTRIBUTION, *columns)
        return {Attribution(row[ATTRIBUTION.alias]): {name: int(row[f"c_{name}"]) for name in columns} for row in rows}

    def count(self) -> int:
        """How many there are, whosever sales they are."""
        return sum(sums[self.column] for sums in self.add_up(self.column).values())

    def find(self, start: int, stop: int, *, newest_first: bool) -> Window | None:
        """The days on which the rows from ``start`` to before ``stop`` lie, counted by day; None when there is none."""
        months = sorted(self._count(self.cells, MONTH), reverse=newest_first)
        found, before = _cover(months, start, stop)
        if not found:
            return None
        spans: list[Span] = [read_month(month) for month in found]
        within = self.cells.in_days(min(spans)[0], max(spans)[1])
        days = sorted(self._count(within, DAY), reverse=newest_first)
        found, inside = _cover(days, start - before, stop - before)
        return Window(min(found), max(found), start - before - inside)

    def _count(self, cells: RollupQuerySet, dimension: Dimension) -> Iterable[tuple[Any, int]]:
        # No other bound of days: every fact has one, and SQLite would walk the index from the wrong one of two.
        rows = self._ask(cells.filter(Q(events_sum__gt=0) | Q(posts_sum__gt=0)), dimension, *COUNTED)
        counts = ((row[dimension.alias], row[f"c_{self.column}"]) for row in rows)
        return ((value, count) for value, count in counts if count)

    def _ask(self, cells: RollupQuerySet, dimension: Dimension, *columns: str) -> list[dict[str, Any]]:
        return ask(cells.by(dimension).annotate(**{f"c_{name}": Sum(name) for name in columns}), self.version)


def _cover(counts: Iterable[tuple[Any, int]], start: int, stop: int) -> tuple[list[Any], int]:
    """The values among whose rows are those from ``start`` to before ``stop``, and how many rows come before these."""
    found, before, so_far = [], 0, 0
    for value, count in counts:
        if so_far < stop and so_far + count > start:
            found.append(value)
        elif not found:
            before += count
        so_far += count
    return found, before
