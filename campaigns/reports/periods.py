"""The key figures over time: by day, week or month as the length of the period asks for, without gaps."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.translation import gettext_noop as _

from campaigns.dates import format_day, format_month, month_of, read_month
from campaigns.metrics.catalog import KEY_FIGURES, ORDERS, POST_COUNT
from campaigns.metrics.dimensions import DAY, MONTH, Dimension
from campaigns.metrics.parts import Metric
from campaigns.reports.answers import POINTERS, keep
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, MetricColumn, Report, Row
from campaigns.reports.places import Narrow
from campaigns.reports.reading import read_selection
from campaigns.reports.results import Result, add_up, run_report
from campaigns.reports.selection import Selection

MOST_PERIODS = 60
"""Older ones are left out of the picture; a single wrong date must not squeeze all others together."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A length of periods. ``days`` is the longest span drawn by it, ``start`` the first day of a day's period."""

    name: str
    label: str
    days: int
    start: Callable[[date], date]
    end: Callable[[date], date]
    show: Callable[[date], str]


DAILY = Step(name=_("day"), label=_("Day"), days=62, start=lambda day: day, end=lambda day: day, show=format_day)
WEEKLY = Step(
    name=_("week"),
    label=_("Week from"),
    days=366,
    start=lambda day: day - timedelta(days=day.weekday()),
    end=lambda day: day + timedelta(days=6),
    show=format_day,
)
MONTHLY = Step(
    name=_("month"),
    label=_("Month"),
    days=10**6,
    start=lambda day: day.replace(day=1),
    end=lambda day: read_month(month_of(day))[1],
    show=lambda day: format_month(month_of(day)),
)
STEPS = (DAILY, WEEKLY, MONTHLY)
SERIES = (*KEY_FIGURES, POST_COUNT)
DAYS = Report(
    key="days", title=_("Days"), lead="", dimensions=(DAY,), columns=(Column(key="date", label=_("Day")),),
    metrics=SERIES, default_sort="date",
)  # fmt: skip
MONTHS = Report(
    key="months", title=_("Months"), lead="", dimensions=(MONTH,), columns=(Column(key="month", label=_("Month")),),
    metrics=SERIES, default_sort="month",
)  # fmt: skip
TRACKED_MONTHS = replace(MONTHS, key="tracked-months", metrics=(ORDERS,), attributed_only=False, default_sort="month")
TRACKED_DAYS = replace(DAYS, key="tracked-days", metrics=(ORDERS,), attributed_only=False)


@dataclass(frozen=True)
class Periods:
    """Rows of equal periods, oldest first, and the result they come from, whose totals hold what has no date too."""

    step: Step
    rows: list[Row]
    result: Result

    @property
    def columns(self) -> list[Column]:
        """The columns of the rows."""
        return [Column(key="period", label=self.step.label), *self.result.columns[1:]]


def read_periods(
    selection: Selection, labels: Labels, within: Narrow | None = None, cut_by: Iterable[Dimension] = ()
) -> Periods:
    """The key figures under a selection by the shortest step that fits. One query, or two when the span is unknown.

    ``within`` limits them further, by the dimensions ``cut_by`` (a detail page, which asks for no totals).
    """
    if selection.after and selection.before and choose_step(selection.after, selection.before) is not MONTHLY:
        return _fold_days(run_report(DAYS, selection, labels, within, cut_by))
    result = run_report(MONTHS, selection, labels, within, cut_by)
    months = [row["month"] for row in result.rows if row["month"]]
    if months and _step_of_months(months, selection) is not MONTHLY:
        first, last = read_month(min(months))[0], read_month(max(months))[1]
        near = within and (lambda places: within(places).in_days(first, last))
        return _fold_days(run_report(DAYS, selection, labels, near, cut_by))
    return _fill(MONTHLY, {read_month(row["month"])[0]: [row] for row in result.rows if row["month"]}, result)


def _step_of_months(months: Iterable[str], selection: Selection) -> Step:
    first, last = read_month(min(months))[0], read_month(max(months))[1]
    return choose_step(max(first, selection.after or first), min(last, selection.before or last))


def choose_step(first: date, last: date) -> Step:
    """Days up to two months, weeks up to a year, else months."""
    span = (last - first).days + 1
    return next((step for step in STEPS if span <= step.days), MONTHLY)


def _fold_days(result: Result) -> Periods:
    days = {date.fromisoformat(row["date"]): row for row in result.rows if row["date"]}
    step = choose_step(min(days), max(days)) if days else DAILY
    groups: dict[date, list[Row]] = {}
    for day, row in days.items():
        groups.setdefault(step.start(day), []).append(row)
    return _fill(step, groups, result)


def _fill(step: Step, groups: dict[date, list[Row]], result: Result) -> Periods:
    metrics = [c.metric for c in result.columns if isinstance(c, MetricColumn) and not c.why_empty]
    starts = list(_walk(step, min(groups), max(groups)))[-MOST_PERIODS:] if groups else []
    return Periods(step, [_row(step, start, groups.get(start, []), metrics) for start in starts], result)


def _walk(step: Step, first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = step.end(first) + timedelta(days=1)


def _row(step: Step, start: date, rows: list[Row], metrics: list[Metric]) -> Row:
    figures = add_up(rows, metrics)
    return {
        "period": start.isoformat(),
        "_period_shown": step.show(start),
        "_days": (start, step.end(start)),
        **figures,
    }


def read_data_days(labels: Labels, today: date) -> tuple[date, date] | None:
    """The first and the last day with a tracked row; days after ``today`` are left out, as they are mistakes."""
    return keep(labels.version, ("data-days", today), lambda: _find_data_days(labels, today), lambda _: POINTERS)


def _find_data_days(labels: Labels, today: date) -> tuple[date, date] | None:
    everything = read_selection(QueryDict())
    rows = run_report(TRACKED_MONTHS, everything, labels).rows
    months = sorted(row["month"] for row in rows if row["month"] and row["month"] <= month_of(today))
    days = []
    for month in {*months[:1], *months[-1:]}:
        first, last = read_month(month)
        rows = run_report(TRACKED_DAYS, in_days(everything, first, min(last, today)), labels).rows
        days += [date.fromisoformat(row["date"]) for row in rows]
    return (min(days), max(days)) if days else None


def without_bounds(selection: Selection) -> Selection:
    """The selection without search and ROAS bounds, which choose among rows of a table and mean nothing for a day."""
    return replace(selection, data={**selection.data, "q": "", "roas_min": None, "roas_max": None, "sort": ""})


def in_days(selection: Selection, first: date, last: date) -> Selection:
    """The same selection in another period."""
    return replace(selection, data={**selection.data, "date_after": first, "date_before": last})
