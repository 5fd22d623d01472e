"""The story that the demo tells: brands, products, prices, and campaigns whose outcome is known."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a campaign ends: ROAS drawn between ``low`` and ``high``, and how much it sells beside others."""

    low: float
    high: float
    pull: float


PAYS_BACK = Outcome(low=6.0, high=8.5, pull=1.5)
SOLID = Outcome(low=3.2, high=4.5, pull=1.0)
BREAKS_EVEN = Outcome(low=1.05, high=1.25, pull=0.55)
LOSES = Outcome(low=0.4, high=0.75, pull=0.3)

PRODUCTS: dict[str, dict[str, int]] = {
    "MuscleBlaze": {
        "Biozyme Performance Whey 2 kg": 6299,
        "Biozyme Performance Whey 1 kg": 3399,
        "Mass Gainer XXL 3 kg": 3299,
        "Creatine Monohydrate 250 g": 649,
        "PRE Workout 200 Xtreme 250 g": 1199,
        "High Protein Peanut Butter 1 kg": 449,
    },
    "HKVitals": {
        "Multivitamin 60 tablets": 599,
        "Fish Oil 60 capsules": 799,
        "Biotin 90 tablets": 499,
        "Skin Radiance Collagen 200 g": 1049,
        "Ashwagandha 60 capsules": 449,
    },
    "Gritzo": {
        "SuperMilk Daily 400 g": 699,
        "SuperMilk Height+ 400 g": 849,
        "SuperMilk Genius+ 400 g": 849,
    },
    "TrueBasics": {
        "Multivit Men 90 tablets": 1299,
        "Omega-3 Triple Strength 60 capsules": 1149,
        "Marine Collagen 200 g": 1599,
        "Sleep Sound 60 tablets": 699,
    },
    "bGreen": {
        "Plant Protein 1 kg": 2399,
        "Apple Cider Vinegar 500 ml": 449,
    },
}
"""Brand → product → price in rupees."""

CATEGORIES = {
    "Fitness": 26, "Nutrition": 18, "Wellness": 15, "Yoga": 9, "Bodybuilding": 13, "Parenting": 9,
    "Lifestyle": 10,
}  # fmt: skip
"""Category → how many of a hundred influencers."""
SPEAKS_TO = {
    "MuscleBlaze": ("Fitness", "Bodybuilding", "Nutrition"),
    "HKVitals": ("Wellness", "Nutrition", "Lifestyle", "Yoga"),
    "Gritzo": ("Parenting", "Nutrition"),
    "TrueBasics": ("Wellness", "Fitness", "Lifestyle"),
    "bGreen": ("Yoga", "Wellness", "Nutrition"),
}
"""Brand → the categories it mostly works with."""


@dataclass(frozen=True, kw_only=True)
class Platform:
    """A platform: its share, and ranges of reach per follower, likes per reach and comments per like."""

    share: int
    reach: tuple[float, float]
    likes: tuple[float, float]
    comments: tuple[float, float]
    address: str


PLATFORMS = {
    "Instagram": Platform(
        share=48,
        reach=(0.22, 0.6),
        likes=(0.035, 0.08),
        comments=(0.02, 0.06),
        address="https://instagram.example/p/",
    ),
    "YouTube": Platform(
        share=30,
        reach=(0.15, 0.55),
        likes=(0.025, 0.055),
        comments=(0.05, 0.12),
        address="https://youtube.example/v/",
    ),
    "X": Platform(
        share=12, reach=(0.05, 0.2), likes=(0.008, 0.02), comments=(0.05, 0.15), address="https://x.example/"
    ),
    "Facebook": Platform(
        share=10,
        reach=(0.05, 0.18),
        likes=(0.01, 0.025),
        comments=(0.03, 0.1),
        address="https://facebook.example/",
    ),
}
"""Addresses end in ``.example``, so that no invented post leads to a real one."""

SOURCES = {"influencer": 70, "affiliate_link": 20, "coupon_code": 10}
BASELINE_SOURCES = {"organic": 46, "paid_search": 25, "email": 17, "direct": 12}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A campaign: when it starts each year, how long it lasts, what it sells mostly, and how it ends."""

    name: str
    start: tuple[int, int]
    weeks: int
    outcome: Outcome
    lead: tuple[str, ...]
    size: float = 1.0
    crew: int = 14

    @property
    def brand(self) -> str:
        """The part of the name before the first underscore."""
        return self.name.partition("_")[0]


def _plan(name: str, start: tuple[int, int], weeks: int, outcome: Outcome, *lead: str, **size: float) -> Plan:
    return Plan(name=name, start=start, weeks=weeks, outcome=outcome, lead=lead, **size)


WHEY = ("Biozyme Performance Whey 2 kg", "Biozyme Performance Whey 1 kg")
PLANS = (
    _plan("MuscleBlaze_Biozyme_Diwali", (10, 4), 5, PAYS_BACK, *WHEY, size=1.5, crew=24),
    _plan("MuscleBlaze_Biozyme_NewYear", (1, 1), 5, PAYS_BACK, *WHEY, size=1.4, crew=22),
    _plan("MuscleBlaze_Biozyme_Monsoon", (7, 3), 6, SOLID, *WHEY, crew=18),
    _plan("MuscleBlaze_Freedom_Sale", (8, 4), 3, PAYS_BACK, WHEY[0], "Mass Gainer XXL 3 kg", crew=16),
    _plan("MuscleBlaze_Whey_Marathon", (12, 8), 5, LOSES, *WHEY, crew=12),
    _plan("MuscleBlaze_MassGainer_Winter", (11, 17), 7, SOLID, "Mass Gainer XXL 3 kg", crew=16),
    _plan("MuscleBlaze_Creatine_Launch", (6, 2), 6, SOLID, "Creatine Monohydrate 250 g", size=1.2, crew=18),
    _plan("MuscleBlaze_PreWorkout_Summer", (4, 7), 6, BREAKS_EVEN, "PRE Workout 200 Xtreme 250 g"),
    _plan("MuscleBlaze_PeanutButter_Reels", (2, 10), 4, LOSES, "High Protein Peanut Butter 1 kg", crew=10),
    _plan("HKVitals_Multivitamin_Daily", (3, 3), 8, PAYS_BACK, "Multivitamin 60 tablets", size=1.3, crew=22),
    _plan("HKVitals_Collagen_Glow", (9, 8), 6, SOLID, "Skin Radiance Collagen 200 g", crew=18),
    _plan(
        "HKVitals_Biotin_Wedding",
        (11, 5),
        6,
        SOLID,
        "Biotin 90 tablets",
        "Skin Radiance Collagen 200 g",
        crew=16,
    ),
    _plan("HKVitals_FishOil_Heart", (5, 12), 5, BREAKS_EVEN, "Fish Oil 60 capsules"),
    _plan("HKVitals_Immunity_Monsoon", (7, 14), 5, PAYS_BACK, "Multivitamin 60 tablets", crew=16),
    _plan("HKVitals_Ashwagandha_Calm", (1, 20), 4, LOSES, "Ashwagandha 60 capsules", crew=10),
    _plan("HKVitals_Mothers_Day", (4, 24), 3, BREAKS_EVEN, "Skin Radiance Collagen 200 g", crew=12),
    _plan("Gritzo_SuperMilk_School", (6, 16), 7, PAYS_BACK, "SuperMilk Daily 400 g", size=1.2, crew=20),
    _plan("Gritzo_SuperMilk_Exams", (2, 3), 6, SOLID, "SuperMilk Genius+ 400 g"),
    _plan("Gritzo_Genius_Olympiad", (8, 25), 5, SOLID, "SuperMilk Genius+ 400 g"),
    _plan("Gritzo_Childrens_Day", (11, 6), 3, BREAKS_EVEN, "SuperMilk Daily 400 g", crew=12),
    _plan("Gritzo_Height_Challenge", (4, 14), 6, LOSES, "SuperMilk Height+ 400 g", crew=10),
    _plan("TrueBasics_Omega_Office", (9, 1), 5, SOLID, "Omega-3 Triple Strength 60 capsules"),
    _plan("TrueBasics_Multivit_Men", (12, 2), 6, PAYS_BACK, "Multivit Men 90 tablets", crew=16),
    _plan("TrueBasics_Collagen_Summer", (5, 5), 4, BREAKS_EVEN, "Marine Collagen 200 g", crew=12),
    _plan("TrueBasics_Sleep_Reset", (3, 17), 4, LOSES, "Sleep Sound 60 tablets", crew=10),
    _plan("bGreen_PlantProtein_Veganuary", (1, 5), 4, SOLID, "Plant Protein 1 kg"),
    _plan("bGreen_PlantProtein_Earth", (4, 18), 3, LOSES, "Plant Protein 1 kg", crew=10),
    _plan("bGreen_Vinegar_Summer", (4, 2), 5, BREAKS_EVEN, "Apple Cider Vinegar 500 ml", crew=12),
)

FESTIVALS = (((10, 8), 28, 1.7), ((1, 1), 18, 1.5), ((1, 22), 6, 1.3), ((8, 8), 9, 1.4), ((3, 8), 6, 1.15))
"""(month, day), days, times as much sold: Diwali, New Year, Republic Day, Independence Day, Holi."""
WEEKDAYS = (0.85, 0.88, 0.92, 0.97, 1.05, 1.3, 1.35)
"""How much is sold from Monday to Sunday."""


@dataclass(frozen=True, kw_only=True)
class Season:
    """The twelve months of the demo, and how busy each day is."""

    first: date
    last: date
    busy: dict[date, float] = field(default_factory=dict, compare=False)

    @classmethod
    def before(cls, today: date) -> "Season":
        """Twelve full months, the last of which is the one before ``today``."""
        last = today.replace(day=1) - timedelta(days=1)
        first = date(last.year - (last.month < 12), last.month % 12 + 1, 1)
        season = cls(first=first, last=last)
        season.busy.update({day: season._weigh(day) for day in days_between(first, last)})
        return season

    def place(self, month: int, day: int) -> date:
        """That day of the year, in these twelve months."""
        here = date(self.first.year, month, day)
        return here if here >= self.first else here.replace(year=here.year + 1)

    def days_of(self, plan: Plan) -> list[date]:
        """The days of a campaign; one that has not ended by the last day is cut there."""
        start = self.place(*plan.start)
        return list(days_between(start, min(start + timedelta(weeks=plan.weeks, days=-1), self.last)))

    def _weigh(self, day: date) -> float:
        weight = WEEKDAYS[day.weekday()]
        for start, length, more in FESTIVALS:
            begun = self.place(*start)
            weight *= more if 0 <= (day - begun).days < length else 1
        return weight


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
