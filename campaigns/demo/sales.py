"""Invented sales: what each campaign sold by whom, what came back, and what would have sold anyway."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from campaigns.demo.people import Person, pick
from campaigns.demo.story import BASELINE_SOURCES, PLANS, PRODUCTS, SOURCES, Plan, Season

CAMPAIGN_ROWS = 11_700
BASELINE_ROWS = 1_900
UNASSIGNED = 0.03
RETURNED = 0.022
DISCOUNTS = {1.0: 60, 0.95: 15, 0.9: 20, 0.8: 5}
USERS = 7_500
BUSIEST = sum(plan.size * plan.outcome.pull for plan in PLANS)


@dataclass(frozen=True, kw_only=True)
class Sale:
    """A row of the tracking file; revenue in rupees."""

    day: date
    source: str
    product: str
    orders: int
    revenue: float
    user: str
    campaign: str = ""
    influencer: str = ""
    brand: str = ""


@dataclass(frozen=True, kw_only=True)
class Cast:
    """A campaign as it went: its days, who took part, and what came of it."""

    plan: Plan
    days: list[date]
    crew: list[Person]
    sales: list[Sale]


def sell_campaign(rng: Random, season: Season, plan: Plan, crew: list[Person]) -> Cast:
    """The sales of a campaign, with refunds. The first days are the strongest, as after each launch."""
    days = season.days_of(plan)
    busy = [season.busy[day] * (0.45 + 0.97**age) for age, day in enumerate(days)]
    reach = [person.skill * person.followers**0.25 for person in crew]
    rows = round(CAMPAIGN_ROWS * plan.size * plan.outcome.pull / BUSIEST * len(days) / (7 * plan.weeks))
    sales = []
    for who, day in zip(rng.choices(crew, reach, k=rows), rng.choices(days, busy, k=rows), strict=True):
        sale = _sell(rng, day, plan.brand, pick(rng, SOURCES), plan.lead)
        is_lost = rng.random() < UNASSIGNED
        sales.append(replace(sale, campaign=plan.name, influencer="" if is_lost else who.code))
    return Cast(plan=plan, days=days, crew=crew, sales=[*sales, *_return_some(rng, season, sales)])


def sell_anyway(rng: Random, season: Season) -> list[Sale]:
    """Sales of baseline sources. They belong to no campaign, so they name their brand themselves."""
    brands = {"MuscleBlaze": 45, "HKVitals": 27, "Gritzo": 13, "TrueBasics": 10, "bGreen": 5}
    days = rng.choices(list(season.busy), list(season.busy.values()), k=BASELINE_ROWS)
    sales = []
    for day in days:
        brand = pick(rng, brands)
        sales.append(replace(_sell(rng, day, brand, pick(rng, BASELINE_SOURCES), ()), brand=brand))
    return [*sales, *_return_some(rng, season, sales)]


def _sell(rng: Random, day: date, brand: str, source: str, lead: tuple[str, ...]) -> Sale:
    prices = PRODUCTS[brand]
    product = rng.choice(lead) if lead and rng.random() < 0.75 else rng.choice(list(prices))
    orders = rng.choices((1, 2, 3, 5), (82, 13, 4, 1))[0]
    discount = rng.choices(list(DISCOUNTS), list(DISCOUNTS.values()))[0]
    user = f"U{rng.randint(1, USERS):05d}"
    revenue = round(orders * prices[product] * discount, 2)
    return Sale(day=day, source=source, product=product, orders=orders, revenue=revenue, user=user)


def _return_some(rng: Random, season: Season, sales: list[Sale]) -> Iterator[Sale]:
    """Refunds: the same row below zero, some days later."""
    for sale in sales:
        back = sale.day + timedelta(days=rng.randint(2, 12))
        if rng.random() < RETURNED and back <= season.last:
            yield replace(sale, day=back, orders=-sale.orders, revenue=-sale.revenue)
