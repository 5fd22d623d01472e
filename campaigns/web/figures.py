"""Key figures as cards: the value, how it changed in words, and its course as a small line."""

from dataclasses import dataclass

from campaigns.metrics.catalog import KEY_FIGURES
from campaigns.reports.changes import Change
from campaigns.reports.charts.sparkline import draw_sparkline
from campaigns.reports.parts import Column
from campaigns.reports.periods import Periods


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """A card. ``change`` is a sentence or empty, ``course`` the points of a line or empty."""

    column: Column
    text: str
    exact: str
    change: str = ""
    course: str = ""


def build_key_figures(periods: Periods, change: Change | None) -> list[KeyFigure]:
    """The key figures of the first page; totals hold what has no date too."""
    columns = {c.key: c for c in periods.result.columns}
    totals = periods.result.totals
    return [
        KeyFigure(
            column=columns[metric.key],
            text=columns[metric.key].show(totals),
            exact=columns[metric.key].exact(totals),
            change=change.say(metric) if change else "",
            course=draw_sparkline([row.get(metric.key) for row in periods.rows]),
        )
        for metric in KEY_FIGURES
    ]
