"""Why a row is poor: the figure in which it is furthest behind its peers, and silence where the data cannot tell."""

import pytest

from campaigns.reports.reasons import Figures, explain, explain_all

PEERS = {"payout": 1_000_000_00, "revenue": 2_000_000_00, "orders": 2_000, "posts": 100, "reach": 1_000_000}
"""₹1,000 per 1,000 reach, 10,000 reached by a post, 200 orders per lakh of reach, ₹1,000 an order."""
USUAL = {"payout": 100_000_00, "revenue": 200_000_00, "orders": 200, "posts": 10, "reach": 100_000}


def explained(*, count=9, **own):
    """The finding for a row like its peers but for what is given."""
    finding = explain(Figures(**USUAL | own), Figures(**PEERS), count)
    return finding.key, finding.text


@pytest.mark.parametrize(
    ("own", "key", "text"),
    [
        ({"payout": 410_000_00}, "fee", "₹4,100 per 1,000 reach; peers ₹1,000"),
        ({}, "alike", "no figure stands out"),
        ({"payout": 120_000_00}, "alike", "no figure stands out"),
        ({"reach": 20_000, "orders": 40, "revenue": 40_000_00}, "reach", "2,000 reached by a post; peers 10,000"),
        ({"orders": 20, "revenue": 20_000_00}, "orders", "20.0 orders per 1,00,000 reach; peers 200.0"),
        ({"orders": 0, "revenue": 0}, "orders", "0.0 orders per 1,00,000 reach; peers 200.0"),
        ({"orders": -3, "revenue": -3_000_00}, "orders", "0.0 orders per 1,00,000 reach; peers 200.0"),
        ({"revenue": 10_050_00}, "basket", "₹50.25 an order; peers ₹1,000"),
        ({"reach": 0}, "little", "no posts with reach to compare"),
        ({"posts": 0, "reach": 0}, "little", "no posts with reach to compare"),
        (
            {"reach": 500, "payout": 500_00, "posts": 1, "orders": 0, "revenue": 0},
            "little",
            "0 orders; peers would have made 1.0 with this reach",
        ),
        ({"count": 2}, "little", "2 peers with reach to compare with"),
    ],
)  # fmt: skip
def test_the_largest_shortfall_is_the_reason(own, key, text):
    assert explained(**own) == (key, text)


def test_a_high_fee_is_named_however_few_the_orders():
    assert explained(reach=10_000, payout=500_000_00, posts=1, orders=1, revenue=1_000_00)[0] == "fee"


def test_two_orders_of_small_value_are_too_few_to_speak_of_baskets():
    key, text = explained(reach=1_000, payout=1_000_00, posts=1, orders=2, revenue=40_00)
    assert (key, text) == ("little", "2 orders; peers would have made 2.0 with this reach")


def test_peers_are_the_others_of_the_same_group():
    rows = {(n,): Figures(**USUAL) for n in range(4)} | {(9,): Figures(**USUAL | {"payout": 500_000_00})}
    rows |= {(n,): Figures(**USUAL | {"payout": 500_000_00}) for n in range(10, 14)}
    found = explain_all(rows, lambda ids: ids[0] >= 10, [(9,), (10,)], "peers")
    assert (found[(9,)].key, found[(9,)].text) == ("fee", "₹5,000 per 1,000 reach; peers ₹1,000")
    assert found[(10,)].label == "No worse than peers"


def test_unpaid_rows_and_rows_without_reach_are_no_peers():
    rows = {(n,): Figures(**USUAL | {"payout": 0}) for n in range(4)}
    rows |= {(n,): Figures(**USUAL | {"reach": 0}) for n in range(4, 8)} | {(9,): Figures(**USUAL)}
    assert explain_all(rows, lambda ids: 0, [(9,)])[(9,)].text == "no peers with reach to compare with"
    assert explain_all(rows, lambda ids: 0, [(5,)])[(5,)].text == "no posts with reach to compare"
