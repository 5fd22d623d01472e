"""The second step: set up by oneself or because an admin requires it, asked for at each login, never in clear text."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from campaigns.models import TwoStepRule
from campaigns.tests.login.people import browser, is_in, log_in, person
from campaigns.web.login.adapters import TwoStepAdapter

pytestmark = pytest.mark.django_db


def codes_of(secret):
    """The codes that an app would show just before, now and next: each is accepted once."""
    return [format_hotp_value(hotp_value(secret, counter)) for counter in yield_hotp_counters_from_time()]


def set_up(client):
    """Sets up the second step as a person does; the secret, and the recovery codes."""
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", client.get("/security/app/").content.decode())[1]
    answer = client.post("/security/app/", {"code": codes_of(secret)[0]}, follow=True)
    return secret, re.findall(r"<code>([0-9]{8})</code>", answer.content.decode())


@pytest.fixture
def own():
    """A browser in which sana is logged in."""
    person()
    client = browser()
    log_in(client)
    return client


@pytest.fixture
def safe(own):
    """(secret, recovery codes) of sana, who uses two steps."""
    return set_up(own)


def test_after_the_password_a_code_is_asked_for(safe):
    client = browser()
    assert log_in(client, next="/metrics/")["Location"] == "/login/code/"
    assert not is_in(client)
    assert client.post("/login/code/", {"code": "000000"}).status_code == 200
    assert not is_in(client)
    assert client.post("/login/code/", {"code": codes_of(safe[0])[1]})["Location"] == "/metrics/"
    assert is_in(client)


def test_a_code_lets_in_once(safe):
    code = codes_of(safe[0])[1]
    for expected in (302, 200):
        client = browser()
        log_in(client)
        assert client.post("/login/code/", {"code": code}).status_code == expected


def test_a_recovery_code_lets_in_once_and_they_are_shown_once(own, safe):
    _, codes = safe
    assert len(codes) == 10
    for expected in (302, 200):
        client = browser()
        log_in(client)
        assert client.post("/login/code/", {"code": codes[0]}).status_code == expected
    page = own.get("/security/codes/").content.decode()
    assert codes[1] not in page
    assert "9 of 10 are left" in page


def test_wrong_codes_are_throttled_for_who_knows_the_password_too(safe):
    client = browser()
    log_in(client)
    for _ in range(5):
        client.post("/login/code/", {"code": "000000"})
    answer = client.post("/login/code/", {"code": codes_of(safe[0])[2]})
    assert "Too many wrong codes." in answer.content.decode()
    assert not is_in(client)


def test_a_login_that_waits_for_its_code_can_be_given_up(safe):
    client = browser()
    log_in(client)
    assert client.get("/login/")["Location"] == "/login/code/"
    client.post("/login/give-up/")
    assert client.get("/login/").status_code == 200


def test_the_secrets_are_encrypted_with_the_portals_key(own, safe, settings):
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert safe[0] not in stored
    assert TwoStepAdapter().decrypt(stored) == safe[0]
    old, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 60
    assert TwoStepAdapter().decrypt(stored) != TwoStepAdapter().decrypt(stored) != ""  # a secret nobody has
    settings.SECRET_KEY_FALLBACKS = [old]
    assert TwoStepAdapter().decrypt(stored) == safe[0]


def test_the_admin_shows_no_secret_and_can_take_a_lost_telephone_away(admin_client, safe):
    row = Authenticator.objects.get(type="totp")
    page = admin_client.get(f"/admin/mfa/authenticator/{row.pk}/change/").content.decode()
    assert "sana" in page
    assert row.data["secret"] not in page
    admin_client.post(f"/admin/mfa/authenticator/{row.pk}/delete/", {"post": "yes"})
    assert not Authenticator.objects.filter(type="totp").exists()


def test_it_can_be_switched_off_by_oneself(own, safe):
    assert own.post("/security/app/off/").status_code == 302
    assert not Authenticator.objects.exists()
    assert log_in(browser()).status_code == 302


def test_a_stale_login_types_its_password_before_the_second_step_is_changed(own, safe, monkeypatch):
    from campaigns.web.login import adapters

    monkeypatch.setattr(adapters, "FRESH_SECONDS", 0)
    answer = own.get("/security/app/off/")
    assert answer["Location"] == "/login/again/?next=%2Fsecurity%2Fapp%2Foff%2F"
    assert own.post("/login/again/", {"password": "wrong", "next": "/security/app/off/"}).status_code == 200
    answer = own.post("/login/again/", {"password": "a-long-password-1", "next": "/security/app/off/"})
    assert answer["Location"] == "/security/app/off/"
    assert own.get("/security/app/off/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/campaigns/?_export=csv", "/admin/", "/suggest/brand/", "/imports/", "/password/"]
)
def test_who_must_use_two_steps_is_led_to_set_them_up_before_anything_else(own, path):
    TwoStepRule.objects.create()
    assert own.get(path)["Location"] == "/security/app/"
    assert own.post(path).status_code in (302, 403)


def test_once_set_up_everything_is_there_and_they_cannot_be_switched_off(own):
    TwoStepRule.objects.create()
    set_up(own)
    assert is_in(own)
    assert "cannot be switched off" in own.get("/security/app/off/").content.decode()
    own.post("/security/app/off/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_rule_for_a_group_holds_for_its_people_only(own):
    group = Group.objects.create(name="Finance")
    TwoStepRule.objects.create(group=group)
    assert is_in(own)
    person().groups.add(group)
    assert not is_in(own)


def test_whoever_must_set_them_up_can_still_log_out(own):
    TwoStepRule.objects.create()
    assert own.post("/logout/")["Location"] == "/login/"
    assert "_auth_user_id" not in own.session


def test_an_admin_requires_it_in_the_admin(admin_client):
    assert admin_client.post("/admin/campaigns/twosteprule/add/", {"group": ""}).status_code == 302
    assert str(TwoStepRule.objects.get()) == "everybody"


def test_there_is_one_rule_for_everybody_at_most(db):
    TwoStepRule.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        TwoStepRule.objects.create()
