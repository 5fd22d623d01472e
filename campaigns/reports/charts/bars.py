"""Horizontal bars, one for each row of a report: money with a line across, or ROAS around break-even."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.metrics.catalog import ORDERS, PAYOUT, REVENUE, ROAS
from campaigns.metrics.parts import Metric
from campaigns.reports.charts.axes import look_up, money_axis, times_axis
from campaigns.reports.charts.parts import (
    Chart,
    Key,
    Mark,
    Opener,
    colour_scale,
    draw_value,
    name_row,
    say_row,
    show_value,
)
from campaigns.reports.charts.verdicts import REVENUE_BREAK_EVEN, VERDICTS, Verdict, judge

SAID = (ROAS, REVENUE, PAYOUT, ORDERS)


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """What bars have in common. ``names`` are the columns that a bar is named by, ``step`` is its height in pixels."""

    names: tuple[str, ...]
    step: int = 20
    frame: int = 26
    verdicts: tuple[Verdict, ...] = VERDICTS

    def judge(self, row: Mapping[str, Any]) -> Verdict:
        """What colours a row's bar."""
        return judge(row, self.break_even)

    @abstractmethod
    def number(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """``value`` (the bar's end), ``line`` (across it) and ``text`` (beside it) of a row."""

    @abstractmethod
    def scale(self, marks: Sequence[Mark]) -> dict[str, Any]:
        """The horizontal axis: ``scale`` and ``axis``."""

    @property
    def base(self) -> float:
        """Where the bars start."""
        return 0.0

    def mark(self, rows: Sequence[Mapping[str, Any]], open_row: Opener) -> list[Mark]:
        return [self._mark(place, row, open_row(row)) for place, row in enumerate(rows)]

    def _mark(self, place: int, row: Mapping[str, Any], href: str) -> Mark:
        name, verdict = name_row(row, self.names), self.judge(row)
        said = {metric.key: show_value(metric, row.get(metric.key)) for metric in SAID}
        sentence = f"{say_row(name, row, SAID)}. {gettext(verdict.label)}"
        return {
            "place": place, "name": name, "verdict": gettext(verdict.label), "href": href, "said": said, 
        "sentence": sentence,
            **self.number(row),
        }  # fmt: skip

    def legend(self, marks: Sequence[Mark]) -> list[Key]:
        present = {mark["verdict"] for mark in marks}
        named = [(gettext(verdict.label), verdict.colour) for verdict in self.verdicts]
        return [Key(label=label, colour=colour) for label, colour in named if label in present]

    def layers(self, marks: Sequence[Mark]) -> dict[str, Any]:
        return {
            "height": self.step * len(marks),
            "encoding": {"y": self._names_axis(marks)},
            "layer": [self._bars(marks), *self._lines(marks), self._texts(), self._hits()],
        }

    def _names_axis(self, marks: Sequence[Mark]) -> dict[str, Any]:
        texts = look_up([mark["name"] for mark in marks])
        axis = {"labelExpr": texts, "grid": False, "ticks": False, "labelPadding": 8}
        return {"field": "place", "type": "ordinal", "title": None, "axis": axis, "scale": {"paddingInner": 0.35}}

    def _bars(self, marks: Sequence[Mark]) -> dict[str, Any]:
        return {
            "mark": {"type": "bar", "cornerRadiusEnd": 2, "aria": False},
            "transform": [{"filter": "isValid(datum.value)"}],
            "encoding": {
                "x": {"field": "value", "type": "quantitative", "title": None, **self.scale(marks)},
                "x2": {"datum": self.base},
                "color": {"field": "verdict", **colour_scale(self.legend(marks))},
            },
        }

    def _lines(self, marks: Sequence[Mark]) -> list[dict[str, Any]]:
        if all(mark["line"] is None for mark in marks):
            return []
        line = {"type": "tick", "thickness": 2.5, "color": "var(--ink)", "aria": False}
        encoding = {"x": {"field": "line", "type": "quantitative"}}
        return [{"mark": line, "transform": [{"filter": "isValid(datum.line)"}], "encoding": encoding}]

    def _texts(self) -> dict[str, Any]:
        text = {"type": "text", "align": "left", "dx": 6, "color": "var(--ink)", "aria": False}
        return {"mark": text, "encoding": {"x": {"field": "edge", "type": "quantitative"}, "text": {"field": "text"}}}

    def _hits(self) -> dict[str, Any]:
        """Transparent rows to hover, tap and reach by key; they carry the link and the words."""
        return {
            "name": "hits",
            "mark": {"type": "rect", "color": "var(--ink)", "fillOpacity": 0, "cursor": "pointer"},
            "encoding": {
                "x": {"value": 0},
                "x2": {"value": "width"},
                "href": {"field": "href"},
                "description": {"field": "sentence"},
                "tooltip": tooltip(SAID),
            },
        }

    def summarise(self, marks: Sequence[Mark]) -> str:
        counts = Counter(mark["verdict"] for mark in marks)
        each = gettext("{verdict}: {count} of {all}")
        labels = [gettext(verdict.label) for verdict in self.verdicts]
        said = [each.format(verdict=v, count=counts[v], all=len(marks)) for v in labels if counts[v]]
        drawn = sorted((mark for mark in marks if mark["value"] is not None), key=lambda mark: mark["value"])
        measure, label = self.metrics[0], gettext(self.metrics[0].label)
        ends = [(gettext("highest {metric}: {name}, {value}"), mark) for mark in drawn[-1:]]
        ends += [(gettext("lowest {metric}: {name}, {value}"), mark) for mark in drawn[:-1][:1]]
        metric = label if measure is ROAS else label.lower()
        said += [w.format(metric=metric, name=mark["name"], value=mark["said"][measure.key]) for w, mark in ends]
        return "; ".join(said) + "."


def tooltip(metrics: Sequence[Metric]) -> list[dict[str, str]]:
    """The lines of a hover: the name as heading, then figures as the tables show them."""
    lines = [{"field": f"said.{metric.key}", "type": "nominal", "title": gettext(metric.label)} for metric in metrics]
    return [{"field": "name", "type": "nominal", "title": "title"}, *lines]


@dataclass(frozen=True, kw_only=True)
class MoneyBars(Bars):
    """Revenue as a bar, and across it as a line what it must pass for the payout to pay back."""

    lead: str = _("The bar is revenue, the line across it is the payout: a bar that passes its line pays back.")
    lead_at_margin: str = _(
        "The bar is revenue, the line across it is payout × {factor}, which is break-even: a bar that "
        "passes its line pays back."
    )

    @property
    def introduction(self) -> str:
        if self.break_even == REVENUE_BREAK_EVEN:
            return gettext(self.lead)
        return gettext(self.lead_at_margin).format(factor=f"{self.break_even:.3g}")

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return (REVENUE, PAYOUT)

    def number(self, row: Mapping[str, Any]) -> dict[str, Any]:
        value, payout = (draw_value(metric, row.get(metric.key)) for metric in (REVENUE, PAYOUT))
        line = payout * self.break_even if payout else None
        edge = max(value or 0, line or 0, 0)
        return {"value": value, "line": line, "edge": edge, "text": glyphed(self.judge(row), row)}

    def scale(self, marks: Sequence[Mark]) -> dict[str, Any]:
        numbers = [mark[key] for mark in marks for key in ("value", "line") if mark[key] is not None]
        domain, axis = money_axis(numbers)
        return {"scale": {"domain": domain}, "axis": axis}


@dataclass(frozen=True, kw_only=True)
class SourceBars(MoneyBars):
    """Revenue by source, coloured by whether it counts for influencers."""

    lead: str = _("What counts for influencers, and what does not.")
    lead_at_margin: str = lead
    verdicts: tuple[Verdict, ...] = (
        Verdict(key="influencer", label=_("Counts for influencers"), colour="var(--above)", glyph="●"),
        Verdict(key="baseline", label=_("Baseline"), colour="var(--undecided)", glyph="○"),
        Verdict(key="unassigned", label=_("Unassigned"), colour="var(--below-bar)", glyph="◌"),
    )

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return (REVENUE,)

    def judge(self, row: Mapping[str, Any]) -> Verdict:
        return next(v for v in self.verdicts if v.key == row["attribution"])

    def number(self, row: Mapping[str, Any]) -> dict[str, Any]:
        value = draw_value(REVENUE, row.get(REVENUE.key))
        text = f"{self.judge(row).glyph} {show_value(REVENUE, row.get(REVENUE.key))}"
        return {"value": value, "line": None, "edge": max(value or 0, 0), "text": text}


@dataclass(frozen=True, kw_only=True)
class BreakEvenBars(Bars):
    """ROAS as bars that start at break-even: to the right what paid back, to the left what did not."""

    lead: str = _("Bars start at {break_even}. Each step to the right is twice the return, each to the left half.")

    @property
    def base(self) -> float:
        return self.break_even

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return (ROAS,)

    def number(self, row: Mapping[str, Any]) -> dict[str, Any]:
        value = row.get(ROAS.key)
        text = gettext("no payout") if value is None else glyphed(self.judge(row), row)
        return {"value": value, "line": None, "edge": max(value or 0, self.break_even), "text": text}

    def scale(self, marks: Sequence[Mark]) -> dict[str, Any]:
        domain, axis = times_axis((mark["value"] for mark in marks if mark["value"] is not None), self.break_even)
        return {"scale": {"type": "log", "base": 2, "domain": domain, "clamp": True}, "axis": axis}


def glyphed(verdict: Verdict, row: Mapping[str, Any]) -> str:
    """``▴ 2.50×``: a ROAS whose side of break-even is told without colour."""
    roas = row.get(ROAS.key)
    return show_value(ROAS, roas) if roas is None else f"{verdict.glyph} {show_value(ROAS, roas)}"
