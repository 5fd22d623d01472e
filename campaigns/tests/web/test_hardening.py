"""What nobody gets out of the portal by strange requests: another site, its inside, its caches, all of its time."""

import logging
import re
import time

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, Influencer, Payout
from campaigns.tests.builders import must_load
from campaigns.tests.login.people import PASSWORD, browser, log_in, person
from campaigns.tests.reports.pages import screen
from campaigns.tests.reports.samples import SAMPLE
from campaigns.tests.web.people import make_reader
from campaigns.tests.web.test_access import ADDRESSES
from campaigns.web.middleware import ADDRESS_MAX_LENGTH
from healthkart_roi.logs import JsonLines, TextLines
from healthkart_roi.requests import NameRequest

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "http:evil.example", "https:///evil.example", "javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
    " //evil.example", "/\t/evil.example", "//testserver@evil.example/", "https://testserver.evil.example/",
    "ftp://testserver/", "\x00//evil.example",
]  # fmt: skip
STRANGE = "<script>alert(1)</script>{{ 7*7 }}{% load static %}\0'\"\r\nSet-Cookie: a=b;--%00../../etc/passwd\u202e💰"
KEYS = (
    "q", "page", "per_page", "sort", "next", "brand", "campaign", "date_after", "roas_min", "view", "columns", "id",
    "report", "compare", "dataset", "o", "p", "action", "_changelist_filters", "_popup", "_to_field", "e", "set", "do",
)  # fmt: skip


# Names for requests


def test_every_answer_has_a_name_of_its_own(client):
    names = {client.get(path)["X-Request-ID"] for path in ("/login/", "/login/", "/nowhere/", "/healthz")}
    assert len(names) == 4
    assert all(re.fullmatch("[0-9a-f]{16}", name) for name in names)


def test_a_name_that_a_stranger_gives_is_not_taken(client, settings):
    given = {"X-Request-ID": "well-formed-123"}
    assert client.get("/healthz", headers=given)["X-Request-ID"] != "well-formed-123"
    settings.TRUSTED_PROXY = True
    assert client.get("/healthz", headers=given)["X-Request-ID"] == "well-formed-123"


@pytest.mark.urls("campaigns.tests.web.failing")
def test_an_error_shows_its_reference_and_nothing_of_the_inside(client, caplog):
    client.raise_request_exception = False
    answer = client.get("/fail/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert f"<code>{answer['X-Request-ID']}</code>" in page
    assert "a-secret-of-the-portal" not in page and "RuntimeError" not in page and "Traceback" not in page
    assert "a-secret-of-the-portal" in caplog.text  # where the reference leads to


def test_a_line_of_the_log_carries_the_name(client, settings):
    answer = client.get("/nowhere/")
    record = logging.LogRecord("a", logging.INFO, "", 0, "b", None, None)
    assert NameRequest().filter(record) and record.request_id == answer["X-Request-ID"]
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["request"]
    assert answer["X-Request-ID"] in TextLines().format(record) and answer["X-Request-ID"] in JsonLines().format(record)


def pages_of_errors(client):
    client.raise_request_exception = False
    yield 400, client.get("/metrics/", headers={"Host": "evil.example"})
    yield 404, client.get("/nowhere/")
    yield 413, client.post("/login/", b"", content_type="text/plain", CONTENT_LENGTH=str(10**12))
    yield 414, client.get("/login/?next=" + "a" * ADDRESS_MAX_LENGTH)
    client.force_login(make_reader())
    yield 403, client.post("/imports/")
    yield 403, Client(enforce_csrf_checks=True).post("/login/", {"username": "a", "password": "b"})


def test_every_page_of_an_error_shows_its_reference_in_the_portals_own_look(client):
    for status, answer in pages_of_errors(client):
        page = answer.content.decode()
        assert answer.status_code == status
        assert f"<code>{answer['X-Request-ID']}</code>" in page, status
        assert "campaigns/portal.css" in page and "<style" not in page, status


# Sizes


def test_an_address_as_long_as_the_limit_is_read_and_one_byte_more_is_not(admin_client):
    fitting = "brand=" + "a" * (ADDRESS_MAX_LENGTH - 6)
    assert admin_client.get("/campaigns/?" + fitting).status_code == 400  # a name of that length
    answer = admin_client.get(f"/campaigns/?{fitting}a")
    assert answer.status_code == 414
    assert "at most 8000 are accepted" in answer.content.decode()
    assert admin_client.get("/" + "a" * ADDRESS_MAX_LENGTH).status_code == 414


def test_too_many_parameters_are_a_400(admin_client):
    assert admin_client.get("/campaigns/?" + "a&" * 2_001).status_code == 400


# Other sites


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_way_in_or_out_leads_to_another_site(address):
    person()
    client = browser()
    assert log_in(client, next=address)["Location"] == "/"
    assert client.get("/login/", {"next": address})["Location"] == "/"
    answer = client.post("/login/again/", {"password": PASSWORD, "next": address})
    assert answer["Location"] == "/"
    assert client.post("/logout/", {"next": address})["Location"] == "/login/"


def test_the_admin_has_no_login_of_its_own(client):
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/login/?next=/admin/"
    assert client.post("/admin/login/", {"username": "a", "password": "b"})["Location"] == "/login/?next=/admin/"
    client.force_login(make_reader())
    assert client.get("/admin/login/").status_code == 403  # and no circle
    assert client.post("/admin/logout/")["Location"] == "/login/"
    assert client.get("/metrics/").status_code == 302


def test_another_host_changes_no_link(admin_client):
    page = admin_client.get("/campaigns/", headers={"X-Forwarded-Host": "evil.example"}).content.decode()
    assert "evil.example" not in page


# Caches


def test_no_answer_with_data_may_be_kept(admin_client, client):
    must_load(SAMPLE)
    paths = ["/", "/campaigns/?_export=csv", "/campaigns/?_export=xlsx", "/overview/months.csv", "/suggest/brand/?q=m"]
    paths += [
        "/imports/templates/payouts.csv",
        "/admin/",
        "/admin/campaigns/payout/",
        "/nowhere/",
        "/campaigns/?page=0",
    ]
    for path in paths:
        assert "no-store" in admin_client.get(path)["Cache-Control"], path
    for path in ("/", "/login/", "/nowhere/", "/healthz", "/login/inactive/"):
        assert "no-store" in Client().get(path)["Cache-Control"], path


# Text of files


def test_templates_and_html_in_captions_stay_text(admin_client):
    evil = "{{ 7*7 }}{% now 'Y' %}<img src=x onerror=alert(1)>${7*7}<%= 7*7 %>"
    must_load({"posts": [{"influencer_id": "1", "date": "2025-07-01", "caption": evil, "url": "x", "post_id": "P"}]})
    (row,) = screen(admin_client, "posts", columns="all").rows
    assert row["caption"].text == evil
    page = admin_client.get("/posts/", {"columns": "all"}).content.decode()
    assert "<img src=x" not in page and "&lt;img src=x" in page


# Every address


def real(address):
    """The address with rows that exist, where it has a number."""
    for part, model in (("/payouts/1/", Payout), ("/influencers/1/", Influencer), ("/campaigns/1/", Campaign)):
        if address.startswith(part):
            return address.replace("/1/", f"/{model.objects.exclude(pk=0).first().pk}/", 1)
    return address


@pytest.mark.any_engine
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_fails_or_takes_long_over_strange_parameters(client, admin_user, settings, method):
    must_load(SAMPLE)
    settings.EXPORTS_PER_HOUR = settings.UPLOADS_PER_HOUR = settings.SEARCHES_PER_MINUTE = 10_000
    client.raise_request_exception = False
    client.force_login(admin_user)
    strange = dict.fromkeys(KEYS, STRANGE) | {STRANGE[:40]: STRANGE}
    for address in ADDRESSES:
        if "logout" in address or "give-up" in address:
            continue
        began = time.process_time()
        answer = getattr(client, method)(real(address), strange)
        seconds = time.process_time() - began
        body = answer.getvalue().decode(errors="replace")
        assert answer.status_code < 500, address
        assert seconds < 1, address
        assert "<script>alert" not in body and "Set-Cookie" not in answer, address
    assert client.get(reverse("metrics")).status_code == 200  # nothing of it has logged anybody out
