"""``manage.py demo``: safe at each start, one sentence for each outcome, and logins that are kept secret."""

import io
import stat

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

from campaigns.digest import compute_digest
from campaigns.ingest.conductor import Options, import_paths
from campaigns.roles import ROLES

pytestmark = pytest.mark.django_db


def run_demo(*words: str) -> str:
    out = io.StringIO()
    call_command("demo", *words, stdout=out)
    return out.getvalue()


def test_if_empty_loads_once_and_says_so():
    assert "20 tracking" in run_demo("--small", "--if-empty")
    before = compute_digest()
    assert run_demo("--if-empty") == "The database has data, so no demo data was loaded.\n"
    assert compute_digest() == before
    assert run_demo("--remove") == "The demo data was taken out.\n"
    assert run_demo("--remove") == "There is no demo data.\n"


def test_a_refusal_is_one_sentence(tmp_path):
    file = tmp_path / "influencers.csv"
    file.write_text("id,name\nINF001,Somebody Real\n", encoding="utf-8")
    assert import_paths([file], Options()).committed
    with pytest.raises(CommandError, match="are in your own data already"):
        run_demo("--small")


def test_logins_are_made_once_and_kept_for_their_owner_only(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    said = run_demo("--small", "--logins")
    kept = tmp_path / "demo-logins.txt"
    logins = dict(line.split() for line in kept.read_text().splitlines())
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["demo-logins.txt"]
    assert all(f"Login: {name}   password: {password}" in said for name, password in logins.items())
    assert authenticate(username="admin", password=logins["admin"]).is_superuser
    assert authenticate(username="marketer", password=logins["marketer"]).is_staff
    again = run_demo("--if-empty", "--logins")
    assert str(kept) in again
    assert not any(password in again for password in logins.values())


def test_the_marketer_has_the_roles_that_look_export_and_save_and_change_nothing(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    run_demo("--small", "--logins")
    marketer = get_user_model().objects.get(username="marketer")
    assert marketer.get_all_permissions() == ROLES["analyst"] | ROLES["finance"]
    assert not [name for name in marketer.get_all_permissions() if "change_" in name or "import_" in name]


def test_no_logins_are_made_beside_users(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    get_user_model().objects.create_user("somebody")
    assert "There are users already" in run_demo("--small", "--logins")
    assert get_user_model().objects.count() == 1
    assert list(tmp_path.iterdir()) == []


def test_logins_whose_passwords_cannot_be_kept_are_not_made(tmp_path, settings):
    settings.VAR_DIR = tmp_path / "missing"
    with pytest.raises(CommandError, match="No logins were made"):
        run_demo("--small", "--logins")
    assert not get_user_model().objects.exists()
