"""The golden example of the contract on every page, exported and on screen, to the last digit."""

import pytest

from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.reports.pages import export, screen

pytestmark = pytest.mark.django_db
PRODUCTS = ("Whey", "Bar", "Tea", "Whey")
TRACKING = [row | {"product": product} for row, product in zip(GOLDEN["tracking"], PRODUCTS, strict=True)]
ALL = {"": ("5", "8500.00", "570.00", "14.9122807018")}
BY_CAMPAIGN = {
    "MuscleBlaze_Protein_1": ("4", "7000.00", "420.00", "16.6666666667"),
    "Herbalife_Tea_2": ("1", "1500.00", "150.00", "10"),
}
BY_INFLUENCER = {
    "1": ("3", "6000.00", "300.00", "20"),
    "2": ("1", "1500.00", "150.00", "10"),
    "3": ("1", "1000.00", "120.00", "8.33333333333"),
}
PAGES = {
    "campaigns": (["campaign"], BY_CAMPAIGN),
    "influencers": (["influencer_id"], BY_INFLUENCER),
    "brands": (["brand"], {key.partition("_")[0]: figures for key, figures in BY_CAMPAIGN.items()}),
    "products": (
        ["product"],
        {
            "Whey": ("2", "3000.00", "220.00", "13.6363636364"),
            "Bar": ("2", "4000.00", "200.00", "20"),
            "Tea": ("1", "1500.00", "150.00", "10"),
        },
    ),
    "platforms": (
        ["platform"],
        {"Instagram": BY_CAMPAIGN["MuscleBlaze_Protein_1"], "YouTube": BY_CAMPAIGN["Herbalife_Tea_2"]},
    ),
    "personas": (
        ["category", "gender"],
        {
            "Fitness Male": BY_INFLUENCER["1"],
            "Wellness Female": BY_INFLUENCER["2"],
            "Nutrition Non-binary": BY_INFLUENCER["3"],
        },
    ),
    "months": (["month"], {"2025-07": ALL[""]}),
    "sources": (["source"], ALL),
}  # fmt: skip


@pytest.fixture(autouse=True)
def golden():
    must_load(GOLDEN | {"tracking": TRACKING})


def figures(rows, columns):
    """Label → (orders, revenue, payout, ROAS) of exported rows."""
    keys = ("orders", "revenue", "payout", "roas")
    return {" ".join(row[column] for column in columns): tuple(row[key] for key in keys) for row in rows}


@pytest.mark.parametrize("page", PAGES)
def test_the_export_of_each_page_is_the_golden_example(admin_client, page):
    columns, wanted = PAGES[page]
    assert figures(export(admin_client, page), columns) == wanted


@pytest.mark.parametrize("page", PAGES)
def test_the_totals_of_each_page_show_the_golden_totals_and_their_exact_values(admin_client, page):
    totals = screen(admin_client, page).totals
    assert (totals["orders"].text, totals["revenue"].text, totals["payout"].text) == ("5", "₹8,500", "₹570")
    roas = ("", "") if page == "sources" else ("14.91×", "14.912281")  # sources also adds up what does not count
    assert (totals["roas"].text, totals["roas"].title) == roas
    assert (totals["revenue"].title, totals["payout"].title) == ("₹8,500.00", "₹570.00")


def test_the_campaigns_page_shows_every_ratio_and_its_exact_value(admin_client):
    rows = {row["campaign"].text: row for row in screen(admin_client, "campaigns").rows}
    shown = {key: (cell.text, cell.title) for key, cell in rows["MuscleBlaze_Protein_1"].items()}
    assert shown["roas"] == ("16.67×", "16.666667")
    assert shown["net_return"] == ("₹6,580", "₹6,580.00")
    assert shown["roi"] == ("1,566.7 %", "15.666667")
    assert shown["aov"] == ("₹1,750.00", "₹1,750.000000")
    assert shown["cost_per_order"] == ("₹105.00", "₹105.000000")
    assert shown["payout_share"] == ("6.0 %", "0.060000")


def test_the_export_has_every_ratio_raw(admin_client):
    row = next(row for row in export(admin_client, "campaigns") if row["campaign"] == "MuscleBlaze_Protein_1")
    wanted = {"net_return": "6580.00", "roi": "15.6666666667", "aov": "1750", "cost_per_order": "105"}
    assert {key: row[key] for key in wanted} == wanted
    assert row["payout_share"] == "0.06"


def test_the_payouts_page_lists_the_three_payouts(admin_client):
    rows = export(admin_client, "payouts", sort="influencer_id")
    got = [(r["influencer_id"], r["campaign"], r["basis"], r["rate"], r["orders"], r["total_payout"]) for r in rows]
    assert got == [
        ("1", "MuscleBlaze_Protein_1", "order", "100.00", "3", "300.00"),
        ("2", "Herbalife_Tea_2", "order", "150.00", "1", "150.00"),
        ("3", "MuscleBlaze_Protein_1", "order", "120.00", "1", "120.00"),
    ]
    assert [(r["payout"], r["revenue"], r["roas"]) for r in rows] == [
        ("300.00", "6000.00", "20"), ("150.00", "1500.00", "10"), ("120.00", "1000.00", "8.33333333333"),
    ]  # fmt: skip


FILTERS = [
    ("influencers", {"brand": "muscleblaze"}, {"1": BY_INFLUENCER["1"], "3": BY_INFLUENCER["3"]}),
    ("campaigns", {"platform": "YOUTUBE"}, {"Herbalife_Tea_2": BY_CAMPAIGN["Herbalife_Tea_2"]}),
    ("campaigns", {"product": "whey"}, {"MuscleBlaze_Protein_1": ("2", "3000.00", "220.00", "13.6363636364")}),
    ("influencers", {"product": "Whey"}, {"1": ("1", "2000.00", "100.00", "20"), "3": BY_INFLUENCER["3"]}),
    (
        "campaigns",
        {"date_after": "2025-07-02", "date_before": "2025-07-03"},
        {
            "MuscleBlaze_Protein_1": ("2", "4000.00", "200.00", "20"),
            "Herbalife_Tea_2": ("1", "1500.00", "150.00", "10"),
        },
    ),
    ("campaigns", {"date_after": "2025-07-04"}, {"MuscleBlaze_Protein_1": ("1", "1000.00", "120.00", "8.33333333333")}),
    ("influencers", {"brand": "MuscleBlaze", "product": "Bar"}, {"1": ("2", "4000.00", "200.00", "20")}),
]


@pytest.mark.parametrize(("page", "query", "wanted"), FILTERS)
def test_a_filter_gives_the_golden_part_in_the_export(admin_client, page, query, wanted):
    assert figures(export(admin_client, page, **query), PAGES[page][0]) == wanted


@pytest.mark.parametrize(("page", "query", "wanted"), FILTERS)
def test_a_filter_gives_the_golden_part_on_screen(admin_client, page, query, wanted):
    table = screen(admin_client, page, **query)
    column = PAGES[page][0][0]
    exact = {
        row[column].text: (row["orders"].text, row["revenue"].title, row["payout"].title, row["roas"].title)
        for row in table.rows
    }
    assert exact == {
        label: (orders, f"₹{float(revenue):,.2f}", f"₹{float(payout):,.2f}", f"{float(roas):.6f}")
        for label, (orders, revenue, payout, roas) in wanted.items()
    }


def test_each_persona_is_an_influencers_own_category_and_gender(admin_client):
    rows = export(admin_client, "influencers", sort="influencer_id")
    got = [(r["influencer"], r["category"], r["gender"], r["platform"], r["follower_count"]) for r in rows]
    assert got == [
        ("Asha", "Fitness", "Male", "Instagram", "100000"),
        ("Ben", "Wellness", "Female", "YouTube", "80000"),
        ("Chi", "Nutrition", "Non-binary", "Instagram", "50000"),
    ]


def test_a_payout_under_a_filter_is_whole_and_beside_it_its_share(admin_client):
    rows = export(admin_client, "payouts", product="whey", sort="influencer_id")
    got = [(r["influencer_id"], r["total_payout"], r["payout"], r["revenue"], r["roas"]) for r in rows]
    assert got == [("1", "300.00", "100.00", "6000.00", "20"), ("3", "120.00", "120.00", "1000.00", "8.33333333333")]
