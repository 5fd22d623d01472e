"""A real primary and a real streaming replica: who is answered by which, and that nobody sees time go back."""

import time
from contextlib import ExitStack

import pytest
from django.db import connection

from campaigns.tests.databases.portal import running_portal
from campaigns.tests.databases.servers import address_both, kill, load_postgres, running_standby, start_again
from campaigns.tests.golden import GOLDEN
from campaigns.tests.processes import eventually

pytestmark = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no replicas.")
MORE = {"tracking": [{"date": "2025-08-01", "revenue": "100", "influencer_id": "1", "campaign": "Gritzo_Kids"}]}
STILL_MORE = {"tracking": [MORE["tracking"][0] | {"date": "2025-08-02"}]}
FIGURES = OLD, NEW, NEWEST = 8_500, 8_600, 8_700


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """(portal, primary, replica), with the golden data."""
    postgres = load_postgres()
    programs = postgres.find_programs()
    if programs is None:
        pytest.skip("PostgreSQL (initdb and postgres) is not on this machine: no replica was tried.")
    with ExitStack() as stack:
        primary = stack.enter_context(postgres.running_server(programs))
        replica = stack.enter_context(running_standby(postgres, primary))
        url = address_both(primary, replica, postgres.DATABASE)
        folder = tmp_path_factory.mktemp("portal")
        portal = stack.enter_context(running_portal(url, folder, DATABASE_REPLICA_URLS=replica.url))
        portal("migrate")
        portal("import_", GOLDEN)
        yield portal, primary, replica


def reads_replica(portal, person="bela", figure=None):
    """Waits until the replica answers this person, with this figure if one is given."""
    return eventually(lambda: portal.figures(person) in [("replica1", n) for n in ([figure] if figure else FIGURES)])


def test_reports_and_exports_are_read_from_the_replica_and_all_else_from_the_primary(scene):
    portal, _, _ = scene
    reads_replica(portal, figure=OLD)
    eventually(lambda: portal("get", "bela", "/campaigns/")["from"] == "replica1")
    stream = eventually(lambda: portal.stream("bela", "/tracking/?_export=csv", "replica1"))
    assert len(stream) == 1 + len(GOLDEN["tracking"])
    for path in ("/imports/", "/views/", "/admin/", "/campaigns/999/"):
        assert portal("get", "bela", path)["from"] is None, path


def test_who_has_written_never_reads_anything_older(scene):
    portal, _, replica = scene
    reads_replica(portal, "anna")
    reads_replica(portal, "bela")
    replica.query("select pg_wal_replay_pause()")
    portal("import_", MORE)
    assert portal("get", "anna", "/imports/")["status"] == 200  # as after an import of her own
    assert portal.figures("anna") == (None, NEW)
    assert portal.figures("bela")[1] in (OLD, NEW)
    eventually(lambda: portal.figures("chris") == (None, NEW))  # the replica is behind for everybody
    replica.query("select pg_wal_replay_resume()")
    reads_replica(portal, "anna", NEW)


def test_nobody_notices_that_the_replica_dies_and_comes_back(scene):
    portal, _, replica = scene
    reads_replica(portal)
    kill(replica)
    began = time.monotonic()
    assert portal.figures("bela") == (None, NEW)
    assert time.monotonic() - began < 10
    start_again(replica)
    reads_replica(portal)


def test_a_promoted_replica_goes_on_with_equal_data(scene):
    portal, primary, replica = scene
    reads_replica(portal)
    digest = portal("digest")
    kill(primary)
    replica.query("select pg_promote()")
    eventually(lambda: "said" in portal.try_("digest"))
    assert portal("digest") == digest
    assert portal.figures("bela")[1] == NEW
    portal("import_", STILL_MORE)
    eventually(lambda: portal.figures("bela") == (None, NEWEST))  # it is no replica any more
