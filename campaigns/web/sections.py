"""The sections of a detail page: breakdowns by other dimensions, and the first rows of payouts, posts and tracking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse

from campaigns.metrics.catalog import ORDERS, PAYOUT, REVENUE
from campaigns.metrics.queryset import Attribution, RollupQuerySet
from campaigns.models import Rollup
from campaigns.reports.breakdowns import Breakdown, list_breakdowns
from campaigns.reports.facts import FactList
from campaigns.reports.labels import Labels
from campaigns.reports.largest import list_largest
from campaigns.reports.parts import Column, Report, Row
from campaigns.reports.payouts import COLUMNS, PAYOUTS
from campaigns.reports.places import find_places
from campaigns.reports.posts import POST_PATHS, list_posts
from campaigns.reports.results import sum_payout
from campaigns.reports.selection import Selection
from campaigns.reports.subjects import Subject
from campaigns.reports.tables import Opener, ResultTable
from campaigns.reports.tracking import EVENT_PATHS, TRACKING, list_tracking
from campaigns.reports.windows import Counted
from campaigns.roles import PAYOUT_PAGES, SEE_PAYOUTS
from campaigns.web.access import may
from campaigns.web.links import (
    carry_filters,
    carry_query,
    narrow_query,
    open_payout,
    open_person_or_campaign,
    open_row,
)

SHOWN = 8
"""Rows of a section before "all of them" leads on."""
OF_PAYOUTS = {"influencer", "campaign", "result", "basis", "rate", "total_payout", "payout", "roas", "status"}
OPENED = {REVENUE.key: TRACKING.key, ORDERS.key: TRACKING.key, PAYOUT.key: PAYOUTS.key}
"""Figures of a breakdown, and the page with the rows they were made of."""


@dataclass(frozen=True)
class Section:
    """A part of the page: a table of the first rows, and where all of them are."""

    key: str
    title: str
    table: ResultTable
    count: int
    address: str
    note: str = ""


class Sections:
    """The tables of one subject under one request's filter. ``here`` are the parameters that narrow down to it."""

    def __init__(
        self, request: HttpRequest, subject: Subject, selection: Selection, labels: Labels, here: Mapping[str, str]
    ) -> None:
        self.request, self.subject, self.selection, self.labels = request, subject, selection, labels
        self.here = here
        self.sees_payouts = may(request.user, SEE_PAYOUTS)

    @cached_property
    def sums(self) -> Mapping[Attribution, Mapping[str, int]]:
        """Every sum of the subject, by whose sale it is; the figures and the totals of the lists are made of them."""
        cells = self.selection.cells(self.subject.cells())
        sums = Counted(cells, "", self.labels.version).add_up(*Rollup.SUMS)
        if self.selection.bases is not None and Attribution.ATTRIBUTED in sums:
            places = map(self.selection.cells, find_places(self.selection, self.subject.cells))
            sums[Attribution.ATTRIBUTED] = sums[Attribution.ATTRIBUTED] | {
                PAYOUT.column: sum_payout(places, self.labels)
            }
        return sums

    @cached_property
    def _people(self) -> list[int] | None:
        return self.subject.find_people(self.selection, self.labels)

    def _near(self, places: RollupQuerySet) -> RollupQuerySet:
        """The subject's cells that count for influencers, or its shares."""
        places = self.subject.cells(places.attributed())
        return places if self._people is None else places.filter(influencer__in=self._people)

    def breakdowns(self) -> list[Section]:
        """By what tells most first."""
        found = list_breakdowns(self.subject, self._near, self.selection, self.labels)
        return [self._break_down(breakdown) for breakdown in found]

    def lists(self) -> list[Section]:
        """Payouts, posts and tracking rows."""
        facts = ((POST_PATHS, list_posts, "posts_sum"), (EVENT_PATHS, list_tracking, "events_sum"))
        cells = self.selection.cells(self.subject.cells())
        near = self.subject.cells() if self.subject.has_index else None
        sections = [self._list_payouts()] if self.sees_payouts else []
        for paths, read, column in facts:
            within = self.subject.facts(paths)
            if within is not None:
                counted = Counted(cells, column, self.labels.version, self.sums, near)
                listed = read(self.selection, self.labels, within, counted)
                sections.append(self._list_facts(self._newest(listed)))
        return sections

    def _newest(self, listed: FactList) -> FactList:
        """The same; where an index has them by day, no days are counted first."""
        if listed.counted is None or not self.subject.has_index:
            return listed
        return replace(listed, facts=listed.facts.order_by("-date", "-id"), counted=None)

    def _break_down(self, breakdown: Breakdown) -> Section:
        report, result = breakdown.report, breakdown.result
        opener = self._open_figures(report)
        table = self._table(breakdown.columns, result.rows[:SHOWN], result.totals, report.default_sort, opener)
        return Section(
            report.key, report.title, table, len(result.rows), self.address(reverse("report", args=[report.key]))
        )

    def _open_figures(self, report: Report) -> Opener:
        """The first cell opens the row's own page, its figures the rows that they were made of."""
        first = report.columns[0].key
        pages = {key: reverse(page) for key, page in OPENED.items() if page not in PAYOUT_PAGES or self.sees_payouts}

        def open_cell(row: Row, key: str) -> str:
            if key == first:
                return carrying(row, key)
            if key not in pages:
                return ""
            narrowed = narrow_query(report.dimensions, row["_ids"], self.labels)
            return f"{pages[key]}?{carry_query(self.request.GET, self.here | narrowed)}"

        carrying = self._carry(lambda row, key: open_row(report, row))
        return open_cell

    def _list_payouts(self) -> Section:
        largest = list_largest(self.selection, self.labels, self._near, SHOWN)
        columns = [c for c in COLUMNS if c.key in OF_PAYOUTS]
        table = self._table(columns, largest.rows, largest.totals, PAYOUTS.default_sort, self._carry(open_payout))
        return Section(PAYOUTS.key, PAYOUTS.title, table, largest.count, self.address(reverse("payouts")))

    def _list_facts(self, listed: FactList) -> Section:
        page, opener = listed.page, self._carry(open_person_or_campaign)
        table = self._table(listed.columns, listed[:SHOWN], listed.totals, page.default_sort, opener)
        return Section(page.key, page.title, table, len(listed), self.address(reverse(page.key)), listed.note)

    def _table(
        self, columns: Sequence[Column], rows: Sequence[Row], totals: Row, sort: str, opener: Opener
    ) -> ResultTable:
        return ResultTable(list(columns), rows, totals, sort, opener, self.selection.break_even)

    def _carry(self, opener: Opener) -> Opener:
        """The opener, for rows that were added up under this page's filters and within what it is about."""
        return carry_filters(opener, self.request.GET, self.here)

    def address(self, path: str) -> str:
        """A full page narrowed down to this one, with this page's own filters kept."""
        return f"{path}?{carry_query(self.request.GET, self.here)}"
