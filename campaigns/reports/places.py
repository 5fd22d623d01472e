"""Where the figures under a selection lie: in the rollup, and for payouts of some bases also in the stored shares.

The rollup does not tell bases apart, so that loading pays nothing for a question that is seldom asked. What a cell
holds belongs to one payout where that payout is alone; of those that share cells each share is stored.
"""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, SmallIntegerField, Value

from campaigns.metrics.queryset import Attribution, RollupQuerySet
from campaigns.models import NONE, PayoutShare, Rollup
from campaigns.reports.partly import find_payouts
from campaigns.reports.selection import Selection

Narrow = Callable[[RollupQuerySet], RollupQuerySet]
"""Limits cells of the rollup, or shares, further than a selection does (a detail page)."""


def everywhere(places: RollupQuerySet) -> RollupQuerySet:
    """All of them: no limit."""
    return places


def find_places(selection: Selection, narrow: Narrow = everywhere) -> list[RollupQuerySet]:
    """Cells and shares whose figures add up to the whole, before the filters of the selection other than the basis.

    Under a basis only payouts are in them, each in one of them.
    """
    if selection.bases is None:
        return [narrow(Rollup.objects.all())]
    wanted = find_payouts().order_by().filter(basis__in=selection.bases)
    in_scope = Q(campaign=NONE) | Q(campaign=OuterRef("campaign_id"))
    here = wanted.filter(in_scope, influencer=OuterRef("influencer_id"))
    alone = here.exclude(pk__in=PayoutShare.objects.order_by().values("payout_id"))
    counted = Value(int(Attribution.ATTRIBUTED), output_field=SmallIntegerField())
    shares = PayoutShare.objects.filter(payout_id__in=wanted.values("pk")).alias(attribution=counted)
    return [narrow(Rollup.objects.filter(Exists(alone), shares_sum__gt=0)), narrow(shares)]
