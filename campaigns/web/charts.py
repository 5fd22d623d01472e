"""Charts on pages: the specification, the words, the table twin and where each mark leads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from campaigns.metrics.dimensions import ATTRIBUTION
from campaigns.reports.charts.parts import Chart, Key, Opener
from campaigns.reports.charts.spec import write_spec
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, MetricColumn, Report, Row
from campaigns.reports.selection import Selection
from campaigns.reports.tables import ResultTable
from campaigns.web.bundle import find_bundle
from campaigns.web.links import CARRIED, narrow_query, open_row

MOST_MARKS = 50
"""A longer page of a table is drawn by its first rows."""
DAYS = ("date_after", "date_before")


@dataclass(frozen=True)
class Figure:
    """Everything the template needs of a chart; ``twin`` is None where the page's own table is the twin."""

    chart: Chart
    spec: dict[str, Any]
    legend: list[Key]
    summary: str
    csv: str
    twin: ResultTable | None
    bundle: str

    @property
    def height(self) -> int:
        """Pixels to keep free."""
        return self.spec["height"] + self.chart.frame


def draw_figure(
    chart: Chart,
    rows: Sequence[Row],
    columns: Iterable[Column],
    open_mark: Opener,
    csv: str,
    twin: ResultTable | None = None,
) -> Figure | None:
    """A chart of rows; None when it would be empty, or when a metric it needs has no meaning under the filter."""
    meant = {c.key for c in columns if not (isinstance(c, MetricColumn) and c.why_empty)}
    marks = chart.mark(rows, open_mark) if meant.issuperset(m.key for m in chart.metrics) else []
    if not marks:
        return None
    spec, legend = write_spec(chart, marks), chart.legend(marks)
    return Figure(chart, spec, legend, chart.summarise(marks), csv, twin, find_bundle())


def open_narrowed(request: HttpRequest, chart: Chart, report: Report, labels: Labels) -> Opener:
    """Marks of a report open the chart's other report, narrowed down to the row, under the page's filters."""
    if ATTRIBUTION in report.dimensions:
        return lambda row: open_row(report, dict(row))
    page, kept = reverse("report", args=[chart.opens]), keep_filters(request.GET)
    return lambda row: narrow(page, kept, narrow_query(report.dimensions, row["_ids"], labels))


def open_period(request: HttpRequest, page: str, selection: Selection) -> Opener:
    """Marks of periods open a page within their days, as far as these are in the filter."""
    kept = keep_filters(request.GET)

    def open_days(row: Row) -> str:
        first, last = row["_days"]
        days = max(first, selection.after or first), min(last, selection.before or last)
        return narrow(page, kept, dict(zip(DAYS, map(str, days), strict=True)))

    return open_days


def keep_filters(params: QueryDict) -> list[tuple[str, str]]:
    """The filters that mean the same on every report; search and ROAS bounds choose among the rows of one."""
    return [(key, value) for key, values in params.lists() if key in CARRIED for value in values if value]


def narrow(page: str, kept: Iterable[tuple[str, str]], extra: Mapping[str, str]) -> str:
    """A page's address with filters, those of ``extra`` in place of what is kept of the same dimension."""
    replaced = {key.partition("__")[0] for key in extra}
    rest = [(key, value) for key, value in kept if key.partition("__")[0] not in replaced]
    return f"{page}?{urlencode([*rest, *extra.items()])}"


def export_address(request: HttpRequest) -> str:
    """The whole filtered table behind a report's chart, as CSV."""
    query = request.GET.copy()
    for key in ("page", "per_page"):
        query.pop(key, None)
    query["_export"] = "csv"
    return f"{request.path}?{query.urlencode()}"
