"""The query behind every report: filter, then group, then annotate, always in this order and on one table.

It also is the one place that chooses the grain: the coarsest cells that can answer the question.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Max, Min, Q, Value
from django.db.models.expressions import Col

from campaigns.dates import DAY, FIRST_DAY, LAST_DAY, NO_DATE, Span, next_month, split_days
from campaigns.metrics.dimensions import GOODS, Dimension, Grain
from campaigns.metrics.parts import POSTS, Metric


class Attribution(models.IntegerChoices):
    """Whose sale it was. Reports count attributed rows; the others are shown apart."""

    ATTRIBUTED = 1, "influencer"
    BASELINE = 2, "baseline"
    UNASSIGNED = 3, "unassigned"


class RollupQuerySet(models.QuerySet):
    """``Rollup.objects.attributed().by(CAMPAIGN).with_metrics(REVENUE, PAYOUT, ROAS)``.

    The table holds every sum once per grain: rows are counted and added after ``by``, ``totals`` or ``at`` only.
    """

    _days: Span | None = None
    _is_undated = False
    _kinds: Q = Q(attribution__in=Attribution.values)
    """Whose sales are meant, in words that the index understands: it has days within these."""

    def _clone(self) -> Self:
        copy = super()._clone()
        copy._days, copy._is_undated, copy._kinds = self._days, self._is_undated, self._kinds
        return copy

    def attributed(self) -> Self:
        """Only what counts for influencers."""
        narrowed = self._chain()
        narrowed._kinds = Q(attribution=Attribution.ATTRIBUTED)
        return narrowed

    def in_days(self, after: date | None, before: date | None) -> Self:
        """Only days from ``after`` to ``before``, both included; what has no date falls out of any range."""
        if after is None and before is None:
            return self
        first, last = self._days or (FIRST_DAY, LAST_DAY)
        narrowed = self._chain()
        # A range outside these days is the day beside them: further out, months have no neighbours.
        after, before = max(after or first, first), min(before or last, last)
        narrowed._days = (min(after, last + DAY), max(before, first - DAY))
        return narrowed

    def undated(self) -> Self:
        """Only unallocated payouts, which have no date, product or source."""
        narrowed = self._chain()
        narrowed._is_undated = True
        return narrowed

    def of_facts(self, facts: Iterable[str]) -> Self:
        """Only cells of these kinds of facts; cells of posts alone fall out when posts are not among them."""
        return self if POSTS in facts else self.filter(Q(events_sum__gt=0) | Q(shares_sum__gt=0))

    def at(self, grain: Grain) -> Self:
        """Only the cells that together are all of these days, none finer than ``grain`` where that will do.

        What they are filtered by has to be said before: it may take finer ones.
        """
        return self.filter(self._kinds, self._choose_cells(self._at_least(grain)))

    def _at_least(self, grain: Grain) -> Grain:
        """The grain, or the coarsest finer one whose cells can be told apart by what they are filtered by."""
        leaves = (node for leaf in self.query.where.leaves() for node in leaf.flatten())
        columns = {node.target.attname for node in leaves if isinstance(node, Col)}
        columns |= {join.join_field.attname for join in self.query.alias_map.values() if join.parent_alias}
        return max(grain, Grain.GOODS) if columns & GOODS else grain

    def _choose_cells(self, grain: Grain) -> Q:
        if self._is_undated:
            return Q(pk__in=[]) if self._days else Q(grain=max(grain, Grain.MONTH), date=NO_DATE)
        if self._days is None:
            return Q(grain=grain, date=NO_DATE) if grain == Grain.TOTAL else Q(grain=grain)
        months, days = split_days(*self._days) if grain < Grain.DAY else (None, [self._days])
        cells = [_within(max(grain, Grain.MONTH), months)] if months else []
        return Q(*cells, *(_within(Grain.DAY, some) for some in days), _connector=Q.OR)

    def find_days(self) -> Self:
        """The cells of days. Their months, which are few, say where they lie: no index begins with anything else."""
        dated = self.filter(self._kinds, grain=self._at_least(Grain.MONTH)).exclude(date=NO_DATE)
        ends = dated.aggregate(first=Min("date"), last=Max("date"))
        within = Q(date=NO_DATE)
        if ends["first"]:
            within |= Q(date__gte=ends["first"], date__lt=next_month(ends["last"]))
        return self.filter(self._kinds, within, grain=Grain.DAY)

    def by(self, *dimensions: Dimension) -> Self:
        """Grouped; each row carries the dimension's id under ``dimension.alias``."""
        cells = self.at(max(dimension.grain for dimension in dimensions))
        return cells.order_by().values(**{d.alias: d.expression() for d in dimensions})

    def together(self) -> Self:
        """As one group; no row at all where there is nothing."""
        return self.at(Grain.TOTAL).order_by().values(everything=Value(1))

    def with_metrics(self, *metrics: Metric) -> Self:
        """Each metric as an annotation named by its key."""
        return self.annotate(**{m.key: m.expression() for m in metrics})

    def totals(self, *metrics: Metric) -> dict[str, Any]:
        """One row over everything."""
        return self.at(Grain.TOTAL).aggregate(**{m.key: m.expression() for m in metrics})


def _within(grain: Grain, span: Span) -> Q:
    return Q(grain=grain, date__gte=span[0], date__lte=span[1])
