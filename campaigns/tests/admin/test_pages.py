"""The admin's pages: each list, search, form and button works, and tables that only the program writes stay so."""

import pytest
from django.apps import apps
from django.contrib import admin

from campaigns.models import NONE, Brand, Campaign, ImportRun, Influencer, Payout, Post, Product, Rollup, TrackingEvent
from campaigns.tests.admin.forms import address, read_form
from campaigns.tests.builders import must_load
from campaigns.tests.reports.samples import SAMPLE
from campaigns.tests.web.people import make_staff

pytestmark = pytest.mark.django_db
MODELS = [model for model in admin.site._registry if model._meta.app_label == "campaigns"]
WRITTEN = [model for model in MODELS if model not in (ImportRun, Rollup)]
IMPORTED = {Influencer: "influencers", Post: "posts", TrackingEvent: "tracking", Payout: "payouts"}
SEARCHES = {Influencer: "asha", TrackingEvent: "T1", Post: "first", Payout: "Y1", Campaign: "mb_", Product: "WHEY"}


def name_of(model):
    return model._meta.model_name


def list_of(model):
    return f"/admin/campaigns/{name_of(model)}/"


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


def test_every_table_that_people_need_is_in_the_admin():
    hidden = {"spelling", "importfile"}
    shown = {name_of(model) for model in MODELS}
    assert {"influencer", "trackingevent", "post", "payout", "campaign", "brand", "source", "importrun"} <= shown
    assert not hidden & shown
    assert shown <= {name_of(model) for model in apps.get_app_config("campaigns").get_models()}


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_list_shows_its_rows_and_not_the_one_for_no_value(admin_client, model):
    answer = admin_client.get(list_of(model))
    assert answer.status_code == 200
    shown = answer.context["cl"].result_list
    assert len(shown) > 0
    assert model is Rollup or NONE not in {row.pk for row in shown}


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_list_can_be_searched_and_sorted_by_every_column(admin_client, model):
    options = admin.site._registry[model]
    count = len(options.get_list_display(None))
    for column in range(1, count + 1):
        for sign in ("", "-"):
            assert admin_client.get(list_of(model), {"o": f"{sign}{column}"}).status_code == 200
    for text in ("a", "₹", "'", "%", "9" * 300):
        assert admin_client.get(list_of(model), {"q": text}).status_code == 200


@pytest.mark.parametrize("model", SEARCHES, ids=name_of)
def test_a_search_finds_the_row(admin_client, model):
    found = admin_client.get(list_of(model), {"q": SEARCHES[model]}).context["cl"].result_list
    assert 0 < len(found) < model.objects.count()


@pytest.mark.parametrize("model", WRITTEN, ids=name_of)
def test_a_form_to_add_and_a_form_to_change_open(admin_client, model):
    assert read_form(admin_client, address(model))
    for row in model.objects.exclude(pk=NONE)[:2]:
        assert read_form(admin_client, address(model, row.pk))


@pytest.mark.parametrize("model", [ImportRun, Rollup], ids=name_of)
def test_what_only_the_program_writes_is_read_only(admin_client, model):
    pk = model.objects.order_by("pk").first().pk
    assert admin_client.get(address(model)).status_code == 403
    assert admin_client.get(address(model, pk)).status_code == 200
    assert admin_client.post(address(model, pk), {"actor": "me", "revenue_sum": "1"}).status_code == 403
    assert admin_client.post(f"{list_of(model)}{pk}/delete/", {"post": "yes"}).status_code == 403
    assert 'name="_save"' not in admin_client.get(address(model, pk)).content.decode()
    admin_client.post(list_of(model), {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert model.objects.filter(pk=pk).exists()


@pytest.mark.parametrize("model", IMPORTED, ids=name_of)
def test_the_lists_that_files_fill_have_an_import_button(admin_client, model):
    html = admin_client.get(list_of(model)).content.decode()
    address = f"/imports/?dataset={IMPORTED[model]}"
    assert f'<a href="{address}">Import</a>' in html
    form = admin_client.get(address).content.decode()
    assert f'<option value="{IMPORTED[model]}" selected>' in form


@pytest.mark.parametrize("model", [m for m in MODELS if m not in IMPORTED], ids=name_of)
def test_other_lists_have_none(admin_client, model):
    assert ">Import</a>" not in admin_client.get(list_of(model)).content.decode()


@pytest.mark.parametrize("model", [Influencer, Campaign, Brand, Product], ids=name_of)
def test_autocomplete_suggests_names(admin_client, model):
    field = {Influencer: "influencer", Campaign: "campaign", Brand: "brand", Product: "product"}[model]
    query = {"app_label": "campaigns", "model_name": "trackingevent", "field_name": field, "term": ""}
    found = admin_client.get("/admin/autocomplete/", query).json()["results"]
    assert {row["id"] for row in found} >= {str(row.pk) for row in model.objects.exclude(pk=NONE)}


@pytest.mark.parametrize("model", WRITTEN, ids=name_of)
def test_staff_without_the_permission_neither_sees_nor_changes_rows(client, model):
    client.force_login(make_staff())
    pk = model.objects.exclude(pk=NONE).order_by("pk").first().pk
    for path in (list_of(model), address(model), address(model, pk), f"{list_of(model)}{pk}/delete/"):
        assert client.get(path).status_code == 403, path
        assert client.post(path, {"post": "yes"}).status_code == 403, path
    assert model.objects.filter(pk=pk).exists()


def test_staff_who_may_only_view_change_nothing(client):
    client.force_login(make_staff("vera", ["view_payout"]))
    payout = Payout.objects.get(payout_id="Y1")
    assert client.get(address(Payout, payout.pk)).status_code == 200
    assert client.post(address(Payout, payout.pk), {"total_payout": "1"}).status_code == 403
    assert Payout.objects.get(pk=payout.pk).total_payout == 20000


def test_a_history_of_each_change_is_kept(admin_client):
    payout = Payout.objects.get(payout_id="Y1")
    assert admin_client.get(f"{list_of(Payout)}{payout.pk}/history/").status_code == 200
