"""Who gets what from every address, by two tables: ``pages.csv`` by HTTP, ``records.csv`` for the admin's models.

In ``pages.csv`` a path has ``?no=1`` where a page would be drawn: let through, it answers 400. ``login`` stands for the
way to the login, ``data`` is what a POST sends. An address that is in neither table fails.
"""

import csv
from pathlib import Path

import pytest
from django.contrib import admin
from django.http import QueryDict
from django.test import Client, RequestFactory

from campaigns.tests.builders import taken_back
from campaigns.tests.examples import some_of
from campaigns.tests.permissions.addresses import list_patterns, list_views
from campaigns.tests.permissions.people import PEOPLE, make_objects, make_people
from campaigns.tests.web.people import make_reader
from campaigns.web.access import NEEDS
from campaigns.web.login.places import ONES_OWN
from campaigns.web.middleware import OPEN_TO_ALL

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent
ACTS = ("view", "add", "change", "delete")


def read_table(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


PAGES, RECORDS = read_table("pages.csv"), read_table("records.csv")
FOR_ALL = ("stranger", "outsider", "viewer", "superuser")
"""For whom pages that need no role are asked: what they need is the same for every role."""
OF_ROLES = [row for row in PAGES if row["name"] not in OPEN_TO_ALL]
FORMS = {"changelist", "add", "change", "delete", "history"}


def is_of_records(name):
    """Whether an address of the admin belongs to a model, whose permissions ``records.csv`` has."""
    model, _, act = name.removeprefix("admin:").rpartition("_")
    return name == "admin:" or (name.startswith("admin:") and act in FORMS and "_" in model)


def test_every_address_stands_in_a_table():
    names = {name for name, _ in list_patterns() if not is_of_records(name)} - {"admin:auth_user_password_change"}
    assert {row["name"] for row in PAGES} == names
    assert {row["model"] for row in RECORDS} == {model._meta.label_lower for model in admin.site._registry}
    assert len(RECORDS) == len(admin.site._registry) * len(ACTS)


def test_every_page_says_what_it_needs():
    names = {name for name, _ in list_patterns() if not name.startswith("admin:")}
    assert NEEDS.keys() == names - OPEN_TO_ALL


def test_the_views_that_need_no_login_are_those_of_the_one_list():
    exempt = {name for name, _, view in list_views() if not getattr(view, "login_required", True)}
    assert exempt == OPEN_TO_ALL - ONES_OWN


def ask(client, row, objects):
    """The status of an answer, as the table writes it."""
    path, data = row["path"].format(**objects), QueryDict(row["data"].format(**objects))
    with taken_back():
        answer = client.post(path, data) if row["method"] == "POST" else client.get(path)
        if answer.streaming:
            answer.getvalue()
    is_sent_away = answer.status_code == 302 and answer["Location"].startswith("/login/?next=")
    return "login" if is_sent_away else str(answer.status_code)


@pytest.mark.any_engine
def test_everybody_gets_from_every_address_what_the_table_says():
    accounts, other = make_people(), make_reader("zoya")
    wrong = []
    for name in PEOPLE:
        user, client = accounts[name], Client(raise_request_exception=False)
        with taken_back():
            objects = make_objects(user, other)
            if user:
                client.force_login(user)
            rows = PAGES if name in FOR_ALL else OF_ROLES
            for row in some_of(rows, len(rows) // 2):
                if user and client.session.is_empty():  # a row before has logged out
                    client.force_login(user)
                if (found := ask(client, row, objects)) != row[name]:
                    wrong.append(f"{row['method']} {row['path']} as {name}: {found}, not {row[name]}")
    assert wrong == []


def test_everybody_may_do_with_records_what_the_table_says():
    wrong = []
    for name, user in make_people().items():
        if user is None or not user.is_staff:
            continue
        request = RequestFactory().get("/")
        request.user = user
        for row in RECORDS:
            model = next(model for model in admin.site._registry if model._meta.label_lower == row["model"])
            may = getattr(admin.site._registry[model], f"has_{row['act']}_permission")(request)
            if ("yes" if may else "") != row[name]:
                wrong.append(f"{row['act']} {row['model']} as {name}: {may}")
    assert wrong == []
