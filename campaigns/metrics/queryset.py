"""The query behind every report: filter, then group, then annotate, always in this order and on one table."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models

from campaigns.dates import NO_DATE
from campaigns.metrics.dimensions import Dimension
from campaigns.metrics.parts import POSTS, Metric


class Attribution(models.IntegerChoices):
    """Whose sale it was. Reports count attributed rows; the others are shown apart."""

    ATTRIBUTED = 1, "influencer"
    BASELINE = 2, "baseline"
    UNASSIGNED = 3, "unassigned"


class RollupQuerySet(models.QuerySet):
    """``Rollup.objects.attributed().by(CAMPAIGN).with_metrics(REVENUE, PAYOUT, ROAS)``."""

    def attributed(self) -> Self:
        """Only what counts for influencers."""
        return self.filter(attribution=Attribution.ATTRIBUTED)

    def in_days(self, after: date | None, before: date | None) -> Self:
        """Only days from ``after`` to ``before``, both included; what has no date falls out of any range."""
        if after is None and before is None:
            return self
        return self.filter(date__gte=max(after or date.min, NO_DATE.replace(year=2)), date__lte=before or date.max)

    def of_facts(self, facts: Iterable[str]) -> Self:
        """Only cells of these kinds of facts; cells of posts alone fall out when posts are not among them."""
        return self if POSTS in facts else self.filter(models.Q(events_sum__gt=0) | models.Q(shares_sum__gt=0))

    def undated(self) -> Self:
        """Only unallocated payouts, which have no date, product or source."""
        return self.filter(date=NO_DATE)

    def by(self, *dimensions: Dimension) -> Self:
        """Grouped; each row carries the dimension's id under ``dimension.alias``."""
        return self.order_by().values(**{d.alias: d.expression() for d in dimensions})

    def with_metrics(self, *metrics: Metric) -> Self:
        """Each metric as an annotation named by its key."""
        return self.annotate(**{m.key: m.expression() for m in metrics})

    def totals(self, *metrics: Metric) -> dict[str, int | float | None]:
        """One row over everything."""
        return self.aggregate(**{m.key: m.expression() for m in metrics})
