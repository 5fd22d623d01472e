"""The pictures of the first page with their table twins and their files."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from campaigns.metrics.catalog import ORDERS, PAYOUT, POST_COUNT, REVENUE, ROAS
from campaigns.reports.answers import POINTERS, keep
from campaigns.reports.catalog import CAMPAIGNS
from campaigns.reports.labels import Labels
from campaigns.reports.overview import BREAK_EVEN_CAMPAIGNS, KINDS, OVER_TIME, find_largest
from campaigns.reports.parts import Column, Report, Row
from campaigns.reports.periods import Periods, read_periods, without_bounds
from campaigns.reports.results import Result, run_report
from campaigns.reports.selection import Selection
from campaigns.reports.subjects import Subject
from campaigns.reports.tables import Opener as CellOpener
from campaigns.reports.tables import ResultTable
from campaigns.web.charts import Figure, draw_figure, open_narrowed, open_period
from campaigns.web.links import carry_query, open_row

WORTH = 100
"""A picture with its twin takes the memory of so many rows."""
SHOWN = (ROAS.key, REVENUE.key, PAYOUT.key, ORDERS.key)


class Pictures:
    """What is drawn under one request's filter. Each picture's rows are read once and only when asked for.

    Narrowed down to one ``subject``, whose parameters are ``here``, on its detail page.
    """

    def __init__(
        self,
        request: HttpRequest,
        selection: Selection,
        labels: Labels,
        subject: Subject | None = None,
        here: Mapping[str, str] | None = None,
    ) -> None:
        self.request, self.selection, self.labels = request, selection, labels
        self.subject, self.here = subject, here or {}

    @cached_property
    def periods(self) -> Periods:
        """The key figures over time."""
        selection = without_bounds(self.selection)
        if self.subject is None:
            return read_periods(selection, self.labels)
        return read_periods(selection, self.labels, self.subject.cells, self.subject.dimensions)

    def over_time(self) -> Figure | None:
        """Revenue, payout and posts by day, week or month."""
        return self._draw_once("over-time", self._draw_over_time)

    def campaigns(self, result: Result) -> Figure | None:
        """The campaigns that most was paid for around break-even."""
        return self._draw_once("campaigns", lambda: self._draw_campaigns(result))

    def kinds(self) -> Figure | None:
        """Personas by platform."""
        return self._draw_once("kinds", self._draw_kinds)

    def _draw_once(self, name: str, draw: Callable[[], Figure | None]) -> Figure | None:
        """The picture as it was drawn for the same address, language and version of the data, and its twin's body."""
        address, language = self.request.get_full_path(), get_language()
        key = ("picture", name, address, language, self.selection.key())
        return keep(self.labels.version, key, draw, lambda figure: WORTH * POINTERS)

    def _draw_over_time(self) -> Figure | None:
        page = self.request.path if self.subject else reverse("report", args=[OVER_TIME.opens])
        periods, opener = self.periods, open_period(self.request, page, self.selection)
        columns = choose(periods.columns, ("period", *SHOWN, POST_COUNT.key))
        opens, even = lambda row, key: opener(row) if key == "period" else "", self.selection.break_even
        twin = ResultTable(columns, periods.rows, {}, "period", opens, even)
        return draw_figure(OVER_TIME, periods.rows, periods.columns, opener, self._file(OVER_TIME.key), twin)

    def _draw_campaigns(self, result: Result) -> Figure | None:
        chart, rows = BREAK_EVEN_CAMPAIGNS.at(self.selection.break_even), find_largest(result.rows)
        opener = open_narrowed(self.request, chart, CAMPAIGNS, self.labels)
        columns, opens = choose(result.columns, ("campaign", *SHOWN)), first_opens(CAMPAIGNS)
        twin = ResultTable(columns, rows, {}, "-roas", opens, self.selection.break_even)
        return draw_figure(chart, rows, result.columns, opener, self._file(chart.key), twin)

    def _draw_kinds(self) -> Figure | None:
        result = run_report(KINDS, self.selection, self.labels)
        opener = open_narrowed(self.request, KINDS.chart, KINDS, self.labels)
        first = KINDS.columns[0].key
        opens, even = lambda row, key: opener(row) if key == first else "", self.selection.break_even
        twin = ResultTable(result.columns, result.rows, {}, first, opens, even)
        chart = KINDS.chart.at(self.selection.break_even)
        return draw_figure(chart, result.rows, result.columns, opener, self._file(chart.key), twin)

    def table(self, key: str) -> tuple[Sequence[Column], Sequence[Row]]:
        """A picture's columns and rows for a file; 404 for a key that is none."""
        if key == OVER_TIME.key:
            return self.periods.columns, self.periods.rows
        if key == BREAK_EVEN_CAMPAIGNS.key:
            result = run_report(CAMPAIGNS, self.selection, self.labels)
            return result.columns, find_largest(result.rows)
        if key == KINDS.chart.key:
            result = run_report(KINDS, self.selection, self.labels)
            return result.columns, result.rows
        raise Http404

    def _file(self, key: str) -> str:
        query = carry_query(self.request.GET, self.here) if self.here else self.request.GET.urlencode()
        return f"{reverse('picture', args=[key])}{'?' if query else ''}{query}"


def choose(columns: Sequence[Column], keys: Sequence[str]) -> list[Column]:
    """Some of the columns, in the order of the keys."""
    declared = {c.key: c for c in columns}
    return [declared[key] for key in keys]


def first_opens(report: Report) -> CellOpener:
    """Cells of the first column open the row."""
    first = report.columns[0].key
    return lambda row, key: open_row(report, row) if key == first else ""
