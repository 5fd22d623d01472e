"""What is wanted of one dimension, as a condition on whichever column holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from campaigns.metrics.dimensions import TIER, Dimension
from campaigns.metrics.tiers import TIERS
from campaigns.models import NONE
from campaigns.reports.filters import FORMS
from campaigns.reports.labels import find_ids


@dataclass(frozen=True)
class Choice:
    """What is wanted of one dimension: any of these ids (``NONE`` among them for "is empty"), and not those."""

    wanted: frozenset[int] | None
    unwanted: frozenset[int]

    def condition(self, path: str, *, or_none: bool = False) -> Q:
        """As a condition on the column at ``path``; ``or_none`` lets rows without a value through."""
        condition = Q() if self.wanted is None else self._is_one(path, self.wanted)
        if self.unwanted:
            condition &= ~self._is_one(path, self.unwanted)
        return condition | Q(**{path: NONE}) if or_none and condition else condition

    def _is_one(self, path: str, ids: frozenset[int]) -> Q:
        return Q(**{f"{path}__in": ids})


class TierChoice(Choice):
    """The same of tiers, by their place in ``TIERS`` from 1 on; the column holds a follower count."""

    def _is_one(self, path: str, ids: frozenset[int]) -> Q:
        condition = Q(**{f"{path}__in": []})
        for place in sorted(ids):
            condition |= _is_tier(path, place)
        return condition


def _is_tier(path: str, place: int) -> Q:
    if place == NONE:
        return Q(**{f"{path}__isnull": True})
    tier = TIERS[place - 1]
    within = Q(**{f"{path}__gte": tier.least})
    return within if tier.below is None else within & Q(**{f"{path}__lt": tier.below})


def read_choice(dimension: Dimension, data: Mapping[str, Any]) -> Choice | None:
    """What cleaned parameters want of a dimension; None when they leave it open."""
    names, not_names, empty = (data[f"{dimension.key}{form}"] for form in FORMS)
    if not (names or not_names or empty):
        return None
    wanted = find_ids(dimension, names) if names else set()
    wanted |= {NONE} if empty == "1" else set()
    unwanted = find_ids(dimension, not_names) if not_names else set()
    unwanted |= {NONE} if empty == "0" else set()
    kind = TierChoice if dimension is TIER else Choice
    return kind(frozenset(wanted) if names or empty == "1" else None, frozenset(unwanted))
