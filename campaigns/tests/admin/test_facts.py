"""Tracking rows, posts and payouts edited by hand in the admin: figures move as they should, and the rollup is true."""

import pytest

from campaigns.models import NONE, Campaign, Influencer, Payout, Platform, Post, Product, Source, TrackingEvent
from campaigns.tests.admin.forms import address, delete, delete_many, errors_in, figures, read_form, save, send
from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import export
from campaigns.tests.reports.samples import SAMPLE

pytestmark = pytest.mark.django_db
WHOLE = (2, 155025, 132100)
PAYOUT = {
    "influencer": "", "campaign": "", "basis": "order", "rate": "", "rate_text": "", "orders": "", "posts": "",
    "total_payout": "", "payout_id": "", "payout_date": "", "status": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)
    assert figures() == WHOLE


def event(tracking_id):
    return TrackingEvent.objects.get(tracking_id=tracking_id)


def payout(payout_id):
    return Payout.objects.get(payout_id=payout_id)


def pk_of(model, key):
    return str(model.objects.get(**{"code" if model is Influencer else "key": key}).pk)


def row(client, page, column, value, **query):
    return next(row for row in export(client, page, **query) if row[column] == value)


def test_saving_a_tracking_row_unchanged_moves_no_figure(admin_client):
    save(admin_client, address(TrackingEvent, event("T1").pk))
    assert figures() == WHOLE


def test_an_edited_tracking_row_moves_revenue_and_orders_and_is_marked(admin_client):
    assert not event("T1").is_edited
    save(admin_client, address(TrackingEvent, event("T1").pk), revenue="1234.56", orders="5")
    assert figures() == (5, 155025 + 23456, 132100)
    assert event("T1").is_edited
    assert (event("T1").revenue, event("T1").orders) == (123456, 5)


def test_a_tracking_row_moves_to_another_campaign_day_and_product(admin_client):
    product, campaign = pk_of(Product, "bar"), pk_of(Campaign, "hk_two")
    save(admin_client, address(TrackingEvent, event("T1").pk), date="2025-09-09", campaign=campaign, product=product)
    assert figures() == WHOLE
    assert row(admin_client, "products", "product", "Bar")["revenue"] == "1500.50"
    assert row(admin_client, "months", "month", "2025-09")["revenue"] == "1000.00"


def test_a_tracking_row_without_influencer_counts_no_more_and_its_payout_moves(admin_client):
    save(admin_client, address(TrackingEvent, event("T2").pk), influencer="")
    assert event("T2").influencer_id == NONE
    assert figures() == (1, 155025 - 50050, 132100)
    assert row(admin_client, "products", "product", "", influencer="2")["payout"] == "1001.00"


def test_a_tracking_row_added_by_hand_counts(admin_client):
    fields = {"influencer": pk_of(Influencer, "4"), "campaign": pk_of(Campaign, "hk_two"), "date": "2025-07-09"}
    save(admin_client, address(TrackingEvent), **fields, orders="2", revenue="99.99")
    assert figures() == (4, 155025 + 9999, 132100)
    added = TrackingEvent.objects.latest("pk")
    assert (added.is_edited, added.run_id, added.brand_id) == (True, None, NONE)
    assert row(admin_client, "months", "month", "2025-07")["payout"] == "1321.00"


def test_a_deleted_tracking_row_counts_no_more(admin_client):
    delete(admin_client, event("T1"))
    assert figures() == (0, 55025, 132100)


def test_tracking_rows_deleted_together_count_no_more(admin_client):
    delete_many(admin_client, TrackingEvent, TrackingEvent.objects.values_list("pk", flat=True))
    assert TrackingEvent.objects.count() == 0
    assert figures() == (0, 0, 132100)


@pytest.mark.parametrize(
    ("revenue", "paise"), [("0", 0), ("0.01", 1), ("-12.30", -1230), ("9999999999999.99", 999999999999999)]
)
def test_rupees_are_taken_and_shown_to_the_paisa(admin_client, revenue, paise):
    save(admin_client, address(TrackingEvent, event("T3").pk), revenue=revenue)
    assert event("T3").revenue == paise
    shown = read_form(admin_client, address(TrackingEvent, event("T3").pk))["revenue"]
    assert shown == f"{int(paise / 100) if paise < 0 else paise // 100}.{abs(paise) % 100:02d}"
    figures()


@pytest.mark.parametrize("revenue", ["1.005", "NaN", "1e400", "Infinity", "", "ten", "99999999999999"])
def test_what_is_no_amount_in_rupees_is_refused(admin_client, revenue):
    answer = send(admin_client, address(TrackingEvent, event("T1").pk), revenue=revenue)
    assert answer.status_code == 200
    assert errors_in(answer)
    assert figures() == WHOLE


@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01", "2025-02-30", ""])
def test_a_day_out_of_reach_is_refused(admin_client, day):
    assert errors_in(send(admin_client, address(TrackingEvent, event("T1").pk), date=day))
    assert figures() == WHOLE


def test_a_post_is_edited_added_and_deleted(admin_client):
    first = Post.objects.get(post_id="P1")
    save(admin_client, address(Post, first.pk), reach="500", likes="40", platform=pk_of(Platform, "instagram"))
    assert Post.objects.get(post_id="P1").is_edited
    assert row(admin_client, "platforms", "platform", "Instagram")["engagement_rate"] == "0.1"
    person = pk_of(Influencer, "3")
    save(admin_client, address(Post), influencer=person, date="2025-07-01", reach="7", likes="", comments="")
    assert Post.objects.latest("pk").likes is None
    assert row(admin_client, "influencers", "influencer_id", "3")["reach"] == "7"
    delete_many(admin_client, Post, Post.objects.values_list("pk", flat=True))
    assert row(admin_client, "influencers", "influencer_id", "1")["posts"] == "0"
    assert figures() == WHOLE


def test_a_post_or_payout_needs_an_influencer(admin_client):
    for model, more in ((Post, {"date": "2025-07-01"}), (Payout, {"total_payout": "1"})):
        count = model.objects.count()
        answer = send(admin_client, address(model), influencer="", **more)
        assert errors_in(answer)
        assert model.objects.count() == count


def test_an_edited_payout_moves_and_is_marked(admin_client):
    save(admin_client, address(Payout, payout("Y1").pk), total_payout="250.50")
    assert figures() == (2, 155025, 132100 + 5050)
    assert payout("Y1").is_edited
    assert row(admin_client, "campaigns", "campaign", "MB_One")["payout"] == "220.50"


def test_a_payout_moves_to_another_scope(admin_client):
    save(admin_client, address(Payout, payout("Y2").pk), influencer=pk_of(Influencer, "3"), campaign="")
    assert figures() == WHOLE
    assert row(admin_client, "influencers", "influencer_id", "3")["payout"] == "1001.00"
    assert row(admin_client, "payouts", "payout_id", "Y2")["revenue"] == "300.00"


def test_a_payout_added_by_hand_is_spread(admin_client):
    person = pk_of(Influencer, "1")
    save(admin_client, address(Payout), **PAYOUT | {"influencer": person, "total_payout": "10", "basis": "post"})
    assert figures() == (2, 155025, 133100)
    assert row(admin_client, "products", "product", "Whey", influencer="1")["payout"] == "180.00"


def test_deleted_payouts_count_no_more(admin_client):
    delete(admin_client, payout("Y2"))
    assert figures() == (2, 155025, 32000)
    delete_many(admin_client, Payout, Payout.objects.values_list("pk", flat=True))
    assert figures() == (2, 155025, 0)


def test_a_derived_total_follows_its_rate_and_its_orders(admin_client):
    path = address(Payout, payout("Y1").pk)
    save(admin_client, path, total_is_derived="on", rate="100", orders="", total_payout="0")
    assert payout("Y1").total_payout == 10000  # 2 orders, one of them given back
    save(admin_client, address(TrackingEvent, event("T1").pk), orders="4")
    assert payout("Y1").total_payout == 30000
    figures()


def test_a_total_cannot_be_derived_from_words(admin_client):
    answer = send(admin_client, address(Payout, payout("Y2").pk), total_is_derived="on")
    assert "gives a total" in "".join(errors_in(answer))
    assert figures() == WHOLE


def test_a_source_made_baseline_takes_its_sales_out_and_back_in(admin_client):
    path = address(Source, pk_of(Source, "insta"))
    save(admin_client, path, kind="baseline")
    assert figures() == (1, 80050, 132100)
    assert row(admin_client, "sources", "source", "insta")["attribution"] == "baseline"
    save(admin_client, path, kind="influencer")
    assert figures() == WHOLE


def new_sale():
    return {"date": "2025-07-09", "revenue": "10", "orders": "1", "influencer": pk_of(Influencer, "1")}


def test_a_form_that_is_sent_again_adds_nothing_and_says_so(admin_client):
    form = read_form(admin_client, address(TrackingEvent)) | new_sale()
    for _ in range(2):
        answer = admin_client.post(address(TrackingEvent), form, follow=True)
    assert "This form has added its row before, so nothing was added." in answer.content.decode()
    assert figures() == (WHOLE[0] + 1, WHOLE[1] + 1000, WHOLE[2])


def test_two_equal_sales_are_two_when_each_has_a_form_of_its_own(admin_client):
    for _ in range(2):
        save(admin_client, address(TrackingEvent), **new_sale())
    assert figures() == (WHOLE[0] + 2, WHOLE[1] + 2000, WHOLE[2])
