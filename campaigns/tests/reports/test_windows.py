"""A page of a list is found by the days that the rollup has counted: the same rows as reading all of them."""

import pytest

from campaigns.models import TrackingEvent
from campaigns.reports import facts, searches
from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import export

pytestmark = pytest.mark.django_db
ROWS = [
    {
        "date": f"2025-{1 + n % 5:02d}-{1 + n * 7 % 28:02d}",
        "influencer_id": str(n % 3),
        "campaign": f"A_{n % 2}",
        "product": ("P", "Q")[n % 2],
        "orders": "1",
        "revenue": str(n),
        "tracking_id": f"T{n:02d}",
        "source": "organic" if n % 7 == 0 else "",
    }
    for n in range(40)
]


@pytest.fixture(autouse=True)
def loaded(db):
    must_load(
        {
            "tracking": ROWS,
            "posts": [{k: r[k] for k in ("date", "influencer_id")} | {"post_id": r["tracking_id"]} for r in ROWS],
        }
    )


def shown(client, listed, **query):
    answer = client.get(f"/{listed}/", query)
    assert answer.status_code == 200
    return [row["tracking_id" if listed == "tracking" else "post_id"] for row in answer.context["page"].object_list]


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("page", ["tracking", "posts"])
@pytest.mark.parametrize("sort", ["date", "-date"])
@pytest.mark.parametrize("more", [{}, {"influencer": "1"}, {"date_after": "2025-02-10", "date_before": "2025-04-20"}])
def test_the_pages_one_after_the_other_are_the_export(admin_client, page, sort, more):
    key = "tracking_id" if page == "tracking" else "post_id"
    wanted = [row[key] for row in export(admin_client, page, sort=sort, **more)]
    pages = range(1, 2 + (len(wanted) - 1) // 7)
    got = [row for number in pages for row in shown(admin_client, page, sort=sort, per_page=7, page=number, **more)]
    assert got == wanted


def test_a_filter_by_product_finds_its_own_rows_on_its_own_days(admin_client):
    assert set(shown(admin_client, "tracking", product="P")) == {
        row["tracking_id"] for row in ROWS if row["product"] == "P"
    }


def test_totals_and_counts_come_from_the_rollup_and_say_what_does_not_count(admin_client):
    answer = admin_client.get("/tracking/")
    assert answer.context["page"].paginator.count == TrackingEvent.objects.count() == 40
    assert "6 of these rows are baseline or unassigned" in answer.content.decode()


def test_too_many_rows_stand_by_day_and_say_so(admin_client, monkeypatch):
    monkeypatch.setattr(facts, "MOST_SORTED", 10)
    answer = admin_client.get("/tracking/?sort=revenue")
    assert "too many rows to sort by revenue" in answer.content.decode()
    assert shown(admin_client, "tracking", sort="revenue") == shown(admin_client, "tracking")
    assert shown(admin_client, "tracking", sort="revenue", influencer="1", date_before="2025-02-01") == sorted(
        shown(admin_client, "tracking", influencer="1", date_before="2025-02-01")
    )


def test_among_very_many_rows_only_names_are_searched_and_the_page_says_so(admin_client, monkeypatch):
    monkeypatch.setattr(searches, "MOST_SEARCHED", 10)
    assert shown(admin_client, "tracking", q="T01") == []
    assert shown(admin_client, "tracking", q="a_1", per_page=50) == shown(
        admin_client, "tracking", campaign="A_1", per_page=50
    )
    assert "look for words in their user id or tracking id" in admin_client.get("/tracking/?q=T01").content.decode()
    few = {"date_after": "2025-02-05", "date_before": "2025-02-10"}
    assert shown(admin_client, "tracking", q="T01", **few) == ["T01"]


def test_a_filter_that_no_index_knows_does_not_make_few_rows_of_many(admin_client, monkeypatch):
    monkeypatch.setattr(searches, "MOST_SCANNED", 30)
    product = TrackingEvent.objects.get(tracking_id="T01").product.name
    assert shown(admin_client, "tracking", q="T01", product=product) == []
    assert "look for words in their user id" in admin_client.get(f"/tracking/?q=T01&product={product}").content.decode()
    assert shown(admin_client, "tracking", q="T01", product=product, date_before="2025-02-10") == ["T01"]


def test_on_a_page_of_their_own_the_rows_of_a_campaign_are_what_a_search_looks_at(admin_client, monkeypatch):
    monkeypatch.setattr(searches, "MOST_SCANNED", 30)  # of 40 rows, of which 20 are the campaign's and 20 the product's
    event = TrackingEvent.objects.get(tracking_id="T01")

    def count_found(page):
        sections = admin_client.get(f"{page}?q=T01&source__empty=1").context["lists"]
        return next(section.count for section in sections if section.key == "tracking")

    assert count_found(f"/campaigns/{event.campaign_id}/") == 1
    assert count_found(f"/products/{event.product_id}/") == 0


@pytest.mark.parametrize("most", [0, 200_000])
def test_pages_of_a_search_are_its_export_whichever_way_rows_are_found(admin_client, monkeypatch, most):
    monkeypatch.setattr(searches, "MOST_SEARCHED", 10)
    monkeypatch.setattr(facts, "FEW_FOUND", most)
    wanted = [row["tracking_id"] for row in export(admin_client, "tracking", q="a_0")]
    got = [row for number in (1, 2, 3) for row in shown(admin_client, "tracking", q="a_0", per_page=7, page=number)]
    assert len(wanted) == 20 and got == wanted
