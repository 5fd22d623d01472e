"""Periods that move with today, and spans of days in words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.dates import format_span
from campaigns.periods import PERIODS

DAYS = {
    ("last_7_days", "2025-07-10"): ("2025-07-04", "2025-07-10"),
    ("last_28_days", "2025-07-10"): ("2025-06-13", "2025-07-10"),
    ("last_90_days", "2024-03-31"): ("2024-01-02", "2024-03-31"),
    ("this_month", "2024-02-29"): ("2024-02-01", "2024-02-29"),
    ("last_month", "2024-03-31"): ("2024-02-01", "2024-02-29"),
    ("last_month", "2025-01-01"): ("2024-12-01", "2024-12-31"),
    ("this_quarter", "2025-05-20"): ("2025-04-01", "2025-05-20"),
    ("last_quarter", "2025-01-15"): ("2024-10-01", "2024-12-31"),
    ("last_quarter", "2025-12-31"): ("2025-07-01", "2025-09-30"),
    ("this_financial_year", "2025-03-31"): ("2024-04-01", "2025-03-31"),
    ("this_financial_year", "2025-04-01"): ("2025-04-01", "2025-04-01"),
    ("last_financial_year", "2025-03-31"): ("2023-04-01", "2024-03-31"),
    ("last_financial_year", "2025-04-01"): ("2024-04-01", "2025-03-31"),
}
SPANS = {
    ("2025-07-01", "2025-07-04"): "1 – 4 Jul 2025",
    ("2025-06-28", "2025-07-04"): "28 Jun – 4 Jul 2025",
    ("2024-12-28", "2025-01-03"): "28 Dec 2024 – 3 Jan 2025",
    ("2024-07-01", "2025-07-01"): "1 Jul 2024 – 1 Jul 2025",
    ("2025-07-01", "2025-07-01"): "1 Jul 2025",
    ("2025-07-01", None): "from 1 Jul 2025",
    (None, "2025-07-01"): "until 1 Jul 2025",
    (None, None): "",
}


def read(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("key", "today"), DAYS)
def test_a_period_has_these_days(key, today):
    assert PERIODS[key].find_days(read(today)) == tuple(map(read, DAYS[key, today]))


@pytest.mark.parametrize("days", SPANS)
def test_a_span_is_said_in_words(days):
    assert format_span(*map(read, days)) == SPANS[days]


def test_all_days_are_without_end():
    assert PERIODS["all"].find_days(date(2025, 7, 1)) == (None, None)


@given(st.dates(date(1990, 1, 1), date(2190, 12, 31)))
def test_what_is_last_ends_the_day_before_what_is_this_begins(today):
    for block, longest in (("month", 31), ("quarter", 92), ("financial_year", 366)):
        start, end = PERIODS[f"this_{block}"].find_days(today)
        earlier, before = PERIODS[f"last_{block}"].find_days(today)
        assert end == today and start <= today and before == start - timedelta(days=1)
        assert 28 <= (start - earlier).days <= longest
        assert start.day == earlier.day == 1
