"""The admin's pages: each list, search, form and button works, and tables that only the program writes stay so."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group

from campaigns.models import (
    NONE,
    Brand,
    Campaign,
    HeaderMapping,
    ImportRun,
    Influencer,
    Job,
    Margin,
    Payout,
    Post,
    Product,
    SavedView,
    TrackingEvent,
    TwoStepRule,
)
from campaigns.tests.admin.forms import address, read_form
from campaigns.tests.builders import must_load
from campaigns.tests.reports.samples import SAMPLE
from campaigns.tests.web.people import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
MODELS = [model for model in admin.site._registry if model._meta.app_label == "campaigns" and model is not Margin]
"""Without the margin, which is one form and no list."""
READ_ONLY = (ImportRun, Job, HeaderMapping, SavedView)
WRITTEN = [model for model in MODELS if model not in READ_ONLY]
IMPORTED = {Influencer: "influencers", Post: "posts", TrackingEvent: "tracking", Payout: "payouts"}
SEARCHES = {Influencer: "asha", TrackingEvent: "T1", Post: "first", Payout: "Y1", Campaign: "mb_", Product: "WHEY"}


def name_of(model):
    return model._meta.model_name


def list_of(model):
    return f"/admin/campaigns/{name_of(model)}/"


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)
    Job.objects.create(kind="undo", title="Take run 1 back", actor="asha", payload={"run": 1})
    HeaderMapping.objects.create(header_key="0" * 64, header=["Tag", "Umsatz"], dataset="tracking")
    SavedView.objects.create(name="Weekly", page="campaigns")
    TwoStepRule.objects.create(group=Group.objects.create(name="Nobody"))


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
    assert NONE not in {row.pk for row in shown}


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_list_can_be_searched_and_sorted_by_every_column(admin_client, model):
    options = admin.site._registry[model]
    count = len(options.list_display)
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


@pytest.mark.parametrize("model", [ImportRun, Job], ids=name_of)
def test_what_only_the_program_writes_is_read_only(admin_client, model):
    pk = model.objects.order_by("pk").first().pk
    assert admin_client.get(address(model)).status_code == 403
    assert admin_client.get(address(model, pk)).status_code == 200
    assert admin_client.post(address(model, pk), {"actor": "me", "revenue_sum": "1"}).status_code == 403
    assert admin_client.post(f"{list_of(model)}{pk}/delete/", {"post": "yes"}).status_code == 403
    assert 'name="_save"' not in admin_client.get(address(model, pk)).content.decode()
    admin_client.post(list_of(model), {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert model.objects.filter(pk=pk).exists()


def test_what_was_said_of_a_header_can_be_forgotten_and_not_changed(admin_client):
    mapping = HeaderMapping.objects.get()
    assert admin_client.get(address(HeaderMapping)).status_code == 403
    assert admin_client.post(address(HeaderMapping, mapping.pk), {"dataset": "posts"}).status_code == 403
    admin_client.post(f"{list_of(HeaderMapping)}{mapping.pk}/delete/", {"post": "yes"})
    assert not HeaderMapping.objects.exists()


@pytest.mark.parametrize("model", IMPORTED, ids=name_of)
def test_rows_lead_to_the_run_that_brought_them(admin_client, model):
    run = ImportRun.objects.get().pk
    link = f'<a href="/imports/runs/{run}/">run {run}</a>'
    assert link in admin_client.get(list_of(model)).content.decode()
    row = model.objects.filter(run=run).first()
    assert link in admin_client.get(address(model, row.pk)).content.decode()


@pytest.mark.parametrize("model", IMPORTED, ids=name_of)
def test_a_list_is_narrowed_to_a_run_without_an_option_for_every_run(admin_client, model):
    run = ImportRun.objects.get().pk
    later = ImportRun.objects.bulk_create(ImportRun(actor="cron") for _ in range(30))[-1].pk
    mine = admin_client.get(list_of(model), {"run__id__exact": run})
    assert len(mine.context["cl"].result_list) == model.objects.exclude(pk=NONE).count()
    assert len(admin_client.get(list_of(model), {"run__id__exact": later}).context["cl"].result_list) == 0
    html = mine.content.decode()
    listed = {int(number) for number in re.findall(r"run__id__exact=(\d+)", html)}
    assert listed == {run, *range(later - 7, later + 1)}


def test_a_run_that_is_no_number_is_no_error_page(admin_client):
    for text in ("first", "9" * 50, "1.5", "-1", "٣", "\0"):
        answer = admin_client.get("/admin/campaigns/payout/", {"run__id__exact": text})
        assert answer.status_code in (200, 302), text


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
