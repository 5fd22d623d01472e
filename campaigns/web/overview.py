"""The first page and the insights: what pays back, what does not, and who they are."""

from abc import ABC, abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from campaigns.metrics.catalog import KEY_FIGURES, ORDERS, PAYOUT, REVENUE, ROAS
from campaigns.models import ImportRun, TrackingEvent
from campaigns.reports.catalog import CAMPAIGNS, INFLUENCERS, MONTHS, PERSONAS, PLATFORMS
from campaigns.reports.charts import draw_months
from campaigns.reports.filters import Bounds, RatioFilter, ReportFilter
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, Report, Row
from campaigns.reports.results import Result, run_report
from campaigns.reports.selection import BadParameters, read_selection
from campaigns.reports.tables import ResultTable
from campaigns.web.filterbar import build_filter_bar
from campaigns.web.links import carry_filters, open_row, write_bound
from campaigns.web.views import is_portal_empty, refuse

BEST = 6
LISTED = 15
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
            "filterbar": build_filter_bar(request, self.labels, self.selection),
            "is_filtered": self.selection.is_filtered,
            "title": self.title,
        }
        context |= {"is_portal_empty": True} if is_portal_empty() else self.context()
        return render(request, self.template, context)

    def run(self, report: Report) -> Result:
        """A report under the page's filter."""
        return run_report(report, self.selection, self.labels)

    def short_table(
        self, report: Report, result: Result, rows: list[Row], sort: str, more: tuple[str, ...] = ()
    ) -> ResultTable:
        """A few rows with the columns that matter most. Without totals: these rows are not all there are."""
        key = report.columns[0].key
        declared = {c.key: c for c in result.columns}
        columns: list[Column] = [declared[name] for name in (key, *more, *SHORT)]
        opener = carry_filters(lambda row, name: open_row(report, row) if name == key else "", self.request.GET)
        return ResultTable(columns, rows, {}, sort, opener, self.selection.break_even)

    @abstractmethod
    def context(self) -> dict[str, Any]:
        """What the template draws."""


class OverviewView(InsightView):
    """Five figures, the months, the best and worst campaigns, platforms and personas."""

    template = "campaigns/overview.html"
    title = "Overview"

    def context(self) -> dict[str, Any]:
        campaigns, months, platforms, personas = map(self.run, (CAMPAIGNS, MONTHS, PLATFORMS, PERSONAS))
        poor = find_poor(campaigns.rows, self.selection.break_even)
        return {
            "figures": _figures(months),
            "chart": draw_months(months.rows),
            "months": self.short_table(MONTHS, months, months.rows[:24], "-month"),
            "top": self.short_table(CAMPAIGNS, campaigns, find_top(campaigns.rows, BEST), "-roas"),
            "poor": self.short_table(CAMPAIGNS, campaigns, poor[:BEST], ""),
            "poor_count": len(poor),
            "break_even": write_bound(self.selection.break_even),
            "platforms": self.short_table(PLATFORMS, platforms, platforms.rows, "-revenue"),
            "personas": self.short_table(PERSONAS, personas, find_top(personas.rows, BEST), "-roas", ("gender",)),
            "hidden_payout": months.hidden_payout,
            "last_run": ImportRun.objects.select_related("user").first(),
            "last_day": TrackingEvent.objects.order_by("-date").values_list("date", flat=True).first(),
        }


def _figures(result: Result) -> list[dict[str, Any]]:
    """The key figures of a result, as cards."""
    columns = {c.key: c for c in result.columns}
    chosen = [columns[metric.key] for metric in KEY_FIGURES]
    return [{"column": c, "text": c.show(result.totals), "exact": c.exact(result.totals)} for c in chosen]


class InsightsView(InsightView):
    """Top and poor influencers, and personas."""

    template = "campaigns/insights.html"
    title = "Insights"
    filters = InsightFilter

    def context(self) -> dict[str, Any]:
        people, personas = self.run(INFLUENCERS), self.run(PERSONAS)
        threshold = self.selection.data["roas_below"]
        threshold = self.selection.break_even if threshold is None else threshold
        poor = find_poor(people.rows, threshold)
        more = ("platform", "category")
        return {
            "threshold": write_bound(threshold),
            "top_by_roas": self.short_table(INFLUENCERS, people, find_top(people.rows, LISTED), "-roas", more),
            "top_by_revenue": self.short_table(INFLUENCERS, people, _by_revenue(people.rows), "-revenue", more),
            "poor": self.short_table(INFLUENCERS, people, poor[:LISTED], "", more),
            "poor_count": len(poor),
            "poor_payout": sum(row[PAYOUT.key] for row in poor),
            "poor_query": _poor_query(self.request, threshold),
            "personas": self.short_table(PERSONAS, personas, find_top(personas.rows, LISTED), "-roas", ("gender",)),
            "hidden_payout": people.hidden_payout,
        }


def _by_revenue(rows: list[Row]) -> list[Row]:
    return sorted((row for row in rows if row[REVENUE.key] > 0), key=lambda row: -row[REVENUE.key])[:LISTED]


def _poor_query(request: HttpRequest, threshold: Any) -> str:
    """The influencers report with everybody up to the threshold."""
    query = request.GET.copy()
    query.pop("roas_below", None)
    query["roas_max"], query["sort"] = write_bound(threshold), "roas"
    return query.urlencode()
