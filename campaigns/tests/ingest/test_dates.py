"""Dates: ISO in all its forms, offsets turned into the business day, and day or month first only when it is clear."""

from datetime import date

import pytest
from django.test import override_settings

from campaigns.dates import NO_DATE, format_day, format_month, month_of, read_month
from campaigns.ingest.columns import CellError
from campaigns.ingest.days import DateCell, find_date_parts, settle_date_order
from campaigns.models import Payout, TrackingEvent
from campaigns.tests.builders import codes, counts, load_text

JULY = date(2025, 7, 2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-07-02", JULY),
        ("2025/07/02", JULY),
        ("2025-7-2", JULY),
        ("2025-07-02T10:00:00", JULY),
        ("2025-07-02 23:59", JULY),
        ("2025-07-02 23:59:59.999999", JULY),
        ("2025-07-02T23:59:59Z", date(2025, 7, 3)),
        ("2025-07-02T18:29:59Z", JULY),
        ("2025-07-02T18:30:00Z", date(2025, 7, 3)),
        ("2025-07-02T00:10:00+05:30", JULY),
        ("2025-07-02T00:10:00+0530", JULY),
        ("2025-07-02 00:10:00+09:00", date(2025, 7, 1)),
        ("2025-07-02 20:00:00+00", date(2025, 7, 3)),
        ("2025-07-02 20:00:00-08", date(2025, 7, 3)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_iso_dates_and_times_are_the_day_in_india(text, day):
    assert DateCell().read(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-29",
        "2025-13-01",
        "2025-00-10",
        "1899-12-31",
        "2200-01-01",
        "25-07-02",
        "2025-07",
        "20250702",
        "2 July 2025",
        "45840",
        "2025-07-02T25:00",
        "2025-07-02T10:61",
        "2025-07-02T10:00:00+99:00",
        "٢٠٢٥-٠٧-٠٢",
        "31.07.2025",
        "NaT",
        "2199-12-31T23:00:00Z",
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(CellError, match="bad-date"):
        DateCell(order="dmy").read(text)


@pytest.mark.parametrize("text", ["02-07-2025", "02/07/2025", "2/7/2025", "2-07-2025 10:30"])
def test_a_date_that_two_countries_read_differently_needs_an_order(text):
    assert DateCell(order="dmy").read(text) == JULY
    assert DateCell(order="mdy").read(text) == date(2025, 2, 7)
    with pytest.raises(CellError, match="bad-date"):
        DateCell().read(text)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["12/05/2025", "05/12/2025"], ""),
        (["12/12/2025", "13/12/2025"], "dmy"),
        (["12/12/2025", "12/13/2025"], "mdy"),
        (["13/05/2025", "05/13/2025"], ""),
    ],
)
def test_twelve_may_be_a_month_and_thirteen_may_not(texts, order):
    assert settle_date_order([find_date_parts(text) for text in texts]) == order


def tracking(*days):
    return "date,revenue,orders\n" + "".join(f"{day},10,1\n" for day in days)


def stored_days():
    return [day.isoformat() for day in TrackingEvent.objects.order_by("pk").values_list("date", flat=True)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "wanted"),
    [
        (["02-07-2025", "13-07-2025"], ["2025-07-02", "2025-07-13"]),
        (["02/07/2025", "07/13/2025"], ["2025-02-07", "2025-07-13"]),
        (["2/7/2025", "2025-08-01", "31/7/2025"], ["2025-07-02", "2025-08-01", "2025-07-31"]),
    ],
)
def test_a_column_settles_its_own_order(tmp_path, days, wanted):
    assert codes(load_text(tmp_path, tracking(*days))) == []
    assert stored_days() == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("days", [["02-07-2025"], ["02-07-2025", "2025-07-13"], ["13-07-2025", "07-13-2025"]])
def test_an_open_order_is_one_error_that_names_both_readings(tmp_path, days):
    file = load_text(tmp_path, tracking(*days))
    assert codes(file) == ["ambiguous-date"]
    problem = file.problems.entries[0]
    assert (problem.line, problem.value) == (2, days[0])
    both = {"2025-07-02", "2025-02-07"} if days[0] == "02-07-2025" else {"2025-07-13", "no date"}
    assert all(reading in problem.message for reading in both)
    assert stored_days() == []


@pytest.mark.django_db
def test_the_option_settles_the_order(tmp_path):
    load_text(tmp_path, tracking("02-07-2025"), date_order="mdy")
    load_text(tmp_path, tracking("02-07-2025"), date_order="dmy")
    assert stored_days() == ["2025-02-07", "2025-07-02"]


@pytest.mark.django_db
def test_against_the_option_a_date_is_an_error_and_never_turned_around(tmp_path):
    file = load_text(tmp_path, tracking("02-07-2025", "13-07-2025"), date_order="mdy", on_error="skip")
    assert codes(file) == ["bad-date"]
    assert counts(file) == (2, 1, 0, 0, 1)
    assert stored_days() == ["2025-02-07"]


@pytest.mark.django_db
def test_with_year_first_other_dates_are_errors_row_by_row(tmp_path):
    file = load_text(tmp_path, tracking("2025-07-02", "02-07-2025"), date_order="ymd", on_error="skip")
    assert codes(file) == ["bad-date"]
    assert stored_days() == ["2025-07-02"]


@pytest.mark.django_db
def test_each_date_column_settles_its_own_order(tmp_path):
    text = "influencer_id,basis,total_payout,payout_date\n1,order,10,13-07-2025\n1,order,20,02-07-2025\n"
    assert "ambiguous-date" not in codes(load_text(tmp_path, text))
    assert sorted(map(str, Payout.objects.values_list("payout_date", flat=True))) == ["2025-07-02", "2025-07-13"]


@pytest.mark.django_db
def test_an_offset_is_converted_to_the_time_zone_of_the_settings(tmp_path):
    with override_settings(TIME_ZONE="America/New_York"):
        load_text(tmp_path, tracking("2025-07-02T01:00:00Z"))
    assert stored_days() == ["2025-07-01"]


def test_months_and_days_as_text():
    assert month_of(JULY) == "2025-07"
    assert month_of(NO_DATE) == ""
    assert read_month("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert (format_day(JULY), format_day(NO_DATE), format_day(None)) == ("2 Jul 2025", "", "")
    assert (format_month("2025-07"), format_month("")) == ("Jul 2025", "")


@pytest.mark.parametrize("text", ["2025-13", "2025", "july", "2025-7-1"])
def test_what_is_no_month_raises(text):
    with pytest.raises(ValueError, match=r"."):
        read_month(text)


@pytest.mark.django_db
def test_posts_with_ambiguous_days_and_urls_are_one_error(tmp_path):
    text = "influencer_id,date,url,likes\n1,02-07-2025,https://x.example/1,5\n1,03-07-2025,https://x.example/2,x\n"
    file = load_text(tmp_path, text)
    assert sorted(codes(file)) == ["ambiguous-date", "bad-whole-number"]
    assert counts(file) == (2, 0, 0, 0, 2)
