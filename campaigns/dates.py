"""Plain business days and months as ISO text. A day is a ``date`` without time or zone."""

from calendar import monthrange
from datetime import date

NO_DATE = date(1, 1, 1)
"""Stands for "no date" where a key must have no holes; real days start at ``FIRST_DAY``."""
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)


def month_of(day: date) -> str:
    """``2025-07`` for a day in July 2025; empty for "no date"."""
    return "" if day == NO_DATE else f"{day.year:04d}-{day.month:02d}"


def read_month(text: str) -> tuple[date, date]:
    """First and last day of an ISO month. Raises ``ValueError`` when it is none."""
    first = date.fromisoformat(f"{text}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def format_day(day: date | None) -> str:
    """``2 Jul 2025``; empty for "no date"."""
    return "" if day in (None, NO_DATE) else f"{day.day} {day:%b %Y}"


def format_month(text: str) -> str:
    """``Jul 2025`` for ``2025-07``; empty for none."""
    return f"{read_month(text)[0]:%b %Y}" if text else ""
