"""A heat map of ROAS: a cell for each pair of values, shaded by its side of break-even, grey where it rests on few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.metrics.catalog import ORDERS, PAYOUT, PEOPLE, REVENUE, ROAS
from campaigns.metrics.parts import Metric
from campaigns.reports.charts.bars import tooltip
from campaigns.reports.charts.parts import Chart, Key, Mark, Opener, colour_scale, name_row, say_row, show_value
from campaigns.reports.charts.verdicts import name_break_even

STEP = 24
FEWEST = 3
"""A cell of fewer influencers says more of them than of their kind."""
FEW = _("Fewer than {fewest} influencers")
BOUNDS = (0.5, 1.0, 2.0, 4.0)
"""Where one shade ends and the next begins, in multiples of break-even."""
SAID = (ROAS, PEOPLE, ORDERS, REVENUE, PAYOUT)


def name_few() -> str:
    """What grey stands for."""
    return gettext(FEW).format(fewest=FEWEST)


@dataclass(frozen=True, kw_only=True)
class HeatMap(Chart):
    """ROAS by two groups of columns: ``across`` and ``down``."""

    across: tuple[str, ...]
    down: tuple[str, ...]
    frame: int = 29
    lead: str = _(
        "ROAS: blue above {break_even}, orange below, grey where it rests on fewer than {fewest} influencers."
    )

    @property
    def introduction(self) -> str:
        return gettext(self.lead).format(break_even=name_break_even(self.break_even), fewest=FEWEST)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return (ROAS, PEOPLE)

    def mark(self, rows: Sequence[Mapping[str, Any]], open_row: Opener) -> list[Mark]:
        return [self._mark(row, open_row(row)) for row in rows if row.get(ROAS.key) is not None]

    def _mark(self, row: Mapping[str, Any], href: str) -> Mark:
        shade = self.shade(row)
        name = name_row(row, (*self.down, *self.across))
        return {
            "across": name_row(row, self.across), "down": name_row(row, self.down), "name": name, "href": href,
            "shade": shade, "roas": row[ROAS.key], "text": show_value(ROAS, row[ROAS.key]),
            "people": row[PEOPLE.key], "sentence": f"{say_row(name, row, SAID)}. {shade}",
            "said": {metric.key: show_value(metric, row.get(metric.key)) for metric in SAID},
        }  # fmt: skip

    @property
    def shades(self) -> list[str]:
        """What the shades stand for, the worst first."""
        at = [f"{bound * self.break_even:.3g}×" for bound in BOUNDS]
        below, within, above = gettext("Below {bound}"), gettext("{low} to {high}"), gettext("{bound} and more")
        between = [within.format(low=low, high=high) for low, high in pairwise(at)]
        return [below.format(bound=at[0]), *between, above.format(bound=at[-1])]

    def shade(self, row: Mapping[str, Any]) -> str:
        """The class of a cell."""
        if row[PEOPLE.key] < FEWEST:
            return name_few()
        return self.shades[sum(row[ROAS.key] >= bound * self.break_even for bound in BOUNDS)]

    def legend(self, marks: Sequence[Mark]) -> list[Key]:
        present = {mark["shade"] for mark in marks}
        named = [
            *((label, f"var(--heat-{place})") for place, label in enumerate(self.shades, 1)),
            (name_few(), "var(--heat-few)"),
        ]
        return [Key(label=label, colour=colour) for label, colour in named if label in present]

    def layers(self, marks: Sequence[Mark]) -> dict[str, Any]:
        places = {key: sorted({mark[key] for mark in marks}) for key in ("across", "down")}
        axes = {"x": self._axis("across", places), "y": self._axis("down", places)}
        return {
            "height": STEP * len(places["down"]),
            "encoding": axes,
            "layer": [self._cells(marks), self._texts(), self._hits()],
        }

    def _axis(self, key: str, places: Mapping[str, list[str]]) -> dict[str, Any]:
        axis = {"labelAngle": 0, "orient": "top", "labelLimit": {"expr": "bandwidth('x')"}} if key == "across" else {}
        axis |= {"grid": False, "ticks": False, "labelPadding": 8}
        scale = {"padding": 0.06, "domain": places[key]}
        return {"field": key, "type": "nominal", "title": None, "axis": axis, "scale": scale}

    def _cells(self, marks: Sequence[Mark]) -> dict[str, Any]:
        return {
            "mark": {"type": "rect", "cornerRadius": 3, "aria": False},
            "encoding": {"color": {"field": "shade", **colour_scale(self.legend(marks))}},
        }

    def _texts(self) -> dict[str, Any]:
        quiet = {"condition": {"test": f"datum.people < {FEWEST}", "value": "var(--quiet)"}, "value": "var(--ink)"}
        return {"mark": {"type": "text", "aria": False}, "encoding": {"text": {"field": "text"}, "color": quiet}}

    def _hits(self) -> dict[str, Any]:
        """Transparent cells to hover, tap and reach by key; they carry the link and the words."""
        return {
            "name": "hits",
            "mark": {"type": "rect", "color": "var(--ink)", "fillOpacity": 0, "cursor": "pointer"},
            "encoding": {
                "href": {"field": "href"},
                "description": {"field": "sentence"},
                "tooltip": tooltip(SAID),
            },
        }

    def summarise(self, marks: Sequence[Mark]) -> str:
        sure = sorted((mark for mark in marks if mark["people"] >= FEWEST), key=lambda mark: -mark["roas"])
        if not sure:
            none = gettext("{count} cells, each of fewer than {fewest} influencers: too few to compare kinds.")
            return none.format(count=len(marks), fewest=FEWEST)
        best, worst = sure[0], sure[-1]
        few = len(marks) - len(sure)
        said = gettext("Best: {best} at {most}.")
        if len(sure) > 1:
            said = gettext("Best: {best} at {most}; worst: {worst} at {least}.")
        if few:
            said += " " + gettext("{count} more cells have fewer than {fewest} influencers.")
        names = {"best": best["name"], "most": best["text"], "worst": worst["name"], "least": worst["text"]}
        return said.format(**names, count=few, fewest=FEWEST)
