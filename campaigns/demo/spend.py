"""Invented posts, and payouts that make each campaign end as told."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from campaigns.demo.names import CAPTIONS
from campaigns.demo.people import Person, pick
from campaigns.demo.sales import Cast
from campaigns.demo.story import PLATFORMS, PRODUCTS, Season

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
BY_ORDER = 0.4
HYBRID = 0.08
NOT_STATED = 0.06
"""Of the payouts, this share states no total: the portal derives it."""
RETAINERS = 16
CLAWBACKS = 3
SETTLED_AFTER = 15
"""So many days after it was due nearly everything is paid."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """A row of the posts file."""

    day: date
    influencer: str
    platform: str
    url: str
    caption: str
    reach: int
    likes: int
    comments: int
    campaign: str
    brand: str


@dataclass(frozen=True, kw_only=True)
class Payout:
    """A row of the payouts file; money in rupees. ``due`` may lie beyond the last day of the demo.

    ``is_settled`` says that it is surely paid by then.
    """

    influencer: str
    campaign: str
    basis: str
    rate: str
    orders: int | None
    posts: int | None
    total: int | None
    due: date
    is_settled: bool = False


def publish(rng: Random, cast: Cast) -> list[Post]:
    """One to three posts of everybody in the campaign, mostly in its first half."""
    early = cast.days[: max(len(cast.days) * 2 // 3, 1)]
    return [
        _post(rng, cast, person, rng.choice(early)) for person in cast.crew for _ in range(rng.choice((1, 1, 2, 3)))
    ]


def _post(rng: Random, cast: Cast, person: Person, day: date) -> Post:
    name = person.platform if rng.random() < 0.9 else rng.choice(list(PLATFORMS))
    platform = PLATFORMS[name]
    reach = round(person.followers * rng.uniform(*platform.reach))
    likes = round(reach * rng.uniform(*platform.likes))
    product = rng.choice(cast.plan.lead or tuple(PRODUCTS[cast.plan.brand]))
    return Post(
        day=day,
        influencer=person.code,
        platform=name,
        url=platform.address + "".join(rng.choices(LETTERS, k=11)),
        caption=rng.choice(CAPTIONS).format(product=product, brand=cast.plan.brand),
        reach=reach,
        likes=likes,
        comments=round(likes * rng.uniform(*platform.comments)),
        campaign=cast.plan.name,
        brand=cast.plan.brand,
    )


def pay_campaign(rng: Random, cast: Cast, posts: list[Post]) -> list[Payout]:
    """Payouts that sum to what the campaign's outcome leaves: revenue ÷ ROAS.

    Who is paid per order costs what all orders cost; the rest of the budget goes to the others by followers.
    """
    mine = [sale for sale in cast.sales if sale.influencer]
    orders = Counter()
    for sale in mine:
        orders[sale.influencer] += sale.orders
    budget = sum(sale.revenue for sale in mine) / rng.uniform(cast.plan.outcome.low, cast.plan.outcome.high)
    rate = max(round(budget / sum(orders.values())), 1) if orders.total() > 0 else 1
    by_order = [p for p in cast.crew if orders[p.code] > 3 and rng.random() < BY_ORDER]
    others = [p for p in cast.crew if p not in by_order]
    left = budget - sum(rate * orders[p.code] for p in by_order)
    share = left / sum(p.followers**0.5 for p in others)
    counts = Counter(post.influencer for post in posts)
    paid = [_pay_orders(rng, cast, p, rate, orders[p.code]) for p in by_order]
    return paid + [_pay_posts(rng, cast, p, share * p.followers**0.5, counts[p.code], orders[p.code]) for p in others]


def _pay_orders(rng: Random, cast: Cast, person: Person, rate: int, orders: int) -> Payout:
    is_stated = rng.random() > NOT_STATED
    return Payout(
        influencer=person.code,
        campaign=cast.plan.name,
        basis="order",
        rate=str(rate),
        orders=orders if is_stated else None,
        posts=None,
        total=rate * orders if is_stated else None,
        due=_due(rng, cast),
    )


def _pay_posts(rng: Random, cast: Cast, person: Person, amount: float, posts: int, orders: int) -> Payout:
    rate = max(round(amount / posts, -2 if amount > 5_000 * posts else -1), 100)
    is_stated = rng.random() > NOT_STATED
    payout = Payout(
        influencer=person.code,
        campaign=cast.plan.name,
        basis="post",
        rate=str(int(rate)),
        orders=None,
        posts=posts if is_stated else None,
        total=int(rate) * posts if is_stated else None,
        due=_due(rng, cast),
    )
    return _make_hybrid(payout, posts, orders) if orders > 0 and rng.random() < HYBRID else payout


def _make_hybrid(payout: Payout, posts: int, orders: int) -> Payout:
    """About the same money, but half of it per order; the rate is then words, so the total must be stated."""
    per_post = int(payout.rate) // 2
    per_order = max(per_post * posts // orders, 1)
    words, total = f"₹{per_post}/post + ₹{per_order}/order", per_post * posts + per_order * orders
    return replace(payout, basis="hybrid", rate=words, posts=posts, orders=orders, total=total)


def _due(rng: Random, cast: Cast) -> date:
    return cast.days[-1] + timedelta(days=rng.randint(10, 40))


def pay_retainers(rng: Random, season: Season, casts: list[Cast]) -> list[Payout]:
    """Monthly fees without a campaign, for the best sellers of campaigns that pay back."""
    sold = Counter()
    for cast in casts:
        good = cast.plan.outcome.low > 3
        for sale in cast.sales:
            sold[sale.influencer] += sale.revenue * (1 if good else -3)
    del sold[""]
    best = [code for code, _ in sold.most_common(RETAINERS)]
    months = sorted({day.replace(day=1) for day in season.busy})
    return [_pay_retainer(rng, code, rng.choice(months)) for code in best]


def _pay_retainer(rng: Random, code: str, month: date) -> Payout:
    rate, posts = rng.choice((2_500, 4_000, 5_000, 7_500)), rng.choice((1, 2))
    due = month + timedelta(days=rng.randint(28, 45))
    return Payout(
        influencer=code,
        campaign="",
        basis="post",
        rate=str(rate),
        orders=None,
        posts=posts,
        total=rate * posts,
        due=due,
    )


def claw_back(rng: Random, payouts: list[Payout]) -> list[Payout]:
    """Some payouts per post are partly taken back: a post was never published."""
    paid = [p for p in payouts if p.basis == "post" and p.campaign and p.total and p.posts and p.posts > 1]
    return [_take_back(payout) for payout in rng.sample(paid, min(CLAWBACKS, len(paid)))]


def _take_back(payout: Payout) -> Payout:
    due = payout.due + timedelta(days=14)
    return replace(
        payout,
        basis="hybrid",
        rate="post not published",
        posts=None,
        total=-(payout.total or 0) // 4,
        due=due,
    )


def choose_status(rng: Random, season: Season, due: date) -> str:
    """Paid when due long ago, processing around the last day, else pending."""
    if due <= season.last - timedelta(days=SETTLED_AFTER):
        return pick(rng, {"Paid": 97, "Processing": 3})
    return "Processing" if due <= season.last else "Pending"
