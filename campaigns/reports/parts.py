"""The pieces reports are declared from: columns, and reports made of dimensions and metrics."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext

from campaigns.dates import format_day
from campaigns.formats import COUNT, EMPTY, Unit, guard_cell, write_key
from campaigns.metrics.dimensions import Dimension
from campaigns.metrics.parts import Metric
from campaigns.reports.charts.parts import Chart

Row = dict[str, Any]
"""One row of a result: a value per column key, and under ``_`` names what only the page needs."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table and of its exports. ``key`` is also what ``sort`` takes.

    ``repeats`` is whether many rows have the same cell, so that a file remembers how it is written. ``beside`` is the
    column without which this one says nothing.
    """

    key: str
    label: str
    help: str = ""
    sorts: bool = True
    on_screen: bool = True
    repeats: bool = True
    beside: str = ""

    is_number = False
    is_safe = False
    """Whether a text file has only digits, letters and signs of numbers in it, which need neither guard nor quotes."""

    def show(self, row: Row) -> str:
        """The cell for people."""
        value = row.get(f"_{self.key}_shown", row.get(self.key))
        return EMPTY if value in (None, "") else str(value)

    def exact(self, row: Row) -> str:
        """What a hover adds to the cell; empty when the cell says it all."""
        return ""

    @property
    def told(self) -> str:
        """The help in the reader's language."""
        return gettext(self.help) if self.help else ""

    def read(self, row: Row) -> Any:
        """The cell's value, of its own type; files are written from it."""
        return row.get(self.key)

    def spell(self, value: Any) -> str:
        """A value as raw text; empty when there is none."""
        return "" if value is None else str(value)

    def write(self, value: Any) -> str:
        """The same for a text file: harmless in a spreadsheet."""
        return self.spell(value) if self.is_safe else guard_cell(self.spell(value))

    def sort_value(self, row: Row) -> Any:
        """What rows are ordered by; None goes last whichever way."""
        value = row.get(f"_{self.key}_sort", row.get(self.key))
        return value.casefold() if isinstance(value, str) else value


@dataclass(frozen=True, kw_only=True)
class NumberColumn(Column):
    """A column of numbers in a unit."""

    unit: Unit = COUNT

    is_number = is_safe = True

    def show(self, row: Row) -> str:
        value = row.get(self.key)
        return EMPTY if value is None else self.unit.show(value)

    def exact(self, row: Row) -> str:
        value = row.get(self.key)
        text = "" if value is None else self.unit.exact(value)
        return "" if text == self.show(row) else text

    def spell(self, value: Any) -> str:
        return "" if value is None else self.unit.write(value)


@dataclass(frozen=True, kw_only=True)
class DateColumn(Column):
    """A column of days: ``date``, or None."""

    is_safe = True

    def show(self, row: Row) -> str:
        return format_day(row.get(self.key)) or EMPTY

    def spell(self, value: date | None) -> str:
        return value.isoformat() if value else ""

    def sort_value(self, row: Row) -> str:
        return self.spell(row.get(self.key))


@dataclass(frozen=True, kw_only=True)
class KeyColumn(Column):
    """The keys of stored rows. In exports only: by it a row is found again when the file comes back, whatever was
    changed in it."""

    sorts: bool = False
    on_screen: bool = False
    repeats: bool = False

    is_safe = True

    def spell(self, value: bytes | None) -> str:
        return write_key(value) if value else ""


@dataclass(frozen=True, kw_only=True)
class MetricColumn(NumberColumn):
    """A metric. ``why_empty`` says why it has no value here, ``is_allocated`` that it rests on spread payouts."""

    metric: Metric
    why_empty: str = ""
    is_allocated: bool = False

    @property
    def told(self) -> str:
        return f"{gettext(self.metric.help)} {gettext(self.metric.label)} = {self.metric.formula}."


def metric_column(metric: Metric, *, why_empty: str = "", is_allocated: bool = False) -> MetricColumn:
    """The column of a metric, with its definition as help."""
    return MetricColumn(
        key=metric.key,
        label=metric.label,
        help=f"{metric.help} {metric.label} = {metric.formula}.",
        unit=metric.unit,
        metric=metric,
        on_screen=not metric.why_unset,
        why_empty=why_empty,
        is_allocated=is_allocated,
    )


@dataclass(frozen=True, kw_only=True)
class Report:
    """A page of grouped figures. A new page is a new entry in the catalog.

    ``no_total`` are metrics whose total would mislead, because some rows do not count. ``chart`` is drawn from the
    rows of the table, in their order.
    """

    key: str
    title: str
    lead: str
    dimensions: tuple[Dimension, ...]
    metrics: tuple[Metric, ...]
    columns: tuple[Column, ...]
    default_sort: str = "-revenue"
    lists_all: bool = False
    attributed_only: bool = True
    no_total: tuple[Metric, ...] = ()
    chart: Chart | None = None
    add_labels: Callable[[Row, Any], Mapping[str, Any]] = field(default=lambda row, labels: {})

    @property
    def sort_keys(self) -> set[str]:
        """What ``sort`` may name."""
        return {c.key for c in self.columns if c.sorts} | {m.key for m in self.metrics}
