"""What counts for influencers, what stands apart, and which brand and platform a row counts for."""

import pytest

from campaigns.metrics.catalog import LIKES, ORDERS, PAYOUT, REVENUE
from campaigns.metrics.dimensions import BRAND, PLATFORM, Grain
from campaigns.models import Attribution, Campaign, Rollup, TrackingEvent
from campaigns.rollup import find_differences
from campaigns.tests.builders import must_load, read_cut, totals

pytestmark = pytest.mark.django_db


def sale(**more):
    return {"date": "2025-07-01", "influencer_id": "1", "campaign": "A_x", "orders": "1", "revenue": "10"} | more


def apart(kind):
    return Rollup.objects.filter(attribution=kind).totals(REVENUE)["revenue"]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({}, Attribution.ATTRIBUTED),
        ({"source": ""}, Attribution.ATTRIBUTED),
        ({"source": "insta"}, Attribution.ATTRIBUTED),
        ({"source": "Organic"}, Attribution.BASELINE),
        ({"source": "PaidSearch"}, Attribution.BASELINE),
        ({"source": "email", "influencer_id": ""}, Attribution.BASELINE),
        ({"source": "insta", "influencer_id": ""}, Attribution.UNASSIGNED),
        ({"source": "", "influencer_id": ""}, Attribution.UNASSIGNED),
    ],
)
def test_whose_sale_it_was(row, kind):
    must_load({"tracking": [sale(**row)]})
    assert {k: apart(k) for k in Attribution} == {k: 1000 if k == kind else 0 for k in Attribution}
    assert totals(REVENUE, ORDERS) == {"revenue": 1000, "orders": 1} if kind == 1 else {"revenue": 0, "orders": 0}


@pytest.mark.parametrize(
    "source",
    [
        "organic",
        "direct",
        "paid",
        "paid_ad",
        "paid_ads",
        "paid_search",
        "paid_social",
        "ads",
        "email",
        "sms",
        "seo",
        "sem",
    ],
)
def test_the_sources_that_are_baseline_by_default(source):
    must_load({"tracking": [sale(source=source.upper())]})
    assert apart(Attribution.BASELINE) == 1000


def brands():
    return {name: row["revenue"] for name, row in read_cut(BRAND, [REVENUE]).items()}


def test_a_brand_cell_comes_first():
    must_load({"tracking": [sale(brand="Own")]})
    assert brands() == {"own": 1000}


def test_else_the_text_before_the_first_underscore_of_the_campaign():
    must_load(
        {
            "tracking": [
                sale(campaign="Muscle Blaze_Whey_2"),
                sale(campaign="Launch"),
                sale(campaign="_x"),
                sale(campaign=""),
            ]
        }
    )
    assert brands() == {"muscle blaze": 1000, None: 3000}


def test_a_campaign_whose_own_rows_name_brands_stands_for_none_itself():
    must_load(
        {
            "tracking": [sale(brand="Own"), sale()],
            "posts": [{"influencer_id": "1", "date": "2025-07-01", "campaign": "A_x"}],
        }
    )
    assert brands() == {"own": 1000, None: 1000}


def test_that_changes_earlier_rows_and_changes_back_when_no_row_names_a_brand_any_more():
    must_load({"tracking": [sale()]})
    assert brands() == {"a": 1000}
    must_load({"tracking": [sale(brand="Own", tracking_id="T1")]}, on_conflict="add")
    assert brands() == {None: 1000, "own": 1000}
    must_load({"tracking": [sale(brand="", tracking_id="T1")]}, on_conflict="add")
    assert brands() == {"a": 2000}
    assert not Campaign.objects.get(key="a_x").names_brands
    assert list(find_differences()) == []


def test_brands_named_by_posts_change_no_campaign():
    post = {"influencer_id": "1", "date": "2025-07-01", "campaign": "A_x", "brand": "Own", "likes": "3"}
    must_load({"tracking": [sale()], "posts": [post]})
    assert brands() == {"a": 1000, "own": 0}
    assert read_cut(BRAND, [LIKES])["own"] == {"likes": 3}


def test_revenue_and_payout_are_of_the_influencers_platform_and_likes_of_the_posts():
    must_load(
        {
            "influencers": [{"id": "1", "name": "Asha", "platform": "YouTube"}],
            "tracking": [sale()],
            "payouts": [{"influencer_id": "1", "basis": "post", "total_payout": "5"}],
            "posts": [{"influencer_id": "1", "date": "2025-07-01", "platform": "Instagram", "likes": "7"}],
        }
    )
    assert read_cut(PLATFORM, [REVENUE, PAYOUT, LIKES]) == {
        "youtube": {"revenue": 1000, "payout": 500, "likes": 0},
        "instagram": {"revenue": 0, "payout": 0, "likes": 7},
    }


def test_a_later_file_that_moves_an_influencer_moves_revenue_and_payout():
    must_load({"tracking": [sale()], "payouts": [{"influencer_id": "1", "basis": "post", "total_payout": "5"}]})
    must_load({"influencers": [{"id": "1", "name": "Asha", "platform": "YouTube"}]})
    assert read_cut(PLATFORM, [REVENUE, PAYOUT]) == {"youtube": {"revenue": 1000, "payout": 500}}


def test_cells_without_rows_leave_the_table():
    must_load({"tracking": [sale(tracking_id="T1")]})
    must_load({"tracking": [sale(tracking_id="T1", date="2025-08-01")]})
    assert Rollup.objects.count() == len(Grain)


def test_a_refund_is_taken_off():
    must_load({"tracking": [sale(), sale(orders="-1", revenue="-4")]})
    assert totals(REVENUE, ORDERS) == {"revenue": 600, "orders": 0}
    assert TrackingEvent.objects.count() == 2
