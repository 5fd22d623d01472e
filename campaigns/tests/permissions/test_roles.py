"""Roles are groups with exactly their permissions; what a person may not do is not offered; who gives what."""

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import connection

from campaigns import migrations
from campaigns.models import AuditEntry, Brand, BrandLimit, find_scope
from campaigns.roles import EXPORT, IMPORT, ROLES, SEE, WITHOUT_ROLE, ensure_roles
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.reports.samples import SAMPLE
from campaigns.tests.web.people import FACTS, limit, make_importer, make_outsider, make_staff
from campaigns.web.access import insist

pytestmark = pytest.mark.django_db
PORTAL = ("see_figures", "export_figures", "save_views", "import_files", "undo_imports")


def permissions_of(name):
    rows = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


# The groups


@pytest.mark.parametrize("name", ROLES)
def test_a_role_is_a_group_with_exactly_its_permissions(name):
    assert permissions_of(name) == ROLES[name]


def test_roles_are_put_right_after_each_migrate():
    Group.objects.get(name="viewer").permissions.add(Permission.objects.get(codename="import_files"))
    Group.objects.get(name="analyst").permissions.clear()
    Group.objects.get(name="finance").delete()
    ensure_roles()
    assert {name: permissions_of(name) for name in ROLES} == dict(ROLES)


def test_permissions_that_a_role_needs_are_made_where_they_are_missing():
    Permission.objects.filter(codename__in=["see_figures", "view_user"]).delete()
    ensure_roles()
    assert {name: permissions_of(name) for name in ROLES} == dict(ROLES)


def test_a_limit_hides_the_other_apps_of_the_admin():
    free, limited = make_staff("ida", roles=["admin"]), limit(make_staff("lea", roles=ROLES), "MuscleBlaze")
    assert [free.has_module_perms(app) for app in ("campaigns", "auth")] == [True, True]
    assert [limited.has_module_perms(app) for app in ("campaigns", "auth")] == [True, False]


@pytest.mark.parametrize(
    ("is_limited", "needed", "sentence"),
    [
        (False, (IMPORT,), "Importing needs the role “operator”."),
        (True, (IMPORT,), "Your account is limited to brands"),
        (True, (EXPORT,), "Exports need the role “analyst”."),
        (False, (), "This page is for superusers only."),
        (True, (), "Your account is limited to brands"),
    ],
)
def test_whoever_lacks_a_permission_is_told_what_it_takes(is_limited, needed, sentence):
    person = make_staff("vera", roles=["viewer"])
    with pytest.raises(PermissionDenied, match=sentence):
        insist(limit(person) if is_limited else person, *needed)


def test_one_permission_of_several_is_enough():
    insist(make_staff("amit", roles=["analyst"]), IMPORT, EXPORT)


def test_todays_staff_may_do_after_the_migration_what_they_could_do_before():
    looker, loader = make_staff("lena"), make_staff("lou", [f"{act}_{m}" for act in ("add", "change") for m in FACTS])
    root = User.objects.create_superuser("root")
    migration = import_module(f"campaigns.migrations.{next(Path(migrations.__path__[0]).glob('*_people.py')).stem}")
    migration.make_roles(apps, SimpleNamespace(connection=connection))
    assert set(looker.groups.values_list("name", flat=True)) == {"analyst", "finance"}
    assert set(loader.groups.values_list("name", flat=True)) == {"analyst", "finance", "operator"}
    assert not root.groups.exists()


def test_staff_without_a_role_look_and_do_no_more():
    staff = make_staff("stan")
    asked = [name for role in ROLES.values() for name in role]
    assert {name for name in asked if staff.has_perm(name)} == WITHOUT_ROLE
    assert not make_outsider().has_perm(SEE)


# What is offered


def offers(client, user):
    """Which acts the pages of this person offer."""
    client.force_login(user)
    pages = "".join(client.get(path).content.decode() for path in ("/", "/campaigns/", "/brands/2/", "/imports/"))
    marks = {
        "export": "Export CSV",
        "save": "Save view",
        "import": 'type="file"',
        "payouts": 'href="/payouts/',
        "admin": 'href="/admin/"',
        "runs": 'href="/imports/',
    }
    return {act for act, mark in marks.items() if mark in pages}


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("viewer", {"admin", "runs"}),
        ("analyst", {"export", "save", "admin", "runs"}),
        ("operator", {"import", "admin", "runs"}),
        ("finance", {"payouts", "admin", "runs"}),
        ("", {"payouts", "runs"}),
    ],
)
def test_what_a_person_may_not_do_is_not_offered(client, role, offered):
    must_load(GOLDEN)
    assert offers(client, make_staff("sana", roles=[role])) == offered


def test_nothing_is_offered_that_a_limit_forbids(client):
    must_load(GOLDEN)
    person = limit(make_staff("lima", roles=ROLES), "MuscleBlaze")
    assert offers(client, person) == {"export", "save", "payouts", "admin"}


def test_an_undo_is_offered_to_operators(client):
    run = must_load(GOLDEN).run
    for user, is_offered in ((make_staff("vera", roles=["viewer"]), False), (make_importer(), True)):
        client.force_login(user)
        assert ("back</button>" in client.get(f"/imports/runs/{run}/").content.decode()) is is_offered


# Who gives what


@pytest.fixture
def admin(client):
    """Somebody with the role “admin”."""
    must_load(GOLDEN)
    user = make_staff("adele", roles=["admin"])
    client.force_login(user)
    return client


def form_of(user, *brands):
    """What the admin's form of a person sends, with a limit to brands."""
    return {
        "username": user.username,
        "is_active": "on",
        "is_staff": "on",
        "date_joined_0": "2025-07-01",
        "date_joined_1": "10:00:00",
        "form-TOTAL_FORMS": 0,
        "brand_limit-TOTAL_FORMS": 1,
        "brand_limit-INITIAL_FORMS": 0,
        "brand_limit-0-user": user.pk,
        "brand_limit-0-brands": list(brands),
    }


def test_an_admin_gives_roles_and_limits(admin):
    sana, brand = make_staff("sana"), Brand.objects.get(key="muscleblaze").pk
    form = form_of(sana, brand) | {"groups": [Group.objects.get(name="finance").pk]}
    answer = admin.post(f"/admin/auth/user/{sana.pk}/change/", form)
    assert answer.status_code == 302, answer.content.decode()
    sana = User.objects.get(pk=sana.pk)
    assert find_scope(sana) == {brand}
    told = AuditEntry.objects.filter(table="brandlimit", actor="adele").values_list("act", "changes")
    assert ("changed", {"brands": ["", "MuscleBlaze"]}) in told
    assert sana.has_perm("campaigns.see_payouts")


def test_an_admin_limits_a_group(admin):
    team, brand = Group.objects.create(name="team"), Brand.objects.get(key="herbalife").pk
    form = {"name": "team", "brand_limit-TOTAL_FORMS": 1, "brand_limit-INITIAL_FORMS": 0, "brand_limit-0-brands": brand}
    assert admin.post(f"/admin/auth/group/{team.pk}/change/", form).status_code == 302
    assert BrandLimit.objects.get(group=team).brands.get().pk == brand
    admin.post(f"/admin/auth/group/{team.pk}/delete/", {"post": "yes"})
    assert Group.objects.filter(pk=team.pk).exists()  # or its limit would be lifted without a word


def test_an_admin_makes_nobody_a_superuser_and_touches_none(admin):
    sana, root = make_staff("sana"), User.objects.create_superuser("root")
    everything = list(Permission.objects.values_list("pk", flat=True))
    form = form_of(sana) | {"is_superuser": "on", "user_permissions": everything}
    assert admin.post(f"/admin/auth/user/{sana.pk}/change/", form).status_code == 302
    sana = User.objects.get(pk=sana.pk)
    assert not sana.is_superuser
    assert not sana.user_permissions.exists()
    for act in ("change", "delete", "password"):
        assert admin.post(f"/admin/auth/user/{root.pk}/{act}/", form_of(root)).status_code == 403
    team = Group.objects.create(name="team")
    form = {"name": "team", "permissions": everything, "brand_limit-TOTAL_FORMS": 0, "brand_limit-INITIAL_FORMS": 0}
    assert admin.post(f"/admin/auth/group/{team.pk}/change/", form).status_code == 302
    assert not team.permissions.exists()


def test_roles_stand_as_they_are_declared(admin_client):
    viewer = Group.objects.get(name="viewer")
    form = {"name": "mine", "permissions": [], "brand_limit-TOTAL_FORMS": 0, "brand_limit-INITIAL_FORMS": 0}
    admin_client.post(f"/admin/auth/group/{viewer.pk}/change/", form)
    assert admin_client.post(f"/admin/auth/group/{viewer.pk}/delete/", {"post": "yes"}).status_code == 403
    assert permissions_of("viewer") == ROLES["viewer"]


def test_a_brand_that_somebody_is_limited_to_outlives_the_undo_of_its_import(admin_client):
    must_load(SAMPLE)
    run = must_load(GOLDEN, on_conflict="add").run
    sana = limit(make_staff("sana"), "MuscleBlaze")
    from campaigns.ingest.undo import undo_run

    undo_run(run, "test")
    assert find_scope(sana) == find_scope(User.objects.get(pk=sana.pk)) != frozenset()
