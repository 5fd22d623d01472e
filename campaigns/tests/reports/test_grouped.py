"""Rows of grouped queries: totals, orders and joined sums without a row being made."""

from campaigns.metrics.catalog import PAYOUT, REVENUE, ROAS
from campaigns.reports.answers import Answer
from campaigns.reports.grouped import GroupedRows, join_sums, sort_by

ROWS = GroupedRows(Answer([(1, 7, 300, 100), (2, 7, 50, 0), (3, 8, 0, 100)]), 2, ("revenue", "payout"))


def test_a_line_becomes_a_row_when_it_is_looked_at():
    assert ROWS[1] == {"_ids": (2, 7), "revenue": 50, "payout": 0}
    assert ROWS[:2] == [ROWS[0], ROWS[1]] == list(ROWS)[:2]
    assert len(ROWS) == 3


def test_totals_are_of_sums_and_ratios_of_totals():
    assert ROWS.add_up([REVENUE, PAYOUT, ROAS]) == {"revenue": 350, "payout": 200, "roas": 1.75}
    assert ROWS.take([]).add_up([REVENUE, ROAS]) == {"revenue": 0, "roas": None}


def test_a_figure_that_was_not_asked_for_is_empty():
    assert ROWS.find("payout")(ROWS.lines[2]) == 100
    assert ROWS.find("orders")(ROWS.lines[2]) is None


def test_empty_values_are_last_whichever_way_and_equal_ones_stay_in_their_order():
    rows = [("a", 2), ("b", None), ("c", 1), ("d", 2), ("e", "")]
    assert [row[0] for row in sort_by(rows, lambda row: row[1], "key")] == ["c", "a", "d", "b", "e"]
    assert [row[0] for row in sort_by(rows, lambda row: row[1], "-key")] == ["a", "d", "c", "b", "e"]


def test_lines_of_one_group_are_added_up():
    joined = join_sums([[(1, 7, 10, 1), (2, 7, 5, 0)], [(2, 7, 1, 2), (9, 9, 4, 4)]], 2)
    assert joined == [(1, 7, 10, 1), (2, 7, 6, 2), (9, 9, 4, 4)]
