"""How key figures changed against the equal period before, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from campaigns.dates import Span, name_previous, previous_period
from campaigns.formats import Number
from campaigns.metrics.catalog import KEY_FIGURES
from campaigns.metrics.dimensions import ATTRIBUTION
from campaigns.metrics.parts import Metric, Ratio
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Report
from campaigns.reports.periods import in_days
from campaigns.reports.results import run_report
from campaigns.reports.selection import Selection

WHOLE = Report(key="whole", title="", lead="", dimensions=(ATTRIBUTION,), columns=(), metrics=KEY_FIGURES)
RECENT = (90, 28, 7)
"""Days compared when no period is chosen: the first number of which the data holds twice as many."""
SAME = 0.005
MANY_TIMES = 10


@dataclass(frozen=True, kw_only=True)
class Change:
    """Two equal periods and their figures by metric key. ``is_recent`` says that nobody chose the period."""

    first: date
    last: date
    now: Mapping[str, Number | None]
    before: Mapping[str, Number | None]
    is_recent: bool

    def say(self, metric: Metric) -> str:
        """``12 % more than the 90 days before``; empty when there is nothing to compare."""
        than = name_previous(self.first, self.last)
        said = say_change(metric, self.now.get(metric.key), self.before.get(metric.key), than)
        days = (self.last - self.first).days + 1
        recent = gettext("Last {days} days of the data: {change}")
        return recent.format(days=days, change=said) if said and self.is_recent else said


def find_change(now: Number | None, before: Number | None) -> float | None:
    """By which share of what was before; None where such a relation has no meaning."""
    if now is None or before is None or before <= 0 or now < 0:
        return None
    return now / before - 1


def say_change(metric: Metric, now: Number | None, before: Number | None, than: str) -> str:
    """A change in words; relative only where a relation has a meaning."""
    if before is None or now is None:
        return "" if now is None else gettext("none in {period}").format(period=than)
    change = find_change(now, before)
    if change is None:
        return gettext("{value} in {period}").format(value=metric.unit.show(before), period=than)
    if abs(change) < SAME:
        return gettext("the same as {period}").format(period=than)
    if change >= MANY_TIMES:
        return gettext("{times} times {period}").format(times=f"{now / before:,.0f}", period=than)
    if isinstance(metric, Ratio):
        words = gettext("{share} % higher than {period}") if change > 0 else gettext("{share} % lower than {period}")
    else:
        words = gettext("{share} % more than {period}") if change > 0 else gettext("{share} % less than {period}")
    return words.format(share=f"{abs(change) * 100:.0f}", period=than)


def read_change(selection: Selection, labels: Labels, data_days: Span | None) -> Change | None:
    """The selected period, or the last days of the data, beside the one before; None when that would hold nothing."""
    periods = find_periods(selection, data_days)
    if periods is None:
        return None
    now, before = (_totals(selection, labels, days) for days in periods)
    if not any(before.values()):
        return None
    first, last = periods[0]
    return Change(first=first, last=last, now=now, before=before, is_recent=selection.after is None)


def find_periods(selection: Selection, data_days: Span | None) -> tuple[Span, Span] | None:
    """The selected period, or the last days of the data, and the one before; None when there is none."""
    period = _period(selection, data_days)
    if period is None or period[0] - date.min <= period[1] - period[0] + timedelta(days=32):
        return None
    return period, previous_period(*period)


def _period(selection: Selection, data_days: Span | None) -> Span | None:
    if data_days is None:
        return None
    first, last = data_days
    last = selection.before or last
    if selection.after:
        return (selection.after, last) if selection.after <= last else None
    days = next((days for days in RECENT if (last - first).days + 1 >= 2 * days), 0)
    return (last - timedelta(days=days - 1), last) if days else None


def _totals(selection: Selection, labels: Labels, days: Span) -> Mapping[str, Number | None]:
    return run_report(WHOLE, in_days(selection, *days), labels).totals
