"""Who sells what in the invented house: influencers, products, campaigns, and offers, which are what is bought.

An offer is one combination of campaign, influencer, product and source with the weight of its sales. Popularity
follows power laws: few influencers and products make most of the sales.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

FIRST_DAY = date(2023, 7, 1)
DAYS = 731  # 24 months, to 30 June 2025
BRANDS = ("MuscleBlaze", "HKVitals", "TrueBasics", "Gritzo", "bGREEN", "Herbalance", "NutriPeak", "FitFuel")
PRODUCTS = 60
SHORTEST, LONGEST = 20, 60
"""Days of a campaign."""
PLATFORMS = ("Instagram", "YouTube", "Twitter", "Facebook")
CATEGORIES = ("Fitness", "Wellness", "Nutrition", "Yoga", "Sports", "Parenting", "Food", "Lifestyle")
BASELINES = ("organic", "direct", "paid_search", "paid_social", "email")
GENDERS = ("Female", "Male", "Non-binary")
FIRST_NAMES = ("Aditi", "Arjun", "Diya", "Kabir", "Kiran", "Meera", "Noor", "Rohan", "Sana", "Tejas", "Veer", "Zoya")
LAST_NAMES = ("Bose", "Das", "Gill", "Iyer", "Jain", "Khan", "Mehta", "Nair", "Patel", "Rao", "Shah", "Singh")
PAID = ("paid_search", "paid_social")
UNASSIGNED = "referral"


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many of everything for a number of tracking rows."""

    events: int

    @property
    def influencers(self) -> int:
        """One for a hundred rows, 10,000 at most."""
        return min(10_000, max(50, self.events // 100))

    @property
    def campaigns(self) -> int:
        """300, fewer below 30,000 rows."""
        return min(300, max(12, self.events // 100))

    @property
    def seats(self) -> int:
        """Influencers in campaigns, counted once for each campaign: about as many payouts, 30,000 at most."""
        return min(30_000, max(60, self.events // 33))


@dataclass(frozen=True)
class Influencer:
    """A person; most of the sales come from the platform as source, the others by coupon."""

    code: str
    name: str
    category: str
    gender: str
    followers: int
    platform: str


@dataclass(frozen=True)
class Product:
    """What is sold; ``price`` is in paise."""

    name: str
    brand: int
    price: int


@dataclass(frozen=True)
class Campaign:
    """A campaign from day ``first`` to day ``last`` of the span, with the places of its people."""

    name: str
    brand: int
    first: int
    last: int
    weight: float
    people: np.ndarray


@dataclass(frozen=True)
class Offers:
    """Columns of equal length. ``campaign`` and ``person`` are −1 for none; ``text`` is the middle of a row."""

    campaign: np.ndarray
    person: np.ndarray
    product: np.ndarray
    weight: np.ndarray
    text: np.ndarray


@dataclass(frozen=True)
class World:
    """Everything that has a name."""

    size: Size
    people: list[Influencer]
    products: list[Product]
    campaigns: list[Campaign]
    offers: Offers


def make_world(rng: np.random.Generator, size: Size) -> World:
    """A house of that size."""
    people = make_people(rng, size.influencers)
    products = make_products(rng)
    fame = rng.permutation(spread_power_law(size.influencers, 0.8))
    wanted = rng.permutation(spread_power_law(PRODUCTS, 1.0))
    campaigns = [make_campaign(rng, number, size, fame) for number in range(1, size.campaigns + 1)]
    return World(size, people, products, campaigns, make_offers(rng, people, products, campaigns, fame, wanted))


def spread_power_law(count: int, exponent: float) -> np.ndarray:
    """Shares that fall with the rank and add up to 1."""
    shares = 1.0 / np.arange(1, count + 1) ** exponent
    return shares / shares.sum()


def make_people(rng: np.random.Generator, count: int) -> list[Influencer]:
    """Influencers I00001, I00002, …"""
    names = zip(rng.choice(FIRST_NAMES, count), rng.choice(LAST_NAMES, count), strict=True)
    kinds = zip(
        rng.choice(CATEGORIES, count),
        rng.choice(GENDERS, count, p=[0.55, 0.4, 0.05]),
        (10 ** rng.uniform(3, 6.5, count)).astype(int).tolist(),
        rng.choice(PLATFORMS, count, p=[0.55, 0.3, 0.1, 0.05]),
        strict=True,
    )
    return [
        Influencer(f"I{number:05d}", " ".join(name), *kind)
        for number, (name, kind) in enumerate(zip(names, kinds, strict=True), 1)
    ]


def make_products(rng: np.random.Generator) -> list[Product]:
    """The products, dealt out to the brands in turn."""
    prices = (10 ** rng.uniform(2.5, 3.7, PRODUCTS)).round() * 100
    return [Product(f"Product {n + 1:02d}", n % len(BRANDS), int(prices[n])) for n in range(PRODUCTS)]


def make_campaign(rng: np.random.Generator, number: int, size: Size, fame: np.ndarray) -> Campaign:
    """A campaign of at most 60 days; its size and the number of its people vary widely."""
    brand, days = int(rng.integers(len(BRANDS))), int(rng.integers(SHORTEST, LONGEST + 1))
    first = int(rng.integers(0, DAYS - SHORTEST))
    seats = size.seats / size.campaigns * rng.lognormal(-0.3, 0.77)
    count = int(np.clip(seats, 3, size.influencers // 4))
    people = np.sort(rng.choice(size.influencers, count, replace=False, p=fame))
    name = f"{BRANDS[brand]}_Campaign_{number:03d}"
    return Campaign(name, brand, first, min(first + days, DAYS) - 1, rng.lognormal(0, 0.8), people)


def make_offers(
    rng: np.random.Generator,
    people: list[Influencer],
    products: list[Product],
    campaigns: list[Campaign],
    fame: np.ndarray,
    wanted: np.ndarray,
) -> Offers:
    """All that can be bought: first without, then with a campaign."""
    rows = [(-1, -1, p, 0.28 * wanted[p] / len(BASELINES), s) for p in range(PRODUCTS) for s in BASELINES]
    rows += [(-1, -1, p, 0.02 * wanted[p], UNASSIGNED) for p in range(PRODUCTS)]
    for place, campaign in enumerate(campaigns):
        goods = [p for p, product in enumerate(products) if product.brand == campaign.brand]
        goods = rng.choice(goods, int(rng.integers(1, 5)), replace=False).tolist()
        # The root, because the famous are in more campaigns too.
        pull = np.sqrt(fame[campaign.people]) * rng.lognormal(0, 0.5, len(campaign.people))
        pull *= campaign.weight / pull.sum() / wanted[goods].sum()
        for person, strength in zip(campaign.people.tolist(), pull.tolist(), strict=True):
            own = people[person].platform.lower()
            rows += [
                (place, person, p, strength * wanted[p] * w, s) for p in goods for s, w in ((own, 0.7), ("coupon", 0.3))
            ]
        rows += [(place, -1, p, campaign.weight * 0.05 / len(goods), s) for p in goods for s in PAID]
    texts = [
        f"{campaigns[c].name if c >= 0 else ''},{people[i].code if i >= 0 else ''},{products[p].name},{source}"
        for c, i, p, _, source in rows
    ]
    places = np.array([row[:3] for row in rows], dtype=np.int32).T
    return Offers(*places, np.array([row[3] for row in rows]), np.array(texts, dtype=object))
