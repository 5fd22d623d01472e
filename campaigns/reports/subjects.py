"""What a detail page is about: one value of a report's dimensions, as conditions on the rollup and on facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from campaigns.dates import NO_DATE, read_month
from campaigns.metrics.dimensions import CAMPAIGN, DAY, INFLUENCER, MONTH, Dimension, name_none
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import Rollup
from campaigns.reports.answers import ask
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Report
from campaigns.reports.selection import Selection

MOST_PEOPLE = 500
"""Up to so many influencers are named to the database, whose index has cells by influencer and by nothing finer."""


@dataclass(frozen=True)
class Subject:
    """One row of a report: its ids, in the order of the report's dimensions."""

    report: Report
    ids: tuple[Any, ...]

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """What it is a value of."""
        return self.report.dimensions

    @property
    def has_index(self) -> bool:
        """Whether facts are found by it, the newest first, without looking at others."""
        return self.dimensions in ((CAMPAIGN,), (INFLUENCER,))

    def name(self, labels: Labels) -> str:
        """In words. Raises ``KeyError`` when nothing has these ids."""
        pairs = zip(self.dimensions, self.ids, strict=True)
        return " · ".join(labels.shown(d, i) or name_none(d).capitalize() for d, i in pairs)

    def cells(self, cells: RollupQuerySet | None = None) -> RollupQuerySet:
        """Its cells of the rollup, or those of ``cells`` that are its own."""
        cells = Rollup.objects.all() if cells is None else cells
        for dimension, value in zip(self.dimensions, self.ids, strict=True):
            cells = _in_month(cells, value) if dimension is MONTH else cells.filter(**{dimension.column: value})
        return cells

    def find_people(self, selection: Selection, labels: Labels) -> list[int] | None:
        """Its influencers when they are few, so that its cells are found by them; None when that would not help."""
        if self.dimensions in ((INFLUENCER,), (MONTH,)) or selection.after or selection.before:
            return None
        cells = selection.cells(self.cells().attributed()).by(INFLUENCER).distinct()
        people = [row[INFLUENCER.alias] for row in ask(cells[: MOST_PEOPLE + 1], labels.version)]
        return people if len(people) <= MOST_PEOPLE else None

    def facts(self, paths: Mapping[Dimension, str]) -> Q | None:
        """The same for a table of facts; None when it does not record the dimension."""
        within = Q()
        for dimension, value in zip(self.dimensions, self.ids, strict=True):
            path = paths.get(DAY if dimension is MONTH else dimension)
            if path is None:
                return None
            within &= _within_month(path, value) if dimension is MONTH else Q(**{path: value})
        return within


def _within_month(path: str, month: str) -> Q:
    first, last = (NO_DATE, NO_DATE) if month.startswith("0001") else read_month(month)
    return Q(**{f"{path}__gte": first, f"{path}__lte": last})


def _in_month(cells: RollupQuerySet, month: str) -> RollupQuerySet:
    return cells.undated() if month.startswith("0001") else cells.in_days(*read_month(month))
