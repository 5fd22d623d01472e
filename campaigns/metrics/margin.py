"""The margin: which share of the revenue is left for payouts, and from which ROAS on a payout therefore pays back.

Margins are whole basis points: 3,000 is 30 % of the revenue.
"""

from dataclasses import dataclass, replace
from typing import Self

from django.db.models import Expression, FloatField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext

from campaigns.formats import Number
from campaigns.metrics.parts import Metric, Part, Ratio

WHOLE = 10_000
"""All of the revenue, in basis points."""


def find_break_even(margin: int | None) -> float:
    """The ROAS from which a payout pays back: 1 ÷ margin; 1, the revenue break-even, while no margin is set."""
    return WHOLE / margin if margin else 1.0


def format_margin(margin: int) -> str:
    """``32.5 %``."""
    return f"{margin / 100:g} %"


@dataclass(frozen=True, kw_only=True)
class MarginRatio(Metric):
    """(revenue × margin − payout) ÷ payout, which is ROAS × margin − 1. Empty until it is put ``at`` a margin."""

    roas: Ratio
    margin: int | None = None

    @property
    def why_unset(self) -> str:
        return "" if self.margin else gettext("No margin has been set: an admin can do so under Margin.")

    def at(self, margin: int | None) -> Self:
        return replace(self, margin=margin)

    @property
    def facts(self) -> frozenset[str]:
        return self.roas.facts

    @property
    def formula(self) -> str:
        top, bottom = self.roas.top.label, self.roas.bottom.label
        return f"({top} × margin − {bottom}) ÷ {bottom}".lower()

    def parts(self) -> tuple[Part, ...]:
        return self.roas.parts()

    def expression(self) -> Expression:
        share = Value(self.margin / WHOLE if self.margin else None)
        return self.roas.expression() * Cast(share, FloatField()) - Value(1.0)

    def value(self, sums: dict[str, int]) -> Number | None:
        roas = self.roas.value(sums)
        return roas * (self.margin / WHOLE) - 1.0 if self.margin and roas is not None else None
