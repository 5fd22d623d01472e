"""Every column of every page sorts both ways, and a cell without value comes last whichever way."""

import pytest

from campaigns.reports.payout_checks import SEVERITY
from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import TABLE_PAGES, export, export_text, screen
from campaigns.tests.reports.samples import SAMPLE

pytestmark = pytest.mark.django_db
NUMBERS = {"follower_count", "orders", "revenue", "payout", "roas", "net_return", "roi", "aov", "cost_per_order"}
NUMBERS |= {"payout_share", "posts", "reach", "likes", "comments", "engagement_rate", "cost_per_1000_reach"}
NUMBERS |= {"revenue_per_post", "rate", "total_payout", "tracked_orders", "posts_found", "stated_units"}
NUMBERS |= {"expected_units", "stated_amount", "expected_payout", "difference", "difference_share"}
UNSORTED = {
    ("tracking", "attribution"),
    ("payouts", "arithmetic"),
    *((page, "row_key") for page in ("payouts", "posts", "tracking")),
}


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


def keys_of(client, page):
    keys = export_text(client, page).splitlines()[0].split(",")
    return [key for key in keys if (page, key) not in UNSORTED]


def sort_value(key, text):
    if key == "result":
        return SEVERITY[text]
    if key not in NUMBERS:
        return text.casefold()
    try:
        return float(text)
    except ValueError:  # a rate in words has no place among numbers
        return None


def assert_sorted(values, descending, where):
    filled = [value for value in values if value not in ("", None)]
    assert values[: len(filled)] == sorted(filled, reverse=descending), where


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("page", TABLE_PAGES)
def test_every_column_sorts_both_ways_with_empty_cells_last(admin_client, page):
    keys = keys_of(admin_client, page)
    assert len(keys) > 5
    for key in keys:
        for descending in (False, True):
            rows = export(admin_client, page, sort=f"{'-' if descending else ''}{key}")
            values = [sort_value(key, row[key]) if row[key] else "" for row in rows]
            assert_sorted(values, descending, (page, key, descending))


@pytest.mark.parametrize("page", TABLE_PAGES)
def test_the_screen_has_the_order_of_the_export(admin_client, page):
    column = {"payouts": "payout_id", "posts": "post_id", "tracking": "tracking_id"}.get(page, "revenue")
    for sort in (column, f"-{column}"):
        exported = [row[column] for row in export(admin_client, page, sort=sort)]
        table = screen(admin_client, page, sort=sort)
        shown = [row[column].title or row[column].text for row in table.rows]
        plain = [text.replace("₹", "").replace(",", "").replace("−", "-").replace("–", "") for text in shown]
        assert plain == exported


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("page", TABLE_PAGES)
def test_every_head_that_offers_a_sort_leads_to_a_sorted_page(admin_client, page):
    heads = screen(admin_client, page).heads
    assert sum(bool(head.href) for head in heads.values()) > 5
    for key, head in heads.items():
        if (page, key) not in UNSORTED:
            assert "sort=" in head.href, key
            answer = admin_client.get(f"/{page}/{head.href}")
            assert answer.status_code == 200, (page, key, head.href)


def test_a_first_click_sorts_numbers_from_the_largest_and_a_second_turns_it_round(admin_client):
    assert screen(admin_client, "campaigns").heads["roas"].href.endswith("sort=-roas")
    assert screen(admin_client, "campaigns", sort="-roas").heads["roas"].href.endswith("sort=roas")
    assert screen(admin_client, "campaigns").heads["campaign"].href.endswith("sort=campaign")


def test_the_sorted_column_says_so_to_screen_readers(admin_client):
    html = admin_client.get("/campaigns/?sort=roas").content.decode()
    assert html.count('aria-sort="ascending"') == 1
    assert 'aria-sort="descending"' not in html


def test_a_payout_without_date_and_a_rate_in_words_come_last_both_ways(admin_client):
    for key, last in (("payout_date", "Y2"), ("status", "Y2")):
        for sort in (key, f"-{key}"):
            assert export(admin_client, "payouts", sort=sort)[-1]["payout_id"] == last, sort
    for sort in ("rate", "-rate"):
        assert {row["rate"] for row in export(admin_client, "payouts", sort=sort)[-2:]} == {"", "5% and more"}
