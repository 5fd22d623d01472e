"""The small files of fixtures/: every figure that their README works out by hand is what the portal computes."""

import re
from decimal import Decimal

import pytest
from django.conf import settings

from campaigns.demo import load_fixtures
from campaigns.formats import write_money
from campaigns.metrics.catalog import PAYOUT, REVENUE, ROAS
from campaigns.metrics.dimensions import ATTRIBUTION, BRAND, CAMPAIGN, INFLUENCER, PLATFORM, PRODUCT
from campaigns.models import (
    Attribution,
    Brand,
    Campaign,
    Influencer,
    Payout,
    Platform,
    Post,
    Rollup,
    TrackingEvent,
)
from campaigns.reports.payouts import find_shares
from campaigns.rollup import find_differences

pytestmark = pytest.mark.django_db
EMPTY = "–"
CUTS = {
    "By campaign": (CAMPAIGN, Campaign, "name", 4),
    "By influencer": (INFLUENCER, Influencer, "code", 6),
    "By brand": (BRAND, Brand, "name", 3),
    "By platform": (PLATFORM, Platform, "name", 4),
}


@pytest.fixture(autouse=True)
def report():
    return load_fixtures()


def read_table(title: str) -> list[list[str]]:
    """The rows of the README's table under a heading, without its header."""
    text = (settings.BASE_DIR / "fixtures" / "README.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)[1]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def paise(text: str) -> int:
    return 0 if text == EMPTY else int(Decimal(text.replace(",", "").replace("−", "-")) * 100)


def figures(row: dict) -> tuple[int, int, str]:
    return row["revenue"], row["payout"], EMPTY if row["roas"] is None else f"{row['roas']:.6f}"


def test_all_rows_load_and_only_the_derived_total_is_worth_a_warning(report):
    assert {file.dataset: (file.rows, file.new) for file in report.files} == {
        "influencers": (6, 6),
        "posts": (8, 8),
        "tracking": (20, 20),
        "payouts": (7, 7),
    }
    assert [problem.code for file in report.files for problem in file.problems.entries] == ["derived-total"]


@pytest.mark.parametrize("title", CUTS)
def test_each_cut_is_what_the_readme_works_out(title):
    dimension, model, column, count = CUTS[title]
    names = dict(model.objects.values_list("pk", column))
    rows = Rollup.objects.attributed().by(dimension).with_metrics(REVENUE, PAYOUT, ROAS)
    computed = {names[row[dimension.alias]]: figures(row) for row in rows}
    by_hand = {name: (paise(revenue), paise(payout), roas) for name, revenue, payout, roas in read_table(title)}
    assert len(by_hand) == count
    # A cut that posts record lists their rows too: INF006 has no sales, and is there by payout and post alike.
    assert computed == by_hand
    assert sum(payout for _, payout, _ in by_hand.values()) == 10_000_00
    assert sum(revenue for revenue, _, _ in by_hand.values()) == 37_178_00


def test_what_is_not_an_influencers_sale_is_shown_apart():
    rows = Rollup.objects.by(ATTRIBUTION).with_metrics(REVENUE, PAYOUT, ROAS)
    computed = {Attribution(row[ATTRIBUTION.alias]).label: figures(row) for row in rows}
    table = read_table("Altogether")
    assert len(table) == 3
    assert computed == {name: (paise(revenue), paise(payout), roas) for name, revenue, payout, roas in table}


def test_the_revenue_of_each_influencer_is_the_sum_worked_out():
    sold = dict.fromkeys(Influencer.objects.exclude(code="").values_list("code", flat=True), 0)
    for code, revenue in TrackingEvent.objects.exclude(source__key="organic").values_list(
        "influencer__code", "revenue"
    ):
        if code:
            sold[code] += revenue
    assert sold == {code: paise(total) for code, _, total in read_table("Who sold what")}
    for _, terms, total in read_table("Who sold what")[:-1]:
        assert sum(map(paise, re.findall(r"−?[\d,]+", terms.replace("− ", "−")))) == paise(total)


def test_each_payout_has_the_total_worked_out():
    table = read_table("Who is paid what")
    stored = {
        p.payout_id: (p.influencer.code, p.campaign.name, p.total_payout)
        for p in Payout.objects.select_related("influencer", "campaign")
    }
    assert len(table) == 7
    assert stored == {row[0]: (row[1], row[2].replace("everything", ""), paise(row[4])) for row in table}
    assert sum(paise(row[4]) for row in table) == 10_000_00
    assert Payout.objects.get(total_is_derived=True).payout_id == "PAY001"


def test_the_payout_without_campaign_is_spread_share_by_share():
    payout = Payout.objects.get(payout_id="PAY002")
    shares = find_shares(payout).order_by("date")
    stored = [(str(s.date), s.campaign.name, write_money(s.payout_sum)) for s in shares.select_related("campaign")]
    table = read_table("One payout, share by share")
    assert len(table) == 4
    assert stored == [(day, campaign, share) for day, campaign, _, _, share in table if share != EMPTY]


def test_the_payout_of_who_sold_nothing_stays_whole_and_has_no_product():
    unallocated = Rollup.objects.attributed().undated().by(CAMPAIGN, BRAND, PRODUCT).with_metrics(PAYOUT).get()
    assert unallocated["payout"] == 2_500_00
    assert Campaign.objects.get(pk=unallocated["campaign_value"]).name == "Gritzo_SuperMilk_School"
    assert Brand.objects.get(pk=unallocated["brand_value"]).name == "Gritzo"
    assert unallocated["product_value"] == 0


def test_a_post_keeps_its_own_platform():
    assert Post.objects.get(post_id="PST006").platform.name == "Facebook"
    assert Influencer.objects.get(code="INF004").platform.name == "Instagram"


def test_the_rollup_agrees_with_the_facts():
    assert list(find_differences()) == []
