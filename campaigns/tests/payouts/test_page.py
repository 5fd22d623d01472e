"""The payouts page with its checks: columns, figures over the table, filter by result, one payout, missing ones."""

import html

import pytest

from campaigns.models import Payout
from campaigns.reports.payout_checks import RESULTS, SUMS, VERDICTS
from campaigns.tests.builders import must_load
from campaigns.tests.payouts.facts import payout, post, sale
from campaigns.tests.reports.pages import export, paise, screen, text_of

pytestmark = pytest.mark.django_db
ROWS = {
    "influencers": [{"id": code, "name": f"Name {code}"} for code in "ABCDEF"],
    "tracking": [sale("A", 10), sale("B", 10), sale("C", 10), sale("E", 4), sale("E", 1, campaign="W"), sale("F", 2)],
    "posts": [post("A", 1)],
    "payouts": [
        payout("good", "A", orders=10, total_payout=1000),
        payout("more", "B", orders=12, total_payout=1200),
        payout("less", "C", orders=7, total_payout=700),
        payout("none", "D", orders=1, total_payout=100),
        payout("same", "D", orders=1, total_payout=100),
        payout("words", "E", rate="5 %", total_payout=20),
        payout("wrong", "A", basis="post", posts=1, total_payout=130.50),
    ],
}
PAID = 1000_00 + 1200_00 + 700_00 + 100_00 + 100_00 + 20_00 + 130_50
CARDS = {
    "Paid in total": (7, PAID),
    "Overpaid": (2, 200_00 + 30_50),
    "Owed": (1, 300_00),
    "At risk": (2, 200_00),
    "Cannot be checked": (1, 20_00),
}


@pytest.fixture(autouse=True)
def sample(db):
    must_load(ROWS)


def ids(client, **query):
    return {row["payout_id"] for row in export(client, "payouts", **query)}


def read_cards(client, **query):
    """The figures over the table: label → (count, paise), and the addresses they lead to."""
    answer = client.get("/payouts/", query)
    return {card.label: (card.tally.count, card.tally.paise) for card in answer.context["cards"]}, {
        card.label: card.address for card in answer.context["cards"]
    }


def test_the_export_has_the_check_of_each_payout(admin_client):
    row = {row["payout_id"]: row for row in export(admin_client, "payouts")}["more"]
    expected = {
        "result": "more-orders",
        "stated_units": "12",
        "expected_units": "10",
        "stated_amount": "1200.00",
        "expected_payout": "1000.00",
        "total_payout": "1200.00",
        "difference": "200.00",
        "difference_share": "0.2",
        "tracked_orders": "10",
        "posts_found": "0",
        "arithmetic": "Stated: 12 orders × ₹100 = ₹1,200; tracked: 10 orders; expected: 10 orders × ₹100 = ₹1,000; "
        "so: ₹200 (20.0 %) more than tracked",
    }
    assert {key: row[key] for key in expected} == expected


def test_the_results_of_all(admin_client):
    assert {row["payout_id"]: row["result"] for row in export(admin_client, "payouts")} == {
        "good": "agrees",
        "more": "more-orders",
        "less": "fewer-orders",
        "none": "no-orders",
        "same": "twice",
        "words": "unchecked",
        "wrong": "arithmetic",
    }


def test_a_result_is_shown_as_glyph_and_words(admin_client):
    rows = {row["payout_id"].text: row for row in screen(admin_client, "payouts").rows}
    assert rows["good"]["result"].text == "✓ Agrees"
    assert rows["more"]["result"].text == "▲ More orders than tracked"
    assert rows["more"]["result"].href == f"/payouts/{Payout.objects.get(payout_id='more').pk}/"


def test_the_figures_over_the_table_add_up_every_payout_once_at_most(admin_client):
    cards, _ = read_cards(admin_client)
    assert {label: cards[label] for label in CARDS} == CARDS


@pytest.mark.parametrize("label", CARDS)
def test_a_figure_leads_to_its_rows(admin_client, label):
    _, addresses = read_cards(admin_client)
    rows = admin_client.get(f"/payouts/{addresses[label]}").context["result"].rows
    assert len(rows) == CARDS[label][0]


def test_figures_follow_the_filters_and_not_the_chosen_result(admin_client):
    assert read_cards(admin_client, result="agrees")[0] == read_cards(admin_client)[0]
    cards, addresses = read_cards(admin_client, influencer="B", result="agrees")
    assert (cards["Paid in total"], cards["Overpaid"], cards["Owed"]) == ((1, 1200_00), (1, 200_00), (0, 0))
    assert addresses["Overpaid"] == "?influencer=B&result=overpaid"


def test_the_filter_takes_results_and_sums_and_several_of_them(admin_client):
    assert ids(admin_client, result="agrees") == {"good"}
    assert ids(admin_client, result=["agrees", "twice"]) == {"good", "same"}
    assert ids(admin_client, result="overpaid") == {"more", "wrong"}
    assert ids(admin_client, result="at-risk") == {"none", "same"}
    assert ids(admin_client, result="", influencer="B") == {"more"}


def test_the_chip_of_a_result_has_its_label(admin_client):
    chips = admin_client.get("/payouts/", {"result": "at-risk"}).context["filterbar"].chips
    assert [chip.words for chip in chips] == ["Check: At risk"]


@pytest.mark.parametrize("key", RESULTS)
def test_every_result_can_be_asked_for(admin_client, key):
    assert admin_client.get("/payouts/", {"result": key}).status_code == 200


def test_an_unknown_result_is_a_400_that_names_the_others(admin_client):
    answer = admin_client.get("/payouts/", {"result": ["agrees", "odd"]})
    assert answer.status_code == 400
    assert "result: “odd” is no result. Accepted: twice, no-orders" in answer.content.decode()
    assert admin_client.get("/campaigns/", {"result": "agrees"}).status_code == 400


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("NÍA", {"P1"}),
        ("x-77", {"P1"}),
        ("winter", {"P2"}),
        ("p3", {"P3"}),
        ("on hold", {"P3"}),
        ("p", {"P1", "P2", "P3"}),
        ("other", set()),
    ],
)
def test_the_search_looks_at_names_ids_campaigns_and_status(admin_client, words, found):
    people = [{"id": "X-77", "name": "Nía Rao"}, {"id": "Y", "name": "Yash"}]
    rows = [("X-77", "", "P1", "paid"), ("Y", "Winter_1", "P2", ""), ("Y", "", "P3", "On hold")]
    names = ("influencer_id", "campaign", "payout_id", "status")
    payouts = [dict(zip(names, row, strict=True)) | {"basis": "order", "total_payout": "9"} for row in rows]
    must_load({"influencers": people, "payouts": payouts})
    query = {"q": words, "influencer": ["X-77", "Y"]}
    assert {row["payout_id"] for row in export(admin_client, "payouts", **query)} == found


def test_the_worst_results_come_first(admin_client):
    keys = [row["result"] for row in export(admin_client, "payouts", sort="result")]
    assert keys == ["twice", "no-orders", "arithmetic", "more-orders", "fewer-orders", "unchecked", "agrees"]


def test_the_total_of_differences_stands_below(admin_client):
    totals = screen(admin_client, "payouts").totals
    assert (totals["difference"].text, totals["total_payout"].text) == ("₹130.50", "₹3,250.50")


def test_a_payout_explains_its_arithmetic_line_by_line(admin_client):
    page = html.unescape(text_of(admin_client, f"payouts/{Payout.objects.get(payout_id='more').pk}"))
    assert "<h2>▲ More orders than tracked</h2>" in page
    for label, text in (
        ("Stated", "12 orders × ₹100 = ₹1,200"),
        ("Tracked", "10 orders"),
        ("Expected", "10 orders × ₹100 = ₹1,000"),
        ("So", "₹200 (20.0 %) more than tracked"),
    ):
        assert f"<dt>{label}</dt><dd>{text}</dd>" in page


def test_a_payout_that_looks_paid_twice_leads_to_the_earlier_one(admin_client):
    first, second = (Payout.objects.get(payout_id=name).pk for name in ("none", "same"))
    assert f'<a href="/payouts/{first}/">The earlier payout</a>' in text_of(admin_client, f"payouts/{second}")
    assert "The earlier payout" not in text_of(admin_client, f"payouts/{first}")


def test_a_payout_that_cannot_be_checked_says_why(admin_client):
    page = html.unescape(text_of(admin_client, f"payouts/{Payout.objects.get(payout_id='words').pk}"))
    assert "cannot be checked, because the rate is in words, “5 %”" in page


def test_sales_without_payout_are_listed_by_influencer_and_campaign(admin_client):
    rows = export(admin_client, "payouts/missing")
    assert [(r["influencer_id"], r["campaign"], r["orders"], paise(r["revenue"])) for r in rows] == [
        ("F", "S", "2", 200_00),
        ("E", "W", "1", 100_00),
    ]
    cards, addresses = read_cards(admin_client)
    assert cards["Without payout"] == (2, 300_00)
    assert addresses["Without payout"] == "/payouts/missing/"


def test_a_payout_for_all_campaigns_leaves_no_sale_without(admin_client):
    must_load({"payouts": [payout("wide", "E", campaign="", total_payout=1)]})
    assert [row["influencer_id"] for row in export(admin_client, "payouts/missing")] == ["F"]


def test_a_page_without_missing_payouts_says_so(admin_client):
    wide = [payout(f"wide-{person}", person, campaign="", total_payout=1) for person in "EF"]
    must_load({"payouts": wide})
    assert "Every influencer with attributed sales has a payout" in text_of(admin_client, "payouts/missing")


def test_sales_without_payout_follow_the_filters(admin_client):
    assert [row["campaign"] for row in export(admin_client, "payouts/missing", campaign="W")] == ["W"]
    assert [row["influencer_id"] for row in export(admin_client, "payouts/missing", q="f")] == ["F"]
    cards, addresses = read_cards(admin_client, campaign="W", basis="order", sort="result")
    assert cards["Without payout"] == (1, 100_00)
    assert addresses["Without payout"] == "/payouts/missing/?campaign=W"
    assert admin_client.get(addresses["Without payout"]).status_code == 200


@pytest.mark.parametrize("column", ["influencer", "influencer_id", "campaign", "orders", "revenue", "aov"])
def test_sales_without_payout_sort_both_ways(admin_client, column):
    up, down = (
        [row["influencer_id"] for row in export(admin_client, "payouts/missing", sort=sort)]
        for sort in (column, f"-{column}")
    )
    assert sorted(up) == sorted(down) == ["E", "F"]
    assert up == down[::-1] or column == "aov"


def test_the_definitions_stand_with_the_metrics(admin_client):
    page = html.unescape(text_of(admin_client, "metrics"))
    assert 'id="payout-checks"' in page
    for each in (*VERDICTS, *SUMS):
        assert each.label in page
        assert each.sentence in page


def test_the_payouts_page_asks_few_questions_once_it_is_warm(admin_client, django_assert_max_num_queries):
    admin_client.get("/payouts/")
    with django_assert_max_num_queries(9):
        admin_client.get("/payouts/")
