"""Axes whose text is the portal's own: round steps, with each label written here and only looked up by the browser."""

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

from campaigns.formats import format_money_short

ROUND = (1, 2, 2.5, 5, 10)
MOST_DOUBLINGS = 4
"""ROAS is drawn from 1/16 of break-even to 16 times it; what lies outside stands at the edge, its number beside it."""


def money_axis(rupees: Iterable[float], steps: int = 4) -> tuple[list[float], dict[str, Any]]:
    """The domain of an axis of rupees, and the axis with its labels."""
    values = [0.0, *rupees]
    step = round_step((max(values) - min(values)) / steps)
    first, last = math.floor(min(values) / step), max(math.ceil(max(values) / step), 1)
    ticks = [place * step for place in range(first, last + 1)]
    return [ticks[0], ticks[-1]], labelled(ticks, [format_money_short(tick * 100) for tick in ticks])


def round_step(least: float) -> float:
    """The next of 1, 2, 2.5 and 5 times a power of ten; 1 for nothing."""
    if least <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(least))
    return next(factor * power for factor in ROUND if factor * power >= least * (1 - 1e-9))


def times_axis(ratios: Iterable[float], middle: float) -> tuple[list[float], dict[str, Any]]:
    """The same for ROAS, by doublings around a middle: twice as good is as far to the right as half to the left."""
    doublings = [math.log2(ratio / middle) for ratio in ratios if ratio > 0]
    low = max(min(math.floor(min(doublings, default=0)), -1), -MOST_DOUBLINGS)
    high = min(max(math.ceil(max(doublings, default=0)), 1), MOST_DOUBLINGS)
    ticks = [middle * 2.0**place for place in range(low, high + 1)]
    return [ticks[0], ticks[-1]], labelled(ticks, [f"{tick:.3g}×" for tick in ticks])


def labelled(ticks: Sequence[float], texts: Sequence[str]) -> dict[str, Any]:
    """An axis with these ticks and texts."""
    return {"values": list(ticks), "labelExpr": look_up(texts, f"indexof({json.dumps(list(ticks))}, datum.value)")}


def look_up(texts: Sequence[str], place: str = "datum.value") -> str:
    """A Vega expression: the text at a place. Names from files stand in it as JSON strings, which cannot end early."""
    return f"{json.dumps(list(texts))}[{place}]"
