"""Revenue and payout over time as lines, with the posts of each period marked above them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from campaigns.metrics.catalog import ORDERS, PAYOUT, POST_COUNT, REVENUE, ROAS
from campaigns.metrics.parts import Metric
from campaigns.reports.charts.axes import look_up, money_axis
from campaigns.reports.charts.bars import tooltip
from campaigns.reports.charts.parts import Chart, Key, Mark, Opener, colour_scale, draw_value, say_row, show_value

HEIGHT = 240
LINES = ((REVENUE, "var(--revenue)"), (PAYOUT, "var(--payout)"))
MOST_DOTS = 62
"""With more periods than this the lines go without dots."""


@dataclass(frozen=True, kw_only=True)
class OverTime(Chart):
    """Lines over periods. ``period`` is the column that a period stands in; rows without one are left out."""

    period: str

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return (REVENUE, PAYOUT)

    def mark(self, rows: Sequence[Mapping[str, Any]], open_row: Opener) -> list[Mark]:
        dated = sorted((row for row in rows if row[self.period]), key=lambda row: str(row[self.period]))
        return [self._mark(place, row, open_row(row)) for place, row in enumerate(dated)]

    def _mark(self, place: int, row: Mapping[str, Any], href: str) -> Mark:
        name = str(row.get(f"_{self.period}_shown") or row[self.period])
        said = (REVENUE, PAYOUT, ROAS, ORDERS, POST_COUNT)
        return {
            "place": place, "name": name, "href": href, "sentence": say_row(name, row, said),
            "said": {metric.key: show_value(metric, row.get(metric.key)) for metric in said},
            "posts": row.get(POST_COUNT.key) or None,
            **{metric.key: draw_value(metric, row.get(metric.key)) for metric, _ in LINES},
        }  # fmt: skip

    def legend(self, marks: Sequence[Mark]) -> list[Key]:
        series = [*LINES, *([(POST_COUNT, "var(--posts)")] if any(mark["posts"] for mark in marks) else [])]
        return [Key(label=gettext(metric.label), colour=colour) for metric, colour in series]

    def layers(self, marks: Sequence[Mark]) -> dict[str, Any]:
        texts = look_up([mark["name"] for mark in marks])
        axis = {"labelExpr": texts, "labelAngle": 0, "labelOverlap": "greedy", "grid": False, "labelSeparation": 14}
        x = {"field": "place", "type": "ordinal", "title": None, "axis": axis}
        return {
            "height": HEIGHT,
            "encoding": {"x": x | {"scale": {"type": "band", "padding": 0}}},
            "layer": [self._area(), *self._lines(marks), *self._posts(marks), self._hits()],
        }

    def _area(self) -> dict[str, Any]:
        area = {"type": "area", "color": "var(--revenue)", "fillOpacity": 0.1, "aria": False}
        return {"mark": area, "encoding": {"y": {"field": REVENUE.key, "type": "quantitative"}}}

    def _lines(self, marks: Sequence[Mark]) -> list[dict[str, Any]]:
        domain, axis = money_axis(mark[m.key] for mark in marks for m, _ in LINES if mark[m.key] is not None)
        colours = colour_scale(self.legend(marks))
        dots = {"filled": True, "size": 28} if len(marks) <= MOST_DOTS else False
        return [
            {
                "mark": {"type": "line", "strokeWidth": 2, "point": dots, "aria": False},
                "encoding": {
                    "y": {
                        "field": metric.key, "type": "quantitative", "title": None, "axis": axis,
                        "scale": {"domain": domain},
                    },
                    "color": {"datum": gettext(metric.label), **colours},
                },
            }
            for metric, _ in LINES
        ]  # fmt: skip

    def _posts(self, marks: Sequence[Mark]) -> list[dict[str, Any]]:
        if not any(mark["posts"] for mark in marks):
            return []
        size = {"domain": [0, max(mark["posts"] or 0 for mark in marks)], "range": [12, 130]}
        return [
            {
                "mark": {"type": "point", "shape": "diamond", "filled": True, "opacity": 1, "aria": False},
                "transform": [{"filter": "isValid(datum.posts)"}],
                "encoding": {
                    "y": {"value": -8},
                    "size": {"field": "posts", "type": "quantitative", "legend": None, "scale": size},
                    "color": {"datum": gettext(POST_COUNT.label), "type": "nominal"},
                },
            }
        ]

    def _hits(self) -> dict[str, Any]:
        """Transparent columns to hover, tap and reach by key; they carry the link and the words."""
        return {
            "name": "hits",
            "mark": {"type": "rect", "color": "var(--ink)", "fillOpacity": 0, "cursor": "pointer"},
            "encoding": {
                "y": {"value": -14},
                "y2": {"value": "height"},
                "href": {"field": "href"},
                "description": {"field": "sentence"},
                "tooltip": tooltip((REVENUE, PAYOUT, ROAS, ORDERS, POST_COUNT)),
            },
        }

    def summarise(self, marks: Sequence[Mark]) -> str:
        best = max(marks, key=lambda mark: mark[REVENUE.key] or 0)
        span = gettext("{first} to {last}") if len(marks) > 1 else "{first}"
        short = sum((mark[REVENUE.key] or 0) < (mark[PAYOUT.key] or 0) for mark in marks)
        below = (
            gettext("Payout was above revenue in {short} of {all}.")
            if short
            else gettext("Revenue was never below payout.")
        )
        words = {
            "span": span.format(first=marks[0]["name"], last=marks[-1]["name"]),
            "best": best["name"],
            "revenue": best["said"][REVENUE.key],
            "below": below.format(short=short, all=len(marks)),
        }
        return gettext("{span}. Most revenue in {best}: {revenue}. {below}").format(**words)
