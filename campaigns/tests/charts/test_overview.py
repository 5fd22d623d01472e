"""The first page: key figures with their change, pictures with their tables and files, and what needs attention."""

import csv
import io
from datetime import date, timedelta

import pytest

from campaigns.dates import name_previous, previous_period
from campaigns.metrics.catalog import NET_RETURN, REVENUE, ROAS
from campaigns.reports.changes import say_change
from campaigns.reports.charts.sparkline import draw_sparkline
from campaigns.reports.periods import DAILY, MONTHLY, WEEKLY, choose_step
from campaigns.tests.builders import must_load
from campaigns.tests.charts.pages import marks_of, page_of, read_tables
from campaigns.tests.reports.pages import paise
from campaigns.tests.reports.samples import SAMPLE, many_rows

pytestmark = pytest.mark.any_engine

PLAIN = str.maketrans("−", "-", "₹,")


def sales(*days):
    """A sale of 100 on each day, by one influencer."""
    rows = [{"date": day, "revenue": "100", "influencer_id": "1", "orders": 1, "campaign": "a_b"} for day in days]
    return {"tracking": rows}


@pytest.mark.parametrize(
    ("first", "last", "before", "name"),
    [
        ("2025-07-01", "2025-07-31", ("2025-06-01", "2025-06-30"), "the month before"),
        ("2025-01-01", "2025-03-31", ("2024-10-01", "2024-12-31"), "the 3 months before"),
        ("2025-07-02", "2025-07-31", ("2025-06-02", "2025-07-01"), "the 30 days before"),
        ("2025-07-02", "2025-07-02", ("2025-07-01", "2025-07-01"), "the day before"),
    ],
)
def test_the_period_before_is_equally_long(first, last, before, name):
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert previous_period(*days) == tuple(map(date.fromisoformat, before))
    assert name_previous(*days) == name


@pytest.mark.parametrize(
    ("metric", "now", "before", "said"),
    [
        (REVENUE, 112, 100, "12 % more than the day before"),
        (REVENUE, 50, 100, "50 % less than the day before"),
        (ROAS, 1.5, 1.0, "50 % higher than the day before"),
        (REVENUE, 100, 100, "the same as the day before"),
        (REVENUE, 9900, 100, "99 times the day before"),
        (NET_RETURN, 100, -500, "−₹5 in the day before"),
        (REVENUE, 100, 0, "₹0 in the day before"),
        (ROAS, 2.0, None, "none in the day before"),
        (ROAS, None, 2.0, ""),
    ],
)
def test_a_change_is_said_in_words(metric, now, before, said):
    assert say_change(metric, now, before, "the day before") == said


@pytest.mark.parametrize(("days", "step"), [(1, DAILY), (62, DAILY), (63, WEEKLY), (366, WEEKLY), (367, MONTHLY)])
def test_the_length_of_the_period_chooses_the_step(days, step):
    first = date(2025, 1, 1)
    assert choose_step(first, first + timedelta(days=days - 1)) is step


def test_a_small_line_ends_at_the_edges_and_needs_two_values():
    assert draw_sparkline([0, 10]) == "2.0,26.0 118.0,2.0"
    assert draw_sparkline([None, 10]) == draw_sparkline([]) == ""


@pytest.mark.django_db
def test_figures_are_compared_with_the_month_before(admin_client):
    must_load(sales("2025-06-10", "2025-07-01", "2025-07-02"))
    html = page_of(admin_client, "/", date_after="2025-07-01", date_before="2025-07-31")
    assert html.count("100 % more than the month before") == 3  # revenue, net return, orders
    assert "Last" not in html.partition('class="figures"')[2].partition("</dl>")[0]


@pytest.mark.django_db
def test_without_a_period_the_last_days_are_compared(admin_client):
    must_load(sales("2025-01-01", "2025-05-01", "2025-07-30", "2025-07-31"))
    assert "Last 90 days of the data: 100 % more than the 90 days before" in page_of(admin_client, "/")


@pytest.mark.django_db
def test_days_without_a_sale_are_drawn_as_nothing(admin_client):
    must_load(sales("2025-07-01", "2025-07-04"))
    marks = marks_of(page_of(admin_client, "/"))
    assert [mark["name"] for mark in marks] == ["1 Jul 2025", "2 Jul 2025", "3 Jul 2025", "4 Jul 2025"]
    assert [mark["revenue"] for mark in marks] == [100, 0, 0, 100]


@pytest.mark.django_db
def test_weeks_begin_on_monday_and_hold_all_their_days(admin_client):
    must_load(sales("2025-06-30", "2025-07-06", "2025-07-07", "2025-09-30"))
    marks = marks_of(page_of(admin_client, "/"))
    assert [(mark["name"], mark["revenue"]) for mark in marks[:2]] == [("30 Jun 2025", 200), ("7 Jul 2025", 100)]
    assert "date_after=2025-06-30&date_before=2025-07-06" in marks[0]["href"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{}, {"brand": "MB"}, {"date_after": "2025-07-01", "date_before": "2025-07-31"}])
def test_the_course_adds_up_to_the_key_figures(admin_client, query):
    must_load(SAMPLE)
    html = page_of(admin_client, "/", **query)
    row = read_tables(page_of(admin_client, "/months/", **query))[0]
    drawn = sum(mark["revenue"] for mark in marks_of(html))
    assert f">{row.totals['revenue'].text}<" in html.partition('class="figures"')[2]
    assert abs(drawn - paise(row.totals["revenue"].title.lstrip("₹").replace(",", "") or drawn) / 100) < 0.01


def read_file(client, picture, **query):
    answer = client.get(f"/overview/{picture}.csv", query)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("query", [{}, {"brand": "MB"}, {"product": "Whey"}], ids=str)
def test_picture_table_and_file_say_the_same(admin_client, place, query):
    must_load(many_rows(30), on_conflict="add")
    picture = ("over-time", "campaigns", "kinds")[place]
    html = page_of(admin_client, "/", **query)
    marks, table, rows = marks_of(html, place), read_tables(html)[place], read_file(admin_client, picture, **query)
    assert len(table.rows) == len(rows)
    shown = [(row["revenue"].text, row["payout"].text) for row in table.rows if row["roas"].text != "–" or place == 0]
    assert sorted((m["said"]["revenue"], m["said"]["payout"]) for m in marks) == sorted(shown)
    exact = [round(paise(row["revenue"]) / 100 + 1e-9) for row in rows]
    assert [int(text.translate(PLAIN)) for text in (row["revenue"].text for row in table.rows)] == exact


@pytest.mark.django_db
def test_a_file_of_no_picture_is_not_there_and_bad_parameters_are_refused(admin_client):
    must_load(SAMPLE)
    assert admin_client.get("/overview/nothing.csv").status_code == 404
    assert admin_client.get("/overview/kinds.csv?page=0").status_code == 400


@pytest.mark.django_db
def test_nothing_is_drawn_where_nothing_matches(admin_client):
    must_load(SAMPLE)
    html = page_of(admin_client, "/", brand="nobody")
    assert "data-chart" not in html.replace("data-charts", "") and "No dated revenue" in html


@pytest.mark.django_db
def test_without_the_bundle_the_table_is_shown(admin_client, monkeypatch):
    must_load(SAMPLE)
    monkeypatch.setattr("campaigns.web.charts.find_bundle", lambda: "")
    assert page_of(admin_client, "/").count("no-drawing shows-twin") == 3


@pytest.mark.django_db
def test_what_needs_attention_is_a_part_of_its_own_and_follows_imports(admin_client):
    must_load(sales("2025-07-01"))
    part = page_of(admin_client, "/quality/attention/")
    assert "<html" not in part and "Influencers with attributed revenue and no payout at all" in part and "₹100" in part
    assert "revenue without a payout" not in page_of(admin_client, "/")
    must_load({"payouts": [{"influencer_id": "1", "basis": "post", "total_payout": "7", "campaign": "a_b"}]})
    assert "Influencers with attributed revenue and no payout at all" not in page_of(
        admin_client, "/quality/attention/"
    )
