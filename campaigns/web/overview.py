"""The first page and the insights: what pays back, what does not, and who they are."""

from abc import ABC, abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from campaigns.metrics.catalog import ORDERS, PAYOUT, REVENUE, ROAS
from campaigns.models import ImportRun
from campaigns.reports.catalog import CAMPAIGNS, INFLUENCERS, PERSONAS
from campaigns.reports.changes import read_change
from campaigns.reports.exports import stream_csv
from campaigns.reports.filters import Bounds, RatioFilter, ReportFilter
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, Report, Row
from campaigns.reports.periods import read_data_days, without_bounds
from campaigns.reports.results import Result, run_report
from campaigns.reports.selection import BadParameters, read_selection
from campaigns.reports.tables import ResultTable
from campaigns.web.figures import build_key_figures
from campaigns.web.filterbar import build_filter_bar
from campaigns.web.links import open_row
from campaigns.web.pictures import Pictures
from campaigns.web.views import is_portal_empty, refuse

BEST = 6
LISTED = 15
BREAK_EVEN = 1
"""Below this ROAS revenue does not cover the payout; what "poor" means unless the page says otherwise."""
SHORT = (ROAS.key, REVENUE.key, PAYOUT.key, ORDERS.key)


class InsightFilter(ReportFilter):
    """The insights have a threshold for "poor"."""

    roas_below = RatioFilter(label="Poor below ROAS", max_digits=12, min_value=0)


def find_top(rows: list[Row], count: int) -> list[Row]:
    """The rows with the highest ROAS among those that sold something and were paid."""
    ranked = [row for row in rows if row[ROAS.key] is not None and row[ORDERS.key] > 0]
    return sorted(ranked, key=lambda row: (-row[ROAS.key], -row[REVENUE.key]))[:count]


def find_poor(rows: list[Row], threshold: float) -> list[Row]:
    """Rows that were paid and stay below the ROAS, the largest loss first; those who sold nothing are among them."""
    poor = [row for row in rows if row[PAYOUT.key] > 0 and row[ROAS.key] is not None and row[ROAS.key] < threshold]
    return sorted(poor, key=lambda row: (row[REVENUE.key] - row[PAYOUT.key], row[ROAS.key]))


def short_table(report: Report, result: Result, rows: list[Row], sort: str, more: tuple[str, ...] = ()) -> ResultTable:
    """A few rows with the columns that matter most. Without totals: these rows are not all there are."""
    first = report.columns[0].key
    declared = {c.key: c for c in result.columns}
    columns: list[Column] = [declared[key] for key in (first, *more, *SHORT)]
    return ResultTable(columns, rows, {}, sort, lambda row, key: open_row(report, row) if key == first else "")


class InsightView(ABC, View):
    """What the overview and the insights page share: parameters, results, and the empty state."""

    template = ""
    title = ""
    filters: type[Bounds] = ReportFilter

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page, or 400 with a sentence."""
        try:
            self.selection = read_selection(request.GET, self.filters)
        except BadParameters as problem:
            return refuse(request, problem)
        self.labels = Labels()
        context = {
            "filterbar": build_filter_bar(request, self.labels),
            "is_filtered": self.selection.is_filtered,
            "title": self.title,
        }
        context |= {"is_portal_empty": True} if is_portal_empty() else self.context()
        return render(request, self.template, context)

    def run(self, report: Report) -> Result:
        """A report under the page's filter."""
        return run_report(report, self.selection, self.labels)

    @abstractmethod
    def context(self) -> dict[str, Any]:
        """What the template draws."""


class OverviewView(InsightView):
    """Five figures and their course, pictures and lists of what pays back, and what needs attention."""

    template = "campaigns/overview.html"
    title = "Overview"

    def context(self) -> dict[str, Any]:
        campaigns, personas = self.run(CAMPAIGNS), self.run(PERSONAS)
        pictures = Pictures(self.request, self.selection, self.labels)
        poor = find_poor(campaigns.rows, BREAK_EVEN)
        days = read_data_days(self.labels, timezone.localdate())
        change = read_change(without_bounds(self.selection), self.labels, days)
        return {
            "figures": build_key_figures(pictures.periods, change),
            "over_time": pictures.over_time(),
            "step": pictures.periods.step,
            "pictures": [figure for figure in (pictures.campaigns(campaigns), pictures.kinds()) if figure],
            "top": short_table(CAMPAIGNS, campaigns, find_top(campaigns.rows, BEST), "-roas"),
            "poor": short_table(CAMPAIGNS, campaigns, poor[:BEST], ""),
            "poor_count": len(poor),
            "personas": short_table(PERSONAS, personas, find_top(personas.rows, BEST), "-roas", ("gender",)),
            "hidden_payout": pictures.periods.result.hidden_payout,
            "last_run": ImportRun.objects.select_related("user").first(),
            "last_day": days[1] if days else None,
        }


class PictureExport(View):
    """The rows of one of the first page's pictures as CSV: ``/overview/over-time.csv``."""

    def get(self, request: HttpRequest, picture: str) -> HttpResponse:
        """The file, 404 for a picture that is not there, or 400 with a sentence."""
        try:
            selection = read_selection(request.GET, ReportFilter)
        except BadParameters as problem:
            return refuse(request, problem)
        columns, rows = Pictures(request, selection, Labels()).table(picture)
        response = StreamingHttpResponse(stream_csv(columns, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{picture}.csv"'
        return response


class InsightsView(InsightView):
    """Top and poor influencers, and personas."""

    template = "campaigns/insights.html"
    title = "Insights"
    filters = InsightFilter

    def context(self) -> dict[str, Any]:
        people, personas = self.run(INFLUENCERS), self.run(PERSONAS)
        threshold = self.selection.data["roas_below"]
        threshold = BREAK_EVEN if threshold is None else threshold
        poor = find_poor(people.rows, threshold)
        more = ("platform", "category")
        return {
            "threshold": threshold,
            "top_by_roas": short_table(INFLUENCERS, people, find_top(people.rows, LISTED), "-roas", more),
            "top_by_revenue": short_table(INFLUENCERS, people, _by_revenue(people.rows), "-revenue", more),
            "poor": short_table(INFLUENCERS, people, poor[:LISTED], "", more),
            "poor_count": len(poor),
            "poor_payout": sum(row[PAYOUT.key] for row in poor),
            "poor_query": _poor_query(self.request, threshold),
            "personas": short_table(PERSONAS, personas, find_top(personas.rows, LISTED), "-roas", ("gender",)),
            "hidden_payout": people.hidden_payout,
        }


def _by_revenue(rows: list[Row]) -> list[Row]:
    return sorted((row for row in rows if row[REVENUE.key] > 0), key=lambda row: -row[REVENUE.key])[:LISTED]


def _poor_query(request: HttpRequest, threshold: Any) -> str:
    """The influencers report with everybody up to the threshold."""
    query = request.GET.copy()
    query.pop("roas_below", None)
    query["roas_max"], query["sort"] = str(threshold), "roas"
    return query.urlencode()
