"""The files of deploy/: what they name exists in the project, and they give the processes no more than they need.

Neither Docker nor systemd runs here; so this reads the files as they would.
"""

import ast
import re
import shlex
import subprocess
from itertools import pairwise

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

ROOT = settings.BASE_DIR
DEPLOY = ROOT / "deploy"
UNITS = ["healthkart-roi.service", "healthkart-roi-worker.service", "healthkart-roi-backup.service"]
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
READERS = {"read_text", "read_flag", "read_count", "read_match", "read_list", "read_time_zone", "read_token"}
BESIDE = {"BACKUP_DAYS", "PGPASSWORD", "PROMETHEUS_MULTIPROC_DIR", "PYTHON", "TMPDIR", "WEB_CONCURRENCY"}
"""Variables that others than settings.py read."""


def read_by_settings():
    """Every variable that settings.py reads."""
    tree = ast.parse((ROOT / "healthkart_roi" / "settings.py").read_text())
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    named = (call.args[0] for call in calls if call.func.id in READERS and call.args)
    return {name.value for name in named if isinstance(name, ast.Constant)}


def commands_in(words):
    """The commands of manage.py in a command line."""
    return [after for word, after in pairwise(words) if word.endswith("manage.py")]


def read_unit(name):
    """Key → its values, in order."""
    told = {}
    for line in (DEPLOY / name).read_text().splitlines():
        key, is_set, value = line.partition("=")
        if is_set and not line.startswith("#"):
            told.setdefault(key, []).append(value)
    return told


# The environment


def test_every_setting_is_explained_in_the_environment_file():
    explained = set(re.findall(r"(?m)^#?([A-Z_]+)=", (DEPLOY / "healthkart-roi.env").read_text()))
    assert len(read_by_settings()) > 15
    assert read_by_settings() <= explained
    assert explained <= read_by_settings() | BESIDE


@pytest.mark.parametrize("name", OURS)
def test_a_container_is_told_only_what_the_portal_reads(name):
    told = {variable.removesuffix("_FILE") for variable in OURS[name]["environment"]}
    assert told <= read_by_settings() | BESIDE


def test_the_image_sets_only_what_is_read():
    told = re.findall(r"([A-Z_]+)=", " ".join(re.findall(r"(?m)^ENV (.*)", dockerfile())))
    assert {"VAR_DIR", "LOG_FORMAT"} <= set(told)
    assert set(told) <= read_by_settings() | BESIDE | {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}


# What is started


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_starts_what_is_there(name):
    unit = read_unit(name)
    for line in unit.get("ExecStartPre", []) + unit["ExecStart"]:
        words = shlex.split(line)
        place = words[0].removeprefix("/opt/healthkart-roi/")
        assert place in (".venv/bin/python", ".venv/bin/gunicorn") or (ROOT / place).stat().st_mode & 0o111
        assert set(commands_in(words)) <= get_commands().keys()


@pytest.mark.parametrize("name", OURS)
def test_a_container_starts_what_is_there(name):
    service = OURS[name]
    program, *_ = service["command"]
    assert program in ("python", "gunicorn") or (ROOT / program).stat().st_mode & 0o111
    probe = service["healthcheck"].get("test", [])
    assert set(commands_in(service["command"]) + commands_in(probe)) <= get_commands().keys()


def test_the_backup_script_runs_the_backup_command():
    assert "manage.py backup " in (DEPLOY / "backup.sh").read_text()


def test_the_image_copies_what_is_there_and_the_context_lets_it_through():
    copied = [word for line in re.findall(r"(?m)^COPY (?!--)(.*) \S+$", dockerfile()) for word in line.split()]
    let_through = re.findall(r"(?m)^!(.*)$", (ROOT / ".dockerignore").read_text())
    assert sorted(copied) == sorted(let_through)
    assert all((ROOT / path).exists() for path in copied)


@pytest.mark.parametrize("script", ["entrypoint.sh", "backup.sh"])
def test_a_script_can_be_run(script):
    assert (DEPLOY / script).stat().st_mode & 0o111
    assert subprocess.run(["sh", "-n", DEPLOY / script], check=False).returncode == 0


def test_a_container_keeps_the_working_files_of_imports_on_its_volume(tmp_path):
    assert re.search(r"TMPDIR=(\S+)", dockerfile())[1].startswith("/data/")
    done = subprocess.run([DEPLOY / "entrypoint.sh", "true"], env={"TMPDIR": str(tmp_path / "tmp")}, check=False)
    assert done.returncode == 0 and (tmp_path / "tmp").stat().st_mode & 0o777 == 0o700


def test_secrets_come_from_files(tmp_path):
    (secret := tmp_path / "key").write_text("a b'c\"$d\n")
    show = ["sh", "-c", 'printf "%s|%s" "$SECRET_KEY" "${SECRET_KEY_FILE:-gone}"']
    done = subprocess.run(
        [DEPLOY / "entrypoint.sh", *show], env={"SECRET_KEY_FILE": str(secret)}, capture_output=True, text=True
    )
    assert done.stdout == "a b'c\"$d|gone"
    gone = subprocess.run([DEPLOY / "entrypoint.sh", *show], env={"SECRET_KEY_FILE": "/nowhere"}, capture_output=True)
    assert gone.returncode != 0


@pytest.mark.parametrize("page", ["deploy/README.md", "docs/upgrade.md", "docs/supply.md"])
def test_what_the_pages_name_is_there(page):
    text = (ROOT / page).read_text()
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text()))
    assert set(re.findall(r"`make (?:-C \S+ )?([a-z-]+)", text)) <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= get_commands().keys()
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / page).parent.joinpath(link).exists(), link


def test_the_alerts_are_of_measurements_that_exist():
    told = (ROOT / "campaigns" / "web" / "gauges.py").read_text()
    named = set(re.findall(r"healthkart_([a-z_]+)", (DEPLOY / "README.md").read_text()))
    assert len(named) >= 6
    assert {name for name in named if f'"{name}"' not in told} == set()


# How little they may


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_may_little(name):
    unit = read_unit(name)
    assert unit["User"] == ["healthkart"]
    assert unit["ProtectSystem"] == ["strict"]
    assert unit["CapabilityBoundingSet"] == [""]
    for key in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "ProtectKernelTunables"):
        assert unit[key] == ["true"], key
    hardening = (DEPLOY / name).read_text().partition("UMask=0077\n")[2].partition("\n[Install]")[0].strip()
    assert hardening == (DEPLOY / UNITS[0]).read_text().partition("UMask=0077\n")[2].partition("\n[Install]")[0].strip()


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_may_little(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["healthcheck"]
    assert re.fullmatch(r"[a-z-]+:[0-9][\w.-]*", service["image"])
    if name != "proxy":  # it keeps one capability instead: to listen on 80 and 443
        assert int(service["user"].partition(":")[0]) > 0
        assert service["networks"] == (["back", "front"] if name == "web" else ["back"])
        assert "ports" not in service


def test_nothing_secret_stands_in_the_compose_file():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not re.search("PASSWORD|SECRET", name) or name.endswith("_FILE")
            assert not re.search(r"//\w+:.*@", str(value))
    ignored = (ROOT / ".gitignore").read_text()
    assert "/deploy/secrets/" in ignored
    assert all(secret["file"].startswith("./secrets/") for secret in COMPOSE["secrets"].values())


def test_a_container_may_take_as_long_to_end_as_what_runs_in_it():
    conf = (ROOT / "gunicorn.conf.py").read_text()
    grace = int(re.search(r"graceful_timeout = (\d+)", conf)[1])
    assert int(SERVICES["web"]["stop_grace_period"].rstrip("s")) > grace
    assert int(read_unit(UNITS[0])["TimeoutStopSec"][0]) > grace
    assert read_unit(UNITS[1])["TimeoutStopSec"] == ["300"]


def dockerfile():
    return (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
