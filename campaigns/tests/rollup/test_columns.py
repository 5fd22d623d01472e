"""Grouping columns of numbers: packed into one number where they fit, one by one where they do not; and exact sums."""

import random

import numpy as np
import pytest

from campaigns.models import Rollup
from campaigns.models.fields import MAX_PAISE
from campaigns.rollup import SumTooLarge
from campaigns.rollup.columns import LARGEST, Cells, group_by, pack


def add_up(people, revenue):
    """(influencer, sum) of cells that are alike but for their influencer."""
    dims = {name: np.zeros(len(people), np.int64) for name in Rollup.DIMENSIONS}
    cells = Cells(dims | {"influencer_id": np.array(people)}, {"revenue_sum": np.array(revenue, np.int64)}).grouped()
    return list(zip(cells.dims["influencer_id"].tolist(), cells.sums["revenue_sum"].tolist(), strict=True))


@pytest.mark.parametrize("factor", [1, 1 << 40], ids=["packed", "one by one"])
def test_rows_are_sorted_by_their_columns_and_equal_ones_stand_together(factor):
    lot = random.Random(7)
    rows = [(lot.randrange(-2, 3) * factor, lot.randrange(3) * factor, lot.randrange(2)) for _ in range(200)]
    columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)]
    assert (pack(columns) is None) == (factor > 1)
    order, starts = group_by(columns)
    assert order.tolist() == sorted(range(len(rows)), key=rows.__getitem__)
    assert [rows[order[start]] for start in starts] == sorted(set(rows))


@pytest.mark.parametrize(("wider", "is_packed"), [(0, True), (1, False)])
def test_columns_are_packed_up_to_62_bits(wider, is_packed):
    columns = [np.array([5, 4 + (1 << 31)]), np.array([0, (1 << 31) - 1 + wider])]
    assert (pack(columns) is not None) == is_packed


def test_numbers_beyond_half_a_word_stay_what_they_are():
    assert add_up([1 << 31, (1 << 31) - 1], [1, 2]) == [((1 << 31) - 1, 2), (1 << 31, 1)]


@pytest.mark.parametrize("sign", [1, -1])
def test_sums_are_exact_up_to_the_largest_and_refused_far_beyond(sign):
    parts = [sign * (LARGEST - MAX_PAISE - 1), sign * MAX_PAISE, sign * 1]
    assert add_up([3, 3, 3], parts) == [(3, sign * LARGEST)]
    with pytest.raises(SumTooLarge):
        add_up([3, 3, 3, 3], [*parts, sign * MAX_PAISE])


def test_large_amounts_that_cancel_are_no_large_sum():
    assert add_up([3, 3, 3, 4], [LARGEST, -LARGEST, 5, -7]) == [(3, 5), (4, -7)]
