"""The environment: every wrong value is one clear sentence and status 2, and secrets are kept as promised."""

import os
import socket
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from healthkart_roi.settings import read_single_sign_on

pytestmark = pytest.mark.any_engine

STRONG_KEY = "kq3-vB7_zP0.mX5~cT9!wR2@hN8#jL4$gF6%dS1^aY0&uE3*iO7"
SERVER = "postgresql://roi:hunter2@db.example.com/roi"
PRODUCTION = {"ALLOWED_HOSTS": "roi.example.com", "SECURE": "1", "SECRET_KEY": STRONG_KEY}


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def run_manage(var: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """manage.py in an environment that holds nothing but what the test says."""
    return run([sys.executable, "manage.py", *words], var, **environment)


def run(command: list[str], var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(var), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def show_settings(var: Path, **environment: str) -> dict[str, str]:
    """The settings of a start with these variables, as Django prints them."""
    done = run_manage(var, "diffsettings", "--all", **environment)
    assert done.returncode == 0, done.stderr
    lines = (line.removeprefix("### ").removesuffix("  ###").partition(" = ") for line in done.stdout.splitlines())
    return {name: value for name, _, value in lines}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("SECURE", "2"),
        ("TRUSTED_PROXY", "nginx"),
        ("TIME_ZONE", "Asia/Kolkatta"),
        ("TIME_ZONE", "Asia"),
        ("TIME_ZONE", "../zone"),
        ("CURRENCY", "₹"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "LOUD"),
        ("ALLOWED_HOSTS", "https://roi.example.com"),
        ("ALLOWED_HOSTS", "roi.example.com:8000"),
        ("ALLOWED_HOSTS", "*"),
        ("CSRF_TRUSTED_ORIGINS", "roi.example.com"),
        ("CSRF_TRUSTED_ORIGINS", "https://roi.example.com/login"),
        ("UPLOAD_MAX_MB", "0"),
        ("SESSION_IDLE_MINUTES", "5"),
        ("VAR_DIR", "manage.py/var"),
        ("DATABASE_URL", "mysql://roi@localhost/roi"),
        ("DATABASE_URL", "var/healthkart.sqlite3"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///campaigns"),
        ("DATABASE_URL", "postgresql://db.example.com"),
        ("DATABASE_URL", "postgresql://roi@db.example.com:port/roi"),
        ("DATABASE_REPLICA_URLS", SERVER),
    ],
)
@pytest.mark.by_lot(5)
def test_a_wrong_value_stops_the_start_with_one_sentence(var: Path, name: str, value: str) -> None:
    done = run_manage(var, "check", **{name: value})
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(name)
    assert done.stderr.endswith(".\n")


def test_a_server_program_gets_the_same_sentence(var: Path) -> None:
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    done = run([gunicorn, "healthkart_roi.wsgi", "--bind", "127.0.0.1:0"], var, DEBUG="maybe")
    assert done.returncode == 2
    assert "DEBUG must be 0 or 1, not 'maybe'." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_one_sentence(var: Path) -> None:
    url = "postgresql://roi@%2Fno%2Fsuch%2FFolder/roi"
    done = run_manage(var, "migrate", DATABASE_URL=url, SECRET_KEY=STRONG_KEY)
    assert done.returncode == 2
    assert "/no/such/Folder" in done.stderr  # the case of a socket folder is kept
    assert "Is DATABASE_URL right" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_listens_and_says_nothing_counts_as_away_in_seconds(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://roi:roi@127.0.0.1:{silent.getsockname()[1]}/roi"
        began = time.monotonic()
        done = run_manage(var, "migrate", DATABASE_URL=url, SECRET_KEY=STRONG_KEY)
    assert (done.returncode, time.monotonic() - began < 30) == (2, True)
    assert "Is DATABASE_URL right" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("url", ["mysql://roi:hunter2@db/roi", "postgresql://roi:hunter2@db:x/roi", SERVER])
def test_a_password_in_an_address_is_never_repeated(var: Path, url: str) -> None:
    done = run_manage(var, "check", DATABASE_URL=url)
    assert done.returncode == 2
    assert "hunter2" not in done.stderr


def test_empty_variables_count_as_not_set(var: Path) -> None:
    names = ("DATABASE_URL", "DATABASE_REPLICA_URLS", "DEBUG", "TIME_ZONE", "CURRENCY")
    shown = show_settings(var, **dict.fromkeys(names, " "))
    assert str(var / "healthkart.sqlite3") in shown["DATABASES"]
    assert (shown["DEBUG"], shown["TIME_ZONE"], shown["CURRENCY"]) == ("False", "'Asia/Kolkata'", "'INR'")


def test_the_secret_key_is_made_once_and_only_for_its_owner(var: Path) -> None:
    first = show_settings(var)["SECRET_KEY"]
    assert stat.S_IMODE((var / "secret-key").stat().st_mode) == 0o600
    assert {path.name for path in var.iterdir()} == {"incoming", "secret-key"}  # no draft is left
    assert show_settings(var)["SECRET_KEY"] == first == repr((var / "secret-key").read_text().strip())


def test_first_starts_at_the_same_time_agree_on_the_secret_key(var: Path) -> None:
    command = [sys.executable, "-c", "from healthkart_roi import settings; print(settings.SECRET_KEY)"]
    with ThreadPoolExecutor(4) as starts:
        keys = {done.stdout for done in starts.map(lambda _: run(command, var), range(4))}
    assert keys == {(var / "secret-key").read_text()}


def test_a_damaged_secret_key_is_named_and_not_replaced(var: Path) -> None:
    var.mkdir()
    (var / "secret-key").write_text("short\n")
    done = run_manage(var, "check")
    assert done.returncode == 2
    assert str(var / "secret-key") in done.stderr
    assert (var / "secret-key").read_text() == "short\n"


@pytest.mark.parametrize("key", ["", "too-short", "a" * 60, "django-insecure-" + STRONG_KEY])
def test_a_missing_or_weak_key_is_refused_on_a_server_database(var: Path, key: str) -> None:
    done = run_manage(var, "check", DATABASE_URL=SERVER, SECRET_KEY=key)
    assert done.returncode == 2
    assert done.stderr.startswith("SECRET_KEY must be set to at least 50 random characters")
    assert done.stderr.count("\n") == 1


def test_a_strong_key_is_accepted_on_a_server_database(var: Path) -> None:
    assert show_settings(var, DATABASE_URL=SERVER, SECRET_KEY=STRONG_KEY)["SECRET_KEY"] == repr(STRONG_KEY)


def test_debugging_on_a_server_database_needs_no_key(var: Path) -> None:
    assert show_settings(var, DATABASE_URL=SERVER, DEBUG="1")["DEBUG"] == "True"


def test_security_is_on_as_soon_as_a_host_can_be_reached_from_outside(var: Path) -> None:
    assert show_settings(var)["SECURE"] == "False"
    assert show_settings(var, ALLOWED_HOSTS="localhost,roi.example.com")["SECURE"] == "True"
    switched_off = show_settings(var, ALLOWED_HOSTS="roi.example.com", SECURE="0")
    assert switched_off["SECURE_SSL_REDIRECT"] == "False"
    assert switched_off["SESSION_COOKIE_NAME"] == "'sessionid'"


def test_the_deployment_check_has_nothing_to_say_about_production(var: Path) -> None:
    done = run_manage(var, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_debugging_is_refused_where_others_can_reach_it(var: Path) -> None:
    done = run_manage(var, "check", DEBUG="1", ALLOWED_HOSTS="localhost,roi.example.com")
    assert done.returncode == 2
    assert done.stderr == "DEBUG=1 shows the inside of the portal: ALLOWED_HOSTS may then name this machine only.\n"
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    done = run([gunicorn, "healthkart_roi.wsgi", "--bind", "0.0.0.0:0"], var, DEBUG="1")
    assert done.returncode == 2
    assert "so it is not served on 0.0.0.0: bind to 127.0.0.1." in done.stderr
    assert "Traceback" not in done.stderr


OIDC = {
    "OIDC_SERVER_URL": "https://login.example.com/realms/staff",
    "OIDC_CLIENT_ID": "portal",
    "OIDC_CLIENT_SECRET": "hunter2-hunter2",
}


def read_sign_on(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, str] | None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_single_sign_on()


def test_single_sign_on_is_switched_on_by_three_variables_together(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_sign_on(monkeypatch) is None
    chosen = read_sign_on(monkeypatch, **OIDC, OIDC_NAME="Staff ID", OIDC_NEWCOMER_DOMAIN="example.com")
    assert chosen is not None
    assert (chosen["name"], chosen["newcomers"]) == ("Staff ID", "example.com")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_SERVER_URL", ""),
        ("OIDC_CLIENT_SECRET", " "),
        ("OIDC_SERVER_URL", "http://login.example.com"),
        ("OIDC_SERVER_URL", "https://login.example.com?a=b"),
        ("OIDC_SERVER_URL", "javascript:alert(1)"),
        ("OIDC_NAME", "<b>"),
        ("OIDC_NEWCOMER_DOMAIN", "@example.com"),
        ("OIDC_NEWCOMER_DOMAIN", "*.example.com"),
        ("OIDC_NEWCOMER_DOMAIN", "com"),
    ],
)
def test_half_or_wrong_single_sign_on_is_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured) as wrong:
        read_sign_on(monkeypatch, **(OIDC | {name: value}))
    assert name in str(wrong.value) and str(wrong.value).endswith(".")
    assert "hunter2" not in str(wrong.value)


def test_replicas_become_databases_of_their_own(var: Path) -> None:
    replicas = f"{SERVER}1, {SERVER}2"
    shown = show_settings(var, DATABASE_URL=SERVER, DATABASE_REPLICA_URLS=replicas, SECRET_KEY=STRONG_KEY)
    assert "'replica1'" in shown["DATABASES"]
    assert "'replica2'" in shown["DATABASES"]
