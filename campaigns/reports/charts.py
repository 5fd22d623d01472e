"""The overview's one chart: revenue and payout by month, drawn as plain SVG on the server; the table is its twin."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.dates import format_month
from campaigns.formats import format_money, format_money_short
from campaigns.reports.parts import Row

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 1000, 230, 64, 26, 10


@dataclass(frozen=True)
class Bar:
    """A bar in the chart's own units, with its text."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    text: str


@dataclass(frozen=True)
class Tick:
    """A line across, or a month below, with its label."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class MonthChart:
    """Everything the template draws."""

    bars: list[Bar]
    lines: list[Tick]
    months: list[Tick]
    summary: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def draw_months(rows: Sequence[Row]) -> MonthChart | None:
    """Revenue and payout side by side for each month with a date, oldest first; None when there is none."""
    months = sorted((row for row in rows if row["month"]), key=lambda row: row["month"])[-24:]
    top = max((max(row["revenue"], row["payout"]) for row in months), default=0)
    if top <= 0:
        return None
    step = _round_step(top)
    highest = -(-top // step) * step
    slot = (WIDTH - LEFT) / len(months)
    bars = [bar for place, row in enumerate(months) for bar in _month_bars(row, LEFT + place * slot, slot, highest)]
    lines = [Tick(LEFT, _height(value, highest), format_money_short(value)) for value in range(0, highest + 1, step)]
    every = -(-len(months) // 12)
    below = [
        Tick(LEFT + (place + 0.5) * slot, HEIGHT - 8, format_month(row["month"]))
        for place, row in enumerate(months)
        if place % every == 0
    ]
    return MonthChart(bars, lines, below, _summarise(months))


def _month_bars(row: Row, x: float, slot: float, highest: int) -> list[Bar]:
    width = min(slot * 0.36, 26)
    start = x + slot / 2 - width - 1
    bars = []
    for place, key in enumerate(("revenue", "payout")):
        y = _height(max(row[key], 0), highest)
        text = f"{format_month(row['month'])}: {key} {format_money(row[key])}"
        bars.append(
            Bar(
                round(start + place * (width + 2), 1),
                y,
                round(width, 1),
                round(HEIGHT - BOTTOM - y, 1),
                key,
                text,
            )
        )
    return bars


def _height(value: int, highest: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / highest, 1)


def _round_step(top: int) -> int:
    """About four lines at 1, 2 or 5 times a power of ten."""
    power = 10 ** (len(str(top)) - 1)
    return next(step for step in (power // 5 or 1, power // 2 or 1, power, 2 * power, 5 * power) if top / step <= 5)


def _summarise(months: Sequence[Row]) -> str:
    best = max(months, key=lambda row: row["revenue"])
    span = f"{format_month(months[0]['month'])} to {format_month(months[-1]['month'])}"
    top = f"{format_month(best['month'])} with {format_money(best['revenue'])}"
    return f"Revenue and payout by month, {span}. The best month was {top}."
