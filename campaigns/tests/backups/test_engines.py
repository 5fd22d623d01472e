"""Backups with real processes: while an import writes, and from one engine to the other and back."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from campaigns.digest import compute_digest
from campaigns.models import TrackingEvent
from campaigns.tests.backups.copies import dump
from campaigns.tests.builders import must_load, write_files
from campaigns.tests.commands.runner import run
from campaigns.tests.golden import GOLDEN
from campaigns.tests.processes import answer, hear, running_code
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
    sqlite = Sqlite(tmp_path)
    sqlite.manage("migrate", "--verbosity", "0")
    sqlite.manage("restore", there)
    assert sqlite.manage("digest").split()[-1] == digest
    sqlite.manage("backup", back)
    assert run("restore", back, "--force")[0] == 0
    assert (dump(), compute_digest()) == (rows, digest)


class Sqlite:
    """Commands of the project at a SQLite file of their own."""

    def __init__(self, folder: Path):
        url = f"sqlite:///{quote(str(folder))}/other.sqlite3"
        self._environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": str(folder / "var")}

    def manage(self, *words):
        command = [sys.executable, "manage.py", *map(str, words)]
        where = {"cwd": settings.BASE_DIR, "env": self._environment}
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, **where)
        assert done.returncode == 0, done.stderr
        return done.stdout
