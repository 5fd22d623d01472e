"""The doctor: silent about a set-up that is whole, and each check finds what it is there for."""

import json
import os
import re
from contextlib import ExitStack
from functools import cache
from importlib.metadata import version
from io import StringIO

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection

from campaigns.doctor import catalog, databases, disk, engines, work
from campaigns.doctor.findings import name_check
from campaigns.jobs import pulses
from campaigns.tests.doctor.breaking import BREAKS, FILE, SERVER, World

pytestmark = pytest.mark.django_db
ALL = (
    *catalog.CHECKS,
    *catalog.DATABASE_CHECKS,
    *catalog.TABLE_CHECKS,
    *catalog.POSTGRESQL_CHECKS,
    *catalog.SQLITE_CHECKS,
)


@cache
def collected():
    """What collectstatic writes down."""
    return json.dumps({"paths": {path: path for finder in get_finders() for path, _ in finder.list([])}})


@pytest.fixture
def world(settings, monkeypatch, tmp_path, admin_user):
    """A set-up in which nothing is wrong."""
    settings.VAR_DIR, settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "var", tmp_path / "var" / "incoming"
    settings.VAR_DIR.mkdir(mode=0o700)
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "roi.backup").touch()
    settings.TRUSTED_PROXY, settings.BACKUP_DIR, settings.STATIC_ROOT = True, str(tmp_path / "backups"), tmp_path
    (tmp_path / "staticfiles.json").write_text(collected())
    settings.BASE_DIR = tmp_path
    (tmp_path / "requirements.txt").write_text(f"django=={version('django')} \\\n    --hash=sha256:0\n")
    pulses._store().write("worker-of-a-test", pulses.Note())
    with ExitStack() as stack:
        yield World(settings, monkeypatch, tmp_path, stack)


def look_with(look, world):
    if look in catalog.POSTGRESQL_CHECKS:
        return list(look(world.server))
    return list(look(world.file) if look in catalog.SQLITE_CHECKS else look())


def test_every_check_has_something_that_breaks_it():
    assert set(BREAKS) == set(ALL)
    assert len({name_check(look) for look in ALL}) == len(ALL)


@pytest.mark.parametrize("look", ALL, ids=name_check)
def test_a_check_finds_nothing_in_a_whole_set_up_and_something_in_a_broken_one(world, look):
    if look is engines.find_unknown_zone and connection.vendor == "sqlite":
        pytest.skip("It asks PostgreSQL.")
    if look is disk.find_foreign_files and os.geteuid():
        pytest.skip("Only root gives files to others.")
    assert look_with(look, world) == []
    again = BREAKS[look](world)
    found = list(again()) if callable(again) else look_with(look, world)
    assert len(found) == 1
    for sentence in (found[0].what, found[0].why):
        assert re.fullmatch(r"\S.*[.”]", sentence), sentence
    assert found[0].do


def test_postgresql_and_sqlite_say_all_that_the_checks_ask_for():
    told = engines.read_server() if connection.vendor == "postgresql" else engines.read_file()
    assert (SERVER if connection.vendor == "postgresql" else FILE).keys() <= told.keys()


def test_a_backup_that_nobody_made_or_knows_of_is_told(world):
    (world.folder / "backups" / "roi.backup").unlink()
    assert "There is no backup" in look_with(disk.find_old_backup, world)[0].what
    world.settings.BACKUP_DIR = ""
    assert look_with(disk.find_old_backup, world) == []
    world.settings.ON_LOOPBACK = False
    assert look_with(disk.find_old_backup, world)[0].is_hint


# The command


def run(*words):
    """(exit status, what it printed)."""
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", *words, stdout=out)
    return int(ended.value.code), out.getvalue()


def test_something_to_mend_is_told_with_reason_and_remedy_and_exits_1(world):
    BREAKS[disk.find_open_folder](world)
    status, told = run()
    assert status == 1
    assert re.search(r"(?m)^Mend: .*VAR_DIR.*\n  Why: .*\n  Do:  chmod 700 .*$", told)


def test_json_lists_the_same(world):
    BREAKS[disk.find_open_folder](world)
    status, told = run("--json")
    found = {finding["check"]: finding for finding in json.loads(told)["findings"]}
    assert status == 1
    assert found["open-folder"]["is_hint"] is False
    assert found["open-folder"]["do"].startswith("chmod 700")


def test_one_check_alone_exits_1_for_a_hint(world):
    assert run("--only", "no-worker")[0] == 0
    BREAKS[work.find_no_worker](world)
    status, told = run("--only", "no-worker")
    assert status == 1
    assert told.count("Why:") == 1
    with pytest.raises(CommandError, match="does not exist"):
        call_command("doctor", "--only", "nothing")


def test_a_database_that_is_away_ends_the_questions_about_it(world):
    BREAKS[databases.find_no_answer](world)
    looked = dict(catalog.run_checks())
    assert "connection refused Is the server running?" in looked["no-answer"][0].what
    assert "no-superuser" not in looked


def test_a_database_without_its_tables_is_not_asked_for_rows(world):
    BREAKS[databases.find_pending_migrations](world)
    looked = dict(catalog.run_checks())
    assert looked["pending-migrations"]
    assert "no-superuser" not in looked


def test_a_check_that_cannot_be_done_is_a_finding(world):
    world.settings.VAR_DIR = world.folder / "away"
    assert "could not be done" in dict(catalog.run_checks())["open-folder"][0].what
