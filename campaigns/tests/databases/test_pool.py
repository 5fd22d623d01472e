"""The whole flow through pgbouncer in transaction mode: import, report, export, a backup, undo, by several at once."""

import pytest
from django.db import connection

from campaigns.tests.databases.portal import running_portal
from campaigns.tests.databases.servers import find_pgbouncer, running_pool
from campaigns.tests.golden import GOLDEN

MORE = {"tracking": [{"date": "2025-08-01", "revenue": "100", "influencer_id": "1", "campaign": "Gritzo_Kids"}]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no pool.")
def test_the_whole_flow_goes_through_a_pool(tmp_path):
    if find_pgbouncer() is None:
        pytest.skip("pgbouncer is not on this machine: the flow through a pool was not tried.")
    path = str(tmp_path / "a.backup")
    with (
        running_pool(connection.settings_dict) as url,
        running_portal(url, tmp_path, DATABASE_POOLED="1") as portal,
    ):
        portal("import_", GOLDEN)
        digest = portal("digest")
        assert portal.figures("anna") == (None, 8_500)
        run = portal("import_", MORE)
        assert portal.figures("anna") == (None, 8_600)
        answers = portal("get_at_once", "/tracking/?_export=csv", 8)  # of three connections
        assert {(status, lines) for status, lines in answers} == {(200, 1 + len(GOLDEN["tracking"]) + 1)}
        portal("command", "backup", path)
        portal("command", "undo_import", run)
        assert portal("digest") == digest
        portal("command", "restore", path, "--force")
        assert portal("digest") != digest
        assert portal.figures("bela") == (None, 8_600)
