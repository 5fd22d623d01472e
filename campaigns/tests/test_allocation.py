"""Spreading whole paise: shares sum to the total exactly, are fair to half a paisa, and follow a fixed rule."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.allocation import choose_weights, round_half_up, spread
from campaigns.tests.oracle import cut

totals = st.integers(-(10**15), 10**15)
weights = st.lists(st.integers(0, 10**15), min_size=1, max_size=30).filter(any)


@given(totals, weights)
def test_shares_sum_to_the_total_exactly(total, weights):
    assert sum(spread(total, weights)) == total


@given(totals, weights)
def test_shares_are_those_of_the_contract(total, weights):
    assert spread(total, weights) == cut(total, weights)


@given(totals, weights)
def test_no_share_is_a_whole_paisa_off(total, weights):
    for share, weight in zip(spread(total, weights), weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) <= 1


@given(totals, weights)
def test_a_weight_of_zero_gets_nothing(total, weights):
    assert all(share == 0 for share, weight in zip(spread(total, weights), weights, strict=True) if not weight)


@given(st.integers(-(10**18), 10**18), st.integers(1, 10**18))
def test_rounding_is_to_the_nearest_and_halves_go_up(top, bottom):
    rest = round_half_up(top, bottom) - Fraction(top, bottom)
    assert Fraction(-1, 2) < rest <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [33, 34, 33]),
        (1, [1, 1, 1], [0, 1, 0]),
        (1, [1, 1], [1, 0]),
        (-1, [1, 1], [0, -1]),
        (-5, [1, 1], [-2, -3]),
        (0, [3, 4], [0, 0]),
        (30000, [3], [30000]),
    ],
)
def test_known_cases(total, weights, shares):
    assert spread(total, weights) == shares


@pytest.mark.parametrize("weights", [[], [0], [0, 0]])
def test_nothing_to_rest_on_is_an_error(weights):
    with pytest.raises(ValueError, match="nothing to spread over"):
        spread(100, weights)


def test_weights_are_orders_else_revenue_else_none():
    assert choose_weights([0, 2], [5, 5]) == [0, 2]
    assert choose_weights([0, 0], [5, 0]) == [5, 0]
    assert choose_weights([0], [0]) is None
    assert choose_weights([], []) is None
