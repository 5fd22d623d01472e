"""What goes wrong with payouts in the demo: one slip of each kind that the check of payouts finds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from campaigns.demo.sales import Cast
from campaigns.demo.spend import SETTLED_AFTER, Payout

SETTLED = timedelta(days=SETTLED_AFTER)
UNTRACKED = {"rate": "60", "orders": 12, "posts": None, "total": 720}


def plant_slips(casts: Sequence[Cast], payouts: Sequence[Payout], last: date) -> list[Payout]:
    """The payouts with the slips among them; ``last`` is the last day of the demo.

    They happen in campaigns that pay back, to payouts of middling size, so that no campaign ends otherwise than told.
    """
    plain = _find_plain(casts, payouts, last)
    sold = {(sale.influencer, sale.campaign) for cast in casts for sale in cast.sales}
    per_order = _from_the_middle([p for p in plain if p.basis == "order" and (p.orders or 0) > 5])
    per_post = _from_the_middle([p for p in plain if p.basis == "post" and (p.posts or 0) > 1])
    unsold = [p for p in plain if p.basis == "post" and (p.influencer, p.campaign) not in sold]
    slipped: dict[Payout, list[Payout]] = {}
    for wrong, payout in zip((_type_wrong, _pay_cancelled, _forget_week, _pay_twice, _forget), per_order, strict=False):
        slipped[payout] = wrong(payout)
    for wrong, payout in zip((_pay_unpublished, _overlook_post), per_post, strict=False):
        slipped[payout] = wrong(payout)
    for payout in per_post[2:3]:
        slipped[payout] = [payout, _book_elsewhere(casts, payout)]
    for payout in [p for p in unsold if p not in slipped][:1]:
        slipped[payout] = [_pay_untracked(payout)]
    return [payout for paid in payouts for payout in slipped.get(paid, [paid])]


def _find_plain(casts: Sequence[Cast], payouts: Sequence[Payout], last: date) -> list[Payout]:
    """Settled payouts of campaigns that pay back, each the only one of its influencer there; the smallest first."""
    good = {cast.plan.name for cast in casts if cast.plan.outcome.low > 3}
    paid = Counter((p.influencer, p.campaign) for p in payouts)
    plain = [
        p
        for p in payouts
        if p.campaign in good
        and p.total
        and p.due <= last - SETTLED
        and paid[p.influencer, p.campaign] == 1
        and not paid[p.influencer, ""]
    ]
    return sorted(plain, key=lambda p: (p.total, p.influencer, p.campaign))


def _from_the_middle(payouts: list[Payout]) -> list[Payout]:
    return payouts[len(payouts) // 3 :]


def _type_wrong(payout: Payout) -> list[Payout]:
    """A digit of the total was typed wrong."""
    return [replace(payout, total=payout.total + 1_000)]


def _pay_cancelled(payout: Payout) -> list[Payout]:
    """Orders that were cancelled later are paid as well."""
    return [_count_orders(payout, payout.orders + 4)]


def _forget_week(payout: Payout) -> list[Payout]:
    """The orders of the last days were forgotten."""
    return [_count_orders(payout, payout.orders - 3)]


def _count_orders(payout: Payout, orders: int) -> Payout:
    return replace(payout, orders=orders, total=int(payout.rate) * orders)


def _pay_twice(payout: Payout) -> list[Payout]:
    """The same transfer went out twice."""
    once = replace(payout, is_settled=True)
    return [once, replace(once)]


def _forget(payout: Payout) -> list[Payout]:
    """The seller was never paid."""
    return []


def _pay_unpublished(payout: Payout) -> list[Payout]:
    """A post is paid that was agreed, but never went up."""
    return [_count_posts(payout, payout.posts + 1)]


def _overlook_post(payout: Payout) -> list[Payout]:
    """One of the posts was overlooked."""
    return [_count_posts(payout, payout.posts - 1)]


def _count_posts(payout: Payout, posts: int) -> Payout:
    return replace(payout, posts=posts, total=int(payout.rate) * posts)


def _pay_untracked(payout: Payout) -> Payout:
    """Paid per order of a coupon that the shop never tracked."""
    return replace(payout, basis="order", **UNTRACKED)


def _book_elsewhere(casts: Sequence[Cast], payout: Payout) -> Payout:
    """A post is paid of somebody who never posted for that campaign."""
    elsewhere = next(c.plan.name for c in casts if all(person.code != payout.influencer for person in c.crew))
    return replace(payout, campaign=elsewhere, posts=1, total=int(payout.rate))
