"""When a login ends: out, everywhere, by a new password, by an admin, after a while without a click, and at last."""

import time

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.tests.audit.trail import acts, last_id, newest
from campaigns.tests.login.people import PASSWORD, browser, is_in, log_in, person
from campaigns.tests.web.people import make_staff
from campaigns.web.login import sessions
from campaigns.web.trail.words import put_in_words

pytestmark = pytest.mark.django_db
NEW = "another-long-one-2"


@pytest.fixture
def two():
    """Two browsers in which the same person is logged in."""
    person()
    browsers = browser(), browser("198.51.100.4")
    for client in browsers:
        log_in(client)
    return browsers


@pytest.fixture
def clock(monkeypatch):
    """Moves the time that sessions see: ``clock(seconds)``."""
    begin, moved = time.time, [0]
    monkeypatch.setattr(sessions.time, "time", lambda: begin() + moved[0])
    return lambda seconds: moved.__setitem__(0, moved[0] + seconds)


def replay(client):
    """A browser with a copy of the other's cookies, as a thief has them."""
    thief = browser()
    for name, cookie in client.cookies.items():
        thief.cookies[name] = cookie.value
    return thief


def test_logging_out_ends_the_session_itself_not_only_its_cookie(two):
    here, there = two
    thief = replay(here)
    assert is_in(thief)
    assert here.post("/logout/")["Clear-Site-Data"] == '"cache"'
    assert [is_in(client) for client in (here, thief, there)] == [False, False, True]


def test_logging_out_everywhere_ends_all_sessions_of_the_person_and_nobody_elses(two):
    here, there = two
    person("imran")
    other = browser()
    log_in(other, "imran")
    assert here.post("/logout/everywhere/")["Location"] == "/login/"
    assert [is_in(client) for client in (here, there, other)] == [False, False, True]
    assert (newest("sessions-ended").actor, newest("sessions-ended").details) == ("sana", {"sessions": 2})


def test_an_operator_ends_the_sessions_of_one_person_or_of_everybody(two, capsys):
    person("imran")
    other = browser()
    log_in(other, "imran")
    call_command("end_sessions", "sana")
    assert [is_in(client) for client in (*two, other)] == [False, False, True]
    call_command("end_sessions", "--all")
    assert not is_in(other)
    assert capsys.readouterr().out == "2 sessions ended.\n1 session ended.\n"
    for wrong in ((), ("nobody",), ("sana", "--all")):
        with pytest.raises(CommandError):
            call_command("end_sessions", *wrong)


def test_an_admin_ends_the_sessions_of_chosen_people(two, admin_client):
    person("imran")
    other = browser()
    log_in(other, "imran")
    page = choose(admin_client, "sana")
    assert [is_in(client) for client in (*two, other)] == [False, False, True]
    assert "2 sessions of sana ended." in page
    entry = newest()
    assert (entry.act, entry.row_id, entry.actor) == ("sessions-ended", User.objects.get(username="sana").pk, "admin")
    assert entry.details == {"sessions": 2}
    assert put_in_words(entry).notes == ["sessions: 2"]


def test_an_admin_who_logs_themselves_out_is_led_to_the_login(admin_client, admin_user):
    page = choose(admin_client, admin_user.username)
    assert not is_in(admin_client)
    assert 'name="password"' in page


def test_only_a_superuser_logs_superusers_out(admin_client, admin_user):
    manager = browser()
    log_in(manager, make_staff("meera", roles=["admin"]).username)
    since = last_id()
    assert "Only a superuser logs superusers out" in choose(manager, admin_user.username)
    assert is_in(admin_client) and acts(since) == []


def choose(client, name):
    """The answer to the list's action for one person."""
    data = {"action": "log_out", "_selected_action": User.objects.get(username=name).pk}
    return client.post("/admin/auth/user/", data, follow=True).content.decode()


def test_a_new_password_ends_all_other_sessions_at_once(two):
    here, there = two
    answer = here.post("/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert answer.status_code == 302
    assert [is_in(client) for client in two] == [True, False]
    assert log_in(there).status_code == 200
    assert log_in(there, password=NEW).status_code == 302


def test_a_password_that_an_admin_sets_ends_every_session(two):
    user = person()
    user.set_password(NEW)
    user.save()
    assert [is_in(client) for client in two] == [False, False]


def test_a_deactivated_account_is_out_at_once_and_cannot_come_back(two):
    user = person()
    user.is_active = False
    user.save()
    assert [is_in(client) for client in two] == [False, False]
    answer = log_in(two[0])
    assert answer.status_code == 200
    assert "User name and password do not match." in answer.content.decode()


def test_an_idle_session_ends_and_a_used_one_does_not(two, clock, settings):
    here, there = two
    for _ in range(3):
        clock(settings.SESSION_IDLE_SECONDS - 60)
        assert is_in(here)
    assert not is_in(there)
    clock(settings.SESSION_IDLE_SECONDS + sessions.RENEW_SECONDS + 1)
    assert not is_in(here)


def test_no_session_is_longer_than_the_limit_however_it_is_used(two, clock, settings):
    here, _ = two
    for _ in range(settings.SESSION_MAX_SECONDS // 3600):
        assert is_in(here)
        clock(3600)
    clock(1)
    assert not is_in(here)


def test_an_ended_session_is_not_revived_by_the_mark_of_another_one(two, clock, settings):
    here, there = two
    is_in(there)
    clock(settings.SESSION_IDLE_SECONDS - 60)
    is_in(here)
    clock(sessions.RENEW_SECONDS + 120)
    there.cookies[sessions.COOKIE] = here.cookies[sessions.COOKIE].value
    assert [is_in(client) for client in two] == [True, False]


def test_a_session_without_a_beginning_is_over(two):
    session = two[0].session
    del session[sessions.BEGAN]
    session.save()
    assert not is_in(two[0])


def test_a_click_writes_nothing_and_the_mark_is_set_anew_every_few_minutes_only(two, clock):
    here, _ = two
    is_in(here)
    with CaptureQueriesContext(connection) as queries:
        answer = here.get("/metrics/")
    assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []
    assert sessions.COOKIE not in answer.cookies
    clock(sessions.RENEW_SECONDS + 1)
    assert sessions.COOKIE in here.get("/metrics/").cookies


def test_the_session_gets_a_new_name_at_the_login(two):
    client = browser()
    client.get("/login/")
    client.session.save()
    before = {session.pk for session in Session.objects.all()}
    log_in(client)
    assert client.session.session_key not in before


def test_cookies_of_a_login_are_out_of_reach_for_scripts(two):
    for name in ("sessionid", "device", "seen"):
        is_in(two[0])
        cookie = two[0].cookies[name]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax"), name
