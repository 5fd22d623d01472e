"""Results as django-tables2 tables, sorted by link, with a totals row. The only module that knows the library."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from html import escape
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django_tables2.data import TableData

from campaigns.metrics.catalog import ROAS
from campaigns.reports.charts.verdicts import REVENUE_BREAK_EVEN
from campaigns.reports.parts import Column, MetricColumn, Row
from campaigns.reports.payback import draw_payback

Opener = Callable[[Row, str], str]
"""Gives the address that a cell opens, or empty text: by row and column key."""
SortLink = Callable[[str], str]
"""Gives the address of the same page in another order."""
Ident = Callable[[Row], str]
"""Gives what a row is picked by."""


class SortedData(TableData):
    """Rows that are in their order already: the query or the result has sorted them, with empty values last."""

    def __len__(self) -> int:
        return len(self.data)

    def order_by(self, aliases: Iterable[str]) -> None:
        """Nothing is left to sort; the table only marks the column."""


class ResultColumn(tables.Column):
    """A column that shows what its declaration says."""

    def __init__(self, column: Column, opener: Opener, break_even: float) -> None:
        self.classes = f"{'num' if column.is_number else 'text'} col-{column.key}"
        super().__init__(verbose_name=column.label, accessor=column.key, orderable=column.sorts, empty_values=())
        self.declared, self._opener, self._break_even = column, opener, break_even

    def render(self, record: Row) -> SafeString:
        """What stands in the cell: text, a link, or what a ROAS is drawn as."""
        return mark_safe(self.write(record))

    def write(self, row: Row) -> str:
        """The same as HTML, without the library's detours: a page has hundreds of cells."""
        declared = self.declared
        text, exact = escape(declared.show(row)), escape(declared.exact(row))
        if address := self._opener(row, declared.key):
            hover = f' title="{exact}"' if exact else ""
            return f'<a href="{escape(address)}"{hover}>{text}</a>'
        if declared.key == ROAS.key and row.get(ROAS.key) is not None:
            return draw_payback(row, text, exact, self._break_even)
        return f'<span title="{exact}">{text}</span>' if exact else text

    def write_cell(self, row: Row) -> str:
        """The whole cell."""
        return f'<td class="{self.classes}">{self.write(row)}</td>'

    def footer_of(self, totals: Row, is_first: bool) -> str:
        """The totals row's cell."""
        if self.declared.key in totals and self.declared.is_number:
            return self.declared.show(totals)
        return gettext("Total") if is_first else ""

    @property
    def first_order(self) -> str:
        """How a first click sorts: numbers from the largest."""
        return "-" if self.declared.is_number else ""


class ResultTable(tables.Table):
    """A page of rows under the declared columns. Heads lead to another order when ``sort_link`` says where, and rows
    can be ticked when ``ident`` says by what they are known."""

    class Meta:
        order_by_field = "sort"

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Row],
        totals: Row,
        sort: str,
        opener: Opener,
        break_even: float = REVENUE_BREAK_EVEN,
        *,
        sort_link: SortLink | None = None,
        ident: Ident | None = None,
    ) -> None:
        shown = [column for column in columns if column.on_screen]
        self.totals, self.sort = totals, sort
        self._sort_link, self._ident = sort_link, ident
        super().__init__(
            SortedData(rows),
            order_by=sort,
            extra_columns=[(c.key, ResultColumn(c, opener, break_even)) for c in shown],
        )

    @property
    def is_ticked(self) -> bool:
        """Whether rows can be ticked."""
        return self._ident is not None

    @property
    def headings(self) -> list[dict[str, Any]]:
        """What the template needs of each column: label, help, the next sort, and how it is sorted now."""
        return [_heading(bound.column, self.sort, self._sort_link) for bound in self.columns]

    @cached_property
    def body(self) -> SafeString:
        """All rows as HTML; everything that comes from a file is escaped. Made once: tables of pictures are kept."""
        first, *others = [bound.column for bound in self.columns]
        return mark_safe("\n".join(map(self._row_writer(first, others), self.data.data)))

    def _row_writer(self, first: ResultColumn, others: Sequence[ResultColumn]) -> Callable[[Row], str]:
        ident, choose = self._ident, gettext("Choose {row}")

        def write(row: Row) -> str:
            tick = _write_tick(ident(row), choose.format(row=first.declared.show(row))) if ident else ""
            cells = [column.write_cell(row) for column in others]
            return f'<tr><td class="{first.classes}">{tick}{first.write(row)}</td>{"".join(cells)}</tr>'

        return write

    @property
    def footers(self) -> list[dict[str, str]]:
        """The totals row."""
        return [
            {
                "text": bound.column.footer_of(self.totals, place == 0),
                "exact": bound.column.declared.exact(self.totals),
                "classes": bound.column.classes,
            }
            for place, bound in enumerate(self.columns)
        ]


def _write_tick(ident: str, label: str) -> str:
    return (
        f'<input type="checkbox" class="tick" form="chosen" name="id" value="{escape(ident)}" '
        f'aria-label="{escape(label)}">'
    )


def _heading(column: ResultColumn, sort: str, sort_link: SortLink | None) -> dict[str, Any]:
    declared, bare = column.declared, sort.removeprefix("-")
    is_current = declared.key == bare
    following = ("" if sort.startswith("-") else "-") if is_current else column.first_order
    return {
        "label": gettext(declared.label),
        "help": declared.told,
        "classes": column.classes,
        "address": sort_link(f"{following}{declared.key}") if declared.sorts and sort_link else "",
        "aria_sort": ("descending" if sort.startswith("-") else "ascending") if is_current else "",
        "why_empty": declared.why_empty if isinstance(declared, MetricColumn) else "",
        "is_allocated": isinstance(declared, MetricColumn) and declared.is_allocated,
    }
