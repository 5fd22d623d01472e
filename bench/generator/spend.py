"""Posts and payouts of the campaigns' people: one payout for each influencer and campaign, most of them per order."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from bench.generator.world import BRANDS, FIRST_DAY, World

POSTS_HEADER = (
    "influencer_id",
    "date",
    "platform",
    "url",
    "caption",
    "reach",
    "likes",
    "comments",
    "post_id",
    "campaign",
)
PAYOUTS_HEADER = (
    "payout_id", "influencer_id", "campaign", "basis", "rate", "orders", "posts", "total_payout", "payout_date",
    "status",
)  # fmt: skip
PER_ORDER = 0.85
"""The share of payouts per order; the others are per post."""
Row = Sequence[Any]


def count_posts(rng: np.random.Generator, world: World) -> list[np.ndarray]:
    """For each campaign how often each of its people posts."""
    return [rng.integers(1, 5, len(campaign.people)) for campaign in world.campaigns]


def list_posts(rng: np.random.Generator, world: World, counts: list[np.ndarray]) -> Iterator[Row]:
    """Rows of the posts file, campaign by campaign."""
    number = 0
    for campaign, posts in zip(world.campaigns, counts, strict=True):
        for person in np.repeat(campaign.people, posts).tolist():
            number += 1
            influencer, day = world.people[person], int(rng.integers(campaign.first, campaign.last + 1))
            reach = int(influencer.followers * rng.uniform(0.1, 0.9))
            likes = int(reach * rng.uniform(0.01, 0.1))
            yield (
                influencer.code, FIRST_DAY + timedelta(day), influencer.platform, f"https://example.com/p/{number}",
                f"Trying {BRANDS[campaign.brand]} today", reach, likes, likes // 20, f"P{number:07d}", campaign.name,
            )  # fmt: skip


def list_payouts(rng: np.random.Generator, world: World, counts: list[np.ndarray], orders: np.ndarray) -> Iterator[Row]:
    """Rows of the payouts file. ``orders`` are the orders of each offer: payouts per order state their sum."""
    sold = sum_orders(world, orders)
    number = 0
    for place, (campaign, posts) in enumerate(zip(world.campaigns, counts, strict=True)):
        day = FIRST_DAY + timedelta(campaign.last + 15)
        for person, posted in zip(campaign.people.tolist(), posts.tolist(), strict=True):
            number += 1
            head = (f"PAY{number:06d}", world.people[person].code, campaign.name)
            bought = max(0, sold.get((place, person), 0))
            yield *head, *state_total(rng, bought, posted), day, "Paid"


def sum_orders(world: World, orders: np.ndarray) -> dict[tuple[int, int], int]:
    """Orders by (campaign, person)."""
    offers, sums = world.offers, {}
    for campaign, person, count in zip(offers.campaign.tolist(), offers.person.tolist(), orders.tolist(), strict=True):
        sums[campaign, person] = sums.get((campaign, person), 0) + count
    return sums


def state_total(rng: np.random.Generator, orders: int, posts: int) -> Row:
    """Basis, rate, orders, posts and their product."""
    if rng.random() < PER_ORDER:
        rate = int(rng.integers(20, 200))
        return "order", rate, orders, "", rate * orders
    rate = int(rng.integers(500, 20_000))
    return "post", rate, "", posts, rate * posts
