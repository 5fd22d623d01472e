"""PostgreSQL restarted while people look and save: a page that says so as long as it is away, and nothing half done."""

import signal

import pytest
from django.db import connection

from campaigns.tests.databases.portal import running_portal
from campaigns.tests.databases.servers import load_postgres, start_again
from campaigns.tests.golden import GOLDEN
from campaigns.tests.processes import eventually

pytestmark = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is no server.")
PAGES = ("/campaigns/", "/", "/payouts/", "/views/")


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """(portal, server), with the golden data."""
    postgres = load_postgres()
    if (programs := postgres.find_programs()) is None:
        pytest.skip("PostgreSQL (initdb and postgres) is not on this machine: no restart was tried.")
    with (
        postgres.running_server(programs) as server,
        running_portal(server.url, tmp_path_factory.mktemp("portal")) as portal,
    ):
        portal("migrate")
        portal("import_", GOLDEN)
        assert portal("get", "anna", "/campaigns/")["status"] == 200
        yield portal, server


def stop(server):
    """As an operator does: whoever is connected is sent away."""
    server.process.send_signal(signal.SIGINT)
    server.process.wait()


def test_nobody_notices_a_restart_while_nobody_asks(scene):
    portal, server = scene
    for _ in range(2):
        stop(server)
        start_again(server)
        assert [portal("get", "anna", path)["status"] for path in PAGES] == [200] * len(PAGES)


def test_as_long_as_it_is_away_every_page_says_so(scene):
    portal, server = scene
    before = portal("digest")
    stop(server)
    try:
        for path in PAGES:
            answer = portal("get", "anna", path)
            assert (answer["status"], "The database does not answer" in answer["body"]) == (503, True), path
            assert "Traceback" not in answer["body"] and "psycopg" not in answer["body"]
    finally:
        start_again(server)
    assert eventually(lambda: portal("get", "anna", "/campaigns/")["status"] == 200, 5)
    assert portal("digest") == before
