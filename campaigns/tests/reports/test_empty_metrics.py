"""A metric that facts do not record under a cut is empty and says why; a ratio without divisor is empty."""

import pytest

from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import export, screen, text_of
from campaigns.tests.reports.samples import SAMPLE

pytestmark = pytest.mark.django_db
OF_POSTS = ("posts", "reach", "likes", "comments", "engagement_rate")
MIXED = ("cost_per_1000_reach", "revenue_per_post")
NO_PRODUCT = "Posts do not record a product."
TWO_MEANINGS = "Platform means the influencer's for sales and payouts, but the post's own for posts."


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


def columns(client, page, keys, **query):
    """All cells of these columns."""
    return {row[key] for row in export(client, page, **query) for key in keys}


@pytest.mark.parametrize(("page", "query"), [("products", {}), ("campaigns", {"product": "Whey"})])
def test_by_product_everything_of_posts_is_empty_and_says_why(admin_client, page, query):
    assert columns(admin_client, page, OF_POSTS + MIXED, **query) == {""}
    assert "" not in columns(admin_client, page, ("orders", "revenue", "payout"), **query)
    html = text_of(admin_client, page, **query)
    assert f"Some columns are empty: {NO_PRODUCT}" in html


@pytest.mark.parametrize(("page", "query"), [("platforms", {}), ("campaigns", {"platform": "YouTube"})])
def test_by_platform_posts_count_but_mixed_ratios_are_empty_and_say_why(admin_client, page, query):
    assert columns(admin_client, page, MIXED, **query) == {""}
    assert columns(admin_client, page, ("posts",), **query) != {""}
    html = text_of(admin_client, page, **query).replace("&#x27;", "'")
    assert f"Some columns are empty: {TWO_MEANINGS}" in html


def test_engagement_by_platform_is_of_the_posts_own_platform(admin_client):
    rows = {row["platform"]: row for row in export(admin_client, "platforms")}
    assert (rows["YouTube"]["posts"], rows["YouTube"]["engagement_rate"]) == ("1", "0.1")
    assert (rows["Instagram"]["posts"], rows["Instagram"]["revenue"]) == ("1", "749.75")


def test_an_empty_column_says_why_over_its_head_and_shows_a_dash_in_every_cell(admin_client):
    table = screen(admin_client, "products")
    assert NO_PRODUCT in table.heads["reach"].title
    assert {row["reach"].text for row in table.rows} == {"–"}
    assert NO_PRODUCT not in table.heads["revenue"].title


def test_without_such_a_cut_nothing_says_that_columns_are_empty(admin_client):
    assert "Some columns are empty" not in text_of(admin_client, "campaigns")


def test_a_ratio_without_divisor_is_empty_and_payout_without_revenue_is_roas_zero(admin_client):
    rows = {row["influencer_id"]: row for row in export(admin_client, "influencers")}
    assert (rows["3"]["roas"], rows["3"]["aov"]) == ("", "")
    assert rows["4"]["roas"] == "0"
    assert rows["4"]["payout_share"] == ""


def test_a_post_without_reach_has_no_engagement_rate(admin_client):
    rows = {row["post_id"]: row["engagement_rate"] for row in export(admin_client, "posts")}
    assert rows == {"P1": "0.1", "": "", "P3": ""}


def test_the_total_of_a_ratio_is_the_ratio_of_the_totals(admin_client):
    totals = screen(admin_client, "campaigns").totals
    assert totals["roas"].title == f"{1550.25 / 1321:.6f}"
    assert totals["engagement_rate"].title == f"{105 / 1000:.6f}"


@pytest.mark.parametrize("page", ["campaigns", "brands", "products", "months"])
def test_figures_that_rest_on_spread_payouts_say_so_with_the_rule_one_click_away(admin_client, page):
    html = text_of(admin_client, page)
    assert "Payout is spread over the attributed orders" in html
    assert 'href="/metrics/#allocation"' in html


@pytest.mark.parametrize("page", ["influencers", "platforms", "personas"])
def test_figures_by_the_influencers_own_dimensions_rest_on_no_spreading(admin_client, page):
    assert "Payout is spread over the attributed orders" not in text_of(admin_client, page)
