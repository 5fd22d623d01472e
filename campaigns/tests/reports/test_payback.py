"""The bar of a ROAS: nothing at break-even, doubling to the right, halving to the left, full for nothing sold."""

import pytest

from campaigns.reports.payback import HALF, draw_payback, find_side, measure


@pytest.mark.parametrize(
    ("roas", "even", "pixels"),
    [(1, 1, 0), (2, 1, HALF / 3), (0.5, 1, -HALF / 3), (2, 2, 0), (999, 1, HALF), (0, 1, -HALF), (-3, 1, -HALF)],
)
def test_the_length_doubles_with_the_ratio_to_break_even(roas, even, pixels):
    assert measure(roas, even) == pixels


@pytest.mark.parametrize(
    ("roas", "orders", "even", "side"),
    [
        (3, 400, 1, "above"), (0.5, 400, 1, "below"), (1.1, 4, 1, "undecided"), (0, 0, 1, "below"),
        (3, 400, 4, "below"), (0.5, 400, 0.25, "above"),
    ],
)  # fmt: skip
def test_the_side_is_a_verdict_with_chance_in_mind(roas, orders, even, side):
    assert find_side({"roas": roas, "orders": orders}, even) == side


def test_a_payout_is_judged_by_the_orders_that_were_tracked():
    assert find_side({"roas": 1.1, "orders": None, "tracked_orders": 4}, 1) == "undecided"
    assert find_side({"roas": 1.5, "orders": 1, "tracked_orders": 4000}, 1) == "above"


def test_the_sign_is_in_words_too():
    html = draw_payback({"roas": 0.5, "orders": 400}, "0.50×", "0.500000", 1)
    assert 'title="0.500000">0.50×' in html
    assert 'title="Below break-even"' in html
    assert 'width="6"' in html
    assert 'x="12"' in html
