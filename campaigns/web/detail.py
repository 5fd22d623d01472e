"""Detail pages: one campaign, influencer, brand, … with its figures, its breakdowns and the rows they are made of."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from campaigns.dates import NO_DATE, format_day, read_month
from campaigns.metrics.catalog import (
    AOV,
    COST_PER_ORDER,
    KEY_FIGURES,
    ORDERS,
    PAYOUT,
    POST_COUNT,
    REACH,
    REVENUE,
    ROAS,
)
from campaigns.metrics.dimensions import DAY, MONTH, Dimension
from campaigns.metrics.parts import Metric
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import Payout, Rollup
from campaigns.reports.catalog import INFLUENCERS, REPORTS
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Report
from campaigns.reports.payouts import PAYOUTS, find_shares, list_payouts, read_scopes
from campaigns.reports.posts import POST_PATHS, POSTS, list_posts
from campaigns.reports.results import add_up, build_columns, run_report
from campaigns.reports.selection import BadParameters, read_selection
from campaigns.reports.tables import Opener, ResultTable
from campaigns.reports.tracking import EVENT_PATHS, TRACKING, list_tracking
from campaigns.web.filterbar import build_filter_bar
from campaigns.web.links import (
    carry_filters,
    carry_query,
    narrow_query,
    open_payout,
    open_person_or_campaign,
    open_row,
    read_ident,
)
from campaigns.web.views import refuse

SHOWN = 8
"""Rows of a section before "all of them" leads on."""
SECTIONS: tuple[Report, ...] = tuple(report for report in REPORTS.values() if report.attributed_only)
WITH_DETAIL = {report.key: report for report in SECTIONS}
FIGURES: tuple[Metric, ...] = (*KEY_FIGURES, AOV, COST_PER_ORDER, POST_COUNT, REACH)
SHARE_ORDER = ("date", "campaign_id", "product_id", "brand_id", "source_id")
IN_SECTIONS = (ROAS.key, REVENUE.key, PAYOUT.key, ORDERS.key)


@dataclass(frozen=True)
class Section:
    """A part of the page: a table of the first rows, and where all of them are."""

    title: str
    table: ResultTable
    count: int
    address: str
    note: str = ""


class DetailView(View):
    """``/campaigns/17/``: everything about one value of a report's dimensions, under the same filters."""

    def get(self, request: HttpRequest, report: str, ident: str) -> HttpResponse:
        """The page; 404 for a value that nothing names, 400 for bad parameters."""
        self.report, self.labels = WITH_DETAIL.get(report), Labels()
        if self.report is None:
            raise Http404
        try:
            self.ids = read_ident(self.report, ident)
            name = self._name()
            self.selection = read_selection(request.GET)
        except (ValueError, KeyError) as error:
            raise Http404("There is no such row.") from error
        except BadParameters as problem:
            return refuse(request, problem)
        self.here = self._narrow()
        return render(request, "campaigns/detail.html", self._context(name))

    def _narrow(self) -> dict[str, str]:
        """The parameters that narrow another page down to this one; of a month only the days in the filter."""
        here, days = narrow_query(self.report.dimensions, self.ids, self.labels), self.selection
        if "date_after" in here:
            here["date_after"] = max(here["date_after"], f"{days.after or ''}")
            here["date_before"] = min(here["date_before"], f"{days.before or here['date_before']}")
        return here

    def _name(self) -> str:
        """The row in words. Raises ``KeyError`` when nothing has these ids."""
        pairs = zip(self.report.dimensions, self.ids, strict=True)
        return " · ".join(self.labels.shown(d, i) or f"No {d.label.lower()}" for d, i in pairs)

    def _context(self, name: str) -> dict[str, Any]:
        cells = self._within(Rollup.objects.all())
        sections = [self._section(report, cells) for report in SECTIONS if report is not self.report]
        return {
            "title": name,
            "report": self.report,
            "person": self.labels.people.get(self.ids[0]) if self.report is INFLUENCERS else None,
            "labels": self._person_labels(),
            "figures": self._figures(cells),
            "sections": [s for s in sections if s.count > 1 or s.title == INFLUENCERS.title],
            "lists": self._lists(),
            "carried": carry_query(self.request.GET),
            "filterbar": build_filter_bar(self.request, self.labels, self.selection),
        }

    def _person_labels(self) -> list[tuple[str, str]]:
        if self.report is not INFLUENCERS:
            return []
        row = INFLUENCERS.add_labels({"_ids": self.ids}, self.labels)
        return [(c.label, c.show(dict(row))) for c in INFLUENCERS.columns if c.key != "influencer"]

    def _within(self, cells: RollupQuerySet) -> RollupQuerySet:
        for dimension, value in zip(self.report.dimensions, self.ids, strict=True):
            cells = self._in_month(cells) if dimension is MONTH else cells.filter(**{dimension.column: value})
        return cells

    def _in_month(self, cells: RollupQuerySet) -> RollupQuerySet:
        month = self.ids[0]
        return cells.undated() if month.startswith("0001") else cells.in_days(*read_month(month))

    def _facts(self, paths: dict[Dimension, str]) -> Q | None:
        """The same for a table of facts; None when it does not record the dimension."""
        within = Q()
        for dimension, value in zip(self.report.dimensions, self.ids, strict=True):
            if dimension is MONTH:
                first, last = (NO_DATE, NO_DATE) if value.startswith("0001") else read_month(value)
                within &= Q(**{f"{paths[DAY]}__gte": first, f"{paths[DAY]}__lte": last})
            elif dimension in paths:
                within &= Q(**{paths[dimension]: value})
            else:
                return None
        return within

    def _figures(self, cells: RollupQuerySet) -> list[dict[str, Any]]:
        """The key figures, as cards."""
        whole = Report(key="", title="", lead="", dimensions=self.report.dimensions, columns=(), metrics=FIGURES)
        columns = build_columns(whole, self.selection.cuts, self.selection.margin)
        metrics = [c.metric for c in columns if not c.why_empty]
        totals = self.selection.cells(cells.attributed()).totals(*{p for m in metrics for p in m.parts()})
        values = add_up([totals], metrics)
        return [{"column": c, "text": c.show(values), "exact": c.exact(values)} for c in columns]

    def _section(self, report: Report, cells: RollupQuerySet) -> Section:
        result = run_report(report, self.selection, self.labels, within=cells)
        first = report.columns[0].key
        names = [c for c in result.columns if c.key in {first, *(d.key for d in report.dimensions)}]
        declared = {c.key: c for c in result.columns}
        shown = [*names, *(declared[key] for key in IN_SECTIONS)]
        table = ResultTable(
            shown,
            result.rows[:SHOWN],
            result.totals,
            report.default_sort,
            self._carry(lambda row, key: open_row(report, row) if key == first else ""),
            self.selection.break_even,
        )
        return Section(report.title, table, len(result.rows), self._address(reverse("report", args=[report.key])))

    def _lists(self) -> list[Section]:
        """Payouts, posts and tracking rows."""
        payouts = list_payouts(self.selection, self.labels, self._within)
        keys = {"influencer", "campaign", "basis", "rate", "total_payout", "payout", "roas", "status"}
        table = ResultTable(
            [c for c in payouts.columns if c.key in keys],
            payouts.rows[:SHOWN],
            payouts.totals,
            PAYOUTS.default_sort,
            self._carry(open_payout),
            self.selection.break_even,
        )
        sections = [Section(PAYOUTS.title, table, len(payouts.rows), self._address(reverse("payouts")))]
        for page, paths, read in ((POSTS, POST_PATHS, list_posts), (TRACKING, EVENT_PATHS, list_tracking)):
            within = self._facts(paths)
            if within is not None:
                listed = read(self.selection, self.labels, within, self._within(Rollup.objects.all()))
                table = ResultTable(
                    listed.columns,
                    listed[:SHOWN],
                    listed.totals,
                    page.default_sort,
                    self._carry(open_person_or_campaign),
                )
                address = self._address(reverse(page.key))
                sections.append(Section(page.title, table, len(listed), address, listed.note))
        return sections

    def _carry(self, opener: Opener) -> Opener:
        """The opener, for rows that were added up under this page's filters and within what it is about."""
        return carry_filters(opener, self.request.GET, self.here)

    def _address(self, path: str) -> str:
        """A full page narrowed down to this one, with this page's own filters kept."""
        return f"{path}?{carry_query(self.request.GET, self.here)}"


def show_payout(request: HttpRequest, pk: int) -> HttpResponse:
    """One payout: what the file said, and the cells it was spread over, share by share."""
    payout = get_object_or_404(Payout.objects.select_related("influencer", "campaign", "run"), pk=pk)
    labels = Labels()
    shares = find_shares(payout).select_related("campaign", "product", "brand", "source").order_by(*SHARE_ORDER)
    scopes = read_scopes(Rollup.objects.filter(influencer=payout.influencer_id), labels)
    context = {
        "title": f"Payout {payout.payout_id}" if payout.payout_id else "Payout",
        "payout": payout,
        "shares": [{"cell": cell, "day": format_day(cell.date)} for cell in shares[:1000]],
        "share_count": shares.count(),
        "is_unallocated": shares.filter(date=NO_DATE).exists(),
        "scope": scopes.get((payout.influencer_id, payout.campaign_id), {}),
    }
    return render(request, "campaigns/payout.html", context)
