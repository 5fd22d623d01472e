"""Tiers of influencers by their followers, declared once: filters, peers and personas read this list."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A range of follower counts: from ``low`` up to but without ``high``; None is open."""

    key: str
    label: str
    low: int
    high: int | None


TIERS: tuple[Tier, ...] = (
    Tier(key="nano", label="Nano, below 10k", low=0, high=10_000),
    Tier(key="micro", label="Micro, 10k to 100k", low=10_000, high=100_000),
    Tier(key="mid", label="Mid, 100k to 500k", low=100_000, high=500_000),
    Tier(key="macro", label="Macro, 500k to 1M", low=500_000, high=1_000_000),
    Tier(key="mega", label="Mega, 1M and more", low=1_000_000, high=None),
)


def find_tier(follower_count: int | None) -> Tier | None:
    """The tier of a follower count; None when the count is not known."""
    if follower_count is None:
        return None
    return next(tier for tier in TIERS if tier.high is None or follower_count < tier.high)
