"""What a number means when there is nothing to divide by, and which cuts have no meaning at all."""

import pytest

from campaigns.metrics.catalog import METRICS as CATALOG
from campaigns.metrics.dimensions import (
    ALLOCATED_BY,
    DIMENSIONS,
    PAYOUT_ROW,
    PLATFORM,
    PRODUCT,
    SOURCE,
    is_allocated,
    why_empty,
)
from campaigns.metrics.parts import Part
from campaigns.models import Rollup
from campaigns.tests.builders import must_load, read_cut, totals
from campaigns.tests.oracle import METRICS as ORACLE_METRICS

METRICS = [metric.at(3000) for metric in CATALOG]
"""As they are under a margin of 30 %: without one, margin ROI is empty everywhere."""
BY_KEY = {metric.key: metric for metric in METRICS}
POST_METRICS = {"posts", "reach", "likes", "comments", "engagement_rate", "cost_per_1000_reach", "revenue_per_post"}
PAID = {"payout", "roas", "net_return", "roi", "margin_roi", "cost_per_order", "payout_share", "cost_per_1000_reach"}
SALE = {"date": "2025-07-01", "influencer_id": "1", "campaign": "A_x"}


def test_the_catalog_holds_every_metric_of_the_contract_once():
    assert len(BY_KEY) == len(METRICS)
    assert BY_KEY.keys() == ORACLE_METRICS.keys()


@pytest.mark.django_db
def test_without_data_sums_are_zero_and_ratios_empty():
    for metric in METRICS:
        is_sum = isinstance(metric, Part) or metric.key == "net_return"
        assert totals(metric)[metric.key] == (0 if is_sum else None), metric.key


@pytest.mark.django_db
def test_payout_without_revenue_is_roas_zero():
    must_load({"payouts": [{"influencer_id": "1", "basis": "post", "total_payout": "500"}]})
    figures = totals()
    assert (figures["roas"], figures["roi"], figures["net_return"]) == (0.0, -1.0, -50000)
    assert (figures["aov"], figures["cost_per_order"], figures["payout_share"]) == (None, None, None)


@pytest.mark.django_db
def test_revenue_without_payout_is_no_roas_at_all():
    must_load({"tracking": [SALE | {"revenue": "500", "orders": "0"}]})
    figures = totals()
    assert (figures["roas"], figures["roi"], figures["aov"], figures["payout_share"]) == (None, None, None, 0.0)


@pytest.mark.django_db
def test_reach_of_zero_gives_no_engagement_rate():
    must_load({"posts": [{"influencer_id": "1", "date": "2025-07-01", "likes": "5", "reach": "0"}]})
    assert (totals()["engagement_rate"], totals()["likes"]) == (None, 5)


@pytest.mark.django_db
def test_a_payout_that_was_clawed_back_whole_gives_no_roas():
    row = {"influencer_id": "1", "basis": "order", "campaign": "A_x", "payout_date": "2025-07-01"}
    must_load({"payouts": [row | {"total_payout": "500"}, row | {"total_payout": "-500"}]})
    assert (totals()["payout"], totals()["roas"]) == (0, None)


@pytest.mark.django_db
def test_totals_of_ratios_are_ratios_of_totals():
    must_load(
        {
            "tracking": [
                SALE | {"revenue": "1000", "orders": "1"},
                SALE | {"revenue": "1", "orders": "1", "campaign": "B_x"},
            ],
            "payouts": [
                {"influencer_id": "1", "basis": "order", "campaign": "A_x", "total_payout": "10"},
                {"influencer_id": "1", "basis": "order", "campaign": "B_x", "total_payout": "990"},
            ],
        }
    )
    assert totals()["roas"] == 1001 / 1000


@pytest.mark.django_db
def test_a_total_equals_the_value_computed_from_its_parts():
    must_load({"tracking": [SALE | {"revenue": "1000.01", "orders": "3"}]})
    must_load({"payouts": [{"influencer_id": "1", "basis": "order", "total_payout": "333.33"}]})
    sums = totals(*{part for metric in METRICS for part in metric.parts()})
    for metric in METRICS:
        assert metric.value(sums) == totals(metric)[metric.key], metric.key


@pytest.mark.parametrize("dimension", [PRODUCT, SOURCE])
def test_posts_record_no_product_and_no_source(dimension):
    for metric in METRICS:
        reason = why_empty(metric, [dimension])
        assert bool(reason) == (metric.key in POST_METRICS), metric.key
        assert not reason or reason == f"Posts do not record a {dimension.key}."


def test_ratios_of_sales_and_posts_mean_two_things_by_platform():
    for metric in METRICS:
        assert bool(why_empty(metric, [PLATFORM])) == (metric.key in {"cost_per_1000_reach", "revenue_per_post"})


def test_every_other_dimension_cuts_every_metric():
    for dimension in set(DIMENSIONS) - {PRODUCT, SOURCE, PLATFORM}:
        assert [metric.key for metric in METRICS if why_empty(metric, [dimension])] == []


def test_margin_roi_is_empty_without_a_margin_and_says_who_can_set_one():
    unset = [metric for metric in CATALOG if why_empty(metric, [])]
    assert [metric.key for metric in unset] == ["margin_roi"]
    assert why_empty(unset[0], []) == "No margin has been set: an admin can do so under Margin."


def test_one_bad_cut_among_several_is_enough():
    assert why_empty(BY_KEY["reach"], [PLATFORM, PRODUCT])
    assert why_empty(BY_KEY["revenue"], [PAYOUT_ROW])
    assert not why_empty(BY_KEY["payout"], [PAYOUT_ROW, PRODUCT])
    assert not why_empty(BY_KEY["reach"], [])


def test_figures_with_payout_rest_on_an_allocation_where_payouts_are_spread():
    for metric in METRICS:
        for dimension in DIMENSIONS:
            wanted = metric.key in PAID and dimension.key in {"campaign", "brand", "product", "month", "date", "source"}
            assert is_allocated(metric, [dimension]) == wanted, (metric.key, dimension.key)
    assert {d.key for d in ALLOCATED_BY} == {"campaign", "brand", "product", "month", "date", "source"}


def test_formulas_are_said_in_words():
    assert BY_KEY["roas"].formula == "revenue ÷ payout"
    assert BY_KEY["engagement_rate"].formula == "(likes + comments) ÷ reach"
    assert BY_KEY["cost_per_1000_reach"].formula == "payout × 1,000 ÷ reach"
    assert BY_KEY["net_return"].formula == "revenue − payout"
    assert BY_KEY["margin_roi"].formula == "(revenue × margin − payout) ÷ payout"


@pytest.mark.django_db
def test_a_range_of_days_holds_both_ends_and_nothing_without_a_date():
    from datetime import date

    days = ("2025-06-30", "2025-07-01", "2025-07-31", "2025-08-01")
    must_load({"tracking": [SALE | {"revenue": "1", "orders": "1", "date": day} for day in days]})
    must_load({"payouts": [{"influencer_id": "2", "basis": "post", "total_payout": "500"}]})
    cells = Rollup.objects.attributed()

    def within(after, before):
        return cells.in_days(after, before).totals(BY_KEY["orders"], BY_KEY["payout"])

    assert within(date(2025, 7, 1), date(2025, 7, 31)) == {"orders": 2, "payout": 0}
    assert within(None, date(2025, 7, 1)) == {"orders": 2, "payout": 0}
    assert within(date(2025, 7, 31), None) == {"orders": 2, "payout": 0}
    assert within(None, None) == {"orders": 4, "payout": 50000}
    assert cells.undated().totals(BY_KEY["payout"]) == {"payout": 50000}


@pytest.mark.django_db
def test_grouping_by_two_dimensions_splits_and_adds_up():
    must_load({"tracking": [SALE | {"revenue": "5", "orders": "1", "product": p} for p in ("Whey", "Tea", "")]})
    rows = Rollup.objects.attributed().by(PRODUCT, SOURCE).with_metrics(BY_KEY["revenue"])
    assert [row["revenue"] for row in rows] == [500, 500, 500]
    assert read_cut(PRODUCT, [BY_KEY["revenue"]])[None] == {"revenue": 500}


@pytest.mark.django_db
def test_the_largest_payouts_break_no_figure():
    rows = [
        {"influencer_id": "1", "basis": "order", "total_payout": "10000000000000", "payout_id": str(n)}
        for n in range(20)
    ]
    must_load({"payouts": rows, "posts": [{"influencer_id": "1", "date": "2025-07-01", "reach": "5"}]})
    assert totals()["cost_per_1000_reach"] == 20 * 10**15 * 1000 / 5
