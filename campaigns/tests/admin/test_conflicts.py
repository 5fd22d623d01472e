"""Two people with the same form in the admin: the second sees both values, decides, and nothing is lost silently."""

from html import unescape

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from campaigns.jobs import read_progress
from campaigns.models import (
    Brand,
    Campaign,
    Category,
    Gender,
    HeaderMapping,
    ImportRun,
    Influencer,
    Job,
    Margin,
    Payout,
    Platform,
    Post,
    Product,
    SavedView,
    Source,
    TrackingEvent,
    TwoStepRule,
)
from campaigns.tests.admin.forms import errors_in, fields_in, read_form
from campaigns.tests.builders import must_load
from campaigns.tests.reports.samples import SAMPLE

pytestmark = pytest.mark.django_db
LOOKED_AT = {ImportRun, Job, SavedView, HeaderMapping}
BOTH = {  # a field, what the first person makes of it, what the second wants; as typed, and as it is shown
    Influencer: ("name", "Asha Rao", "Asha R.", "Asha Rao", "Asha R."),
    TrackingEvent: ("revenue", "11.50", "12", "₹11.50", "₹12.00"),
    Post: ("caption", "one\ntwo", "three", "one\ntwo", "three"),
    Payout: ("total_payout", "310", "320", "₹310.00", "₹320.00"),
    Brand: ("name", "hk", "Hk", "hk", "Hk"),
    Campaign: ("name", "mb_one", "MB_ONE", "mb_one", "MB_ONE"),
    Product: ("name", "WHEY", "whey", "WHEY", "whey"),
    Platform: ("name", "INSTAGRAM", "instagram", "INSTAGRAM", "instagram"),
    Category: ("name", "FITNESS", "fitness", "FITNESS", "fitness"),
    Gender: ("name", "FEMALE", "female", "FEMALE", "female"),
    Source: ("name", "INSTA", "Insta", "INSTA", "Insta"),
    Margin: ("basis_points", "40", "42.5", "40 %", "42.5 %"),
    User: ("first_name", "Sana", "Sanah", "Sana", "Sanah"),
    Group: ("name", "analysts", "Analysts", "analysts", "Analysts"),
}
KEYS = {Brand: "hk", Campaign: "mb_one", Product: "whey", Platform: "instagram", Category: "fitness"}
KEYS |= {Gender: "female", Source: "insta"}
every_form = pytest.mark.parametrize("model", BOTH, ids=lambda model: model._meta.model_name)


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)
    Margin.objects.create(basis_points=3000)
    Group.objects.create(name="people")
    User.objects.create_user("sana")


@pytest.fixture
def ana():
    return login("ana")


@pytest.fixture
def bo():
    return login("bo")


def login(name):
    client = Client()
    client.force_login(User.objects.create_superuser(name))
    return client


def page_of(model):
    row = model.objects.get(key=KEYS[model]) if model in KEYS else model.objects.exclude(pk=0).order_by("pk").first()
    if model is User:
        row = User.objects.get(username="sana")
    if model is Group:  # roles stand as they are declared
        row = Group.objects.get(name="people")
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{row.pk}/change/", row


def post(client, path, fields):
    return client.post(path, {key: value for key, value in fields.items() if value is not None})


def rows_in(answer):
    """Field → (in the form, stored now, whose is below) of the table above a form that met another."""
    return {
        field.label.lower(): (field.mine, field.stored, field.is_taken) for field in answer.context["conflict"].fields
    }


def test_every_form_of_the_admin_is_tried_here():
    forms = {model for model in admin.site._registry if model._meta.app_label in ("campaigns", "auth")}
    assert forms - LOOKED_AT - {TwoStepRule} == set(BOTH)  # has a single field, a link


@pytest.mark.by_lot(4)
@every_form
def test_the_second_of_two_sees_both_values_and_decides_and_the_history_has_both(ana, bo, model):
    path, row = page_of(model)
    field, first, second, first_shown, second_shown = BOTH[model]
    hers, his = read_form(ana, path), read_form(bo, path)
    assert post(ana, path, hers | {field: first}).status_code == 302
    stored = getattr(model.objects.get(pk=row.pk), field)

    met = post(bo, path, his | {field: second})
    assert met.status_code == 409
    assert "somebody else has changed this" in errors_in(met)[0]
    label = str(model._meta.get_field(field).verbose_name)
    assert rows_in(met)[label] == (second_shown, first_shown, False)
    html = unescape(met.content.decode())
    assert f"<td>{second_shown}</td><td>{first_shown}</td>" in html
    assert "Changed meanwhile by ana" in html
    assert getattr(model.objects.get(pk=row.pk), field) == stored

    again = fields_in(met)
    assert again[field] == second
    assert post(bo, path, again).status_code == 302
    assert getattr(model.objects.get(pk=row.pk), field) != stored

    page = ana.get(path.replace("/change/", "/history/"))
    bos, anas = (line.entry for line in page.context["trail"] if line.entry.act == "changed")
    assert (anas.actor, bos.actor) == ("ana", "bo")
    assert bos.changes[field][0] == anas.changes[field][1]
    assert f"table={model._meta.model_name}&amp;object={row.pk}" in page.content.decode()


@pytest.mark.parametrize(
    ("model", "hers", "his"),
    [
        (Influencer, {"follower_count": "777"}, {"name": "Asha R."}),
        (TrackingEvent, {"date": "2025-07-09"}, {"revenue": "12.00"}),
        (Post, {"reach": "5"}, {"caption": "new"}),
        (Payout, {"payout_date": "2025-12-01"}, {"status": "held"}),
        (Campaign, {"brand_is_fixed": "on"}, {"name": "MB_ONE"}),
        (Source, {"kind": "baseline"}, {"name": "INSTA"}),
        (User, {"is_staff": "on"}, {"first_name": "Sana"}),
        (User, {"date_joined_0": "2025-01-02", "date_joined_1": "03:04:05"}, {"first_name": "Sana"}),
        (User, {"groups": "GROUP"}, {"first_name": "Sana"}),
    ],
)
@pytest.mark.by_lot(5)
def test_what_only_the_first_changed_is_taken_into_the_form_of_the_second(ana, bo, model, hers, his):
    path, _ = page_of(model)
    hers = {key: str(Group.objects.get(name="people").pk) if value == "GROUP" else value for key, value in hers.items()}
    his_form = read_form(bo, path)
    assert post(ana, path, read_form(ana, path) | hers).status_code == 302
    wanted = read_form(ana, path)

    met = post(bo, path, his_form | his)
    assert met.status_code == 409
    assert all(is_taken for _, _, is_taken in rows_in(met).values())
    again = fields_in(met)
    assert post(bo, path, again).status_code == 302
    got = read_form(ana, path)
    changing = ("_loaded", "name_is_fixed")
    assert {key: got[key] for key in got if key not in changing} == {
        key: value for key, value in (wanted | his).items() if key not in changing
    }


def test_a_box_that_the_first_unticked_is_unticked_in_the_second_form(ana, bo):
    path, row = page_of(User)
    his_form = read_form(bo, path)
    assert his_form["is_active"]
    post(ana, path, read_form(ana, path) | {"is_active": None})
    met = post(bo, path, his_form | {"first_name": "Sana"})
    assert "is_active" not in fields_in(met)
    assert post(bo, path, fields_in(met)).status_code == 302
    assert not User.objects.get(pk=row.pk).is_active


def test_permissions_of_a_group_conflict_too(ana, bo):
    path, group = page_of(Group)
    his_form = read_form(bo, path)
    first, second = Permission.objects.order_by("pk").values_list("pk", flat=True)[:2]
    assert post(ana, path, read_form(ana, path) | {"permissions": str(first)}).status_code == 302
    met = post(bo, path, his_form | {"permissions": str(second)})
    assert met.status_code == 409
    assert [permission.pk for permission in group.permissions.all()] == [first]


def test_two_who_want_the_same_do_not_meet(ana, bo):
    path, _ = page_of(Payout)
    hers, his = read_form(ana, path), read_form(bo, path)
    assert post(ana, path, hers | {"status": "held"}).status_code == 302
    assert post(bo, path, his | {"status": "held"}).status_code == 302


def test_a_third_change_while_the_second_decides_is_met_again(ana, bo):
    path, row = page_of(Payout)
    his = read_form(bo, path)
    post(ana, path, read_form(ana, path) | {"status": "held"})
    met = post(bo, path, his | {"status": "sent"})
    post(ana, path, read_form(ana, path) | {"status": "lost"})
    assert post(bo, path, fields_in(met)).status_code == 409
    assert Payout.objects.get(pk=row.pk).status == "lost"


def test_an_edit_that_is_not_valid_either_loses_nothing(ana, bo):
    path, _ = page_of(Payout)
    his = read_form(bo, path)
    post(ana, path, read_form(ana, path) | {"status": "held"})
    met = post(bo, path, his | {"total_payout": "much"})
    assert rows_in(met) == {"status": ("paid", "held", True)}
    assert (fields_in(met)["total_payout"], fields_in(met)["status"]) == ("much", "held")


def test_an_error_alone_keeps_what_the_form_was_filled_from(ana, bo):
    path, _ = page_of(Payout)
    his = read_form(bo, path)
    wrong = post(bo, path, his | {"total_payout": "much"})
    assert wrong.status_code == 200
    post(ana, path, read_form(ana, path) | {"status": "held"})
    assert post(bo, path, fields_in(wrong) | {"total_payout": "5"}).status_code == 409


@pytest.mark.parametrize("text", ["", "x", "e30:1abc:def"])
def test_a_form_whose_mark_is_not_ours_is_refused(bo, text):
    path, _ = page_of(Payout)
    answer = post(bo, path, read_form(bo, path) | {"_loaded": text, "status": "held"})
    assert "Open it again" in errors_in(answer)[0]


def test_the_mark_of_another_row_is_refused(bo):
    path, _ = page_of(Payout)
    other = read_form(bo, page_of(Post)[0])["_loaded"]
    assert post(bo, path, read_form(bo, path) | {"_loaded": other}).status_code == 200


def test_a_large_edit_that_somebody_overtakes_changes_nothing(ana, bo, monkeypatch):
    monkeypatch.setattr("campaigns.admin.writing.MOST_AT_ONCE", 0)
    path, row = page_of(Source)
    assert post(bo, path, read_form(bo, path) | {"kind": "baseline", "name": "Insta"}).status_code == 302
    Source.objects.filter(pk=row.pk).update(name="INSTA")
    said = read_progress(Job.objects.get()).message
    assert said == "Nothing was changed: name was changed meanwhile to INSTA. Open the form again."
