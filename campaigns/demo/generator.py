"""Writes four invented files as people would export them: the same seed and day give the same bytes."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from campaigns.demo.people import Person, choose_crew, make_people
from campaigns.demo.sales import Cast, Sale, sell_anyway, sell_campaign
from campaigns.demo.slips import plant_slips
from campaigns.demo.spend import Payout, Post, choose_status, claw_back, pay_campaign, pay_retainers, publish
from campaigns.demo.story import PLANS, Season

DEFAULT_SEED = 2025
PEOPLE = 240

INFLUENCERS_HEADER = ("id", "name", "category", "gender", "follower_count", "platform")
POSTS_HEADER = (
    "post_id", "influencer_id", "platform", "date", "url", "caption", "reach", "likes", "comments",
    "campaign", "brand",
)  # fmt: skip
TRACKING_HEADER = (
    "source", "campaign", "influencer_id", "user_id", "product", "brand", "date", "orders", "revenue",
)  # fmt: skip
PAYOUTS_HEADER = (
    "payout_id", "influencer_id", "campaign", "basis", "rate", "orders", "posts", "total_payout",
    "payout_date", "status",
)  # fmt: skip


def write_demo(folder: Path, seed: int, today: date) -> list[Path]:
    """Writes the four files for the twelve full months before ``today`` into the folder; returns them."""
    rng, season = Random(seed), Season.before(today)
    people = make_people(rng, PEOPLE)
    casts = [sell_campaign(rng, season, plan, choose_crew(rng, people, plan.brand, plan.crew)) for plan in PLANS]
    published = [publish(rng, cast) for cast in casts]
    paid = [payout for cast, posts in zip(casts, published, strict=True) for payout in pay_campaign(rng, cast, posts)]
    paid += [*pay_retainers(rng, season, casts), *claw_back(rng, paid)]
    paid = plant_slips(casts, paid, season.last)
    sales = _sort_sales(casts, sell_anyway(rng, season))
    posts = sorted(
        (post for some in published for post in some), key=lambda post: (post.day, post.influencer, post.url)
    )
    paid.sort(key=lambda payout: (payout.due, payout.influencer, payout.campaign, payout.basis))
    return [
        _write(folder / "influencers.csv", INFLUENCERS_HEADER, map(_influencer_row, people)),
        _write(folder / "posts.csv", POSTS_HEADER, (_post_row(n, post) for n, post in enumerate(posts, 1))),
        _write(folder / "tracking.csv", TRACKING_HEADER, map(_sale_row, sales)),
        _write(
            folder / "payouts.csv",
            PAYOUTS_HEADER,
            (_payout_row(rng, season, n, p) for n, p in enumerate(paid, 1)),
        ),
    ]


def _sort_sales(casts: list[Cast], anyway: list[Sale]) -> list[Sale]:
    """All sales by day, as a shop would export them."""
    sales = [sale for cast in casts for sale in cast.sales] + anyway
    return sorted(
        sales,
        key=lambda sale: (sale.day, sale.campaign, sale.influencer, sale.user, sale.product, sale.orders),
    )


def _influencer_row(person: Person) -> Sequence[Any]:
    return person.code, person.name, person.category, person.gender, person.followers, person.platform


def _post_row(number: int, post: Post) -> Sequence[Any]:
    figures = (post.reach, post.likes, post.comments, post.campaign, post.brand)
    return f"PST{number:05d}", post.influencer, post.platform, post.day, post.url, post.caption, *figures


def _sale_row(sale: Sale) -> Sequence[Any]:
    what = (sale.user, sale.product, sale.brand, sale.day, sale.orders, f"{sale.revenue:.2f}")
    return sale.source, sale.campaign, sale.influencer, *what


def _payout_row(rng: Random, season: Season, number: int, payout: Payout) -> Sequence[Any]:
    status = "Paid" if payout.is_settled else choose_status(rng, season, payout.due)
    day = payout.due if status == "Paid" else ""
    counts = (payout.rate, payout.orders, payout.posts, payout.total)
    return f"PAY{number:05d}", payout.influencer, payout.campaign, payout.basis, *counts, day, status


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path
