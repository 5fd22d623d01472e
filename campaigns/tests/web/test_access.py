"""Who may see what: every address needs a login but a few, and an account that is no staff sees nothing."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.web.people import make_outsider, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
OPEN = {"/login/", "/healthz", "/readyz", "/login/inactive/", "/oidc/cancelled/"}
ON_THE_WAY_IN = {
    "/login/code/": 302, "/login/give-up/": 405, "/oidc/1/login/": 404, "/oidc/1/login/callback/": 404,
    "/oidc/new/": 302,
}  # fmt: skip
"""What a stranger gets who has not begun to log in, and while there is no single sign-on."""
HIDDEN = {"/-/metrics"}  # there for machines with a token, and for nobody else
SAMPLES = {"slug:report": "campaigns", "slug:dimension": "brand", "slug:dataset": "tracking"}


def walk(resolver, prefix=""):
    """Every address pattern of the URLconf, converters still in it."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry, path)
        elif isinstance(entry, URLPattern):
            yield path


def sample_of(pattern):
    """An address that a pattern matches."""
    path = "/" + pattern.replace("^", "").replace("$", "").replace("\\Z", "")
    for name, value in SAMPLES.items():
        path = path.replace(f"<{name}>", value)
    path = re.sub(r"(?<!\?P)<[^>]*>", "1", path)
    while "(?P<report>" in path:
        head, _, tail = path.partition("(?P<report>")
        path = head + "campaigns" + tail.partition(")")[2]
    path = path.replace("(?P<ident>[0-9a-z-]{1,60})", "1")
    path = re.sub(r"\(\?P<app_label>[^)]*\)", "campaigns", path)
    return path.replace("(?P<url>.*)", "nowhere")


ADDRESSES = sorted({sample_of(pattern) for pattern in walk(get_resolver())})


def test_the_walk_finds_every_kind_of_address():
    assert len(ADDRESSES) > 60
    assert {"/", "/campaigns/", "/campaigns/1/", "/payouts/1/", "/imports/", "/admin/campaigns/post/"} <= set(ADDRESSES)
    assert not [address for address in ADDRESSES if "(" in address or "<" in address]


def test_a_stranger_is_sent_to_the_login(client):
    for address in [a for a in ADDRESSES if a not in ON_THE_WAY_IN]:
        answer = client.get(address)
        if address in OPEN:
            assert answer.status_code == 200
        elif address in HIDDEN:
            assert answer.status_code == 404
        else:
            assert answer.status_code == 302
            assert "/login/?next=" in answer["Location"]


@pytest.mark.parametrize("address", ON_THE_WAY_IN)
def test_the_way_in_is_walked_from_its_beginning_only(client, address):
    answer = client.get(address)
    assert answer.status_code == ON_THE_WAY_IN[address]
    assert answer.get("Location", "/login/") == "/login/"
    assert "sessionid" not in client.cookies


def test_a_strangers_post_changes_nothing_and_leads_to_the_login(client):
    for address in [a for a in ADDRESSES if a not in OPEN | HIDDEN | ON_THE_WAY_IN.keys()]:
        answer = client.post(address, {"do": "load", "post": "yes", "action": "delete_selected"})
        assert answer.status_code == 302
        assert "/login/?next=" in answer["Location"]


def test_an_export_needs_a_login_as_well(client):
    assert client.get("/campaigns/?_export=csv").status_code == 302
    assert client.get("/suggest/brand/?q=m").status_code == 302


def test_the_open_addresses_give_no_details(client):
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").content == b"ready\n"
    html = client.get("/login/").content.decode()
    assert 'href="/campaigns/"' not in html
    assert "Log out" not in html


MAY_STAY = {
    "/logout/", "/logout/everywhere/", "/password/", "/password/done/", "/login/again/", "/login/again/code/",
    "/security/", "/security/app/", "/security/app/off/", "/security/codes/", "/security/codes/new/",
}  # fmt: skip


def test_an_account_that_is_no_staff_gets_the_403_page(client):
    client.force_login(make_outsider())
    for address in [a for a in ADDRESSES if a not in OPEN | HIDDEN | MAY_STAY | ON_THE_WAY_IN.keys()]:
        answer = client.get(address)
        if address.startswith("/admin/"):
            assert answer.status_code in (302, 403)
        else:
            assert answer.status_code == 403
            assert "This account has no access to the portal." in answer.content.decode()


def test_an_account_that_is_no_staff_sees_no_figure_and_no_menu(client):
    must_load(GOLDEN)
    client.force_login(make_outsider())
    html = client.get("/campaigns/").content.decode()
    assert "MuscleBlaze" not in html
    assert "/influencers/" not in html


def test_an_account_that_is_no_staff_may_log_out(client):
    client.force_login(make_outsider())
    assert client.post("/logout/").status_code == 302
    assert client.get("/campaigns/")["Location"].startswith("/login/")


def test_staff_without_any_permission_reads_every_report(client):
    must_load(GOLDEN)
    client.force_login(make_staff())
    for address in ("/", "/insights/", "/campaigns/", "/payouts/", "/posts/", "/tracking/", "/metrics/", "/imports/"):
        assert client.get(address).status_code == 200, address


def test_a_wrong_password_does_not_let_in_and_a_right_one_does(client):
    make_staff("sana")
    assert client.post("/login/", {"username": "sana", "password": "wrong"}).status_code == 200
    assert client.get("/").status_code == 302
    answer = client.post("/login/", {"username": "sana", "password": "a-long-password-1", "next": "/campaigns/?q=m"})
    assert answer["Location"] == "/campaigns/?q=m"


def test_the_login_leads_to_no_other_site(client):
    make_staff("sana")
    data = {"username": "sana", "password": "a-long-password-1", "next": "https://evil.example/"}
    assert client.post("/login/", data)["Location"] == "/"


def test_logging_out_takes_a_post(client):
    client.force_login(make_staff())
    assert client.get("/logout/").status_code == 405


def test_pages_with_figures_are_kept_in_no_shared_cache(client):
    client.force_login(make_staff())
    assert client.get("/campaigns/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/admin/nowhere/", "/nowhere/", "/admin/campaigns/nothing/"])
def test_an_address_that_is_none_is_a_404_page(admin_client, address):
    assert admin_client.get(address).status_code == 404
