"""The first page: what pays back and what does not."""

from abc import ABC, abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from campaigns.metrics.catalog import KEY_FIGURES, ORDERS, PAYOUT, REVENUE, ROAS
from campaigns.models import ImportRun, TrackingEvent
from campaigns.reports.catalog import CAMPAIGNS, MONTHS, PERSONAS, PLATFORMS
from campaigns.reports.charts import draw_months
from campaigns.reports.filters import Bounds, ReportFilter
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, Report, Row
from campaigns.reports.rankings import Ranked, Ranking
from campaigns.reports.results import Result, run_report
from campaigns.reports.selection import BadParameters, read_selection
from campaigns.reports.tables import ResultTable
from campaigns.web.filterbar import build_filter_bar
from campaigns.web.links import open_row
from campaigns.web.rankings import BREAK_EVEN, RankedList, list_ranked
from campaigns.web.views import is_portal_empty, refuse

BEST = 6
SHORT = (ROAS.key, REVENUE.key, PAYOUT.key, ORDERS.key)


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
    """Five figures, the months, the best and worst campaigns, platforms and personas."""

    template = "campaigns/overview.html"
    title = "Overview"

    def context(self) -> dict[str, Any]:
        campaigns, months, platforms, personas = map(self.run, (CAMPAIGNS, MONTHS, PLATFORMS, PERSONAS))
        by_campaign = Ranking(CAMPAIGNS, self.selection, self.labels, campaigns)
        by_platform = Ranking(PLATFORMS, self.selection, self.labels, platforms)
        by_persona = Ranking(PERSONAS, self.selection, self.labels, personas)
        poor = by_campaign.poor(BREAK_EVEN)
        return {
            "figures": _figures(months),
            "chart": draw_months(months.rows),
            "months": short_table(MONTHS, months, months.rows[:24], "-month"),
            "top": self._list(by_campaign, by_campaign.top(BEST)),
            "poor": self._list(by_campaign, by_campaign.explained(poor[:BEST])),
            "poor_count": len(poor),
            "platforms": self._list(by_platform, by_platform.top(BEST)),
            "personas": self._list(by_persona, by_persona.top(BEST)),
            "hidden_payout": months.hidden_payout,
            "last_run": ImportRun.objects.select_related("user").first(),
            "last_day": TrackingEvent.objects.order_by("-date").values_list("date", flat=True).first(),
        }

    def _list(self, ranking: Ranking, rows: list[Ranked]) -> RankedList:
        return list_ranked(self.request, ranking, rows, is_short=True)


def _figures(result: Result) -> list[dict[str, Any]]:
    """The key figures of a result, as cards."""
    columns = {c.key: c for c in result.columns}
    chosen = [columns[metric.key] for metric in KEY_FIGURES]
    return [{"column": c, "text": c.show(result.totals), "exact": c.exact(result.totals)} for c in chosen]
