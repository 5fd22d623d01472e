"""Results as django-tables2 tables, sorted by link, with a totals row. The only module that knows the library."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.data import TableData
from django_tables2.utils import AttributeDict

from campaigns.metrics.catalog import ROAS
from campaigns.reports.parts import Column, MetricColumn, Row

Opener = Callable[[Row, str], str]
"""Gives the address that a cell opens, or empty text: by row and column key."""


class SortedData(TableData):
    """Rows that are in their order already: the query or the result has sorted them, with empty values last."""

    def __len__(self) -> int:
        return len(self.data)

    def order_by(self, aliases: Iterable[str]) -> None:
        """Nothing is left to sort; the table only marks the column."""


class ResultColumn(tables.Column):
    """A column that shows what its declaration says."""

    def __init__(self, column: Column, opener: Opener, break_even: float) -> None:
        classes = "num" if column.is_number else "text"
        cells = {"class": f"{classes} col-{column.key}"}
        super().__init__(
            verbose_name=column.label,
            accessor=column.key,
            orderable=column.sorts,
            empty_values=(),
            attrs={"td": cells, "th": cells, "tf": cells},
        )
        self.declared, self._opener, self._break_even = column, opener, break_even

    def render(self, record: Row) -> str | SafeString:
        text, exact = self.declared.show(record), self.declared.exact(record)
        if address := self._opener(record, self.declared.key):
            hover = format_html(' title="{}"', exact) if exact else ""
            return format_html('<a href="{}"{}>{}</a>', address, hover, text)
        if self.declared.key == ROAS.key and is_below(record[ROAS.key], self._break_even):
            return format_html('<span class="below" title="{}: cost more than it brought">▾ {}</span>', exact, text)
        return format_html('<span title="{}">{}</span>', exact, text) if exact else text

    def footer_of(self, totals: Row, is_first: bool) -> str:
        """The totals row's cell."""
        if self.declared.key in totals and self.declared.is_number:
            return self.declared.show(totals)
        return "Total" if is_first else ""

    @property
    def first_order(self) -> str:
        """How a first click sorts: numbers from the largest."""
        return "-" if self.declared.is_number else ""


def is_below(roas: float | None, break_even: float) -> bool:
    """Whether less came back than was paid."""
    return roas is not None and roas < break_even


class ResultTable(tables.Table):
    """A page of rows under the declared columns."""

    class Meta:
        attrs = {"class": "table table-sm table-hover result"}
        order_by_field = "sort"

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Row],
        totals: Row,
        sort: str,
        opener: Opener,
        break_even: float = 1.0,
    ) -> None:
        shown = [column for column in columns if column.on_screen]
        self.totals, self.sort = totals, sort
        super().__init__(
            SortedData(rows),
            order_by=sort,
            extra_columns=[(c.key, ResultColumn(c, opener, break_even)) for c in shown],
        )

    @property
    def headings(self) -> list[AttributeDict]:
        """What the template needs of each column: label, help, the next sort, and how it is sorted now."""
        return [AttributeDict(_heading(bound.column, self.sort)) for bound in self.columns]

    @property
    def footers(self) -> list[AttributeDict]:
        """The totals row."""
        columns = [bound.column for bound in self.columns]
        return [
            AttributeDict(
                {
                    "text": column.footer_of(self.totals, place == 0),
                    "exact": column.declared.exact(self.totals),
                    "classes": column.attrs["tf"]["class"],
                }
            )
            for place, column in enumerate(columns)
        ]


def _heading(column: ResultColumn, sort: str) -> dict[str, Any]:
    declared, bare = column.declared, sort.removeprefix("-")
    is_current = declared.key == bare
    following = ("" if sort.startswith("-") else "-") if is_current else column.first_order
    return {
        "label": declared.label,
        "help": declared.help,
        "classes": column.attrs["th"]["class"],
        "next_sort": f"{following}{declared.key}" if declared.sorts else "",
        "aria_sort": ("descending" if sort.startswith("-") else "ascending") if is_current else "",
        "why_empty": declared.why_empty if isinstance(declared, MetricColumn) else "",
        "is_allocated": isinstance(declared, MetricColumn) and declared.is_allocated,
    }
