"""Backups that are not made and not restored: each says why in a sentence, and nothing is changed."""

import subprocess
import sys

import pytest
from django.conf import settings

from campaigns.backups.writing import _draft_of
from campaigns.digest import compute_digest
from campaigns.models import Rollup
from campaigns.tests.backups.copies import dump, rewrite
from campaigns.tests.builders import must_load
from campaigns.tests.commands.runner import run
from campaigns.tests.golden import GOLDEN
from campaigns.tests.processes import environment, running_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def backup(tmp_path):
    must_load(GOLDEN)
    assert run("backup", tmp_path / "a.backup")[0] == 0
    return tmp_path / "a.backup"


def refuse(path, *words):
    """The sentence; nothing is changed."""
    before = dump()
    status, out, err = run("restore", path, *words)
    assert status in (1, 2) and not out
    assert dump() == before
    return err


def test_a_database_with_rows_is_not_overwritten_unless_told_so(backup):
    said = refuse(backup)
    assert "The database is not empty: it holds" in said and "--force" in said


def test_a_file_that_is_no_backup(backup):
    backup.write_bytes(b"id,name\n1,A\n")
    assert "is not a backup of this portal" in refuse(backup, "--force")


def test_another_zip(backup):
    other = rewrite(backup, lambda manifest: manifest.update(kind="something else"))
    assert "is not a backup of this portal" in refuse(other, "--force")


def test_a_file_that_is_not_there(backup):
    assert "No such file" in refuse(backup.with_name("b.backup"), "--force")


@pytest.mark.parametrize("part", [0.2, 0.9, 0.999])
def test_a_file_that_was_cut(backup, part):
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * part)])
    assert "is cut: its end is missing" in refuse(backup, "--force")


def test_a_flipped_bit(backup):
    whole = bytearray(backup.read_bytes())
    whole[len(whole) // 3] ^= 4
    backup.write_bytes(whole)
    assert "damaged" in refuse(backup, "--force")


def test_a_member_that_is_not_the_one_that_was_written(backup):
    other = rewrite(backup, lambda manifest: None, {"tables/campaigns_payout.tsv": b""})
    assert "campaigns_payout.tsv is not what was written" in refuse(other, "--force")


def test_a_member_more(backup):
    other = rewrite(backup, lambda manifest: manifest["members"].pop("tables/campaigns_payout.tsv"))
    assert "its members are not those" in refuse(other, "--force")


def test_a_newer_format(backup):
    other = rewrite(backup, lambda manifest: manifest.update(format=2))
    assert "newer version of the portal" in refuse(other, "--force")


def test_migrations_that_are_not_known_here(backup):
    other = rewrite(backup, lambda manifest: manifest["migrations"]["campaigns"].append("9999_later"))
    said = refuse(other, "--force")
    assert "newer version" in said and "campaigns is at 9999_later" in said


def test_an_older_version(backup):
    other = rewrite(backup, lambda manifest: manifest["migrations"]["campaigns"].pop())
    assert "older version of the portal: campaigns is at " in refuse(other, "--force")


def test_other_columns(backup):
    other = rewrite(backup, lambda manifest: manifest["tables"]["auth_user"].pop())
    assert "auth_user has other columns there" in refuse(other, "--force")


def test_figures_that_were_wrong_when_they_were_backed_up(tmp_path):
    must_load(GOLDEN)
    Rollup.objects.filter(payout_sum__gt=0).update(payout_sum=1)
    run("backup", tmp_path / "a.backup")
    before = compute_digest()
    assert "rollup --check" in refuse(tmp_path / "a.backup", "--force")
    assert compute_digest() == before


def test_a_file_that_is_there_is_not_overwritten_unless_told_so(backup):
    before = backup.read_bytes()
    status, _, err = run("backup", backup)
    assert (status, backup.read_bytes()) == (1, before)
    assert "is there already" in err and "--force" in err
    assert run("backup", backup, "--force")[0] == 0


def test_a_backup_is_its_owners_and_leaves_nothing_beside_it(backup):
    assert backup.stat().st_mode & 0o777 == 0o600
    assert list(backup.parent.iterdir()) == [backup]


def test_two_backups_to_one_file_at_once(backup):
    with _draft_of(backup):
        assert "Another backup is being written" in run("backup", backup, "--force")[2]


def test_a_folder_that_is_not_there(tmp_path):
    assert "No backup was made" in run("backup", tmp_path / "no" / "a.backup")[2]


FULL = """
import resource
from django.core.management import call_command
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
call_command("backup", sys.argv[1])
"""


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_leaves_the_old_backup_and_no_draft(tmp_path):
    must_load(GOLDEN)
    path = tmp_path / "a.backup"
    path.write_bytes(b"old")
    code = FULL.replace("sys.argv[1])", 'sys.argv[1], "--force")').replace("20_000", "2_000")
    with running_code(code, path) as process:
        _, err = process.communicate(timeout=60)
    assert "No backup was made" in err
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.backup", b"old")]


@pytest.mark.django_db(transaction=True)
def test_standard_output_can_be_sent_anywhere(tmp_path):
    must_load(GOLDEN)
    with (tmp_path / "a.backup").open("wb") as out:
        command = [sys.executable, "manage.py", "backup", "-"]
        pipe = subprocess.run(command, cwd=settings.BASE_DIR, env=environment(), stdout=subprocess.PIPE, check=True)
        out.write(pipe.stdout)
    assert run("restore", tmp_path / "a.backup", "--force")[0] == 0
