"""Payouts as somebody may see them who is limited to brands: of one that is partly of other brands, only the share.

The one place that reads payouts of which only a part is theirs. Without a limit nothing here changes anything.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from campaigns.metrics.catalog import ORDERS, PAYOUT, REVENUE, ROAS
from campaigns.metrics.dimensions import CAMPAIGN, INFLUENCER, PAYOUT_ROW
from campaigns.models import NONE, Payout, PayoutShare, Rollup
from campaigns.reports.answers import ask
from campaigns.reports.assessments import assess
from campaigns.reports.parts import Row
from campaigns.reports.payout_checks import PARTLY
from campaigns.reports.scopes import Scopes
from campaigns.scope import read_scope

ALL = -1
"""Stands for a campaign where all of an influencer's are meant."""
HIDDEN: Mapping[str, Any] = {
    "key": None,  # made of the whole row, from which its amounts could be guessed
    "rate": None,
    "rate_text": "",
    "orders": None,
    "posts": None,
    "total_is_derived": False,
}
"""What would tell the whole amount, and what stands instead; ``total_payout`` becomes the share."""
UNKNOWN: Mapping[str, Any] = dict.fromkeys(
    ("stated_units", "expected_units", "stated_amount", "expected_payout", "difference", "difference_share")
) | {"first_like_it": None, "result": PARTLY.key, "sum": "", "stake": 0}
"""What a check says of a payout that is not checked."""


def find_payouts() -> QuerySet[Payout]:
    """Every payout that may be looked at, also in part: their own amounts are read through this module only."""
    return Payout.objects.touched()


def hide_others(payouts: Sequence[Row], version: str) -> Sequence[Row]:
    """The stored columns of payouts from ``find_payouts``, with shares and nothing else of those that are partly of
    other brands."""
    if read_scope() is None:
        return payouts
    whole = set(Payout.objects.order_by().values_list("pk", flat=True))
    shares = spread(payouts, ask(PayoutShare.objects.by(PAYOUT_ROW).with_metrics(PAYOUT), version), _read_paid(version))
    return [p if p["id"] in whole else _hide(p, shares.get(p["id"], 0)) for p in payouts]


def _hide(payout: Row, share: int) -> Row:
    hidden = {key: value for key, value in HIDDEN.items() if key in payout}
    return {**payout, **hidden, "total_payout": share, "is_partly": True}


def _read_paid(version: str) -> Sequence[Row]:
    cells = Rollup.objects.attributed().filter(shares_sum__gt=0)
    return ask(cells.by(INFLUENCER, CAMPAIGN).with_metrics(PAYOUT), version)


def spread(payouts: Sequence[Row], stored: Sequence[Row], paid: Sequence[Row]) -> dict[int, int]:
    """Paise of payouts by id: from their ``stored`` shares, or from what is ``paid`` by influencer and campaign where
    they are alone. Those without a share are left out."""
    shares = {row[PAYOUT_ROW.alias]: row[PAYOUT.key] for row in stored}
    together = set(PayoutShare.objects.order_by().values_list("payout_id", flat=True).distinct())
    alone: dict[tuple[int, int], int] = {}
    for row in paid:
        person, campaign, paise = row[INFLUENCER.alias], row[CAMPAIGN.alias], row[PAYOUT.key]
        alone[person, campaign] = paise
        alone[person, ALL] = alone.get((person, ALL), 0) + paise
    for payout in payouts:
        scope = (payout["influencer_id"], payout["campaign_id"] if payout["campaign_id"] != NONE else ALL)
        if payout["id"] not in together and scope in alone:
            shares[payout["id"]] = alone[scope]
    return shares


def check(payouts: Sequence[Row], scopes: Scopes, version: str) -> list[Row]:
    """``assess`` of what may be seen of these payouts; what is only partly theirs is not checked."""
    seen = hide_others(payouts, version)
    partly = [payout for payout in seen if "is_partly" in payout]
    if not partly:
        return assess(seen, scopes)
    whole = [payout for payout in seen if "is_partly" not in payout]
    return [*assess(whole, scopes), *(_leave_unchecked(payout, scopes) for payout in partly)]


def _leave_unchecked(payout: Row, scopes: Scopes) -> Row:
    place = payout["influencer_id"], payout["campaign_id"]
    scope = scopes.of(*place)
    found = {key: scope[key] for key in (REVENUE.key, ROAS.key)}
    tracked = {"tracked_orders": scope[ORDERS.key], "posts_found": scopes.count_posts(*place)}
    return {**payout, **UNKNOWN, **found, **tracked, "seen": scopes.count(*place, payout["basis"])}
