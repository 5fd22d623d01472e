"""Backups with real processes: while an import writes, and from one engine to the other and back."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from campaigns.digest import compute_digest
from campaigns.models import TrackingEvent
from campaigns.tests.backups.copies import dump, rewrite
from campaigns.tests.builders import must_load, write_files
from campaigns.tests.commands.runner import run
from campaigns.tests.golden import GOLDEN
from campaigns.tests.processes import SET_UP, answer, hear, running_code
from campaigns.tests.reports.samples import SAMPLE

pytestmark = pytest.mark.django_db(transaction=True)
IMPORT = """
from pathlib import Path
from campaigns.ingest.conductor import Options, import_paths
def wait(run):
    print("writing", flush=True)
    sys.stdin.readline()
report = import_paths([Path(sys.argv[1])], Options(actor="imran", on_record=wait))
print("loaded", flush=True)
"""

THERE_AND_BACK = """
from django.core.management import call_command
call_command("restore", sys.argv[1])
call_command("backup", sys.argv[2])
call_command("digest")
"""


def test_a_backup_waits_for_no_writer_and_holds_what_was_committed(tmp_path):
    must_load(GOLDEN)
    rows, digest = dump(), compute_digest()
    more = [row | {"revenue": "1"} for row in GOLDEN["tracking"]]
    with running_code(IMPORT, write_files(tmp_path, {"tracking": more})[0]) as other:
        hear(other, "writing")
        assert run("backup", tmp_path / "a.backup")[0] == 0
        answer(other)
        hear(other, "loaded")
    assert TrackingEvent.objects.filter(revenue=100).exists()
    assert run("restore", tmp_path / "a.backup", "--force")[0] == 0
    assert (dump(), compute_digest()) == (rows, digest)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="The way to SQLite and back starts on PostgreSQL.")
def test_from_one_engine_to_the_other_and_back(tmp_path):
    must_load(SAMPLE)
    rows, digest = dump(), compute_digest()
    there, back = tmp_path / "there.backup", tmp_path / "back.backup"
    assert run("backup", there)[0] == 0
    assert call_on_sqlite(tmp_path, THERE_AND_BACK, there, back).split()[-1] == digest
    assert run("restore", back, "--force")[0] == 0
    assert (dump(), compute_digest()) == (rows, digest)


OLDER = """
from django.core.management import call_command
call_command("restore", sys.argv[1])
call_command("migrate", check_unapplied=True)
call_command("rollup", check=True)
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Once is enough.")
def test_a_backup_of_an_older_version_gets_its_own_tables_and_then_ours(tmp_path):
    must_load(SAMPLE)
    assert run("backup", tmp_path / "a.backup")[0] == 0
    older = rewrite(tmp_path / "a.backup", lambda manifest: manifest["migrations"]["auth"].pop())
    said = call_on_sqlite(tmp_path, OLDER, older)
    assert f"digest {compute_digest()}" in said and "older version" not in said
    assert "The rollup agrees with the facts." in said


def call_on_sqlite(folder, code, *arguments):
    """What code prints in a process with a SQLite database of its own."""
    url = f"sqlite:///{quote(str(folder))}/other.sqlite3"
    done = subprocess.run(
        [sys.executable, "-c", SET_UP + code, *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "VAR_DIR": str(folder / "var")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
