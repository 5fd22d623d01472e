"""What a person who is limited to brands can read of each table: the one place, below every query of the portal.

The managers here are each model's ``objects``. Without a limit they give exactly the plain queryset. Links and what
upkeep writes go by Django's base managers, which see all.
"""

from collections.abc import Callable

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.dates import NO_DATE
from campaigns.metrics.dimensions import CAMPAIGN, INFLUENCER, PLATFORM, PRODUCT, SOURCE, Dimension, Grain
from campaigns.metrics.queryset import Attribution, RollupQuerySet
from campaigns.scope import read_scope

NONE = 0
Brands = frozenset[int]
Limit = Callable[[Brands], Q]
"""The condition that a row of a table meets when it is of these brands."""


class ScopedManager(models.Manager):
    """Gives the rows that may be looked at now; ``limit`` says which of them are of some brands."""

    limit: Limit

    def get_queryset(self) -> QuerySet:
        rows, brands = super().get_queryset(), read_scope()
        return rows if brands is None else rows.filter(self.limit(brands))


class PayoutManager(ScopedManager):
    """Payouts that lie in the brands looked at with all their money, so that every column of theirs may be read."""

    def touched(self) -> QuerySet:
        """Also those of which only a part lies there: their own columns tell of other brands too, and
        ``reports/partly.py`` alone reads them."""
        rows, brands = models.Manager.get_queryset(self), read_scope()
        return rows if brands is None else rows.filter(of_touched_payouts(brands))


def manage(
    limit: Limit, queryset: type[QuerySet] = QuerySet, manager: type[ScopedManager] = ScopedManager
) -> ScopedManager:
    """A model's manager. The limit belongs to its class, because related managers are made from that."""
    made = manager.from_queryset(queryset)
    return type(made.__name__, (made,), {"limit": staticmethod(limit)})()


# Tables, plain: conditions look at all rows


def _table(name: str) -> type[models.Model]:
    from django.apps import apps

    return apps.get_model("campaigns", name)


def _cells(brands: Brands, dimension: Dimension) -> QuerySet:
    """What the cells of the brands hold of a dimension."""
    cells = RollupQuerySet(_table("Rollup")).filter(brand_id__in=sorted(brands))
    return cells.at(dimension.grain).order_by().values(dimension.column)


def _spelled(brands: Brands) -> QuerySet:
    """Every brand that counts as one of them: they themselves and their aliases."""
    rows = QuerySet(_table("Brand")).filter(Q(pk__in=sorted(brands)) | Q(alias_of__in=sorted(brands)))
    return rows.order_by().values("pk")


def _people(brands: Brands, column: str) -> QuerySet:
    """Something of the influencers that have facts of the brands."""
    people = QuerySet(_table("Influencer")).filter(pk__in=_cells(brands, INFLUENCER))
    return people.order_by().values(column)


# Conditions


def of_places(brands: Brands) -> Q:
    """Of cells of the rollup and shares of payouts, whose brand is resolved."""
    return Q(brand_id__in=sorted(brands))


def of_events(brands: Brands) -> Q:
    """Of tracking rows and posts: their own brand cell, else their campaign's brand."""
    campaigns = QuerySet(_table("Campaign")).filter(brand__in=_spelled(brands)).order_by().values("pk")
    return Q(brand__in=_spelled(brands).exclude(pk=NONE)) | Q(brand=NONE, campaign__in=campaigns)


def of_brands(brands: Brands) -> Q:
    """Themselves and their aliases; "no brand" is a name, not a figure."""
    return Q(pk=NONE) | Q(pk__in=_spelled(brands))


def of_campaigns(brands: Brands) -> Q:
    """Campaigns of the brands, and others that have rows of them."""
    return Q(pk=NONE) | Q(brand__in=_spelled(brands)) | Q(pk__in=_cells(brands, CAMPAIGN))


def of_products(brands: Brands) -> Q:
    """Sold under the brands."""
    return Q(pk=NONE) | Q(pk__in=_cells(brands, PRODUCT))


def of_sources(brands: Brands) -> Q:
    """Named by rows of the brands."""
    return Q(pk=NONE) | Q(pk__in=_cells(brands, SOURCE))


def of_influencers(brands: Brands) -> Q:
    """With sales, posts or payouts of the brands."""
    return Q(pk=NONE) | Q(pk__in=_cells(brands, INFLUENCER))


def of_platforms(brands: Brands) -> Q:
    """Of these influencers, and of their posts."""
    return Q(pk=NONE) | Q(pk__in=_cells(brands, PLATFORM)) | Q(pk__in=_people(brands, "platform_id"))


def of_categories(brands: Brands) -> Q:
    """Of these influencers."""
    return Q(pk=NONE) | Q(pk__in=_people(brands, "category_id"))


def of_genders(brands: Brands) -> Q:
    """Of these influencers."""
    return Q(pk=NONE) | Q(pk__in=_people(brands, "gender_id"))


def of_touched_payouts(brands: Brands) -> Q:
    """Payouts of which a share lies in the brands."""
    return _lies_in(of_places(brands))


def of_whole_payouts(brands: Brands) -> Q:
    """Payouts of which every share lies there."""
    return _lies_in(of_places(brands)) & ~_lies_in(~of_places(brands))


def _lies_in(condition: Q) -> Q:
    """Where a payout shares its cells its shares are stored; where it is alone, what its scope's cells hold is its."""
    shares = QuerySet(_table("PayoutShare")).filter(grain=Grain.TOTAL, payout_id=OuterRef("pk"))
    paid = QuerySet(_table("Rollup")).filter(
        condition,
        grain=Grain.TOTAL,
        attribution=Attribution.ATTRIBUTED,
        date=NO_DATE,
        influencer=OuterRef("influencer"),
        shares_sum__gt=0,
    )
    for_one = Q(Exists(paid.filter(campaign=OuterRef("campaign"))))
    for_all = Q(campaign=NONE) & Q(Exists(paid))
    return Q(Exists(shares.filter(condition))) | (~Q(Exists(shares)) & (for_one | for_all))
