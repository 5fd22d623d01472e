"""Checks payouts against what was tracked: plain rows in, the same rows with their figures and their result out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext

from campaigns.metrics.catalog import ORDERS, REVENUE, ROAS
from campaigns.models import NONE, Payout
from campaigns.reports.parts import Row
from campaigns.reports.payout_checks import (
    AGREES,
    ARITHMETIC,
    AT_RISK,
    COUNTED,
    NOTHING_SEEN,
    OVERPAID,
    OWED,
    TOLERANCE,
    TOLERANCE_SHARE,
    TWICE,
    UNCHECKED,
    UNCHECKED_SUM,
    MoneySum,
    Verdict,
)
from campaigns.reports.scopes import PER_ORDER, Scopes

PAID_FOR = ("influencer_id", "campaign_id", "basis")
"""Several payouts that agree in these pay each for a part of the same."""
ALIKE = (*PAID_FOR, "total_payout", "payout_date")
"""Two payouts that agree in these look like one."""


def assess(payouts: Sequence[Row], scopes: Scopes) -> list[Row]:
    """Each payout with what its scope brought in, what it should come to, its ``result`` and its ``sum``, money in
    paise. The payouts must hold all of each influencer they hold any of.

    ``stake`` is what it adds to its sum.
    """
    expected, copies = _expect_all(payouts, scopes), find_copies(payouts)
    return [_assess(p, scopes, expected.get(p["id"]), copies.get(p["id"])) for p in payouts]


def agree(total: int, due: int) -> bool:
    """Whether an amount is what it should be, within ₹1 or 0.5 %; both in paise."""
    gap = abs(total - due)
    return gap <= TOLERANCE or gap * TOLERANCE_SHARE <= abs(due)


def find_copies(payouts: Iterable[Row]) -> dict[int, int]:
    """Ids of payouts that look like an earlier one, each with the id of the first; amounts of zero are nothing."""
    firsts, alike = {}, itemgetter(*ALIKE)
    by_id = sorted((payout for payout in payouts if payout["total_payout"]), key=itemgetter("id"))
    found = ((payout["id"], firsts.setdefault(alike(payout), payout["id"])) for payout in by_id)
    return {pk: first for pk, first in found if pk != first}


def _expect_all(payouts: Sequence[Row], scopes: Scopes) -> dict[int, int]:
    """How many orders or posts each payout should be for. Several for the same are checked together."""
    together: dict[tuple, list[Row]] = defaultdict(list)
    paid_for = itemgetter(*PAID_FOR)
    for payout in payouts:
        if payout["basis"] in COUNTED:
            together[paid_for(payout)].append(payout)
    campaigns, expected = _list_campaigns(payouts), {}
    for (person, campaign, basis), group in together.items():
        seen = max(scopes.count(person, campaign, basis), 0)
        if campaign != NONE and len(group) == 1:  # it is for all there is
            expected[group[0]["id"]] = seen
            continue
        others = campaigns[person] if campaign == NONE else ()
        elsewhere = sum(max(scopes.count(person, other, basis), 0) for other in others)
        expected |= _expect(sorted(group, key=_when), seen, elsewhere)
    return expected


def _list_campaigns(payouts: Iterable[Row]) -> dict[int, set[int]]:
    """The campaigns that payouts of an influencer name, of those who have one that names none."""
    wide: dict[int, set[int]] = {p["influencer_id"]: set() for p in payouts if p["campaign_id"] == NONE}
    for payout in payouts if wide else ():
        if payout["influencer_id"] in wide and payout["campaign_id"] != NONE:
            wide[payout["influencer_id"]].add(payout["campaign_id"])
    return wide


def _when(payout: Row) -> tuple[date, int]:
    return payout["payout_date"] or date.max, payout["id"]


def _expect(group: list[Row], seen: int, elsewhere: int) -> dict[int, int]:
    """Adds up to what was seen: what is missing is expected of the last, what is too much is taken off the latest.

    What was seen ``elsewhere``, in campaigns that have payouts of their own, is not missing.
    """
    paid = {payout["id"]: _count_paid(payout, seen) for payout in group}
    expected = {pk: count or 0 for pk, count in paid.items()}
    missing = seen - sum(expected.values())
    if missing > elsewhere:  # one that does not say how many it is for may have paid them
        expected[next((pk for pk in reversed(paid) if paid[pk] is None), group[-1]["id"])] += missing - elsewhere
    for pk in reversed(paid) if missing < 0 else ():
        surplus = min(max(expected[pk], 0), -missing)
        expected[pk] -= surplus
        missing += surplus
    return expected


def _count_paid(payout: Row, seen: int) -> int | None:
    """How many orders or posts a payout is for: as stated, all for a derived total, else as its rate implies."""
    stated, rate = get_stated(payout), payout["rate"]
    if stated is not None:
        return stated
    if payout["total_is_derived"]:
        return seen
    return (2 * payout["total_payout"] + rate) // (2 * rate) if rate and rate > 0 else None


def get_stated(payout: Row) -> int | None:
    """The orders or posts that the payouts file states, as the basis says."""
    return payout[f"{payout['basis']}s"] if payout["basis"] in COUNTED else None


def say_unchecked(payout: Row) -> str:
    """Why a payout cannot be checked; empty text when it can."""
    if payout["basis"] == Payout.Basis.HYBRID:
        return gettext("the basis is hybrid, part post and part order")
    if payout["basis"] not in COUNTED:
        return gettext("the basis is empty")
    if payout["rate"] is None:
        words = gettext("the rate is in words, “{rate}”") if payout["rate_text"] else gettext("there is no rate")
        return words.format(rate=payout["rate_text"])
    return gettext("the rate is below zero") if payout["rate"] < 0 else ""


def _assess(payout: Row, scopes: Scopes, units: int | None, first: int | None) -> Row:
    person, campaign = payout["influencer_id"], payout["campaign_id"]
    scope, stated, rate, total = scopes.of(person, campaign), get_stated(payout), payout["rate"], payout["total_payout"]
    can_reckon = not say_unchecked(payout)
    due = rate * units if can_reckon else None
    gap = total - due if can_reckon else None
    tracked, posts = scope[ORDERS.key], scopes.count_posts(person, campaign)
    row = {
        **payout,
        "tracked_orders": tracked,
        "posts_found": posts,
        REVENUE.key: scope[REVENUE.key],
        ROAS.key: scope[ROAS.key],
        "stated_units": stated,
        "seen": tracked if payout["basis"] == PER_ORDER else posts,
        "expected_units": units,
        "stated_amount": rate * stated if can_reckon and stated is not None else None,
        "expected_payout": due,
        "difference": gap,
        "difference_share": gap / abs(due) if due else None,
        "first_like_it": first,
    }
    verdict = _judge(row)
    money, stake = _weigh(row, verdict)
    row.update(result=verdict.key, sum=money.key if money else "", stake=stake)
    return row


def _judge(row: Mapping[str, Any]) -> Verdict:
    """The worst that can be said of a payout."""
    total, due, basis = row["total_payout"], row["expected_payout"], COUNTED.get(row["basis"])
    if row["first_like_it"]:
        return TWICE
    if basis and row["seen"] <= 0 and (total > 0 if due is None else total > due and not agree(total, due)):
        return basis.none
    if basis is None or due is None:
        return UNCHECKED
    if row["stated_amount"] is not None and not agree(total, row["stated_amount"]):
        return ARITHMETIC
    if agree(total, due):
        return AGREES
    return basis.more if total > due else basis.fewer


def _weigh(row: Mapping[str, Any], verdict: Verdict) -> tuple[MoneySum | None, int]:
    """The sum that a payout counts in and what it adds, in paise."""
    total, due, gap = row["total_payout"], row["expected_payout"], row["difference"]
    if verdict is TWICE:
        return AT_RISK, abs(total)
    if verdict is UNCHECKED:
        return UNCHECKED_SUM, total
    if gap is None or verdict in NOTHING_SEEN:
        return AT_RISK, abs(total if gap is None else gap)
    if agree(total, due):
        return None, 0
    return OVERPAID if gap > 0 else OWED, abs(gap)
