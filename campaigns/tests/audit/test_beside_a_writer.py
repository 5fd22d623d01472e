"""A download while somebody else has the write lock: it neither waits nor fails nor goes unrecorded."""

import json
import time

import pytest
from django.db import connection

from campaigns.audit import record, record_soon, settle_trail, spool
from campaigns.models import AuditEntry, AuditSeal
from campaigns.tests.audit.trail import faults, newest
from campaigns.tests.builders import must_load
from campaigns.tests.commands.runner import run
from campaigns.tests.golden import GOLDEN
from campaigns.tests.processes import hear, running_code
from campaigns.tests.test_writers import MANY, WRITE

pytestmark = pytest.mark.django_db(transaction=True)
EXPORTED = AuditEntry.Act.EXPORTED


@pytest.fixture(autouse=True)
def nothing_waits():
    """No entry of another test, and none left for another."""
    spool.drop(spool.list_waiting(1_000))
    yield
    spool.drop(spool.list_waiting(1_000))
    for path in spool.list_broken():
        path.unlink()


def test_an_export_is_recorded_although_an_import_writes(admin_client):
    must_load(GOLDEN)
    with running_code(WRITE, "job 17 by imran", MANY) as other:
        hear(other, "writing")
        began = time.monotonic()
        answer = admin_client.get("/tracking/?_export=csv")
        assert len(answer.getvalue().splitlines()) == 5
        assert time.monotonic() - began < 5
        if connection.vendor == "sqlite":
            assert [each.entry.act for each in spool.list_waiting(10)].count(EXPORTED) == 1
            assert "new entries are about to be sealed" in run("audit", "--check")[1]
        else:
            assert AuditSeal.objects.filter(entry=newest(EXPORTED)).exists()
        other.stdin.write("\n")
        other.stdin.flush()
        hear(other, "done")
    settle_trail()
    assert spool.count_waiting() == 0
    assert (newest().act, newest().actor, newest().details["rows"]) == (EXPORTED, "admin", 4)
    assert faults() == []


def test_without_another_writer_an_entry_is_in_the_chain_at_once():
    record_soon(EXPORTED)
    assert spool.count_waiting() == 0
    assert AuditSeal.objects.filter(entry=newest()).exists()


def test_an_entry_whose_file_stayed_after_the_commit_is_taken_in_once():
    record_soon(EXPORTED)
    spool.keep_entry(newest())
    settle_trail()
    assert AuditEntry.objects.count() == 1
    assert spool.count_waiting() == 0
    assert faults() == []


def test_a_file_that_cannot_be_read_is_set_aside_and_reported(caplog):
    spool.keep_entry(AuditEntry(token="a", at=newest_time(), actor="x", via="portal", act=EXPORTED))
    path = next(spool._folder().glob("*.json"))
    path.write_text(json.dumps({"token": "a"}))
    settle_trail()
    assert not AuditEntry.objects.exists()
    assert [p.stem for p in spool.list_broken()] == [path.stem]
    status, told, _ = run("audit", "--check")
    assert status == 1
    assert "cannot be read" in told


def newest_time():
    record(EXPORTED)
    at = newest().at
    run("flush", "--noinput")
    return at


def test_a_folder_that_is_a_file_does_not_lose_the_entry(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / "audit").write_text("in the way")
    record_soon(EXPORTED)
    assert newest().act == EXPORTED
