"""Defaults: a page without parameters leads to what its visitor has chosen, and other addresses stay what they are."""

import html

import pytest
from django.test import Client

from campaigns.models import SavedView
from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import export
from campaigns.tests.reports.samples import SAMPLE
from campaigns.tests.web.people import make_reader

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


@pytest.fixture
def sana():
    return make_reader("sana")


@pytest.fixture
def client(client, sana):
    client.force_login(sana)
    return client


def keep(client, page="campaigns", query="brand=HK", name="First", **more):
    data = {"name": name, "page": page, "query": query, "is_default": "1", **more}
    assert client.post("/views/save/", data).status_code == 302
    return SavedView.objects.get(name=name)


def text(answer):
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("page", "address"),
    [("overview", "/"), ("insights", "/insights/"), ("campaigns", "/campaigns/"), ("payouts", "/payouts/"),
     ("months/2025-07", "/months/2025-07/")],
)  # fmt: skip
def test_a_page_without_parameters_leads_to_the_default(client, page, address):
    keep(client, page)
    assert client.get(address)["Location"] == f"{address}?brand=HK"
    assert client.get(f"{address}?brand=HK").status_code == 200


def test_only_that_page_and_only_that_person(client):
    keep(client)
    assert client.get("/influencers/").status_code == 200
    other = Client()
    other.force_login(make_reader("ben"))
    assert other.get("/campaigns/").status_code == 200


@pytest.mark.parametrize("query", ["view=none", "brand=", "q=&brand=", "sort=roas", "_export=csv"])
def test_any_parameter_even_an_empty_one_keeps_the_default_away(client, query):
    keep(client)
    assert client.get(f"/campaigns/?{query}").status_code == 200


def test_view_none_shows_the_same_as_no_parameter_without_a_default(client):
    bare, plain = (client.get(f"/campaigns/{query}").context["result"] for query in ("", "?view=none"))
    assert list(plain.rows) == list(bare.rows)
    assert len(list(plain.rows)) == 3
    assert export(client, "campaigns", view="none") == export(client, "campaigns")


def test_no_link_of_the_page_leads_back_to_the_default_by_chance(client):
    keep(client)
    page = text(client.get("/campaigns/?brand=MB"))
    assert 'href="?view=none" title="Remove this filter"' in page
    assert 'class="clear" href="?view=none"' in page
    assert '<input type="hidden" name="view" value="none">' in page
    assert 'href="/campaigns/?view=none">Open without a view' in page


def test_without_a_default_addresses_stay_short(client):
    page = text(client.get("/campaigns/?brand=MB"))
    assert "view=none" not in page


def test_a_refused_address_offers_the_page_without_the_default(client):
    keep(client)
    assert 'href="/campaigns/?view=none"' in text(client.get("/campaigns/?colour=red"))


def test_a_view_without_parameters_can_be_the_default(client):
    keep(client, query="")
    answer = client.get("/campaigns/", follow=True)
    assert answer.redirect_chain == [("/campaigns/?view=none", 302)]
    assert "This page is saved as <b>First</b>" in text(answer)


def test_a_default_that_cannot_be_read_leads_to_why_and_never_in_a_circle(client):
    view = keep(client)
    SavedView.objects.update(query="colour=red")
    answer = client.get("/campaigns/", follow=True)
    assert answer.redirect_chain == [(f"/views/{view.pk}/", 302)]
    assert answer.status_code == 400
    assert 'href="/campaigns/?view=none"' in text(answer)


def test_the_last_choice_is_the_default_and_can_be_taken_back(client):
    keep(client)
    second = keep(client, name="Second", query="brand=MB")
    assert client.get("/campaigns/")["Location"] == "/campaigns/?brand=MB"
    client.post(f"/views/{second.pk}/change/", {"do": "no-default"})
    assert client.get("/campaigns/").status_code == 200


def test_a_shared_view_can_be_the_default_of_others_as_long_as_it_is_shared(client):
    other = Client()
    other.force_login(make_reader("ben"))
    view = keep(client, is_shared="1")
    other.post(f"/views/{view.pk}/change/", {"do": "default"})
    assert other.get("/campaigns/")["Location"] == "/campaigns/?brand=HK"
    client.post(f"/views/{view.pk}/change/", {"do": "unshare"})
    assert other.get("/campaigns/").status_code == 200
    assert client.get("/campaigns/").status_code == 302
    client.post(f"/views/{view.pk}/change/", {"do": "delete"})
    assert client.get("/campaigns/").status_code == 200


def test_a_default_whose_view_moves_to_another_page_stays_behind(client):
    view = keep(client)
    data = {"name": view.name, "page": "influencers", "query": "brand=MB", "replace": "1"}
    client.post("/views/save/", data)
    assert client.get("/campaigns/").status_code == 200
    assert client.get("/influencers/").status_code == 200
