"""How payouts are spread: over which rows, by which weights, in which order, and what stays unallocated."""

import pytest

from campaigns.metrics.catalog import PAYOUT
from campaigns.metrics.dimensions import BRAND, CAMPAIGN, DAY, MONTH, PRODUCT, SOURCE, Grain
from campaigns.models import Payout, Rollup
from campaigns.tests.builders import must_load, read_cut

pytestmark = pytest.mark.django_db


def sale(**more):
    row = {"date": "2025-07-01", "influencer_id": "1", "campaign": "A_x", "orders": "1", "revenue": "10"}
    return row | more


def sales(*rows):
    """Sales of (product, orders, revenue)."""
    return [sale(product=product, orders=orders, revenue=revenue) for product, orders, revenue in rows]


def pay(total, campaign="A_x", **more):
    return {"influencer_id": "1", "basis": "order", "campaign": campaign, "total_payout": total} | more


def shares(dimension):
    return {name: row["payout"] for name, row in read_cut(dimension, [PAYOUT]).items() if row["payout"]}


def test_orders_are_the_weights():
    must_load({"payouts": [pay("4")], "tracking": [sale(product="P"), sale(product="Q", orders="3", revenue="0")]})
    assert shares(PRODUCT) == {"p": 100, "q": 300}


def test_refunds_carry_no_weight_but_do_not_lower_that_of_others_in_their_cell():
    rows = [
        sale(product="P", orders="2"),
        sale(product="P", orders="-1"),
        sale(product="Q"),
        sale(product="R", orders="-4"),
    ]
    must_load({"payouts": [pay("3")], "tracking": rows})
    assert shares(PRODUCT) == {"p": 200, "q": 100}


def test_without_orders_revenue_is_the_weight():
    rows = [
        sale(product="P", orders="0", revenue="30"),
        sale(product="Q", orders="-1", revenue="10"),
        sale(product="R", orders="0", revenue="-5"),
    ]
    must_load({"payouts": [pay("4")], "tracking": rows})
    assert shares(PRODUCT) == {"p": 300, "q": 100}


@pytest.mark.parametrize("rows", [[], [sale(orders="0", revenue="0")], [sale(orders="-1", revenue="-9")]])
def test_without_any_weight_a_payout_stays_whole_with_its_campaign_and_that_campaigns_brand_only(rows):
    must_load({"payouts": [pay("4")], "tracking": rows})
    for dimension in (DAY, MONTH, PRODUCT, SOURCE):
        assert shares(dimension) == {None: 400}
    assert shares(CAMPAIGN) == {"a_x": 400}
    assert shares(BRAND) == {"a": 400}
    assert Rollup.objects.undated().totals(PAYOUT) == {"payout": 400}


def test_a_payout_without_campaign_rests_on_everything_of_its_influencer():
    rows = [
        sale(campaign="A_x"),
        sale(campaign="B_y", orders="2"),
        sale(campaign=""),
        sale(influencer_id="2", campaign="A_x"),
    ]
    must_load({"payouts": [pay("4", "")], "tracking": rows})
    assert shares(CAMPAIGN) == {"a_x": 100, "b_y": 200, None: 100}


def test_a_payout_of_a_campaign_rests_on_that_campaign_only():
    must_load({"payouts": [pay("4")], "tracking": [sale(), sale(campaign="B_y"), sale(campaign="")]})
    assert shares(CAMPAIGN) == {"a_x": 400}


def test_an_unallocated_payout_without_campaign_has_no_brand():
    must_load({"payouts": [pay("4", "")]})
    assert shares(BRAND) == {None: 400}


@pytest.mark.parametrize("apart", [{"source": "organic"}, {"influencer_id": ""}])
def test_baseline_and_unassigned_rows_carry_no_payout(apart):
    must_load({"payouts": [pay("4")], "tracking": [sale(product="P"), sale(product="Q", **apart)]})
    assert shares(PRODUCT) == {"p": 400}


def test_odd_paise_go_by_the_order_of_the_key_no_value_first():
    rows = [sale(product=product) for product in ("b", "", "a")]
    must_load({"payouts": [pay("0.02")], "tracking": rows})
    assert shares(PRODUCT) == {None: 1, "b": 1}  # 2/3 → 1, 4/3 → 1, 6/3 → 2


def test_the_date_comes_before_the_campaign_and_the_product_in_that_order():
    rows = [
        sale(date="2025-07-02", product="a"),
        sale(date="2025-07-01", product="z"),
        sale(date="2025-07-03", product="m"),
    ]
    must_load({"payouts": [pay("0.01")], "tracking": rows})
    assert shares(DAY) == {"2025-07-02": 1}  # a third, two thirds, all: the middle one crosses the half


def test_a_clawback_is_spread_like_a_payout():
    must_load({"payouts": [pay("-0.05")], "tracking": [sale(product="P"), sale(product="Q")]})
    assert shares(PRODUCT) == {"p": -2, "q": -3}
    assert sum(shares(PRODUCT).values()) == Payout.objects.get().total_payout


def test_equal_rows_are_one_cell():
    must_load({"payouts": [pay("9")], "tracking": [sale(), sale(), sale()]})
    assert Rollup.objects.at(Grain.DAY).filter(shares_sum=1).count() == 1


def test_several_payouts_of_one_scope_are_spread_each_on_its_own():
    rows = [sale(product="P"), sale(product="Q")]
    must_load({"payouts": [pay("0.01"), pay("0.01", status="b")], "tracking": rows})
    assert shares(PRODUCT) == {"p": 2}


def test_later_sales_move_the_shares_of_earlier_payouts():
    must_load({"payouts": [pay("4")], "tracking": [sale(product="P")]})
    must_load({"tracking": [sale(product="Q", orders="3")]})
    assert shares(PRODUCT) == {"p": 100, "q": 300}


def test_a_later_sale_takes_its_part_of_a_payout_that_names_no_campaign():
    must_load({"payouts": [pay("4", campaign="")], "tracking": [sale()]})
    must_load({"tracking": [sale(campaign="B_y", orders="3")]})
    assert shares(CAMPAIGN) == {"a_x": 100, "b_y": 300}
