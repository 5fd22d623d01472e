"""Wrong passwords are counted before anything is hashed, and lock nobody out but the one who guesses."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from campaigns.tests.login.people import COLLEAGUE, STRANGER, browser, guess, is_in, log_in, person
from campaigns.tests.processes import running_code
from campaigns.web.login import attempts
from campaigns.web.login.slots import AllTaken, give_back, take_slot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sana(db):
    return person()


def count_checks(monkeypatch):
    """A list that grows by one with each password that is hashed."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    checks, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a, **k: checks.append(1) or encode(*a, **k))
    return checks


def test_the_sixth_wrong_password_of_an_address_is_not_even_checked(monkeypatch):
    stranger = browser(STRANGER)
    assert guess(stranger, 5) == [200] * 5
    checks = count_checks(monkeypatch)
    answer = log_in(stranger)  # the right one, too late
    assert (answer.status_code, checks) == (429, [])
    assert 0 < int(answer["Retry-After"]) <= attempts.WINDOW_SECONDS
    assert "Too many failed logins from here. Try again in 15 minutes" in answer.content.decode()
    assert not is_in(stranger)


def test_an_account_that_does_not_exist_costs_and_is_throttled_as_one_that_does(monkeypatch):
    checks = count_checks(monkeypatch)
    assert guess(browser(STRANGER), 6, "nobody") == [200] * 5 + [429]
    assert len(checks) == 5


def test_an_attack_from_one_address_leaves_a_login_from_another_alone():
    guess(browser(STRANGER), 6)
    colleague = browser(COLLEAGUE)
    assert log_in(colleague).status_code == 302
    assert is_in(colleague)


def test_an_attack_from_the_same_address_leaves_a_known_browser_alone():
    own = browser(STRANGER)
    log_in(own)
    own.post("/logout/")
    other = browser(STRANGER)
    for name in ("sana", "a", "b", "c", "d"):
        guess(other, 6, name)
    assert log_in(browser(STRANGER)).status_code == 429
    assert log_in(own).status_code == 302
    assert is_in(own)


def test_a_known_browser_is_known_for_its_own_account_only():
    own = browser(STRANGER)
    log_in(own)
    own.post("/logout/")
    person("imran")
    assert guess(own, 6, "imran") == [200] * 5 + [429]


def test_a_known_browser_may_not_guess_for_ever_either():
    own = browser(STRANGER)
    log_in(own)
    own.post("/logout/")
    assert guess(own, 16) == [200] * 15 + [429]  # ten of its own, then five like anybody


def test_an_address_has_twenty_wrong_passwords_whatever_the_names(monkeypatch):
    stranger = browser(STRANGER)
    statuses = [log_in(stranger, f"name-{number}", "wrong").status_code for number in range(21)]
    assert statuses == [200] * 20 + [429]


def test_right_passwords_do_not_count():
    for _ in range(8):
        assert log_in(browser(STRANGER)).status_code == 302


def test_an_address_of_ipv6_is_its_whole_network():
    for number in range(5):
        guess(browser(f"2001:db8:1:2::{number}"), 1)
    assert guess(browser("2001:db8:1:2:ffff::1"), 1) == [429]
    assert guess(browser("2001:db8:1:3::1"), 1) == [200]


def test_an_address_is_taken_from_a_proxy_only_when_it_is_trusted(settings):
    client = browser(STRANGER)
    for number in range(5):
        client.post("/login/", {"username": "sana", "password": "x"}, headers={"X-Forwarded-For": f"192.0.2.{number}"})
    assert guess(client, 1) == [429]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forwarded = {"X-Forwarded-For": "192.0.2.200, 198.51.100.9"}
    answer = client.post("/login/", {"username": "sana", "password": "x"}, headers=forwarded)
    assert answer.status_code == 200


@pytest.mark.parametrize("names", [["sana"], ["sana", "a", "b", "c"]], ids=["of the account", "of the address"])
def test_at_the_limit_nothing_is_written(names):
    for name in names:
        guess(browser(STRANGER), 5, name)
    stranger = browser(STRANGER)
    stranger.get("/login/")
    with CaptureQueriesContext(connection) as queries:
        assert log_in(stranger, "sana" if len(names) == 1 else "new").status_code == 429
    assert [q["sql"] for q in queries if not q["sql"].upper().startswith("SELECT")] == []


def test_a_refusal_is_logged_without_the_password(caplog):
    guess(browser(STRANGER), 5)
    with caplog.at_level(logging.WARNING):
        log_in(browser(STRANGER), "sana\nforged line", "secret-password-1")
        log_in(browser(STRANGER), password="secret-password-1")
    assert "A password for 'sana' from 203.0.113.7 was not checked" in caplog.text
    assert "secret-password-1" not in caplog.text
    assert "\nforged" not in caplog.text


def test_the_old_password_of_a_change_is_throttled_as_well():
    client = browser()
    client.force_login(person())
    data = {"old_password": "wrong", "new_password1": "another-long-one-2", "new_password2": "another-long-one-2"}
    statuses = [client.post("/password/", data).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_typing_the_password_again_is_limited_for_a_session_too():
    client = browser()
    client.force_login(person())
    answers = [client.post("/login/again/", {"password": "wrong"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 6
    assert answers[-1]["Retry-After"] == "60"
    assert "Wait a minute and try again." in answers[-1].content.decode()


def test_more_checks_at_once_than_a_process_may_do_wait_and_are_told_when_to_come_again(monkeypatch):
    monkeypatch.setattr(attempts, "PATIENCE_SECONDS", 0.01)
    for _ in range(attempts.CHECKS_AT_ONCE):
        assert attempts._checks.acquire(blocking=False)
    try:
        answer = log_in(browser(STRANGER))
    finally:
        for _ in range(attempts.CHECKS_AT_ONCE):
            attempts._checks.release()
    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    assert "Many passwords are being checked at this moment. Try again in 5 seconds" in answer.content.decode()
    assert log_in(browser(STRANGER)).status_code == 302


def test_a_slot_given_back_is_free_and_a_full_set_says_how_long():
    names = [take_slot("test", "a", 3, 600) for _ in range(3)]
    with pytest.raises(AllTaken) as full:
        take_slot("test", "a", 3, 600)
    assert 595 <= full.value.seconds <= 600
    give_back(names[1:2])
    assert take_slot("test", "a", 3, 600) == names[1]
    assert take_slot("test", "b", 3, 600)


TAKE = """
from campaigns.web.login.slots import AllTaken, take_slot
took = 0
sys.stdin.readline()
for _ in range(8):
    try:
        take_slot("test", "shared", 10, 600)
        took += 1
    except AllTaken:
        pass
print(took)
"""


@pytest.mark.django_db(transaction=True)
def test_processes_count_together():
    """Two processes that take as many as they get have what one would have got."""
    cache.clear()
    with running_code(TAKE) as one, running_code(TAKE) as two, ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda process: process.communicate("go\n", timeout=60), (one, two)))
    assert sum(int(out) for out, _ in said) == 10, said
    cache.clear()
    connections.close_all()


def test_nothing_is_checked_when_nothing_can_be_counted(monkeypatch):
    """As when somebody else has the database for so long that the try cannot be written."""
    checks = count_checks(monkeypatch)
    monkeypatch.setattr(type(cache), "add", lambda *_, **__: False, raising=False)
    answer = log_in(browser(STRANGER))
    assert (answer.status_code, checks) == (503, [])
    assert answer["Retry-After"] == "30"
