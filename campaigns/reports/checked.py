"""Rows that checks of data quality find: checks count them, and lists show them under ``check=``."""

from collections.abc import Callable, Mapping

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from campaigns.metrics.dimensions import Grain
from campaigns.models import Payout, Post, Rollup

Paid = dict[int, int]
"""Payouts by id, each with its total in paise."""


def _engaged_posts() -> QuerySet[Post]:
    return Post.objects.annotate(engagements=Coalesce("likes", 0) + Coalesce("comments", 0)).filter(engagements__gt=0)


def find_posts_above_reach() -> QuerySet[Post]:
    """Posts with more likes and comments than people reached."""
    return _engaged_posts().filter(reach__gt=0, engagements__gt=F("reach"))


def find_unreached_posts() -> QuerySet[Post]:
    """Posts with likes or comments that, by their reach, nobody saw."""
    return _engaged_posts().filter(Q(reach=None) | Q(reach=0))


def find_unallocated_payouts() -> Paid:
    """Payouts with nothing to be spread over: they stand whole in an undated cell of their influencer and campaign.

    There stand no others: a whole payout keeps its own campaign, and all of a scope are spread or none is.
    """
    cells = Rollup.objects.attributed().undated().at(Grain.MONTH).filter(shares_sum__gt=0)
    whole = set(cells.order_by().values_list("influencer_id", "campaign_id").distinct())
    payouts = Payout.objects.order_by().values_list("pk", "total_payout", "influencer_id", "campaign_id")
    return {pk: paise for pk, paise, *scope in payouts if tuple(scope) in whole} if whole else {}


def find_derived_payouts() -> Paid:
    """Payouts whose total no file states."""
    return dict(Payout.objects.filter(total_is_derived=True).order_by().values_list("pk", "total_payout"))


POSTS: Mapping[str, Callable[[], QuerySet[Post]]] = {
    "engagement-above-reach": find_posts_above_reach,
    "engagement-without-reach": find_unreached_posts,
}
PAYOUTS: Mapping[str, Callable[[], Paid]] = {
    "unallocated-payouts": find_unallocated_payouts,
    "derived-totals": find_derived_payouts,
}
