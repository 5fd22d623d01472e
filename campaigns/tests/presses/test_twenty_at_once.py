"""A button pressed twenty times at once has one effect, nobody sees an error, and every figure holds."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from campaigns.rollup import find_differences
from campaigns.tests.audit.trail import faults
from campaigns.tests.permissions.test_matrix import PAGES
from campaigns.tests.presses.acts import ACTS
from campaigns.tests.presses.pressing import press
from campaigns.tests.web.imports.person import Person

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = {"400", "403", "404", "405", "login"}
ANSWERS = {
    "export", "metrics", "ranking", "quality", "attention", "suggest", "exports", "payout", "import-template", "job",
    "job-status", "import-run", "run-report", "healthz", "readyz", "compare", "admin:index", "admin:app_list",
}  # fmt: skip
"""Addresses that answer a POST like a GET, or only write a file."""
ELSEWHERE = {
    "admin:logout", "admin:password_change", "login_give_up", "mfa_authenticate", "mfa_reauthenticate",
    "socialaccount_signup",
}  # fmt: skip
"""Addresses that lead to another one, or answer only in the middle of a login."""


@pytest.fixture
def person(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    return Person(Client(), User.objects.create_superuser("ada", password="a-long-password-1"))


@pytest.mark.by_lot(4)
@pytest.mark.parametrize("name", ACTS)
def test_it_has_one_effect(person, name):
    act = ACTS[name](person)
    before = act.count()
    answers = press(person.client, act.path, act.data)
    assert not {status for status in answers if status >= 500}, answers
    assert act.count() == before + act.by, answers
    assert list(find_differences()) == []
    assert faults() == []


def test_every_address_that_does_something_is_pressed():
    acting = {row["name"] for row in PAGES if row["method"] == "POST" and row["superuser"] not in REFUSED}
    done = {name.partition(":")[0] for name in ACTS} - {"admin"}
    assert acting - ANSWERS - ELSEWHERE <= done
