"""The stacked table of sums that every report reads, and the shares of payouts that it cannot tell apart.

Each fact adds to the cell of its dimensions: events, posts, and every share of a payout. Nothing is ever joined to
anything, so nothing multiplies. Derived: ``campaigns/rollup`` keeps both tables true.
"""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.metrics.dimensions import Grain
from campaigns.metrics.queryset import Attribution, RollupQuerySet
from campaigns.models import scoped
from campaigns.models.fields import RowId, link


def _sum() -> models.BigIntegerField:
    return models.BigIntegerField(default=0, db_default=0)


class Place(models.Model):
    """Where a figure belongs: what cells of the rollup and shares have in common.

    ``date`` is the day, the first of the month, or ``NO_DATE``, as ``grain`` says; and ``NO_DATE`` in every grain for
    an unallocated payout. ``product`` and ``source`` are none where the grain does not tell them apart. ``brand`` has
    aliases and the campaign's brand resolved; ``platform`` is the influencer's, but the post's own on cells of posts.
    """

    grain = models.SmallIntegerField(choices=Grain)
    date = models.DateField()
    influencer = link("Influencer", related_name="+")
    campaign = link("Campaign", related_name="+")
    product = link("Product", related_name="+")
    brand = link("Brand", related_name="+")
    source = link("Source", related_name="+")
    platform = link("Platform", related_name="+")

    class Meta:
        abstract = True


class Rollup(Place):
    """Additive sums per cell, once in each grain; money in whole paise.

    ``shares_sum`` counts shares of payouts. ``refunded_*_sum`` is what rows below zero take off, as a number above
    zero: with it added again, a sum is what payouts are spread by. A cell is there as long as an event, a post or a
    share is in it.
    """

    pk = models.CompositePrimaryKey(
        "grain",
        "attribution",
        "date",
        "influencer_id",
        "campaign_id",
        "product_id",
        "brand_id",
        "source_id",
        "platform_id",
    )
    attribution = models.SmallIntegerField(choices=Attribution)
    orders_sum = _sum()
    revenue_sum = _sum()
    payout_sum = _sum()
    events_sum = _sum()
    shares_sum = _sum()
    posts_sum = _sum()
    reach_sum = _sum()
    likes_sum = _sum()
    comments_sum = _sum()
    refunded_orders_sum = _sum()
    refunded_revenue_sum = _sum()

    objects = scoped.manage(scoped.of_places, RollupQuerySet)

    DIMENSIONS = (
        "attribution",
        "date",
        "influencer_id",
        "campaign_id",
        "product_id",
        "brand_id",
        "source_id",
        "platform_id",
    )
    """The key without the grain, in the order of the index."""
    COUNTS = ("events_sum", "shares_sum", "posts_sum")
    """How many facts are in a cell; where all are zero, every other sum is."""
    SUMS = (
        "orders_sum",
        "revenue_sum",
        "payout_sum",
        *COUNTS,
        "reach_sum",
        "likes_sum",
        "comments_sum",
        "refunded_orders_sum",
        "refunded_revenue_sum",
    )

    class Meta:
        verbose_name = _("rollup cell")
        permissions = [
            ("see_figures", "Can see figures and rows"),
            ("export_figures", "Can export figures and rows"),
        ]
        constraints = [
            # Two comparisons: SQLite builds a table for each row it looks up in a list.
            models.CheckConstraint(
                name="rollup_kinds",
                condition=models.Q(attribution__gte=1, attribution__lte=3, grain__gte=0, grain__lte=3),
            ),
        ]

    def __str__(self) -> str:
        return f"cell {self.pk}"


class ShareQuerySet(RollupQuerySet):
    """Shares are asked like cells of the rollup. All are attributed: payouts are spread over nothing else."""

    _kinds = models.Q()

    def attributed(self) -> Self:
        """All of them."""
        return self

    def of_facts(self, facts: Iterable[str]) -> Self:
        """All of them: they are of payouts."""
        return self


class PayoutShare(Place):
    """The part of one payout that falls on one cell of the rollup, in paise; the columns are those of the cell.

    Only of payouts that share cells with another payout. Where a payout is alone, its shares are what the cells hold.
    """

    id = RowId(primary_key=True)
    payout_id = models.BigIntegerField()
    payout_sum = models.BigIntegerField()

    objects = scoped.manage(scoped.of_places, ShareQuerySet)

    class Meta:
        indexes = [models.Index(fields=["grain", "payout_id"], name="share_payout")]

    def __str__(self) -> str:
        return f"share {self.pk} of payout {self.payout_id}"
