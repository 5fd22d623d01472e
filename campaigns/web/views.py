"""The portal's pages. One view serves every report, one every list of facts; each reads its parameters the same way."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext_noop as _
from django.views import View

from campaigns.jobs.exports import MOST_AT_ONCE
from campaigns.metrics.catalog import METRICS
from campaigns.metrics.dimensions import DIMENSIONS
from campaigns.metrics.margin import find_break_even, format_margin
from campaigns.models import NONE, Influencer, TrackingEvent
from campaigns.models.margin import read_margin
from campaigns.reports.compared import ComparedResult
from campaigns.reports.exports import count_rows
from campaigns.reports.fact_pages import FactPage
from campaigns.reports.facts import FactList
from campaigns.reports.labels import Labels
from campaigns.reports.pages import PAGES, TablePage
from campaigns.reports.parts import Report
from campaigns.reports.payout_checks import MISSING, SUMS, VERDICTS
from campaigns.reports.posts import POSTS
from campaigns.reports.reading import BadParameters, read_selection
from campaigns.reports.results import Result
from campaigns.reports.tracking import TRACKING
from campaigns.roles import find_export
from campaigns.sentences import speak_english
from campaigns.web.access import may
from campaigns.web.charts import MOST_MARKS, draw_figure, export_address, open_narrowed
from campaigns.web.exports import send_csv, send_workbook, start_workbook
from campaigns.web.filterbar import build_filter_bar
from campaigns.web.links import carry_filters, open_person_or_campaign, open_row
from campaigns.web.preferences import read_look
from campaigns.web.tables import Drawing

PER_PAGE = 25


def refuse(request: HttpRequest, problem: BadParameters) -> HttpResponse:
    """The answer to parameters that cannot be read."""
    context = {"sentences": problem.sentences, "title": _("This address cannot be read")}
    return render(request, "campaigns/bad_parameters.html", context, status=400)


def is_portal_empty() -> bool:
    """Whether nothing has been imported yet."""
    people = Influencer.objects.exclude(pk=NONE)
    return not (people.exists() or TrackingEvent.objects.exists())


class TableView(ABC, View):
    """A page with a filter bar, a table, its totals and its exports. Subclasses say which, and what its cells open."""

    page: Report | FactPage
    template = "campaigns/report.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page, its export, or 400 with a sentence."""
        return self._answer(request, self._show)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Has a workbook of any size written by a job."""
        return self._answer(request, self._start)

    def _answer(
        self, request: HttpRequest, answer: Callable[[Result | FactList], HttpResponseBase]
    ) -> HttpResponseBase:
        try:
            self.selection = read_selection(request.GET, self.entry.filters, self.entry.sort_keys)
            given, is_cut = self.selection.data["columns"], bool(self.selection.cuts)
            self.look = read_look(request, self.page, given, is_cut=is_cut)
            self.labels = Labels()
            with speak_english() if self.selection.data["_export"] else nullcontext():
                result = self.entry.find(self.selection, self.labels)
        except BadParameters as problem:
            return refuse(request, problem)
        return answer(result)

    @property
    def entry(self) -> TablePage:
        """Where the rows come from."""
        return PAGES[self.page.key]

    @abstractmethod
    def open(self, row: dict[str, Any], key: str) -> str:
        """The address a cell opens."""

    def _show(self, result: Result | FactList) -> HttpResponseBase:
        kind = self.selection.data["_export"]
        if kind == "csv":
            return send_csv(self.request, self.page.key, result)
        if kind == "xlsx":
            return send_workbook(self.request, self.entry, result, self.selection, self._filter_words(result))
        return render(self.request, self.template, self.context(result))

    def _start(self, result: Result | FactList) -> HttpResponseBase:
        if self.selection.data["_export"] != "xlsx":
            return HttpResponseNotAllowed(["GET"])
        return start_workbook(self.request, self.entry, count_rows(result), self._filter_words(result))

    def _filter_words(self, result: Result | FactList) -> list[str]:
        with speak_english():
            compared = [result.note] if isinstance(result, ComparedResult) else []
            chips = build_filter_bar(self.request, self.labels, self.selection).chips
            return [*(chip.words for chip in chips), *compared]

    def context(self, result: Result | FactList) -> dict[str, Any]:
        """What the template draws."""
        data = self.selection.data
        paginator = Paginator(result.rows, data["per_page"] or PER_PAGE)
        page = paginator.get_page(data["page"] or 1)
        drawing = Drawing(
            entry=self.entry, params=self.request.GET, look=self.look, break_even=self.selection.break_even
        )
        opener = carry_filters(self.open, self.request.GET)
        is_empty = not paginator.count
        return {
            "page_of": self.page,
            "title": self.page.title,
            "result": result,
            "table": drawing.draw(result, page.object_list, opener),
            "tools": drawing.describe(result),
            "is_large": paginator.count > MOST_AT_ONCE,
            "may_export": may(self.request.user, find_export(self.page.key)),
            "page": page,
            "filterbar": build_filter_bar(self.request, self.labels, self.selection),
            "is_filtered": self.selection.is_filtered,
            "is_portal_empty": is_empty and is_portal_empty(),
        }


class ReportView(TableView):
    """Any report of the catalog."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = PAGES[kwargs["report"]].page
        self._first = self.page.columns[0].key

    def open(self, row: dict[str, Any], key: str) -> str:
        return open_row(self.page, row) if key == self._first else ""

    def context(self, result: Result | FactList) -> dict[str, Any]:
        context, chart = super().context(result), self.page.chart
        if chart is not None:
            rows = list(context["page"].object_list)[:MOST_MARKS]
            opener = open_narrowed(self.request, chart, self.page, self.labels)
            chart = chart.at(self.selection.break_even)
            context["figure"] = draw_figure(chart, rows, result.columns, opener, export_address(self.request))
        return context


class PostsView(TableView):
    """All posts."""

    page = POSTS
    open = staticmethod(open_person_or_campaign)


class TrackingView(TableView):
    """All tracking rows."""

    page = TRACKING
    open = staticmethod(open_person_or_campaign)


def show_metrics(request: HttpRequest) -> HttpResponse:
    """Every metric with its formula, and the rules that numbers rest on."""
    margin = read_margin()
    context = {
        "title": _("Metrics"),
        "metrics": METRICS,
        "dimensions": DIMENSIONS,
        "margin": format_margin(margin) if margin else "",
        "verdicts": (*VERDICTS, MISSING),
        "sums": SUMS,
        "break_even": find_break_even(margin),
    }
    return render(request, "campaigns/metrics.html", context)
