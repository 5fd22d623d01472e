"""Single sign-on with a real provider over HTTP: who comes in, who does not, and that nobody gets rights by it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User

from campaigns.models import TwoStepRule
from campaigns.tests.login.people import browser, is_in, log_in, person
from campaigns.tests.login.provider import running_provider

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
ADDRESS = "sana@example.com"


@pytest.fixture
def provider(settings):
    with running_provider() as running:
        running.claims = {"sub": "s-1", "email": ADDRESS, "email_verified": True, "preferred_username": "sana"}
        settings.SINGLE_SIGN_ON = {
            "server": running.address, "client": "portal", "secret": "hush", "name": "Staff ID", "newcomers": "",
        }  # fmt: skip
        yield running


def sign_on(client, path="/metrics/"):
    """Goes to the provider and comes back; the answer to coming back."""
    away = urlsplit(client.get("/oidc/sso/login/", {"next": path})["Location"])
    asked = parse_qs(away.query)
    assert asked["redirect_uri"] == ["http://testserver/oidc/sso/login/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/oidc/sso/login/callback/", {"code": "abc", "state": asked["state"][0]})


def known(address=ADDRESS, name="sana"):
    user = person(name)
    user.email = address
    user.save()
    return user


def test_the_login_offers_it_when_the_environment_names_a_provider(provider, settings):
    page = browser().get("/login/?next=/metrics/").content.decode()
    assert 'href="/oidc/sso/login/?next=%2Fmetrics%2F">Log in with Staff ID</a>' in page
    settings.SINGLE_SIGN_ON = None
    assert "/oidc/" not in browser().get("/login/").content.decode()


def test_somebody_with_an_account_comes_in_and_is_known_by_the_providers_name_from_then_on(provider):
    user = known()
    client = browser()
    answer = sign_on(client)
    assert answer["Location"] == "/metrics/"
    assert is_in(client)
    assert provider.asked[0]["code_verifier"]
    user.refresh_from_db()
    assert user.has_usable_password()
    provider.claims["email"] = "married@example.com"
    again = browser()
    assert sign_on(again).status_code == 302
    assert again.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    "claims",
    [{"email_verified": False}, {"email_verified": "true"}, {"email": "somebody@example.com"}, {"email": None}],
    ids=str,
)
def test_an_address_that_is_not_verified_or_not_known_lets_nobody_in(provider, claims):
    known()
    provider.claims |= claims
    client = browser()
    answer = sign_on(client)
    assert "You have no account here" in answer.content.decode()
    assert not is_in(client)
    assert User.objects.count() == 1


def test_an_address_of_two_accounts_says_not_who_comes(provider, settings):
    settings.SINGLE_SIGN_ON["newcomers"] = "example.com"
    known()
    known(name="other")
    client = browser()
    assert "its address must be yours alone" in sign_on(client).content.decode()
    assert not is_in(client)


def test_a_deactivated_account_stays_out(provider):
    user = known()
    sign_on(browser())
    user.is_active = False
    user.save()
    client = browser()
    assert sign_on(client)["Location"] == "/login/inactive/"
    assert not is_in(client)


def test_newcomers_of_the_operators_domain_come_in_without_any_right(provider, settings):
    settings.SINGLE_SIGN_ON["newcomers"] = "example.com"
    client = browser()
    assert sign_on(client).status_code == 302
    user = User.objects.get()
    assert (user.username, user.email, user.is_staff, user.is_superuser) == ("sana", ADDRESS, False, False)
    assert not user.get_all_permissions() and not user.has_usable_password()
    assert client.get("/metrics/").status_code == 403


@pytest.mark.parametrize("address", ["sana@example.com.evil.example", "sana@notexample.com", "sana@sub.example.com"])
def test_newcomers_of_other_domains_do_not(provider, settings, address):
    settings.SINGLE_SIGN_ON["newcomers"] = "example.com"
    provider.claims["email"] = address
    assert "You have no account here" in sign_on(browser()).content.decode()
    assert not User.objects.exists()


def test_a_user_name_that_is_taken_is_not_taken_over(provider, settings):
    settings.SINGLE_SIGN_ON["newcomers"] = "example.com"
    taken = known("another@else.example")
    sign_on(browser())
    assert User.objects.get(email=ADDRESS).username != taken.username
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    "query", [{"code": "abc", "state": "invented"}, {"code": "abc"}, {"error": "server_error"}, {}]
)
def test_coming_back_without_having_gone_is_a_page_that_says_so(provider, query):
    known()
    client = browser()
    answer = client.get("/oidc/sso/login/callback/", query)
    assert answer.status_code in (200, 401)
    assert "Single sign-on did not work" in answer.content.decode()
    assert not is_in(client)


def test_a_provider_that_is_down_is_a_page_too(provider):
    provider.is_broken = True
    answer = browser().get("/oidc/sso/login/")
    assert answer.status_code == 502
    assert "Single sign-on did not work" in answer.content.decode()


def test_a_provider_that_says_nothing_of_the_person_is_a_page_too(provider):
    provider.claims.clear()
    answer = sign_on(browser())
    assert answer.status_code == 502
    assert "Single sign-on did not work" in answer.content.decode()


def test_single_sign_on_leads_to_this_site_only(provider):
    known()
    assert sign_on(browser(), "https://evil.example/")["Location"] == "/"


def test_the_rule_for_two_steps_is_the_providers_business_here(provider):
    known()
    TwoStepRule.objects.create()
    client = browser()
    sign_on(client)
    assert is_in(client)


def test_somebody_logged_in_ties_the_account_to_the_provider(provider):
    known("elsewhere@example.com")
    client = browser()
    log_in(client)
    away = client.get("/oidc/sso/login/", {"process": "connect"})["Location"]
    answer = client.get("/oidc/sso/login/callback/", {"code": "a", "state": parse_qs(urlsplit(away).query)["state"][0]})
    assert answer["Location"] == "/security/"
