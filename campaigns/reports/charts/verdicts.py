"""Above or below break-even, or too few orders to tell: what colours and glyphs of charts stand for."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.formats import format_times
from campaigns.metrics.catalog import ORDERS, ROAS

REVENUE_BREAK_EVEN = 1.0
"""ROAS at which revenue covers the payout and nothing more."""
SURE = 1.645
"""Standard deviations on either side of a 90 % range."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A judgement with its words, its colour (a variable of the style sheet) and a glyph that needs no colour."""

    key: str
    label: str
    colour: str
    glyph: str


ABOVE = Verdict(key="above", label=_("Above break-even"), colour="var(--above)", glyph="▴")
BELOW = Verdict(key="below", label=_("Below break-even"), colour="var(--below-bar)", glyph="▾")
UNDECIDED = Verdict(key="undecided", label=_("Too few orders to tell"), colour="var(--undecided)", glyph="•")
VERDICTS = (ABOVE, BELOW, UNDECIDED)


def judge(row: Mapping[str, Any], break_even: float = REVENUE_BREAK_EVEN) -> Verdict:
    """Undecided when chance alone could put the ROAS on the other side of break-even, or when there is no ROAS.

    Orders are taken as Poisson; the 90 % range of their mean is Byar's approximation.
    """
    roas, orders = row.get(ROAS.key), row.get(ORDERS.key) or 0
    if roas is None:
        return UNDECIDED
    low, high = range_of(max(orders, 0))
    if orders > 0 and roas * low / orders < break_even < roas * high / orders:
        return UNDECIDED
    return ABOVE if roas >= break_even else BELOW


def name_break_even(break_even: float) -> str:
    """``revenue break-even (1.00×)`` while no margin says otherwise."""
    name = gettext("revenue break-even") if break_even == REVENUE_BREAK_EVEN else gettext("break-even")
    return f"{name} ({format_times(break_even)})"


def range_of(count: int) -> tuple[float, float]:
    """The means between which a counted number of orders lies in nine of ten cases."""
    above = count + 1
    low = count * (1 - 1 / (9 * count) - SURE / (3 * math.sqrt(count))) ** 3 if count else 0.0
    return max(low, 0.0), above * (1 - 1 / (9 * above) + SURE / (3 * math.sqrt(above))) ** 3
