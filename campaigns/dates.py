"""Plain business days and months as ISO text. A day is a ``date`` without time or zone."""

from calendar import monthrange
from datetime import date, timedelta

from django.utils.translation import gettext, ngettext

NO_DATE = date(1, 1, 1)
"""Stands for "no date" where a key must have no holes; real days start at ``FIRST_DAY``."""
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
DAY = timedelta(days=1)


def month_of(day: date) -> str:
    """``2025-07`` for a day in July 2025; empty for "no date"."""
    return "" if day == NO_DATE else f"{day.year:04d}-{day.month:02d}"


def read_month(text: str) -> tuple[date, date]:
    """First and last day of an ISO month. Raises ``ValueError`` when it is none."""
    first = date.fromisoformat(f"{text}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


Span = tuple[date, date]
"""First and last day, both included."""


def split_days(first: date, last: date) -> tuple[Span | None, list[Span]]:
    """A range of days as its whole months and the days around them.

    Whole months go from the first day of the first one to the first day of the last one; None when there is none.
    """
    opens = first if first.day == 1 else next_month(first)
    closes = last.replace(day=1) if last == next_month(last) - DAY else last_month(last)
    if opens > closes:
        return None, [(first, last)]
    around = [(first, opens - DAY), (next_month(closes), last)]
    return (opens, closes), [(start, end) for start, end in around if start <= end]


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def last_month(day: date) -> date:
    """The first day of the month before."""
    return (day.replace(day=1) - DAY).replace(day=1)


def format_day(day: date | None) -> str:
    """``2 Jul 2025``; empty for "no date"."""
    return "" if day in (None, NO_DATE) else f"{day.day} {day:%b %Y}"


def format_span(first: date | None, last: date | None) -> str:
    """``1 – 4 Jul 2025``, ``from 1 Jul 2025``, ``until 4 Jul 2025``; what both days share is said once."""
    if first is None or last is None:
        words = gettext("from {day}") if first else gettext("until {day}") if last else ""
        return words.format(day=format_day(first or last))
    if first == last:
        return format_day(first)
    start = format_day(first).removesuffix(f" {last.year}") if first.year == last.year else format_day(first)
    if (first.year, first.month) == (last.year, last.month):
        start = str(first.day)
    return f"{start} – {format_day(last)}"


def format_month(text: str) -> str:
    """``Jul 2025`` for ``2025-07``; empty for none."""
    return f"{read_month(text)[0]:%b %Y}" if text else ""


def previous_period(first: date, last: date) -> tuple[date, date]:
    """The equal period that ends the day before: whole months before whole months, else as many days."""
    end = first - timedelta(days=1)
    if count := count_months(first, last):
        months = first.year * 12 + first.month - 1 - count
        return date(months // 12, months % 12 + 1, 1), end
    return first - (last - first) - timedelta(days=1), end


def count_months(first: date, last: date) -> int:
    """How many whole calendar months a period is; 0 when it is none."""
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1


def name_previous(first: date, last: date) -> str:
    """What comes before a period, in words: ``the 90 days before``, ``the month before``."""
    months, days = count_months(first, last), (last - first).days + 1
    if months:
        return ngettext("the month before", "the {count} months before", months).format(count=months)
    return ngettext("the day before", "the {count} days before", days).format(count=days)
