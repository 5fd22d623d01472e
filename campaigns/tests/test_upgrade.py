"""An upgrade with data: what the oldest version with today's migrations has stored counts the same today."""

import json
import os
import subprocess
import sys
import tarfile
from io import BytesIO
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from campaigns.tests.builders import write_files
from campaigns.tests.golden import GOLDEN
from campaigns.tests.processes import environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
OLDEST = "318d4a376801242464de9b3d0df4e4c6078992df"
"""The commit since which no migration was rewritten. Once a version is tagged, its tag stands here."""
NAMES = ("old_one", "new_one")
OF_THE_DATA = {"pending-migrations", "later-version", "wrong-counts", "no-guard", "dead-jobs", "waiting-jobs"}
"""Checks of the doctor that look at what an upgrade changes."""


@pytest.fixture
def old_code(tmp_path):
    """The tree of that commit."""
    git = ["git", "-C", str(settings.BASE_DIR), "archive", OLDEST]
    try:
        packed = subprocess.run(git, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("The history is not here, so there is no old version to upgrade.")
    folder = tmp_path / "old"
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture
def databases(tmp_path):
    """Addresses of two empty databases."""
    if connection.vendor == "sqlite":
        yield [f"sqlite:///{tmp_path / name}.sqlite3" for name in NAMES]
        return
    here = urlsplit(environment()["DATABASE_URL"])
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"CREATE DATABASE {name}")
        yield [urlunsplit(here._replace(path=f"/{name}")) for name in NAMES]
        for name in NAMES:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def call(folder, url, *words):
    """A command of that tree, at its end."""
    own = {"DATABASE_URL": url, "VAR_DIR": str(folder / "var"), "PYTHONPATH": ""}
    command = [sys.executable, "manage.py", *map(str, words)]
    return subprocess.run(command, cwd=folder, env=os.environ | own, capture_output=True, text=True, check=False)


def manage(folder, url, *words):
    """What it says."""
    done = call(folder, url, *words)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def consult(url):
    """What today's doctor finds, by the names of its checks."""
    told = json.loads(call(settings.BASE_DIR, url, "doctor", "--json").stdout)["findings"]
    return {finding["check"]: finding["what"] for finding in told}


def test_data_of_the_oldest_version_is_as_if_loaded_today(old_code, databases, tmp_path):
    files, (upgraded, fresh), today = write_files(tmp_path, GOLDEN), databases, settings.BASE_DIR
    manage(old_code, upgraded, "migrate", "--verbosity", 0)
    manage(old_code, upgraded, "import", *files)
    assert "migrations were not applied" in consult(upgraded)["pending-migrations"]
    for url in (upgraded, fresh):
        manage(today, url, "migrate", "--verbosity", 0)
    manage(today, fresh, "import", *files)
    for check in (("rollup", "--check"), ("audit", "--check"), ("check",)):
        manage(today, upgraded, *check)
    found = consult(upgraded)
    assert found == consult(fresh)  # what is left is the test's: nobody has an account, no worker runs
    assert not found.keys() & OF_THE_DATA
    assert manage(today, upgraded, "digest") == manage(today, fresh, "digest")
    manage(today, upgraded, "undo_import", 1)
    manage(today, fresh, "undo_import", 1)
    assert manage(today, upgraded, "digest") == manage(today, fresh, "digest")
