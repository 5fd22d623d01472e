"""Spans of days that move with today, such as "last 28 days": an address keeps the name, each request the days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _

OpenSpan = tuple[date | None, date | None]
"""First and last day, both included; None is open."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """A span that has a name. ``key`` is the value of ``period=``; ``find_days`` tells its days, given today's."""

    key: str
    label: str
    find_days: Callable[[date], OpenSpan]


def _last_days(count: int) -> Callable[[date], OpenSpan]:
    return lambda today: (today - timedelta(days=count - 1), today)


def _this(months: int, start: int = 1) -> Callable[[date], OpenSpan]:
    """The running block of so many months, of which one begins in month ``start``, up to today."""
    return lambda today: (_find_start(today, months, start), today)


def _last(months: int, start: int = 1) -> Callable[[date], OpenSpan]:
    """The block before it, whole."""

    def find_days(today: date) -> OpenSpan:
        end = _find_start(today, months, start) - timedelta(days=1)
        return _find_start(end, months, start), end

    return find_days


def _find_start(day: date, months: int, start: int) -> date:
    """The first day of the day's block."""
    count = day.year * 12 + day.month - 1
    year, month = divmod(count - (count - (start - 1)) % months, 12)
    return date(year, month + 1, 1)


APRIL = 4
PERIODS: dict[str, Period] = {
    period.key: period
    for period in (
        Period(key="last_7_days", label=_("Last 7 days"), find_days=_last_days(7)),
        Period(key="last_28_days", label=_("Last 28 days"), find_days=_last_days(28)),
        Period(key="last_90_days", label=_("Last 90 days"), find_days=_last_days(90)),
        Period(key="this_month", label=_("This month"), find_days=_this(1)),
        Period(key="last_month", label=_("Last month"), find_days=_last(1)),
        Period(key="this_quarter", label=_("This quarter"), find_days=_this(3)),
        Period(key="last_quarter", label=_("Last quarter"), find_days=_last(3)),
        Period(key="this_financial_year", label=_("This financial year"), find_days=_this(12, APRIL)),
        Period(key="last_financial_year", label=_("Last financial year"), find_days=_last(12, APRIL)),
        Period(key="all", label=_("All days"), find_days=lambda today: (None, None)),
    )
}
"""Up to today where a span is still running. A financial year is India's: April to March."""
