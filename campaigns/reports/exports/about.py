"""What a workbook's second sheet says: which page and filters, when and for whom, and what each column means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from campaigns.formats import format_amount
from campaigns.reports.fact_pages import FactPage
from campaigns.reports.facts import FactList
from campaigns.reports.labels import name_scope
from campaigns.reports.parts import Column, DateColumn, KeyColumn, MetricColumn, NumberColumn, Report
from campaigns.reports.results import Result
from campaigns.reports.selection import Selection

Lines = Iterator[Sequence[str]]
UNITS = {"count": "number", "money": "", "times": "ratio", "share": "share (0.12 is 12 %)"}
"""Units by key; that of money is the currency."""


@dataclass(frozen=True, kw_only=True)
class About:
    """``filters`` and ``order`` are in words, ``notes`` pairs of a label and a text."""

    title: str
    lead: str
    filters: Sequence[str]
    order: str
    who: str
    when: datetime
    notes: Sequence[tuple[str, str]]
    columns: Sequence[Column]

    def lines(self, rows: int) -> Lines:
        """Label and text, line by line."""
        yield "Page", self.title
        yield "Question", self.lead
        yield "Filters", "; ".join(self.filters) or "none: all rows"
        yield "Order", self.order
        yield "Rows", str(rows)
        yield "Exported", f"{timezone.localtime(self.when):%Y-%m-%d %H:%M} ({settings.TIME_ZONE})"
        yield "Exported by", self.who
        yield from self.notes

    def definitions(self) -> Lines:
        """The columns' header, label, meaning, formula and unit."""
        for column in self.columns:
            formula = column.metric.formula if isinstance(column, MetricColumn) else ""
            yield column.key, column.label, _explain(column), formula, _name_unit(column)


def describe(
    page: Report | FactPage, listed: Result | FactList, selection: Selection, words: Sequence[str], who: str
) -> About:
    """About a list as it is now; ``words`` are its filters as people read them."""
    return About(
        title=page.title,
        lead=page.lead,
        filters=words,
        order=_say_order(listed.columns, selection.data["sort"] or page.default_sort),
        who=who,
        when=timezone.now(),
        notes=_list_notes(listed),
        columns=listed.columns,
    )


def _say_order(columns: Sequence[Column], sort: str) -> str:
    label = next(column.label for column in columns if column.key == sort.removeprefix("-"))
    return f"by {label}, {'falling' if sort.startswith('-') else 'rising'}; empty values last"


def _list_notes(listed: Result | FactList) -> list[tuple[str, str]]:
    brands = name_scope()
    limit = [] if brands is None else [("Only rows of", f"{', '.join(brands)}: the brands that this account sees")]
    if isinstance(listed, FactList):
        return [*limit, *(("Note", text) for text in (listed.note, listed.reason) if text)]
    hidden = listed.hidden_payout
    return [*limit, *([("Payout left out by the filters", format_amount(hidden))] if hidden else [])]


def _explain(column: Column) -> str:
    if isinstance(column, KeyColumn):
        return "By it a row is found again when this file is imported."
    if not isinstance(column, MetricColumn):
        return column.help
    marks = ["Rests on payouts spread over orders." if column.is_allocated else ""]
    marks += [f"Empty here: {column.why_empty}" if column.why_empty else ""]
    return " ".join(filter(None, [column.metric.help, *marks]))


def _name_unit(column: Column) -> str:
    if isinstance(column, NumberColumn):
        return UNITS[column.unit.key] or settings.CURRENCY
    return "day" if isinstance(column, DateColumn) else "text"
