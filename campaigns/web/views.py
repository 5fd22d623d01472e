"""The portal's pages. One view serves every report, one every list of facts; each reads its parameters the same way."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views import View

from campaigns.metrics.catalog import METRICS
from campaigns.metrics.dimensions import DIMENSIONS
from campaigns.metrics.margin import find_break_even, format_margin
from campaigns.models import NONE, Influencer, TrackingEvent
from campaigns.models.margin import read_margin
from campaigns.reports.catalog import REPORTS
from campaigns.reports.exports import stream_csv
from campaigns.reports.facts import FactList, FactPage
from campaigns.reports.filters import Bounds, PayoutRowFilter, PostRowFilter, ReportFilter, RowFilter
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Report
from campaigns.reports.payouts import PAYOUTS, list_payouts
from campaigns.reports.posts import POSTS, list_posts
from campaigns.reports.results import Result, run_report
from campaigns.reports.selection import BadParameters, Selection, read_selection
from campaigns.reports.tables import Opener, ResultTable
from campaigns.reports.tracking import TRACKING, list_tracking
from campaigns.web.filterbar import build_filter_bar
from campaigns.web.links import carry_filters, open_payout, open_person_or_campaign, open_row

PER_PAGE = 25


def refuse(request: HttpRequest, problem: BadParameters) -> HttpResponse:
    """The answer to parameters that cannot be read."""
    context = {"sentences": problem.sentences, "title": "This address cannot be read"}
    return render(request, "campaigns/bad_parameters.html", context, status=400)


def is_portal_empty() -> bool:
    """Whether nothing has been imported yet."""
    people = Influencer.objects.exclude(pk=NONE)
    return not (people.exists() or TrackingEvent.objects.exists())


class TableView(ABC, View):
    """A page with a filter bar, a table, its totals and its exports. Subclasses say where the rows come from."""

    page: Report | FactPage
    filters: type[Bounds] = ReportFilter

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The page, its export, or 400 with a sentence."""
        try:
            self.selection = read_selection(request.GET, self.filters, self.page.sort_keys)
        except BadParameters as problem:
            return refuse(request, problem)
        self.labels = Labels()
        result = self.run(self.selection, self.labels)
        if self.selection.data["_export"]:
            return self.export(result)
        return render(request, "campaigns/report.html", self.context(result))

    @abstractmethod
    def run(self, selection: Selection, labels: Labels) -> Result | FactList:
        """All rows, or what can be cut and walked like all rows."""

    @abstractmethod
    def open(self, row: dict[str, Any], key: str) -> str:
        """The address a cell opens."""

    def export(self, result: Result | FactList) -> StreamingHttpResponse:
        """The whole table as a file."""
        response = StreamingHttpResponse(stream_csv(result.columns, result), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.page.key}.csv"'
        return response

    def context(self, result: Result | FactList) -> dict[str, Any]:
        """What the template draws."""
        data = self.selection.data
        paginator = Paginator(result.rows, data["per_page"] or PER_PAGE)
        page = paginator.get_page(data["page"] or 1)
        sort = data["sort"] or self.page.default_sort
        table = build_table(result, page.object_list, sort, carry_filters(self.open, self.request.GET), self.selection)
        is_empty = not paginator.count
        return {
            "page_of": self.page,
            "title": self.page.title,
            "result": result,
            "table": table,
            "page": page,
            "filterbar": build_filter_bar(self.request, self.labels, self.selection),
            "is_filtered": self.selection.is_filtered,
            "is_portal_empty": is_empty and is_portal_empty(),
        }


def build_table(
    result: Result | FactList, rows: Sequence, sort: str, opener: Opener, selection: Selection
) -> ResultTable:
    """A table over some rows of a result."""
    return ResultTable(result.columns, rows, result.totals, sort, opener, selection.break_even)


class ReportView(TableView):
    """Any report of the catalog."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = REPORTS[kwargs["report"]]
        self._first = self.page.columns[0].key

    def run(self, selection: Selection, labels: Labels) -> Result:
        return run_report(self.page, selection, labels)

    def open(self, row: dict[str, Any], key: str) -> str:
        return open_row(self.page, row) if key == self._first else ""


class PostsView(TableView):
    """All posts."""

    page = POSTS
    filters = PostRowFilter
    open = staticmethod(open_person_or_campaign)

    def run(self, selection: Selection, labels: Labels) -> FactList:
        return list_posts(selection, labels)


class TrackingView(TableView):
    """All tracking rows."""

    page = TRACKING
    filters = RowFilter
    open = staticmethod(open_person_or_campaign)

    def run(self, selection: Selection, labels: Labels) -> FactList:
        return list_tracking(selection, labels)


class PayoutsView(TableView):
    """All payouts."""

    page = PAYOUTS
    filters = PayoutRowFilter
    open = staticmethod(open_payout)

    def run(self, selection: Selection, labels: Labels) -> Result:
        return list_payouts(selection, labels)


def show_metrics(request: HttpRequest) -> HttpResponse:
    """Every metric with its formula, and the rules that numbers rest on."""
    margin = read_margin()
    context = {
        "title": "Metrics",
        "metrics": METRICS,
        "dimensions": DIMENSIONS,
        "margin": format_margin(margin) if margin else "",
        "break_even": find_break_even(margin),
    }
    return render(request, "campaigns/metrics.html", context)
