"""The seed example, to the last digit."""

import pytest

from campaigns.metrics.catalog import MARGIN_ROI, MONEY_METRICS, ORDERS, PAYOUT, REVENUE, ROAS
from campaigns.metrics.dimensions import BRAND, CAMPAIGN, CATEGORY, GENDER, INFLUENCER, MONTH, PLATFORM
from campaigns.tests.builders import must_load, read_cut, totals
from campaigns.tests.golden import GOLDEN
from campaigns.tests.oracle import Oracle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(db):
    must_load(GOLDEN)


def roas(dimension):
    return {name: round(row["roas"], 6) for name, row in read_cut(dimension, [ROAS]).items()}


def test_totals():
    without_margin = [metric for metric in MONEY_METRICS if metric is not MARGIN_ROI]
    assert {key: round(value, 6) for key, value in totals(*without_margin).items()} == {
        "orders": 5,
        "revenue": 850000,
        "payout": 57000,
        "roas": 14.912281,
        "net_return": 793000,
        "roi": 13.912281,
        "aov": 170000.0,
        "cost_per_order": 11400.0,
        "payout_share": 0.067059,
    }


def test_campaigns():
    assert roas(CAMPAIGN) == {"muscleblaze_protein_1": 16.666667, "herbalife_tea_2": 10.0}


def test_influencers():
    assert roas(INFLUENCER) == {"1": 20.0, "2": 10.0, "3": 8.333333}


def test_platforms():
    cut = read_cut(PLATFORM, [REVENUE, PAYOUT, ROAS])
    assert cut["instagram"] == {"revenue": 700000, "payout": 42000, "roas": 7000 / 420}
    assert cut["youtube"] == {"revenue": 150000, "payout": 15000, "roas": 10.0}


def test_brands_come_from_the_names_of_campaigns():
    assert roas(BRAND) == {"muscleblaze": 16.666667, "herbalife": 10.0}


@pytest.mark.parametrize(
    ("dimension", "wanted"),
    [
        (CATEGORY, {"fitness": 3, "wellness": 1, "nutrition": 1}),
        (GENDER, {"male": 3, "female": 1, "non-binary": 1}),
        (MONTH, {"2025-07": 5}),
    ],
)
def test_personas_and_months(dimension, wanted):
    assert {name: row["orders"] for name, row in read_cut(dimension, [ORDERS]).items()} == wanted


def test_the_oracle_knows_the_seed_example_too():
    figures = Oracle(GOLDEN).figures()[None]
    assert (figures["revenue"], figures["payout"], round(figures["roas"], 6)) == (850000, 57000, 14.912281)
