"""What tests of logins do: type names and passwords, from several addresses and browsers."""

from django.contrib.auth.models import User
from django.test import Client

from campaigns.tests.web.people import make_staff

PASSWORD = "a-long-password-1"
STRANGER, COLLEAGUE = "203.0.113.7", "198.51.100.4"


def person(name="sana"):
    """A staff account with the password above."""
    return User.objects.filter(username=name).first() or make_staff(name)


def browser(address="127.0.0.1"):
    """A browser without cookies at an address."""
    return Client(REMOTE_ADDR=address)


def log_in(client, name="sana", password=PASSWORD, **more):
    """The answer to the login form."""
    return client.post("/login/", {"username": name, "password": password, **more})


def is_in(client):
    """Whether the browser's session is good."""
    return client.get("/metrics/").status_code == 200


def guess(client, times, name="sana"):
    """The statuses of so many wrong passwords."""
    return [log_in(client, name, f"wrong-{number}").status_code for number in range(times)]
