"""Estimates: right on average where raw figures flatter, honest about what is not known, never a warning."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.estimates import Outcome, fit_population, fit_prior

SEEDS = range(40)
BATTING = [
    (18, 0.346), (17, 0.298), (16, 0.276), (15, 0.222), (14, 0.273), (14, 0.270), (13, 0.263), (12, 0.210), (11, 0.269),
    (11, 0.230), (10, 0.264), (10, 0.256), (10, 0.303), (10, 0.264), (10, 0.226), (9, 0.285), (8, 0.316), (7, 0.200),
]  # fmt: skip
"""Hits in the first 45 at-bats of 1970, and the average over the rest of the season (Efron & Morris 1975, table 1)."""


def simulate(seed, *, count=200, alike=4.0, basket_spread=0.0, payout=1250_00):
    """Influencers with a true mean ROAS of 2 and about 2.5 orders each: (outcomes, true ROAS)."""
    rng = np.random.default_rng(seed)
    payouts = payout * rng.lognormal(-0.18, 0.6, count)
    truth = rng.gamma(alike, 2 / alike, count)
    baskets = 1000_00 * rng.lognormal(-(basket_spread**2) / 2, basket_spread, count)
    orders = rng.poisson(truth * payouts / baskets)
    revenue = [
        order * basket if not basket_spread else rng.gamma(2 * order, basket / 2) if order else 0
        for order, basket in zip(orders, baskets, strict=True)
    ]
    rows = zip(orders, revenue, payouts, strict=True)
    return [Outcome(orders=int(o), revenue=int(r), payout=int(p)) for o, r, p in rows], truth


def estimate(*groups):
    """The estimates of groups given as (orders, revenue, payout), with every warning an error."""
    outcomes = [Outcome(orders=o, revenue=r, payout=p) for o, r, p in groups]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        population = fit_population(outcomes)
        return population and population.estimate(outcomes)


def flattery(shown, truth):
    """How many times too high the ten that stand on top are on average."""
    top = np.argsort(shown)[-10:]
    return np.mean(np.take(shown, top)) / np.mean(truth[top])


def judge(**kinds):
    """Means over many simulations: flattery of the estimates, flattery of raw ROAS, share of intervals that hold."""
    shown, raw, held = [], [], []
    for seed in SEEDS:
        groups, truth = simulate(seed, **kinds)
        found = fit_population(groups).estimate(groups)
        shown.append(flattery([e.roas for e in found], truth))
        raw.append(flattery([g.revenue / g.payout for g in groups], truth))
        held.append(np.mean([e.low <= t <= e.high for e, t in zip(found, truth, strict=True)]))
    return np.mean(shown), np.mean(raw), np.mean(held)


@pytest.mark.parametrize("alike", [2.0, 4.0, 8.0])
def test_the_top_ten_are_as_good_as_shown_where_raw_roas_doubles_them(alike):
    shown, raw, held = judge(alike=alike)
    assert shown == pytest.approx(1, abs=0.05)
    assert raw > 1.6
    assert 0.86 <= held <= 0.94


def test_each_single_simulation_is_nearer_to_its_truth_than_raw_roas():
    for seed in SEEDS:
        groups, truth = simulate(seed)
        found = [e.roas for e in fit_population(groups).estimate(groups)]
        raw = [g.revenue / g.payout for g in groups]
        assert abs(flattery(found, truth) - 1) < abs(flattery(raw, truth) - 1)
        assert np.mean((found - truth) ** 2) < np.mean((raw - truth) ** 2) / 2


@pytest.mark.parametrize("kinds", [{"basket_spread": 0.3}, {"basket_spread": 0.8}, {"count": 20}, {"count": 5}])
def test_intervals_hold_also_where_baskets_differ_or_groups_are_few(kinds):
    assert 0.86 <= judge(**kinds)[2] <= 0.94


def test_estimates_of_rich_groups_are_their_own_figures():
    groups, _ = simulate(1, basket_spread=0.8, payout=12_50_000_00)
    for group, found in zip(groups, fit_population(groups).estimate(groups), strict=True):
        if group.orders > 1000:
            assert found.roas == pytest.approx(group.revenue / group.payout, rel=0.03)


def test_the_batting_averages_of_1970_err_as_little_as_published():
    hits, truth = map(np.array, zip(*BATTING, strict=True))
    at_bats = np.full(18, 45.0)
    shown, _ = fit_prior(hits, at_bats).update(hits, at_bats, np.zeros(18))
    assert ((hits / 45 - truth) ** 2).sum() == pytest.approx(0.077, abs=0.002)
    assert ((shown - truth) ** 2).sum() == pytest.approx(0.022, abs=0.001)
    assert list(shown) == sorted(shown, reverse=True)


def test_two_lucky_orders_do_not_top_a_steady_seller():
    steady, lucky, *rest = estimate((200, 200_000, 20_000), (2, 2_000, 100), *[(20, 20_000, 10_000)] * 30)
    assert steady.roas > lucky.roas > rest[0].roas
    assert lucky.high - lucky.low > steady.high - steady.low


def test_one_large_basket_does_not_make_a_good_seller():
    common = [(20, 20_000, 10_000)] * 30
    small, large = (estimate((1, revenue, 1_000), *common)[0].roas for revenue in (1_000, 20_000))
    assert large < 3 * small


def test_a_cheap_product_neither_hides_a_loss_nor_makes_one():
    """165 orders of ₹468 for ₹1,10,000 beside campaigns that sell at ₹1,800: with their AOV it would pay 2.7 times."""
    losing, *_ = estimate((165, 77_220_00, 110_000_00), *[(n, n * 1_800_00, n * 500_00) for n in (150, 300, 500, 700)])
    assert losing.roas == pytest.approx(0.70, rel=0.1)
    assert losing.high < 1


def test_groups_that_differ_no_more_than_chance_are_all_near_the_pooled_roas():
    found = estimate(*[(3, 3_000, 1_000), (4, 4_000, 1_000), (2, 2_000, 1_000)] * 60)
    assert {round(e.roas, 1) for e in found} <= {2.9, 3.0, 3.1}


@pytest.mark.parametrize(
    ("groups", "known"),
    [
        ([], None),
        ([(0, 0, 1_000), (0, 0, 500)], None),
        ([(0, 5_000, 1_000)], None),
        ([(5, 5_000, 0), (3, 3_000, -5)], None),
        ([(5, 5_000, 0), (3, 3_000, 1_000)], [False, True]),
        ([(2, 2_000, 1_000)], [True]),
        ([(-2, -2_000, 1_000), (3, 3_000, 1_000), (0, 0, -1)], [True, True, False]),
        ([(3, 3_000, 1_000)] * 9, [True] * 9),
        ([(1, 10**17, 1), (1, 1, 10**17)], [True, True]),
        ([(10**15, 10**17, 10**17), (1, 1, 1)], [True, True]),
    ],
)
def test_every_group_that_was_paid_has_an_estimate_where_anything_was_sold(groups, known):
    found = estimate(*groups)
    assert (found and [e is not None for e in found]) == known


def test_one_group_alone_keeps_its_roas_and_says_how_little_it_knows():
    (alone,) = estimate((2, 2_000, 1_000))
    assert alone.roas == pytest.approx(2)
    assert alone.low < 1 < 4 < alone.high


PAISE = st.integers(-(10**17), 10**17)


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), PAISE, PAISE), max_size=12))
def test_whatever_the_sums_are_the_answers_are_ordered_numbers_without_a_warning(groups):
    for (_, _, payout), found in zip(groups, estimate(*groups) or [None] * len(groups), strict=True):
        assert found is None or (payout > 0 and 0 <= found.low <= found.roas <= found.high < np.inf)


@given(st.integers(1, 50), st.integers(1, 10**9))
def test_the_unit_of_money_does_not_matter(orders, unit):
    common = [(20, 20_000, 10_000), (7, 5_000, 9_000), (1, 900, 4_000)]
    plain = estimate((orders, orders * 900, 3_000), *common)
    scaled = estimate((orders, orders * 900 * unit, 3_000 * unit), *[(o, r * unit, p * unit) for o, r, p in common])
    assert [e.roas for e in scaled] == pytest.approx([e.roas for e in plain])
