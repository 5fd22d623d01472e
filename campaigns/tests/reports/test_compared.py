"""Figures beside the period before: on the screen, in both kinds of file, and refused where there is none."""

from itertools import pairwise

import pytest

from campaigns.tests.builders import must_load
from campaigns.tests.exports.books import fetch_book, read_rows
from campaigns.tests.reports.pages import export, screen

pytestmark = pytest.mark.django_db
AUGUST = {"date_after": "2025-08-01", "date_before": "2025-08-31"}
COMPARED = {**AUGUST, "compare": "previous"}
PAGES = ("campaigns", "influencers", "brands", "products", "platforms", "personas", "sources")


def event(day, person, campaign, orders, revenue):
    return {
        "date": day, "influencer_id": person, "campaign": campaign, "orders": orders, "revenue": revenue,
        "source": "instagram", "product": "Whey",
    }  # fmt: skip


@pytest.fixture(autouse=True)
def sales():
    must_load({
        "influencers": [{"id": "1", "name": "Asha", "category": "Fitness", "gender": "Female", "platform": "YouTube"}],
        "tracking": [
            event("2025-07-10", "1", "A_one", "2", "400"),
            event("2025-08-10", "1", "A_one", "3", "500"),
            event("2025-08-11", "1", "A_new", "1", "90"),
            event("2025-07-12", "1", "A_gone", "1", "70"),
        ],
        "payouts": [
            {"influencer_id": "1", "campaign": "A_one", "basis": "order", "rate": "10", "orders": "5",
             "total_payout": "50"},
        ],
    })  # fmt: skip


def rows_of(client, **query):
    return {row["campaign"]: row for row in export(client, "campaigns", **query)}


def test_each_figure_has_what_it_was_and_its_change_as_a_share(admin_client):
    row = rows_of(admin_client, **COMPARED)["A_one"]
    assert (row["revenue"], row["revenue_before"], row["revenue_change"]) == ("500.00", "400.00", "0.25")
    assert (row["orders"], row["orders_before"], row["orders_change"]) == ("3", "2", "0.5")
    assert (row["payout"], row["payout_before"], row["payout_change"]) == ("30.00", "20.00", "0.5")
    assert float(row["roas_before"]) == 20
    assert float(row["roas_change"]) == pytest.approx(500 / 30 / 20 - 1)


def test_nothing_before_is_zero_and_has_no_change(admin_client):
    row = rows_of(admin_client, **COMPARED)["A_new"]
    assert (row["revenue_before"], row["revenue_change"], row["roas_before"]) == ("0.00", "", "")
    cell = next(row for row in screen(admin_client, "campaigns", **COMPARED).rows if row["campaign"].text == "A_new")
    assert cell["revenue_change"].text == "new"


def test_the_other_columns_and_the_rows_stay_as_they_are(admin_client):
    plain, compared = rows_of(admin_client, **AUGUST), rows_of(admin_client, **COMPARED)
    assert plain.keys() == compared.keys() == {"A_one", "A_new"}
    for campaign, row in plain.items():
        assert row.items() <= compared[campaign].items()


@pytest.mark.parametrize("page", PAGES)
def test_every_report_compares_and_its_totals_are_those_of_whole_periods(admin_client, page):
    rows, table = export(admin_client, page, **COMPARED), screen(admin_client, page, **COMPARED)
    assert {"revenue_before", "revenue_change", "orders_before", "payout_change"} <= rows[0].keys()
    assert sum(int(row["orders_before"]) for row in rows) == (2 if page == "campaigns" else 3)
    assert table.totals["orders_change"].text == "+33 %"


def test_where_rows_are_picked_totals_compare_the_same_rows(admin_client):
    table = screen(admin_client, "campaigns", **COMPARED, q="A_one")
    assert table.totals["orders_change"].text == "+50 %"


def test_the_screen_says_changes_with_a_sign_and_what_was_before_on_a_hover(admin_client):
    html = admin_client.get("/campaigns/", COMPARED).content.decode()
    (one,) = [row for row in screen(admin_client, "campaigns", **COMPARED).rows if row["campaign"].text == "A_one"]
    assert one["revenue_change"].text == "+25 %"
    assert one["roas_change"].text == "−17 %"
    assert one["revenue_change"].title.endswith("₹400 in the month before")
    assert "1 Aug 2025 to 31 Aug 2025 with the month before, 1 Jul 2025 to 31 Jul 2025" in html
    assert "not listed: 1 row of the period before, with a revenue of ₹70" in html


def test_a_workbook_has_the_columns_too_and_says_which_periods(admin_client):
    book = fetch_book(admin_client, "campaigns", **COMPARED)
    row = next(row for row in read_rows(book) if row["campaign"].value == "A_one")
    assert (row["revenue_before"].value, row["revenue_change"].value) == (400, 0.25)


def test_changes_sort_both_ways_with_empty_ones_last(admin_client):
    for key in ("revenue_change", "orders_before", "roas_change", "payout_before"):
        for sort in (key, f"-{key}"):
            values = [row[key] for row in export(admin_client, "influencers", **COMPARED, sort=sort)]
            filled = [float(value) for value in values if value]
            assert all(a >= b if sort.startswith("-") else a <= b for a, b in pairwise(filled))
    assert list(rows_of(admin_client, **COMPARED, sort="orders_change")) == ["A_one", "A_new"]
    head = screen(admin_client, "campaigns", **COMPARED).heads["revenue_change"]
    assert admin_client.get(f"/campaigns/{head.href}").status_code == 200


def test_without_days_the_last_ones_of_the_data_are_compared_and_said_so(admin_client):
    must_load({"tracking": [event(f"2025-05-{day:02d}", "1", "A_one", "1", "10") for day in range(1, 9)]})
    html = admin_client.get("/campaigns/", {"compare": "previous"}).content.decode()
    assert "No first day is chosen" in html
    assert "the 28 days before" in html


REFUSED = {
    "something else": ("/campaigns/", {"compare": "year"}, "Accepted: previous."),
    "months": ("/months/", COMPARED, "There is no parameter “compare” here."),
    "single rows": ("/posts/", COMPARED, "There is no parameter “compare” here."),
    "a sort by nothing": ("/campaigns/", {"sort": "revenue_change"}, "It needs compare=previous."),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_compared_is_a_400_with_a_sentence(admin_client, kind):
    path, query, sentence = REFUSED[kind]
    answer = admin_client.get(path, query)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_without_days_and_without_enough_data_there_is_nothing_to_compare(admin_client):
    for export_kind in ({}, {"_export": "csv"}):
        answer = admin_client.get("/campaigns/", {"compare": "previous", "date_before": "2025-07-11", **export_kind})
        assert answer.status_code == 400
        assert "no period before" in answer.content.decode()
