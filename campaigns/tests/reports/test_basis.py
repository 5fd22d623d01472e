"""A filter by basis cuts payouts only, on every page: to the paisa, while all other metrics are empty and say why."""

import pytest

from campaigns.models import Influencer, Payout
from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import LIST_PAGES, REPORT_PAGES, export, paise, screen, text_of
from campaigns.tests.reports.samples import SAMPLE

pytestmark = pytest.mark.django_db
BASES = ({"basis": "order"}, {"basis": "post"}, {"basis": "hybrid"}, {"basis__empty": "1"})
FILTERS = [{}, {"brand": "MB"}, {"product": "Whey"}, {"date_after": "2025-07-02", "date_before": "2025-08-20"}]
MORE = [
    ("shared", "1", "MB_One", "post", "70.01"), ("wide", "2", "", "hybrid", "33.33"),
    ("beside", "2", "HK_Two", "post", "9"),
    ("alone", "9", "HK_Two", "hybrid", "12"), ("unsaid", "8", "", "post", "5.55"),
]  # fmt: skip
SENTENCE = "Tracking events do not record a basis."


@pytest.fixture(autouse=True)
def payouts():
    must_load(SAMPLE)
    rows = [
        {"payout_id": ident, "influencer_id": who, "campaign": campaign, "basis": basis, "total_payout": total}
        for ident, who, campaign, basis, total in MORE
    ]
    must_load({"payouts": rows})
    Payout.objects.filter(payout_id="unsaid").update(basis="")


def read_paid(client, page, **query):
    """Paise by what the rows of a page are named by, without rows that nothing was paid for."""
    names = ("campaign", "influencer_id", "brand", "product", "platform", "category", "gender", "month", "source")
    rows = [(tuple(row.get(name) for name in names), paise(row["payout"])) for row in export(client, page, **query)]
    return {name: paid for name, paid in rows if paid}


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("query", FILTERS, ids=str)
@pytest.mark.parametrize("page", REPORT_PAGES)
def test_the_bases_add_up_to_everything_in_every_row(admin_client, page, query):
    added = {}
    for basis in BASES:
        for name, paid in read_paid(admin_client, page, **query, **basis).items():
            added[name] = added.get(name, 0) + paid
    assert added == read_paid(admin_client, page, **query) != {}


@pytest.mark.parametrize("query", FILTERS, ids=str)
def test_every_report_has_the_total_of_the_payouts_page(admin_client, query):
    for basis in BASES:
        total = sum(paise(row["payout"]) for row in export(admin_client, "payouts", **query, **basis))
        for page in REPORT_PAGES:
            assert sum(read_paid(admin_client, page, **query, **basis).values()) == total, (page, basis)


@pytest.mark.parametrize("page", REPORT_PAGES)
def test_other_metrics_are_empty_and_say_why(admin_client, page):
    rows = export(admin_client, page, basis="post")
    assert {row[key] for row in rows for key in ("orders", "revenue", "roas")} == {""}
    assert SENTENCE in screen(admin_client, page, basis="post").heads["revenue"].title
    assert SENTENCE in text_of(admin_client, page, basis="post")


@pytest.mark.parametrize("page", [page for page in LIST_PAGES if page != "payouts"])
def test_lists_of_other_facts_have_no_row_and_say_why(admin_client, page):
    html = text_of(admin_client, page, basis="post")
    assert "do not record a basis." in html
    assert export(admin_client, page, basis="post") == []


def test_the_first_page_the_insights_and_details_take_it_too(admin_client):
    person = Influencer.objects.get(code="2").pk
    for path in ("", "insights", f"influencers/{person}"):
        assert SENTENCE in text_of(admin_client, path, basis="hybrid"), path
    html = text_of(admin_client, f"influencers/{person}", basis="hybrid")
    assert "₹33.33" in html
    assert f"/influencers/{person}/?basis=hybrid" in text_of(admin_client, "influencers", basis="hybrid")
