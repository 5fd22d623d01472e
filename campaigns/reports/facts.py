"""What lists of facts share: rows read from the database only as far as they are looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Lower, NullIf
from django.utils.translation import gettext

from campaigns.formats import format_count
from campaigns.metrics.dimensions import CAMPAIGN
from campaigns.reports.fact_pages import DATE, FactPage
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, Row
from campaigns.reports.searches import Searched
from campaigns.reports.selection import Selection
from campaigns.reports.windows import Counted

MOST_SORTED = 200_000
"""Rows that a page sorts by anything but the day: no index has another order."""
FEW_FOUND = 2_000
"""Rows that a search has found are read by their names: the days of a page of so few hold many others."""
MOST_CAMPAIGNS = 5_000
"""Campaigns whose days are looked up one by one."""


@dataclass
class FactList:
    """Rows of facts, read from the database only as far as they are looked at. Serves a paginator and an export."""

    page: FactPage
    facts: QuerySet
    labels: Labels
    add_up: Callable[[], tuple[Row, str]]
    reason: str = ""
    sort: str = ""
    counted: Counted | None = None
    searched: Searched | None = None
    """How words were looked for, if any were."""

    @property
    def columns(self) -> list[Column]:
        """As declared."""
        return list(self.page.columns)

    @cached_property
    def _summary(self) -> tuple[Row, str]:
        return self.add_up()

    @property
    def totals(self) -> Row:
        """Sums over all rows, counted and added up only when somebody asks."""
        return self._summary[0]

    @property
    def note(self) -> str:
        """What must be said beside the totals."""
        told = (self._summary[1], self._say_unsorted(), self.searched.note if self.searched else "")
        return " ".join(filter(None, told))

    def __len__(self) -> int:
        return self.totals["_rows"]

    @property
    def shown_sort(self) -> str:
        """How the page is sorted: as wanted, or by day where that would take too long."""
        return self.sort if self._is_by_day or len(self) <= MOST_SORTED else self.page.default_sort

    @property
    def _is_by_day(self) -> bool:
        return self.sort.removeprefix("-") == DATE.key

    def _say_unsorted(self) -> str:
        if self.shown_sort == self.sort:
            return ""
        label = next(column.label for column in self.columns if column.key == self.sort.removeprefix("-"))
        words = gettext(
            "Sorted by day: these are too many rows to sort by {column} here. "
            "Narrow them down to {most}; exports are sorted whatever their size."
        )
        return words.format(column=gettext(label).lower(), most=format_count(MOST_SORTED))

    def __getitem__(self, cut: slice) -> list[Row]:
        make = self.page.row_maker(self.labels)
        return [make(fact) for fact in self._read(cut).values()]

    def _read(self, cut: slice) -> QuerySet:
        """The facts of a page; by day, only these days are looked at, campaign by campaign, as the index has them."""
        start, stop = cut.start or 0, min(cut.stop, len(self))
        is_down = self.shown_sort.startswith("-")
        by_day = self.shown_sort.removeprefix("-") == DATE.key
        if self.counted is None or not by_day or (self.searched and len(self) <= FEW_FOUND):
            return self.facts[start:stop]
        window = self.counted.find(start, stop, newest_first=is_down)
        if window is None:
            return self.facts.none()
        campaigns = list(self.labels.names(CAMPAIGN))
        near = {"campaign__in": campaigns} if len(campaigns) <= MOST_CAMPAIGNS else {}
        facts = self.facts.filter(date__gte=window.first, date__lte=window.last, **near)
        facts = facts.order_by("-date" if is_down else "date", "-id" if is_down else "id")
        return facts[window.skip : window.skip + stop - start]

    @property
    def rows(self) -> "FactList":
        """Itself: what a paginator cuts."""
        return self


def order_facts(facts: QuerySet, page: FactPage, selection: Selection) -> QuerySet:
    """In the wanted order, empty values last, ties by row number."""
    sort = selection.data["sort"] or page.default_sort
    value, is_down = _sort_value(page, sort.removeprefix("-")), sort.startswith("-")
    first = value.desc(nulls_last=True) if is_down else value.asc(nulls_last=True)
    return facts.order_by(first, "-id" if is_down else "id")


def _sort_value(page: FactPage, key: str) -> Any:
    """What a column is sorted by: text without case, and an empty one is no value."""
    path = F(page.orders[key])
    is_text = key != DATE.key and not any(column.is_number for column in page.columns if column.key == key)
    return Lower(NullIf(path, Value(""))) if is_text else path
