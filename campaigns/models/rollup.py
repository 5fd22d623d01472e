"""The stacked table of sums that every report reads, and the shares of payouts that are among its sums.

Each fact adds to the cell of its dimensions: events, posts, and every share of a payout. Nothing is ever joined to
anything, so nothing multiplies. Derived: ``campaigns/rollup`` keeps both tables true.
"""

from typing import Self

from django.db import models

from campaigns.metrics.queryset import Attribution, RollupQuerySet
from campaigns.models.fields import RowId, link


def _sum() -> models.BigIntegerField:
    return models.BigIntegerField(default=0, db_default=0)


class Place(models.Model):
    """Where a figure belongs: what cells of the rollup and shares have in common.

    ``brand`` has aliases and the campaign's brand resolved; ``platform`` is the influencer's, but the post's own
    on cells of posts; ``date`` is ``NO_DATE`` for an unallocated payout.
    """

    influencer = link("Influencer", related_name="+")
    campaign = link("Campaign", related_name="+")
    date = models.DateField()
    product = link("Product", related_name="+")
    brand = link("Brand", related_name="+")
    source = link("Source", related_name="+")
    platform = link("Platform", related_name="+")

    class Meta:
        abstract = True


class Rollup(Place):
    """Additive sums per cell; money in whole paise.

    ``shares_sum`` counts shares of payouts. ``*_weight_sum`` add up only what is above
    zero: they are what payouts are spread by. A cell is there as long as an event, a post or a share is in it.
    """

    id = RowId(primary_key=True)
    attribution = models.SmallIntegerField(choices=Attribution)
    events_sum = _sum()
    orders_sum = _sum()
    revenue_sum = _sum()
    orders_weight_sum = _sum()
    revenue_weight_sum = _sum()
    shares_sum = _sum()
    payout_sum = _sum()
    posts_sum = _sum()
    reach_sum = _sum()
    likes_sum = _sum()
    comments_sum = _sum()

    objects = RollupQuerySet.as_manager()

    DIMENSIONS = (
        "influencer_id",
        "campaign_id",
        "date",
        "product_id",
        "brand_id",
        "source_id",
        "platform_id",
        "attribution",
    )
    SUMS = (
        "events_sum",
        "orders_sum",
        "revenue_sum",
        "orders_weight_sum",
        "revenue_weight_sum",
        "shares_sum",
        "payout_sum",
        "posts_sum",
        "reach_sum",
        "likes_sum",
        "comments_sum",
    )

    class Meta:
        verbose_name = "rollup cell"
        constraints = [
            models.UniqueConstraint(
                name="rollup_cell",
                fields=[
                    "influencer",
                    "campaign",
                    "date",
                    "product",
                    "brand",
                    "source",
                    "platform",
                    "attribution",
                ],
            ),
            models.CheckConstraint(condition=models.Q(attribution__in=[1, 2, 3]), name="rollup_attribution"),
        ]

    def __str__(self) -> str:
        return f"cell {self.pk}"


class ShareQuerySet(RollupQuerySet):
    """Shares are asked like cells of the rollup."""

    def attributed(self) -> Self:
        """All of them: payouts are spread over nothing else."""
        return self


class PayoutShare(Place):
    """The part of one payout that falls on one cell of the rollup, in paise; the columns are those of the cell.

    All its cells are attributed ones. A payout's shares sum to it exactly.
    """

    id = RowId(primary_key=True)
    payout_id = models.BigIntegerField()
    payout_sum = models.BigIntegerField()

    objects = ShareQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["payout_id"], name="share_payout")]

    def __str__(self) -> str:
        return f"share {self.pk} of payout {self.payout_id}"
