"""What is recorded: every change, from every door, with who, before and after; exports and logins too."""

import os
import pwd

import pytest
from django.contrib.auth.models import Group, Permission

from campaigns.jobs import read_progress
from campaigns.models import AuditEntry, Brand, Campaign, Influencer, Job, Margin, Payout, Product, SavedView
from campaigns.tests.admin.forms import address, delete, delete_many, save
from campaigns.tests.audit.trail import acts, faults, last_id, newest
from campaigns.tests.builders import must_load
from campaigns.tests.commands.runner import run
from campaigns.tests.golden import GOLDEN, TEXTS
from campaigns.tests.web.imports.person import Person
from campaigns.tests.web.people import make_importer, make_reader, make_staff

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-password-1"


@pytest.fixture
def golden():
    must_load(GOLDEN)


@pytest.fixture
def payout(golden):
    return Payout.objects.get(influencer__code="1")


def who(entry):
    return entry.actor, entry.account, entry.via


# Edits by hand


def test_an_edit_of_a_fact_says_who_what_and_both_values(admin_client, admin_user, payout):
    ben = Influencer.objects.get(code="2")
    save(admin_client, address(Payout, payout.pk), total_payout="310.50", influencer=str(ben.pk))
    entry = newest()
    assert (entry.act, who(entry)) == ("changed", ("admin", admin_user.pk, "admin"))
    assert (entry.table, entry.row_id, entry.key) == ("payout", payout.pk, bytes(payout.key).hex())
    assert entry.changes == {
        "influencer": [f"Asha (1) [{payout.influencer_id}]", f"Ben (2) [{ben.pk}]"],
        "total_payout": [30000, 31050],
        "is_edited": [False, True],
    }
    assert faults() == []


def test_a_form_that_changes_nothing_but_the_mark_records_just_that(admin_client, payout):
    save(admin_client, address(Payout, payout.pk))
    assert newest().changes == {"is_edited": [False, True]}
    since = last_id()
    save(admin_client, address(Payout, payout.pk))
    assert acts(since) == []


def test_what_is_added_and_what_is_deleted_is_kept_whole(admin_client, payout):
    delete(admin_client, payout)
    entry = newest()
    assert (entry.act, entry.run) == ("deleted", payout.run_id)
    assert entry.changes["total_payout"] == [30000, None]
    assert entry.changes["campaign"] == [f"MuscleBlaze_Protein_1 [{payout.campaign_id}]", None]
    save(admin_client, address(Product), name="Whey")
    assert (newest().act, newest().changes) == ("created", {"name": [None, "Whey"]})


def test_each_of_many_deleted_rows_has_its_entry(admin_client, golden):
    since, rows = last_id(), set(Payout.objects.values_list("pk", flat=True))
    delete_many(admin_client, Payout, rows)
    assert acts(since) == ["deleted"] * 3
    assert set(AuditEntry.objects.filter(pk__gt=since).values_list("row_id", flat=True)) == rows


@pytest.mark.parametrize(("model", "key"), [(Brand, "muscleblaze"), (Campaign, "herbalife_tea_2")])
def test_a_name_is_recorded_too(admin_client, golden, model, key):
    row = model.objects.get(key=key)
    save(admin_client, address(model, row.pk), name=row.name.upper())
    assert newest().changes == {"name": [row.name, row.name.upper()], "name_is_fixed": [False, True]}
    assert (newest().table, newest().row_id) == (model._meta.model_name, row.pk)


def test_a_name_that_nothing_uses_is_deleted_with_an_entry(admin_client, golden):
    row = Product.objects.create(key="whey", name="Whey")
    delete(admin_client, row)
    assert (newest().act, newest().table, newest().row_id) == ("deleted", "product", row.pk)


def test_a_large_edit_is_recorded_by_the_job_for_whoever_asked(admin_client, admin_user, golden, monkeypatch):
    monkeypatch.setattr("campaigns.admin.writing.MOST_AT_ONCE", 0)
    person, since = Influencer.objects.get(code="1"), last_id()
    platform = Influencer.objects.get(code="2").platform
    save(admin_client, address(Influencer, person.pk), platform=str(platform.pk))
    assert acts(since) == []
    read_progress(Job.objects.get())
    assert who(newest()) == ("admin", admin_user.pk, "job")
    assert newest().changes["platform"][1] == f"YouTube [{platform.pk}]"


def test_the_margin_is_recorded(admin_client):
    save(admin_client, address(Margin), basis_points="40")
    save(admin_client, address(Margin, 1), basis_points="42.5")
    assert newest().changes == {"basis_points": [4000, 4250]}


def test_a_saved_view_is_recorded_from_first_to_last(client):
    sana = make_reader("sana")
    client.force_login(sana)
    since = last_id()
    client.post("/views/save/", {"name": "Weekly", "page": "campaigns", "query": "brand=HK"})
    view = SavedView.objects.get()
    client.post(f"/views/{view.pk}/change/", {"do": "share"})
    assert newest().changes == {"is_shared": [False, True]}
    assert who(newest()) == ("sana", sana.pk, "portal")
    client.post(f"/views/{view.pk}/change/", {"do": "delete"})
    assert acts(since) == ["created", "changed", "deleted"]


# Accounts


def test_permissions_and_groups_of_an_account_are_recorded(admin_client, admin_user):
    sana, group = make_staff("sana"), Group.objects.create(name="analysts")
    may = Permission.objects.get(codename="view_payout")
    since = last_id()
    sana.user_permissions.add(may)
    sana.groups.set([group])
    group.user_set.remove(sana)
    group.permissions.set([may])
    sana.is_superuser = True
    sana.save()
    told = [(entry.table, entry.changes) for entry in AuditEntry.objects.filter(pk__gt=since).order_by("id")]
    assert told == [
        ("user", {"user_permissions": ["", "view_payout"]}),
        ("user", {"groups": ["", "analysts"]}),
        ("group", {"user_set": ["sana", ""]}),
        ("group", {"permissions": ["", "view_payout"]}),
        ("user", {"is_superuser": [False, True]}),
    ]


def test_a_new_password_is_recorded_and_never_what_it_is(client):
    sana = make_staff("sana")
    client.force_login(sana)
    new = "another-long-password-2"
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/password/", sent).status_code == 302
    entry = newest(AuditEntry.Act.PASSWORD_CHANGED)
    assert (entry.shown, who(entry)) == ("sana", ("sana", sana.pk, "portal"))
    said = str(list(AuditEntry.objects.values()))
    assert new not in said and "md5$" not in said


def test_an_account_made_by_a_command_names_the_command(db):
    os.environ["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    try:
        run("createsuperuser", "--noinput", "--username", "root", "--email", "r@example.com")
    finally:
        del os.environ["DJANGO_SUPERUSER_PASSWORD"]
    entry = newest(AuditEntry.Act.CREATED)
    assert entry.shown == "root"
    assert entry.changes["password"] == ["…", "…"]
    assert entry.via == "command"
    assert entry.actor.startswith("command ")
    assert entry.actor.endswith(f" by {pwd.getpwuid(os.getuid()).pw_name}")


def test_logins_failed_logins_and_logouts_are_recorded(client):
    sana = make_staff("sana")
    since = last_id()
    client.post("/login/", {"username": "sana", "password": "wrong"})
    client.post("/login/", {"username": "sana", "password": PASSWORD})
    client.post("/logout/")
    assert acts(since) == ["login-failed", "logged-in", "logged-out"]
    failed, came, left = AuditEntry.objects.filter(pk__gt=since).order_by("id")
    assert (failed.actor, failed.shown, failed.row_id) == ("not logged in", "sana", sana.pk)
    assert who(came) == who(left) == ("sana", sana.pk, "portal")
    assert came.details == {"address": "127.0.0.1"}


def test_what_was_typed_as_a_name_is_not_kept_where_there_is_no_such_account(client):
    client.post("/login/", {"username": "my-secret-password", "password": "x"})
    assert newest().act == "login-failed"
    assert "my-secret-password" not in str(list(AuditEntry.objects.values()))


# Imports


def test_an_import_is_one_entry_with_its_files_and_counts(golden):
    entry = newest(AuditEntry.Act.IMPORTED)
    assert acts()[-1] == "imported"
    assert AuditEntry.objects.filter(act="imported").count() == 1
    file = entry.details["files"][1]
    assert (file["file"], file["rows"], file["new"], len(file["sha256"])) == ("tracking.csv", 4, 4, 64)
    assert entry.run == entry.row_id


def test_an_import_that_did_not_stay_is_not_recorded(golden):
    since = last_id()
    assert run("import", "--dry-run", "fixtures")[0] == 0
    assert acts(since) == []


def test_an_upload_and_its_undo_are_recorded_for_the_person(client):
    imran = make_importer("imran")
    person = Person(client, imran)
    job = person.upload(TEXTS).address
    person.post(f"{job}load/")
    entry = newest(AuditEntry.Act.IMPORTED)
    assert who(entry) == ("imran", imran.pk, "job")
    person.post(f"/imports/runs/{entry.run}/undo/")
    undone = newest()
    assert (undone.act, undone.run, who(undone)) == ("undone", entry.run, ("imran", imran.pk, "job"))


def test_taking_the_demo_out_is_recorded(admin_client):
    must_load(GOLDEN, is_demo=True)
    runs = [newest().run]
    admin_client.post("/imports/demo/")
    assert (newest().act, newest().details) == ("demo-removed", {"runs": runs})


# Exports


@pytest.mark.parametrize(
    ("address", "page", "rows"),
    [
        ("/campaigns/?_export=csv&brand=MuscleBlaze", "campaigns", 1),
        ("/tracking/?_export=csv&brand=MuscleBlaze", "tracking", 3),
        ("/payouts/?_export=xlsx", "payouts", 3),
        ("/overview/over-time.csv?brand=MuscleBlaze", "over-time", 4),
    ],
)
def test_an_export_says_which_page_filters_and_rows(admin_client, admin_user, golden, address, page, rows):
    assert admin_client.get(address).getvalue()
    entry = newest()
    assert (entry.act, who(entry)) == ("exported", ("admin", admin_user.pk, "portal"))
    assert (entry.shown, entry.details["rows"]) == (page, rows)
    assert entry.details["query"] == ("brand=MuscleBlaze" if "brand" in address else "")


def test_looking_at_a_page_records_nothing(admin_client, golden):
    since = last_id()
    for page in ("/", "/campaigns/", "/tracking/", "/payouts/", "/admin/campaigns/payout/", "/imports/"):
        assert admin_client.get(page).status_code == 200
    assert acts(since) == []


def test_the_admin_has_no_page_to_change_the_trail(admin_client):
    assert admin_client.get("/admin/campaigns/auditentry/").status_code == 404
