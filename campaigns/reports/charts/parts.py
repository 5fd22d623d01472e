"""What every kind of chart has: a declaration, marks made from a report's rows, and a sentence that says it all."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.utils.translation import gettext

from campaigns.formats import EMPTY, Number
from campaigns.metrics.parts import MONEY, Metric
from campaigns.reports.charts.verdicts import REVENUE_BREAK_EVEN, name_break_even

Mark = dict[str, Any]
"""One thing drawn: its numbers, what is said of it, and under ``href`` the page it opens."""
Opener = Callable[[Mapping[str, Any]], str]
"""Gives the address that a row's mark opens."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """An entry of a legend; ``colour`` is a variable of the style sheet."""

    label: str
    colour: str


def colour_scale(legend: Sequence[Key]) -> dict[str, Any]:
    """Colours by label. The page draws the legend, which wraps on a phone as one of Vega's does not."""
    scale = {"domain": [key.label for key in legend], "range": [key.colour for key in legend]}
    return {"type": "nominal", "scale": scale, "legend": None}


@dataclass(frozen=True, kw_only=True)
class Chart(ABC):
    """A kind of picture with its words. ``opens`` is the report that marks lead to, filtered by what they stand for.

    ``break_even`` is the ROAS from which a payout pays back. What the ``lead`` says of it depends on the margin.
    ``frame`` is the height of axis and edges around the marks in pixels, kept free with theirs before it is drawn.
    """

    key: str
    title: str
    lead: str = ""
    opens: str = "campaigns"
    break_even: float = REVENUE_BREAK_EVEN
    frame: int = 40

    def at(self, break_even: float) -> Self:
        """The same drawn around another break-even."""
        return replace(self, break_even=break_even)

    @property
    def introduction(self) -> str:
        """The lead with break-even as it is."""
        return gettext(self.lead).format(break_even=name_break_even(self.break_even))

    @property
    @abstractmethod
    def metrics(self) -> tuple[Metric, ...]:
        """What it cannot be drawn without."""

    @abstractmethod
    def mark(self, rows: Sequence[Mapping[str, Any]], open_row: Opener) -> list[Mark]:
        """The marks of a report's rows, in the order of the rows."""

    @abstractmethod
    def legend(self, marks: Sequence[Mark]) -> list[Key]:
        """What its colours stand for, as far as the marks have them."""

    @abstractmethod
    def layers(self, marks: Sequence[Mark]) -> dict[str, Any]:
        """The part of the Vega-Lite specification that only this kind has, ``height`` in pixels among it."""

    @abstractmethod
    def summarise(self, marks: Sequence[Mark]) -> str:
        """The picture in a sentence or two, for those who do not see it."""


def draw_value(metric: Metric, value: Number | None) -> Number | None:
    """A value as axes have it: money in rupees, everything else as it is."""
    return value / 100 if value is not None and metric.unit.key == MONEY.key else value


def show_value(metric: Metric, value: Number | None) -> str:
    """A value as tables have it."""
    return EMPTY if value is None else metric.unit.show(value)


def say_row(name: str, row: Mapping[str, Any], metrics: Sequence[Metric]) -> str:
    """``MB_One: ROAS 2.50×, revenue ₹1,000``: what a screen reader says of a mark."""
    return f"{name}: " + ", ".join(
        f"{gettext(metric.label)} {show_value(metric, row.get(metric.key))}" for metric in metrics
    )


def name_row(row: Mapping[str, Any], keys: Sequence[str]) -> str:
    """What a row stands for, in the words of its table."""
    return " · ".join(str(row.get(f"_{key}_shown") or row.get(key) or EMPTY) for key in keys)
