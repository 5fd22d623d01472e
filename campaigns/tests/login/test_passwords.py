"""What a new password must be like, and that nothing else is asked of it."""

import pytest
from django.contrib.auth.models import User

from campaigns.tests.login.people import PASSWORD, browser, log_in, person

pytestmark = pytest.mark.django_db


NAME = "sana-in-delhi"


def change(new, old=PASSWORD):
    """The answer to choosing a new password."""
    person(NAME)
    client = browser()
    log_in(client, NAME)
    return client.post("/password/", {"old_password": old, "new_password1": new, "new_password2": new})


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("eleven-char", "at least 12 characters"),
        ("1qaz2wsx3edc", "too common"),
        ("sana-in-delhi1", "too similar to the username"),
        ("839201754632", "entirely numeric"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_with_the_reason(new, sentence):
    answer = change(new)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize("new", ["only small letters", "पासवर्ड पासवर्ड १२", "x y" * 40])
def test_any_characters_and_any_length_will_do(new):
    assert change(new).status_code == 302
    assert User.objects.get().check_password(new)
    assert log_in(browser(), NAME, password=new).status_code == 302
    assert log_in(browser(), NAME, password=new.upper() if new.upper() != new else new[:-1]).status_code == 200


def test_the_old_password_is_needed():
    assert change("a-new-long-password-2", old="wrong").status_code == 200
    assert User.objects.get().check_password(PASSWORD)


def test_the_fields_hide_what_is_typed_and_let_password_managers_in():
    page = browser().get("/login/").content.decode()
    assert 'type="password" name="password" id="id_password" autocomplete="current-password"' in page
    assert 'autocomplete="username"' in page and "onpaste" not in page
