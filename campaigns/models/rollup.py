"""The stacked table of sums that every report reads.

Each fact writes its own rows: events and posts one cell per combination of dimensions, a payout one row per share.
Nothing is ever joined to anything, so nothing multiplies. Derived: ``campaigns/rollup.py`` keeps it true.
"""

from django.db import models

from campaigns.metrics.queryset import Attribution, RollupQuerySet
from campaigns.models.dimensions import NONE
from campaigns.models.fields import link


class Rollup(models.Model):
    """Additive sums per cell; money in whole paise. ``date`` is ``NO_DATE`` for an unallocated payout.

    ``brand`` has aliases and the campaign's brand resolved; ``platform`` is the influencer's, but the post's own
    on rows of posts; ``payout_id`` is 0 on rows of events and posts. ``*_weight_sum`` add up only what is above
    zero: they are what payouts are spread by.
    """

    id = models.BigAutoField(primary_key=True)
    attribution = models.SmallIntegerField(choices=Attribution)
    date = models.DateField()
    campaign = link("Campaign", related_name="+")
    influencer = link("Influencer", related_name="+")
    product = link("Product", related_name="+")
    brand = link("Brand", related_name="+")
    source = link("Source", related_name="+")
    platform = link("Platform", related_name="+")
    payout_id = models.BigIntegerField(default=NONE)
    events_sum = models.BigIntegerField(default=0)
    orders_sum = models.BigIntegerField(default=0)
    revenue_sum = models.BigIntegerField(default=0)
    orders_weight_sum = models.BigIntegerField(default=0)
    revenue_weight_sum = models.BigIntegerField(default=0)
    payout_sum = models.BigIntegerField(default=0)
    posts_sum = models.BigIntegerField(default=0)
    reach_sum = models.BigIntegerField(default=0)
    likes_sum = models.BigIntegerField(default=0)
    comments_sum = models.BigIntegerField(default=0)

    objects = RollupQuerySet.as_manager()

    DIMENSIONS = (
        "attribution",
        "date",
        "campaign_id",
        "influencer_id",
        "product_id",
        "brand_id",
        "source_id",
        "platform_id",
        "payout_id",
    )
    SUMS = (
        "events_sum",
        "orders_sum",
        "revenue_sum",
        "orders_weight_sum",
        "revenue_weight_sum",
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
                    "attribution",
                    "date",
                    "campaign",
                    "influencer",
                    "product",
                    "brand",
                    "source",
                    "platform",
                    "payout_id",
                ],
            ),
            models.CheckConstraint(condition=models.Q(attribution__in=[1, 2, 3]), name="rollup_attribution"),
        ]
        indexes = [models.Index(fields=["influencer", "campaign"], name="rollup_scope")]

    def __str__(self) -> str:
        return f"cell {self.pk}"
