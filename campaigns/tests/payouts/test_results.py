"""Each result of a check, and where it begins; figures worked out by hand. Money is whole paise."""

import pytest

from campaigns.reports.payout_checks import BY_KEY, SEVERITY, SUMS, VERDICTS
from campaigns.tests.builders import must_load
from campaigns.tests.payouts.facts import check, payout, post, sale

pytestmark = pytest.mark.django_db
TEN = [sale("A", 10)]


def one(payouts, sales=(), posts=()):
    """The last of the payouts, checked."""
    return check(payouts, sales, posts)[payouts[-1]["payout_id"]]


def said(row):
    return row["result"], row["sum"], row["stake"]


def figures(row):
    keys = ("stated_units", "expected_units", "stated_amount", "expected_payout", "difference")
    return tuple(row[key] for key in keys)


def test_a_payout_agrees_with_what_was_tracked():
    row = one([payout("P", "A", orders=10, total_payout=1000)], TEN)
    assert said(row) == ("agrees", "", 0)
    assert figures(row) == (10, 10, 1000_00, 1000_00, 0)
    assert (row["tracked_orders"], row["revenue"], row["roas"]) == (10, 1000_00, 1)


def test_more_orders_paid_than_tracked_are_overpaid():
    row = one([payout("P", "A", orders=12, total_payout=1200)], TEN)
    assert said(row) == ("more-orders", "overpaid", 200_00)
    assert figures(row) == (12, 10, 1200_00, 1000_00, 200_00)
    assert row["difference_share"] == pytest.approx(0.2)


def test_fewer_orders_paid_than_tracked_are_owed():
    row = one([payout("P", "A", orders=7, total_payout=700)], TEN)
    assert said(row) == ("fewer-orders", "owed", 300_00)
    assert row["difference_share"] == pytest.approx(-0.3)


def test_an_order_basis_without_orders_is_at_risk():
    row = one([payout("P", "A", orders=2, total_payout=200)], [sale("A", 5, campaign="W"), sale("B", 5)])
    assert said(row) == ("no-orders", "at-risk", 200_00)
    assert row["difference_share"] is None


def test_orders_of_a_baseline_source_are_none():
    assert one([payout("P", "A", total_payout=200)], [sale("A", 5, source="organic")])["result"] == "no-orders"


def test_a_rate_in_words_does_not_hide_that_there_are_no_orders():
    assert said(one([payout("P", "A", rate="5 %", total_payout=9)])) == ("no-orders", "at-risk", 9_00)


def test_posts_are_counted_for_a_post_basis():
    posts = [post("A", 1), post("A", 2), post("A", 3, campaign="W")]
    row = one([payout("P", "A", basis="post", posts=3, total_payout=300)], TEN, posts)
    assert said(row) == ("more-posts", "overpaid", 100_00)
    assert figures(row) == (3, 2, 300_00, 200_00, 100_00)
    must_load({"posts": [post("A", 4), post("A", 5)]})
    assert said(one([payout("P", "A", basis="post", posts=3, total_payout=300)])) == ("fewer-posts", "owed", 100_00)


def test_where_posts_name_no_campaign_all_of_the_influencer_count():
    row = one([payout("P", "A", basis="post", posts=2, total_payout=200)], TEN, [post("A", 1, ""), post("A", 2, "")])
    assert (row["result"], row["posts_found"]) == ("agrees", 2)


def test_a_payout_for_all_campaigns_counts_the_posts_of_all():
    posts = [post("A", 1), post("A", 2, "W"), post("A", 3, "")]
    row = one([payout("P", "A", campaign="", basis="post", posts=3, total_payout=300)], TEN, posts)
    assert (row["result"], row["posts_found"]) == ("agrees", 3)


def test_a_post_basis_without_posts_is_at_risk():
    row = one([payout("P", "A", basis="post", posts=1, total_payout=100)], TEN, [post("A", 1, "W"), post("B", 1)])
    assert said(row) == ("no-posts", "at-risk", 100_00)


def test_arithmetic_comes_before_what_was_tracked():
    row = one([payout("P", "A", orders=12, total_payout=1500)], TEN)
    assert said(row) == ("arithmetic", "overpaid", 500_00)
    assert row["stated_amount"] == 1200_00


def test_wrong_arithmetic_that_is_right_by_tracking_costs_nothing():
    assert said(one([payout("P", "A", orders=12, total_payout=1000)], TEN)) == ("arithmetic", "", 0)


@pytest.mark.parametrize(
    ("total", "result"),
    [
        ("1005", "agrees"),
        ("1005.01", "more-orders"),
        ("995", "agrees"),
        ("994.99", "fewer-orders"),
    ],
)
def test_half_a_per_cent_is_no_difference(total, result):
    assert one([payout("P", "A", total_payout=total)], TEN)["result"] == result


@pytest.mark.parametrize(("total", "result"), [("101", "agrees"), ("101.01", "more-orders"), ("98.99", "fewer-orders")])
def test_a_rupee_is_no_difference(total, result):
    assert one([payout("P", "A", total_payout=total)], [sale("A", 1)])["result"] == result


@pytest.mark.parametrize(
    "cells",
    [{"basis": "hybrid"}, {"basis": ""}, {"rate": "14.5% commission"}, {"rate": ""}, {"rate": "-5"}],
)
def test_what_gives_nothing_to_reckon_with_cannot_be_checked(cells):
    row = one([payout("P", "A", total_payout=900, orders=9, **cells)], TEN)
    assert said(row) == ("unchecked", "unchecked", 900_00)
    assert (row["expected_payout"], row["difference"], row["stated_amount"]) == (None, None, None)


def test_a_derived_total_agrees_with_what_it_is_derived_from():
    assert said(one([payout("P", "A")], TEN)) == ("agrees", "", 0)
    assert said(one([payout("Q", "B", orders=12)], [sale("B", 10)])) == ("more-orders", "overpaid", 200_00)


def test_an_equal_payout_looks_paid_twice_even_when_the_orders_are_there():
    paid = [payout(name, "A", orders=5, total_payout=500, payout_date="2025-08-01") for name in "PQ"]
    found = check(paid, TEN)
    assert said(found["P"]) == ("agrees", "", 0)
    assert said(found["Q"]) == ("twice", "at-risk", 500_00)
    assert found["Q"]["first_like_it"] == found["P"]["id"]


@pytest.mark.parametrize("other", [{"payout_date": "2025-08-02"}, {"total_payout": 501}, {"campaign": "W"}])
def test_another_day_amount_or_campaign_is_another_payout(other):
    cells = {"orders": 5, "total_payout": 500, "payout_date": "2025-08-01"}
    assert one([payout("P", "A", **cells), payout("Q", "A", **cells | other)], TEN)["first_like_it"] is None


def test_payouts_of_several_months_are_checked_together():
    paid = [
        payout("Jul", "A", orders=4, total_payout=400, payout_date="2025-08-01"),
        payout("Aug", "A", orders=6, total_payout=600, payout_date="2025-09-01"),
    ]
    assert {row["result"] for row in check(paid, TEN).values()} == {"agrees"}


def test_what_is_too_much_is_taken_off_the_latest_and_what_is_missing_is_expected_of_it():
    first = payout("Jul", "A", orders=4, total_payout=400, payout_date="2025-08-01")
    found = check([first, payout("Aug", "A", orders=8, total_payout=800, payout_date="2025-09-01")], TEN)
    assert (said(found["Jul"])[0], said(found["Aug"])) == ("agrees", ("more-orders", "overpaid", 200_00))
    must_load({"tracking": [sale("A", 5, tracking_id="late")]})
    found = check([])
    assert (said(found["Jul"])[0], said(found["Aug"])) == ("agrees", ("fewer-orders", "owed", 300_00))


def test_a_clawback_settles_what_was_paid_too_much():
    paid = [payout("P", "A", orders=12, total_payout=1200), payout("Q", "A", orders=-2, total_payout=-200)]
    assert {row["result"] for row in check(paid, TEN).values()} == {"agrees"}


def test_a_payout_for_all_campaigns_need_not_pay_for_those_with_payouts_of_their_own():
    sales = [sale("A", 10), sale("A", 3, campaign="W")]
    narrow = payout("P", "A", orders=10, total_payout=1000)
    wide = payout("Q", "A", campaign="", orders=3, total_payout=300)
    assert {row["result"] for row in check([narrow, wide], sales).values()} == {"agrees"}


def test_a_payout_for_all_campaigns_owes_what_no_other_one_pays():
    sales = [sale("A", 10), sale("A", 3, campaign="W")]
    narrow = payout("P", "A", orders=10, total_payout=1000)
    wide = payout("Q", "A", campaign="", orders=1, total_payout=100)
    assert said(check([narrow, wide], sales)["Q"]) == ("fewer-orders", "owed", 200_00)


def test_the_verdicts_are_declared_once_and_the_worst_stands_first():
    assert len(BY_KEY) == len(VERDICTS) == len({verdict.label for verdict in VERDICTS})
    assert (min(SEVERITY, key=SEVERITY.get), max(SEVERITY, key=SEVERITY.get)) == ("twice", "agrees")
    assert len({each.key for each in SUMS}) == 4
