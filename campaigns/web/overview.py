"""The first page: what pays back and what does not."""

from abc import ABC, abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from django.views import View

from campaigns.metrics.catalog import ROAS
from campaigns.metrics.dimensions import why_empty
from campaigns.models import ImportRun
from campaigns.reports.catalog import CAMPAIGNS, PERSONAS, PLATFORMS
from campaigns.reports.changes import read_change
from campaigns.reports.filters import Bounds, ReportFilter
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Report
from campaigns.reports.periods import read_data_days, without_bounds
from campaigns.reports.rankings import Ranked, Ranking, rank
from campaigns.reports.reading import BadParameters, read_selection
from campaigns.reports.results import Result
from campaigns.roles import SEE_IMPORTS
from campaigns.web.access import may
from campaigns.web.exports import send_csv
from campaigns.web.figures import build_key_figures
from campaigns.web.filterbar import build_filter_bar
from campaigns.web.links import write_bound
from campaigns.web.pictures import Pictures
from campaigns.web.rankings import RankedList, list_ranked
from campaigns.web.views import is_portal_empty, refuse

BEST = 6


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
            "why_no_roas": why_empty(ROAS, self.selection.emptying),
        }
        context |= {"is_portal_empty": True} if is_portal_empty() else self.context()
        return render(request, self.template, context)

    def rank(self, report: Report) -> Ranking:
        """A report under the page's filter, ranked."""
        return rank(report, self.selection, self.labels)

    @abstractmethod
    def context(self) -> dict[str, Any]:
        """What the template draws."""


class OverviewView(InsightView):
    """Five figures and their course, pictures and lists of what pays back, and what needs attention."""

    template = "campaigns/overview.html"
    title = _("Overview")

    def context(self) -> dict[str, Any]:
        by_campaign, by_platform, by_persona = map(self.rank, (CAMPAIGNS, PLATFORMS, PERSONAS))
        poor = by_campaign.poor(self.selection.break_even)
        pictures = Pictures(self.request, self.selection, self.labels)
        days = read_data_days(self.labels, timezone.localdate())
        change = read_change(without_bounds(self.selection), self.labels, days)
        return {
            "figures": build_key_figures(pictures.periods, change),
            "over_time": pictures.over_time(),
            "step": pictures.periods.step,
            "pictures": [figure for figure in (pictures.campaigns(by_campaign.result), pictures.kinds()) if figure],
            "top": self._list(by_campaign, by_campaign.top(BEST)),
            "poor": self._list(by_campaign, by_campaign.explained(poor[:BEST])),
            "poor_count": len(poor),
            "break_even": write_bound(self.selection.break_even),
            "platforms": self._list(by_platform, by_platform.top(BEST)),
            "personas": self._list(by_persona, by_persona.top(BEST)),
            "hidden_payout": pictures.periods.result.hidden_payout,
            "last_run": self._find_last_run(),
            "last_day": days[1] if days else None,
        }

    def _find_last_run(self) -> ImportRun | None:
        runs = ImportRun.objects.select_related("user")
        return runs.first() if may(self.request.user, SEE_IMPORTS) else None

    def _list(self, ranking: Ranking, rows: list[Ranked]) -> RankedList:
        return list_ranked(self.request, ranking, rows, self.selection.break_even, is_short=True)


class PictureExport(View):
    """The rows of one of the first page's pictures as CSV: ``/overview/over-time.csv``."""

    def get(self, request: HttpRequest, picture: str) -> HttpResponseBase:
        """The file, 404 for a picture that is not there, or 400 with a sentence."""
        try:
            selection = read_selection(request.GET, ReportFilter)
        except BadParameters as problem:
            return refuse(request, problem)
        columns, rows = Pictures(request, selection, Labels()).table(picture)
        return send_csv(request, picture, Result(list(columns), rows, {}))
