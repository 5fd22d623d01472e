"""Tracking rows, day by day as a shop exports them, written as text in blocks of a day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import repeat

import numpy as np

from bench.generator.world import DAYS, FIRST_DAY, World

HEADER = "date,campaign,influencer_id,product,source,orders,revenue,user_id"
DEAREST = 60_000
"""Rupees that no row reaches."""
USERS = 1_000
"""Squared: how many customers there can be."""
REFUNDS = 0.01


def label(texts: Iterator[str]) -> np.ndarray:
    """Texts that can be chosen by an array of places."""
    return np.array(list(texts), dtype=object)


RUPEES = label(f"{n}." for n in range(DEAREST))
PAISE = label(f"{n:02d}" for n in range(100))
ORDERS = label(str(n) for n in [*range(5), *range(-4, 0)])
USER_HEADS = label(f"U{n:03d}" for n in range(USERS))
USER_TAILS = label(f"{n:03d}" for n in range(USERS))


@dataclass
class Sales:
    """The rows of a world. ``orders`` counts them per offer, for the payouts, once all days are through."""

    world: World
    rng: np.random.Generator
    with_ids: bool = False
    orders: np.ndarray = field(init=False)
    _made: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.orders = np.zeros(len(self.world.offers.weight), dtype=np.int64)
        self._prices = np.array([product.price for product in self.world.products])

    @property
    def header(self) -> str:
        """The header line."""
        return f"{HEADER},tracking_id" if self.with_ids else HEADER

    def days(self, events: int) -> Iterator[list[str]]:
        """The rows of each day, ``events`` together."""
        counts = self.rng.multinomial(events, weigh_days())
        for day, count in enumerate(counts.tolist()):
            yield self._sell(day, count)

    def _sell(self, day: int, count: int) -> list[str]:
        chosen = self._choose(day, count)
        orders = np.minimum(self.rng.geometric(0.75, count), 4)
        paise = self._prices[self.world.offers.product[chosen]] * orders * self.rng.uniform(0.7, 1.0, count)
        paise = paise.astype(np.int64)
        refunds = self.rng.random(count) < REFUNDS
        revenue = RUPEES[paise // 100] + PAISE[paise % 100]
        revenue[refunds] = "-" + revenue[refunds]
        orders[refunds] *= -1
        np.add.at(self.orders, chosen, orders)
        texts = (self.world.offers.text[chosen], ORDERS[orders], revenue, self._choose_users(count))
        cells = [repeat(str(FIRST_DAY + timedelta(day))), *(column.tolist() for column in texts)]
        if self.with_ids:
            cells.append([f"T{n:09d}" for n in range(self._made + 1, self._made + count + 1)])
        self._made += count
        return list(map(",".join, zip(*cells, strict=False)))  # the day repeats for ever

    def _choose(self, day: int, count: int) -> np.ndarray:
        """Places of the offers that are bought: 30 % of the sales need no campaign, the rest goes to those running."""
        running = find_running(self.world, day)
        weights = self.world.offers.weight[running]
        in_campaign = self.world.offers.campaign[running] >= 0
        if in_campaign.any():
            weights = np.where(in_campaign, weights * 0.7 / weights[in_campaign].sum(), weights)
        steps = np.cumsum(weights)
        return running[np.searchsorted(steps, self.rng.random(count) * steps[-1])]

    def _choose_users(self, count: int) -> np.ndarray:
        """Customers, of whom few buy often."""
        users = (self.rng.random(count) ** 2 * USERS * USERS).astype(np.int64)
        return USER_HEADS[users // USERS] + USER_TAILS[users % USERS]


def weigh_days() -> np.ndarray:
    """The share of each day: more towards the end, in winter and at weekends."""
    days = np.arange(DAYS)
    weights = (1 + days / DAYS) * (1 + 0.25 * np.cos(days / 365 * 2 * np.pi)) * np.where(days % 7 < 2, 1.3, 1.0)
    return weights / weights.sum()


def find_running(world: World, day: int) -> np.ndarray:
    """Places of the offers that can be bought on a day."""
    running = [place for place, campaign in enumerate(world.campaigns) if campaign.first <= day <= campaign.last]
    return np.flatnonzero(np.isin(world.offers.campaign, [-1, *running]))
