"""Follower tiers: every count has one, and they touch without a gap."""

import pytest

from campaigns.metrics.tiers import TIERS, find_tier


@pytest.mark.parametrize(
    ("followers", "key"),
    [(0, "nano"), (9_999, "nano"), (10_000, "micro"), (99_999, "micro"), (100_000, "mid"), (499_999, "mid"),
     (500_000, "macro"), (999_999, "macro"), (1_000_000, "mega"), (10**18, "mega")],
)  # fmt: skip
def test_a_tier_begins_where_the_one_before_ends(followers, key):
    assert find_tier(followers).key == key


def test_tiers_follow_each_other():
    assert [tier.below for tier in TIERS] == [tier.least for tier in TIERS[1:]] + [None]
    assert TIERS[0].least == 0


def test_without_a_count_there_is_no_tier():
    assert find_tier(None) is None
