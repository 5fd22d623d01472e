"""Which rows a page shows: everybody or those with facts, ROAS bounds, search, payouts, and what stands apart."""

import pytest

from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import TABLE_PAGES, export, paise, screen, sums, text_of
from campaigns.tests.reports.samples import SAMPLE

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
IDLE = [{"id": "9", "name": "Zoe", "category": "Fitness", "gender": "Female", "platform": "X", "follower_count": "1"}]


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE | {"influencers": SAMPLE["influencers"] + IDLE})


def ids(client, page="influencers", column="influencer_id", **query):
    return {row[column] for row in export(client, page, **query)}


def test_influencers_unfiltered_lists_also_those_without_any_row(admin_client):
    assert ids(admin_client) == {"1", "2", "3", "4", "9"}
    idle = next(row for row in export(admin_client, "influencers") if row["influencer_id"] == "9")
    assert (idle["revenue"], idle["orders"], idle["payout"], idle["roas"]) == ("0.00", "0", "0.00", "")


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"campaign": "MB_One"}, {"1"}),
        ({"gender": "male"}, {"2", "4"}),
        ({"gender": "female"}, {"1"}),
        ({"influencer": ["9", "1"]}, {"1"}),
        ({"date_after": "2025-07-02", "date_before": "2025-07-05"}, {"2"}),
        ({"source__empty": "1"}, {"2", "4"}),
        ({"product": "nothing of this name"}, set()),
    ],
)
def test_influencers_filtered_lists_only_those_with_facts_in_the_filter(admin_client, query, wanted):
    assert ids(admin_client, **query) == wanted


def test_empty_roas_passes_neither_bound(admin_client):
    assert ids(admin_client, roas_min="0") == {"1", "2", "4"}
    assert ids(admin_client, roas_max="999999") == {"1", "2", "4"}
    assert ids(admin_client, roas_min="-5", roas_max="1e9") == {"1", "2", "4"}


def test_roas_bounds_include_their_own_value(admin_client):
    assert ids(admin_client, roas_max="0") == {"4"}
    assert ids(admin_client, roas_min="0.5", roas_max="0.5") == {"2"}
    assert ids(admin_client, roas_min="0.51") == {"1"}


def test_roas_bounds_apply_to_the_scope_on_payouts(admin_client):
    assert ids(admin_client, "payouts", "payout_id", roas_max="0.5") == {"Y2", "Y3"}


def test_totals_under_roas_bounds_are_those_of_the_rows_that_pass(admin_client):
    totals = screen(admin_client, "influencers", roas_min="0.51").totals
    assert (totals["revenue"].title, totals["payout"].title) == ("₹749.75", "₹170.00")


@pytest.mark.by_lot(6)
@pytest.mark.parametrize("query", [{}, {"campaign": "MB_One"}, {"q": "o"}, {"date_after": "2025-07-02"}])
@pytest.mark.parametrize("page", TABLE_PAGES)
def test_the_totals_row_is_the_sum_of_the_export(admin_client, page, query):
    rows = export(admin_client, page, **query)
    totals = screen(admin_client, page, **query).totals
    keys = {"payouts": ("total_payout", "payout"), "posts": ("reach", "likes"), "tracking": ("orders", "revenue")}
    for key in keys.get(page, ("orders", "revenue", "payout")) if rows else ():
        whole = key in ("orders", "reach", "likes")
        added = sum(int(row[key] or 0) if whole else paise(row[key]) for row in rows)
        text = (totals[key].title or totals[key].text).replace("₹", "").replace(",", "").replace("−", "-")
        assert (int(text) if whole else paise(text)) == added, key


def test_search_looks_in_names_without_case_and_not_in_numbers(admin_client):
    assert ids(admin_client, q="ASH") == {"1"}
    assert ids(admin_client, "campaigns", "campaign", q="two") == {"HK_Two"}
    assert ids(admin_client, "campaigns", "campaign", q="1000") == set()
    assert ids(admin_client, "payouts", "payout_id", q="y2") == {"Y2"}
    assert ids(admin_client, "posts", "post_id", q="third") == {"P3"}
    assert ids(admin_client, "tracking", "tracking_id", q="u3") == {"T3"}


def test_a_payout_is_whole_and_its_share_is_of_the_filter(admin_client):
    row = {row["payout_id"]: row for row in export(admin_client, "payouts", product="Whey")}
    assert {key: (r["total_payout"], r["payout"]) for key, r in row.items()} == {
        "Y1": ("200.00", "200.00"),
        "Y4": ("-30.00", "-30.00"),
    }
    assert sums(export(admin_client, "campaigns", product="Whey"))["payout"] == 170_00


def test_payouts_filter_by_the_day_of_payment_basis_and_status(admin_client):
    assert ids(admin_client, "payouts", "payout_id", payout_date_after="2025-09-01") == {"Y3", "Y4"}
    assert ids(admin_client, "payouts", "payout_id", payout_date_before="2025-09-01") == {"Y1", "Y4"}
    assert ids(admin_client, "payouts", "payout_id", basis=["order", "hybrid"]) == {"Y1", "Y2"}
    assert ids(admin_client, "payouts", "payout_id", status="PAID") == {"Y1", "Y4"}


@pytest.mark.parametrize("name", ["unheard of", "---", "!"])
@pytest.mark.parametrize("key", ["basis", "status"])
def test_an_unknown_basis_or_status_matches_no_payout(admin_client, key, name):
    assert ids(admin_client, "payouts", "payout_id", **{key: name}) == set()


def test_payout_that_a_filter_hides_is_said_in_money(admin_client):
    assert "₹150 of payout is not in these figures" in text_of(admin_client, "campaigns", date_after="2025-01-01")
    assert "₹150 of payout is not in these figures" in text_of(admin_client, "influencers", product="Whey")
    assert "is not in these figures" not in text_of(admin_client, "campaigns")
    assert "is not in these figures" not in text_of(admin_client, "campaigns", campaign="HK_Two")
    assert "is not in these figures" not in text_of(admin_client, "campaigns", product="Bar", influencer="2")


def test_posts_days_are_post_dates(admin_client):
    assert ids(admin_client, "posts", "post_id", date_after="2025-07-06", date_before="2025-08-31") == {"P3"}


def test_posts_filtered_by_what_they_do_not_record_say_why_there_are_none(admin_client):
    assert export(admin_client, "posts", product="Whey") == []
    assert "Posts do not record a product." in text_of(admin_client, "posts", product="Whey")


def test_sources_show_baseline_and_unassigned_apart(admin_client):
    rows = {(r["source"], r["attribution"]): r["revenue"] for r in export(admin_client, "sources")}
    assert rows == {
        ("insta", "influencer"): "749.75",
        ("", "influencer"): "500.50",
        ("story", "influencer"): "300.00",
        ("organic", "baseline"): "700.00",
        ("story", "unassigned"): "40.00",
    }


def test_what_stands_apart_counts_on_no_other_page(admin_client):
    for page in ("campaigns", "influencers", "brands", "products", "platforms", "personas", "months"):
        assert sums(export(admin_client, page)) == {"orders": 2, "revenue": 1550_25, "payout": 1321_00}, page


def test_tracking_lists_every_row_and_says_what_does_not_count(admin_client):
    rows = {row["tracking_id"]: row["attribution"] for row in export(admin_client, "tracking")}
    assert rows["T5"] == "baseline"
    assert rows["T6"] == "unassigned"
    assert len(rows) == 6
    assert "2 of these rows are baseline or unassigned" in text_of(admin_client, "tracking")


def test_a_search_finds_influencers_without_facts_too(admin_client):
    must_load({"influencers": [{"id": "9", "name": "Idle Person"}]})
    assert [row["influencer_id"] for row in export(admin_client, "influencers", q="idle")] == ["9"]
    assert export(admin_client, "influencers", q="idle", platform="Instagram") == []
