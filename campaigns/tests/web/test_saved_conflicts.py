"""Two people, or two windows, that change one saved view: the second sees both values and decides."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from campaigns.models import SavedView
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.web.people import make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def view():
    must_load(GOLDEN)
    return SavedView.objects.create(owner=make_reader("sana"), name="Weekly", page="campaigns", query="brand=HK")


@pytest.fixture
def sana(view):
    client = Client()
    client.force_login(view.owner)
    return client


@pytest.fixture
def root(view):
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def stamp_in(answer):
    return unescape(re.search(r'name="loaded" value="([^"]*)"', answer.content.decode())[1])


def stamp(client):
    return stamp_in(client.get("/views/"))


def change(client, view, do, loaded, **more):
    return client.post(f"/views/{view.pk}/change/", {"do": do, "loaded": loaded, **more})


@pytest.mark.parametrize(
    ("do", "more", "mine"),
    [
        ("rename", {"name": "Daily"}, "Daily"),
        ("delete", {}, "deleted"),
        ("share", {}, "left as it was"),
        ("mend", {}, "left as it was"),
    ],
)
def test_the_second_sees_both_and_decides(sana, root, view, do, more, mine):
    seen = stamp(sana)
    assert change(root, view, "rename", stamp(root), name="Monthly").status_code == 302
    met = change(sana, view, do, seen, **more)
    assert met.status_code == 409
    assert f"<td>{mine}</td><td>Monthly</td>" in met.content.decode()
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Monthly", False)

    assert change(sana, view, do, stamp_in(met), **more).status_code == 302
    after = SavedView.objects.filter(pk=view.pk).values_list("name", "is_shared").first()
    assert after == {"rename": ("Daily", False), "delete": None, "share": ("Monthly", True)}.get(do, ("Monthly", False))


def test_who_saw_what_is_stored_meets_nobody(sana, view):
    assert change(sana, view, "share", stamp(sana)).status_code == 302
    assert change(sana, view, "rename", stamp(sana), name="Daily").status_code == 302
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Daily", True)


def test_a_mark_that_is_not_ours_counts_as_changed(sana, view):
    assert change(sana, view, "delete", "x").status_code == 409
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_opening_it_first_changes_nothing_and_asks_nothing(sana, root, view):
    seen = stamp(sana)
    change(root, view, "share", stamp(root))
    assert change(sana, view, "default", seen).status_code == 302


def test_a_view_that_is_replaced_is_the_one_that_was_shown(sana, root, view):
    given = {"name": "Weekly", "page": "campaigns", "query": "brand=MuscleBlaze"}
    asked = sana.post("/views/save/", given)
    assert asked.status_code == 400
    assert re.search("Replace the view of that name: Campaigns · .*HK", unescape(asked.content.decode()))
    change(root, view, "share", stamp(root))
    again = sana.post("/views/save/", given | {"replace": "1", "loaded": stamp_in(asked)})
    assert again.status_code == 400
    assert "It was changed since you were asked." in again.content.decode()
    assert sana.post("/views/save/", given | {"replace": "1", "loaded": stamp_in(again)}).status_code == 302
    view.refresh_from_db()
    assert view.query == "brand=MuscleBlaze"
