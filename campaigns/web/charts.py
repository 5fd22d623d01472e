"""Charts on pages: the specification, the words, the table twin and where each mark leads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from campaigns.metrics.dimensions import ATTRIBUTION, DIMENSIONS
from campaigns.reports.charts.parts import Chart, Key, Opener
from campaigns.reports.charts.spec import write_spec
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, MetricColumn, Report, Row
from campaigns.reports.tables import ResultTable
from campaigns.web.bundle import find_bundle
from campaigns.web.links import narrow_query, open_row

MOST_MARKS = 50
"""A longer page of a table is drawn by its first rows."""
FRAME = 36
"""Pixels of axis and edges around the marks, kept free before the chart is drawn."""
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
        return self.spec["height"] + FRAME


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
    return lambda row: narrow(request.GET, chart.opens, narrow_query(report.dimensions, row["_ids"], labels))


def open_period(request: HttpRequest, chart: Chart) -> Opener:
    """Marks of periods open the same report within their days."""
    return lambda row: narrow(
        request.GET, chart.opens, {key: day.isoformat() for key, day in zip(DAYS, row["_days"], strict=True)}
    )


def narrow(params: QueryDict, report: str, extra: Mapping[str, str]) -> str:
    """A report's address with the filters of a page, those of ``extra`` in place of what the page says of the same."""
    kept = {*DAYS, *(f"{d.key}{form}" for d in DIMENSIONS for form in ("", "__not", "__empty"))}
    replaced = {f"{key.partition('__')[0]}{form}" for key in extra for form in ("", "__not", "__empty")}
    query = QueryDict(mutable=True)
    for key, values in params.lists():
        if key in kept and key not in replaced:
            query.setlist(key, [value for value in values if value])
    for key, value in extra.items():
        query[key] = value
    return f"{reverse('report', args=[report])}?{query.urlencode()}"


def export_address(request: HttpRequest) -> str:
    """The whole filtered table behind a report's chart, as CSV."""
    query = request.GET.copy()
    for key in ("page", "per_page"):
        query.pop(key, None)
    query["_export"] = "csv"
    return f"{request.path}?{query.urlencode()}"
