"""Rows that checks of data quality find, as querysets: checks count them, and lists show them under ``check=``."""

from collections.abc import Callable, Mapping

from django.db.models import Case, Exists, Expression, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from campaigns.metrics.catalog import ORDERS
from campaigns.metrics.dimensions import INFLUENCER, Grain
from campaigns.models import NONE, Payout, Post, Rollup


def _engaged_posts() -> QuerySet[Post]:
    return Post.objects.annotate(engagements=Coalesce("likes", 0) + Coalesce("comments", 0)).filter(engagements__gt=0)


def find_posts_above_reach() -> QuerySet[Post]:
    """Posts with more likes and comments than people reached."""
    return _engaged_posts().filter(reach__gt=0, engagements__gt=F("reach"))


def find_unreached_posts() -> QuerySet[Post]:
    """Posts with likes or comments that, by their reach, nobody saw."""
    return _engaged_posts().filter(Q(reach=None) | Q(reach=0))


def find_unallocated_payouts() -> QuerySet[Payout]:
    """Payouts with nothing to be spread over: they stand whole in a cell of their influencer and campaign, undated."""
    here = {name: OuterRef(name) for name in ("influencer", "campaign")}
    return Payout.objects.filter(Exists(Rollup.objects.undated().at(Grain.MONTH).filter(shares_sum__gt=0, **here)))


def find_derived_payouts() -> QuerySet[Payout]:
    """Payouts whose total no file states."""
    return Payout.objects.filter(total_is_derived=True)


def find_gap_payouts() -> QuerySet[Payout]:
    """Payouts per order whose stated orders are not those ``tracked`` in their scope."""
    stated = Payout.objects.filter(basis=Payout.Basis.ORDER, orders__isnull=False)
    return stated.annotate(tracked=_tracked_orders()).exclude(orders=F("tracked"))


def _tracked_orders() -> Expression:
    """Attributed orders in a payout's scope: of its campaign, or all of the influencer's when it names none."""
    everything = Rollup.objects.attributed().filter(influencer=OuterRef("influencer"))
    campaign = everything.filter(campaign=OuterRef("campaign"))
    of_all, of_one = (
        Subquery(cells.by(INFLUENCER).with_metrics(ORDERS).values(ORDERS.key)) for cells in (everything, campaign)
    )
    return Coalesce(Case(When(campaign=NONE, then=of_all), default=of_one), 0)


POSTS: Mapping[str, Callable[[], QuerySet[Post]]] = {
    "engagement-above-reach": find_posts_above_reach,
    "engagement-without-reach": find_unreached_posts,
}
PAYOUTS: Mapping[str, Callable[[], QuerySet[Payout]]] = {
    "unallocated-payouts": find_unallocated_payouts,
    "derived-totals": find_derived_payouts,
    "order-gaps": find_gap_payouts,
}
