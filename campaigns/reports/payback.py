"""A ROAS as a table draws it: the value with a sign, and a small bar to either side of break-even."""

from math import log2

from django.utils.translation import gettext

from campaigns.metrics.catalog import ORDERS, ROAS
from campaigns.reports.charts.verdicts import VERDICTS, judge
from campaigns.reports.parts import Row

HALF = 18
"""Pixels from break-even to either end of the bar."""
DOUBLINGS = 3
"""An end stands for so many doublings, or halvings, of break-even; what lies beyond is drawn there."""
SAID = {verdict.key: verdict.label for verdict in VERDICTS}


def draw_payback(row: Row, text: str, exact: str, break_even: float) -> str:
    """HTML of a ROAS that is not empty: blue above, orange below, grey where chance alone could turn it round."""
    side = find_side(row, break_even)
    return (
        f'<span class="payback is-{side}" title="{exact}">{text}</span>'
        f'<span title="{gettext(SAID[side])}">{draw_bar(row[ROAS.key], break_even, side)}</span>'
    )


def find_side(row: Row, break_even: float) -> str:
    """The key of the verdict. Rows of payouts have the orders they were paid for beside those that were tracked."""
    orders = row.get("tracked_orders", row.get(ORDERS.key))
    return judge({ROAS.key: row[ROAS.key], ORDERS.key: orders}, break_even).key


def draw_bar(roas: float, break_even: float, side: str) -> str:
    """A bar from the middle, whose length doubles the ratio; without any revenue it is full to the left."""
    length = measure(roas, break_even)
    start = HALF + min(length, 0)
    return (
        f'<svg class="payback-bar is-{side}" width="{2 * HALF}" height="8" aria-hidden="true">'
        f'<path d="M0 4h{2 * HALF}M{HALF} 0v8"/>'
        f'<rect x="{start:g}" y="2" width="{abs(length):g}" height="4" rx="1"/></svg>'
    )


def measure(roas: float, break_even: float) -> float:
    """Pixels to the right of the middle, or below zero to its left."""
    if roas <= 0:
        return -HALF
    doublings = log2(roas / break_even)
    return round(max(-1.0, min(1.0, doublings / DOUBLINGS)) * HALF, 1)
