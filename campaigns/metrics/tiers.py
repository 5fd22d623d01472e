"""Follower tiers, declared once: how large an audience an influencer speaks to."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, kw_only=True)
class Tier:
    """Influencers with at least ``least`` followers and fewer than ``below`` (None: no upper bound)."""

    key: str
    label: str
    least: int
    below: int | None


TIERS = (
    Tier(key="nano", label=_("Nano"), least=0, below=10_000),
    Tier(key="micro", label=_("Micro"), least=10_000, below=100_000),
    Tier(key="mid", label=_("Mid"), least=100_000, below=500_000),
    Tier(key="macro", label=_("Macro"), least=500_000, below=1_000_000),
    Tier(key="mega", label=_("Mega"), least=1_000_000, below=None),
)


def find_tier(followers: int | None) -> Tier | None:
    """The tier of so many followers; None when nobody has counted them."""
    if followers is None:
        return None
    return next(tier for tier in reversed(TIERS) if followers >= tier.least)
