"""Ticked rows of a table: some of them side by side, the best value of each line marked, or just those as a file."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views import View

from campaigns.metrics.catalog import (
    COST_PER_1000_REACH,
    COST_PER_ORDER,
    PAYOUT,
    PAYOUT_SHARE,
    PEOPLE,
    POST_COUNT,
)
from campaigns.metrics.parts import Metric
from campaigns.reports.choice import arrange_columns
from campaigns.reports.fact_pages import FactPage
from campaigns.reports.facts import FactList
from campaigns.reports.filters import MOST_PER_PAGE
from campaigns.reports.labels import Labels
from campaigns.reports.pages import PAGES, TablePage
from campaigns.reports.parts import Column, MetricColumn, Report, Row
from campaigns.reports.reading import BadParameters, read_selection
from campaigns.reports.results import Result
from campaigns.reports.tables import ResultColumn
from campaigns.roles import find_export
from campaigns.sentences import speak_english
from campaigns.web.access import may
from campaigns.web.exports import send_csv, send_workbook
from campaigns.web.filterbar import build_filter_bar
from campaigns.web.links import carry_filters, open_row, read_ident
from campaigns.web.preferences import open_page
from campaigns.web.tables import find_ident, list_without, write_without
from campaigns.web.views import refuse

FEWEST, MOST = 2, 6
"""Rows that fit side by side."""
MOST_TICKED = MOST_PER_PAGE
"""Rows in a file of ticked ones: all of the longest page, which are sent as a form because no address holds them."""
LESS_IS_BETTER: frozenset[Metric] = frozenset({COST_PER_ORDER, PAYOUT_SHARE, COST_PER_1000_REACH})
NEITHER: frozenset[Metric] = frozenset({PAYOUT, POST_COUNT, PEOPLE})
"""More of it is neither good nor bad by itself."""
OWN = ("report", "id", "csrfmiddlewaretoken")


@dataclass(frozen=True)
class Cell:
    """A value of one row; ``is_best`` among its neighbours."""

    html: SafeString
    is_best: bool


@dataclass(frozen=True)
class Line:
    """One column of the report, as a line across the rows."""

    column: Column
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Head:
    """A row, now a column: its name, what it opens, and the page without it (empty when too few would be left)."""

    name: str
    address: str
    without: str


class CompareView(View):
    """``/compare/?report=campaigns&id=17&id=18``, with the filters of the page where the rows were ticked."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The page or the file; 404 for an unknown report, 400 with a sentence for rows that cannot be compared."""
        return self._read(request.GET)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """What the form above a table sends: the file, or where rows stand side by side."""
        return self._read(request.POST)

    def _read(self, given: QueryDict) -> HttpResponseBase:
        self.entry = PAGES.get(given.get("report", ""))
        if self.entry is None:
            raise Http404
        params = QueryDict(write_without(given, *OWN))
        try:
            idents = read_idents(self.entry, given.getlist("id"))
            self.selection = read_selection(params, self.entry.filters, self.entry.sort_keys)
            self.labels = Labels()
            with speak_english() if self.selection.data["_export"] else nullcontext():
                chosen = take_rows(self.entry.run(self.selection, self.labels), self.entry.page, idents)
            return self._answer(chosen, idents)
        except BadParameters as problem:
            return refuse(self.request, problem)

    def _answer(self, chosen: Result | FactList, idents: Sequence[str]) -> HttpResponseBase:
        kind = self.selection.data["_export"]
        if kind == "csv":
            return send_csv(self.request, self.entry.page.key, chosen)
        if kind == "xlsx":
            with speak_english():
                words = [*self._filter_words(), f"only {len(idents)} chosen rows"]
            return send_workbook(self.request, self.entry, chosen, self.selection, words)
        if not isinstance(self.entry.page, Report):
            raise BadParameters([gettext("report: rows of this list can be exported, not compared. Reports compare.")])
        if self.request.method == "POST" and len(idents) <= MOST:
            return redirect(f"{self.request.path}?{write_without(self.request.POST, 'csrfmiddlewaretoken')}")
        return render(self.request, "campaigns/compare.html", self._context(self.entry.page, chosen, idents))

    def _filter_words(self) -> list[str]:
        return [chip.words for chip in build_filter_bar(self.request, self.labels, self.selection).chips]

    def _context(self, report: Report, chosen: Result, idents: Sequence[str]) -> dict[str, Any]:
        rows = list(chosen.rows)
        if not FEWEST <= len(idents) <= MOST:
            words = gettext("id: {fewest} to {most} rows can be compared, {count} are given.")
            raise BadParameters([words.format(fewest=FEWEST, most=MOST, count=len(idents))])
        missing = len(idents) - len(rows)
        names = {column.key for column in report.columns if column.key in {d.key for d in report.dimensions}}
        lines = [column for column in arrange_columns(report, chosen.columns) if column.key not in names]
        return {
            "title": gettext("Compare {report}").format(report=gettext(report.title).lower()),
            "report": report,
            "back": open_page(report.key, write_without(self.request.GET, *OWN)),
            "heads": [self._head(report, row, idents) for row in rows],
            "lines": [compare_line(column, rows, self.selection.break_even) for column in lines],
            "missing": missing,
            "filters": self._filter_words(),
            "note": getattr(chosen, "periods", ""),
            "query": self.request.GET.urlencode(),
            "may_export": may(self.request.user, find_export(report.key)),
        }

    def _head(self, report: Report, row: Row, idents: Sequence[str]) -> Head:
        rest = [ident for ident in idents if ident != find_ident(report)(row)]
        query = QueryDict(mutable=True)
        query["report"] = report.key
        query.setlist("id", rest)
        for key, value in list_without(self.request.GET, *OWN):
            query.appendlist(key, value)
        shown = {d.key: column for d in report.dimensions for column in report.columns if column.key == d.key}
        name = " · ".join(shown[d.key].show(row) for d in report.dimensions if d.key in shown)
        opener = carry_filters(lambda row, key: open_row(report, row), self.request.GET)
        return Head(name, opener(row, ""), f"?{query.urlencode()}" if len(rest) >= FEWEST else "")


def read_idents(entry: TablePage, given: Sequence[str]) -> list[str]:
    """What rows are ticked, each once. Raises ``BadParameters``."""
    idents = list(dict.fromkeys(text for text in given if text))
    if not idents:
        raise BadParameters([gettext("id: no row is chosen. Tick some in the table first.")])
    if len(idents) > MOST_TICKED:
        words = gettext("id: at most {count} rows can be chosen. A filter and the page's exports take all.")
        raise BadParameters([words.format(count=MOST_TICKED)])
    for ident in idents:
        _check_ident(entry.page, ident)
    return idents


def _check_ident(page: Report | FactPage, ident: str) -> None:
    try:
        if isinstance(page, Report):
            read_ident(page, ident)
        elif not (ident.isascii() and ident.isdigit() and len(ident) < 19):
            raise ValueError(ident)
    except ValueError:
        raise BadParameters([gettext("id: “{name}” is no row of this page.").format(name=ident[:60])]) from None


def take_rows(listed: Result | FactList, page: Report | FactPage, idents: Iterable[str]) -> Result | FactList:
    """The list with those of its rows only, in its order."""
    wanted = set(idents)
    if isinstance(listed, FactList):
        return replace(listed, facts=listed.facts.filter(pk__in=map(int, wanted)), counted=None)
    find = find_ident(page)
    if not isinstance(page, Report):  # payouts are known by their full rows
        return replace(listed, rows=[row for row in listed.rows if find(row) in wanted])
    places = [place for place, row in enumerate(listed.bare_rows) if find(row) in wanted]
    return replace(listed, rows=[listed.rows[place] for place in places])


def compare_line(column: Column, rows: Sequence[Row], break_even: float) -> Line:
    """A column's values of all rows, the best ones marked."""
    drawn = ResultColumn(column, lambda row, key: "", break_even)
    best = find_best(column, [column.sort_value(row) for row in rows])
    return Line(column, [Cell(mark_safe(drawn.write(row)), place in best) for place, row in enumerate(rows)])


def find_best(column: Column, values: Sequence[Any]) -> set[int]:
    """Places of the best values; none where all are equal, or where more is neither good nor bad."""
    known = [value for value in values if value is not None]
    if not isinstance(column, MetricColumn) or column.metric in NEITHER or len({*known}) < 2:
        return set()
    choose: Callable[..., Any] = min if column.metric in LESS_IS_BETTER else max
    return {place for place, value in enumerate(values) if value == choose(known)}
