"""Liveness and readiness: what a load balancer hears, and when."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from campaigns.tests.web.people import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_database():
    """Every statement fails, as with a server that is away."""

    def refuse(*_):
        raise DatabaseError("connection refused: the secret name of the server")

    with connection.execute_wrapper(refuse):
        yield


def test_a_server_that_can_serve_says_so_to_strangers(client):
    for path, word in (("/healthz", b"ok\n"), ("/readyz", b"ready\n")):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (200, word)
        assert "no-store" in answer["Cache-Control"]


def test_without_its_database_it_is_alive_and_not_ready(client, no_database):
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")


def test_a_browser_with_a_session_hears_the_same_without_a_database(client, request):
    client.force_login(make_staff())
    request.getfixturevalue("no_database")
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_a_migration_that_was_not_applied_makes_it_not_ready_and_stands_in_the_log(client, caplog):
    MigrationRecorder(connection).record_unapplied("campaigns", "0001_initial")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
    assert "campaigns.0001_initial" in caplog.text


def test_looking_costs_two_small_queries(client, django_assert_max_num_queries):
    client.get("/readyz")
    with django_assert_max_num_queries(2):
        client.get("/readyz")
