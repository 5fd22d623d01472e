"""Invented influencers: who they are, how many follow them, and how well they sell."""

from dataclasses import dataclass
from random import Random

from campaigns.demo.names import FIRST_NAMES, LAST_NAMES
from campaigns.demo.story import CATEGORIES, PLATFORMS, SPEAKS_TO

GENDERS = {"Female": 50, "Male": 44, "Non-binary": 6}
NEVER_SELL = 0.05
"""This share of the influencers never sells anything, whatever they are paid."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """An influencer. ``skill`` says how well this one sells: few sell much, many little, some nothing."""

    code: str
    name: str
    category: str
    gender: str
    followers: int
    platform: str
    skill: float


def pick(rng: Random, shares: dict[str, float]) -> str:
    """One of the keys, as likely as its value says."""
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def make_people(rng: Random, count: int) -> list[Person]:
    """So many influencers with different names, ``INF0001`` on."""
    taken: set[str] = set()
    return [_make_person(rng, f"INF{number:04d}", taken) for number in range(1, count + 1)]


def _make_person(rng: Random, code: str, taken: set[str]) -> Person:
    gender = pick(rng, GENDERS)
    followers = min(max(rng.lognormvariate(10.9, 1.0), 3_000), 4_000_000)
    return Person(
        code=code,
        name=_make_name(rng, gender, taken),
        category=pick(rng, CATEGORIES),
        gender=gender,
        followers=round(round(followers), -2 if followers < 100_000 else -3),
        platform=pick(rng, {name: platform.share for name, platform in PLATFORMS.items()}),
        skill=0.0 if rng.random() < NEVER_SELL else rng.paretovariate(1.25),
    )


def _make_name(rng: Random, gender: str, taken: set[str]) -> str:
    while (name := f"{rng.choice(FIRST_NAMES[gender])} {rng.choice(LAST_NAMES)}") in taken:
        pass
    taken.add(name)
    return name


def choose_crew(rng: Random, people: list[Person], brand: str, size: int) -> list[Person]:
    """The influencers of one campaign, mostly of the brand's own categories; none twice."""
    fits = SPEAKS_TO[brand]
    drawn = sorted(people, key=lambda person: rng.random() ** (1 if person.category not in fits else 0.3), reverse=True)
    return drawn[:size]
