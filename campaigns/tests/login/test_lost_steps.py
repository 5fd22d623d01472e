"""A lost telephone: the role "admin" lets the person in without it, and everything of it stands in the audit trail."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User

from campaigns.models import AuditEntry
from campaigns.roles import ROLES
from campaigns.tests.login.people import browser, is_in, log_in
from campaigns.tests.web.people import make_staff
from campaigns.web.trail.words import put_in_words

pytestmark = pytest.mark.django_db


def make_safe(name="sana", **more):
    """A person with an app and recovery codes, whose secrets nobody needs here."""
    user = User.objects.filter(username=name).first() or make_staff(name, **more)
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=user, type=kind, data={"secret": "SECRET"})
    return user


def manager(*roles):
    """The browser of somebody with these roles."""
    client = browser()
    log_in(client, make_staff("meera", roles=roles or ["admin"]).username)
    return client


def reset(client, *people):
    """The answer to the list's action."""
    data = {"action": "reset_step", "_selected_action": [person.pk for person in people]}
    return client.post("/admin/auth/user/", data, follow=True).content.decode()


def has_step(user):
    return Authenticator.objects.filter(user=user).exists()


def test_an_admin_lets_a_person_in_who_lost_the_telephone():
    sana, own = make_safe(), browser()
    own.force_login(sana)
    page = reset(manager(), sana)
    assert "The password alone lets sana in, to set up a new one; 1 session ended." in page
    assert not has_step(sana) and not is_in(own)
    log_in(own)
    assert is_in(own)


def test_the_trail_tells_of_it_without_a_secret():
    sana, client = make_safe(), manager()
    before = AuditEntry.objects.order_by("-pk").first().pk
    reset(client, sana)
    entries = AuditEntry.objects.filter(pk__gt=before, table="user", row_id=sana.pk).order_by("pk")
    told = [(entry.act, entry.actor, entry.changes) for entry in entries]
    assert ("changed", "meera", {"second_step": ["TOTP Authenticator", ""]}) in told
    assert ("changed", "meera", {"second_step": ["Recovery codes", ""]}) in told
    assert told[-1][:2] == ("sessions-ended", "meera")
    assert [change.label for change in put_in_words(entries[0]).changes] == ["second step"]
    assert "SECRET" not in str(list(AuditEntry.objects.values()))


def test_a_second_step_that_is_set_up_or_used_stands_in_the_trail_once():
    sana = make_safe()
    entries = AuditEntry.objects.filter(changes__has_key="second_step")
    assert [entry.changes["second_step"][1] for entry in entries.order_by("pk")] == [
        "TOTP Authenticator",
        "Recovery codes",
    ]
    Authenticator.objects.filter(user=sana).first().record_usage()
    assert entries.count() == 2


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_the_role_admin_may(role):
    sana = make_safe()
    reset(manager(role), sana)
    assert has_step(sana) == (role != "admin")


def test_only_a_superuser_does_so_for_superusers(admin_client, admin_user):
    root = make_safe("root")
    User.objects.filter(pk=root.pk).update(is_superuser=True)
    assert "Only a superuser resets the second step of superusers: root." in reset(manager(), root)
    assert has_step(root)
    reset(admin_client, root)
    assert not has_step(root)


def test_nobody_resets_their_own(admin_client, admin_user):
    make_safe(admin_user.username)
    assert "Your own second step is changed under Security" in reset(admin_client, admin_user)
    assert has_step(admin_user)


def test_it_is_one_person_at_a_time():
    sana, imran = make_safe(), make_safe("imran")
    assert "Choose the one person" in reset(manager(), sana, imran)
    assert has_step(sana) and has_step(imran)


def test_where_there_is_none_nothing_happens():
    sana, own = make_staff(), browser()
    own.force_login(sana)
    assert "There is no second step of sana." in reset(manager(), sana)
    assert is_in(own)


def test_the_list_shows_who_has_one_and_is_sorted_by_it():
    make_safe()
    client = manager()
    shown = client.get("/admin/auth/user/", {"o": "-6"}).context["cl"].result_list
    assert [(user.username, user.has_step) for user in shown] == [("sana", True), ("meera", False)]
    assert client.get("/admin/mfa/authenticator/").status_code == 403
