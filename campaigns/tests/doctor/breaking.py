"""For every check one way to break a set-up that is whole, so that the check finds something.

A function takes the ``World`` and breaks it; where the check itself must be called otherwise, it returns how.
"""

import os
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F
from django.utils import timezone

from campaigns.demo.logins import make_logins
from campaigns.doctor import databases, disk, engines, packages, switches, work
from campaigns.models import Job, Pulse, Rollup
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN

SERVER = {
    "server_version_num": "170004",
    "server_encoding": "UTF8",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "autovacuum": "on",
    "max_connections": "100",
    "superuser_reserved_connections": "3",
    "shared_buffers": "16384",
    "random_page_cost": "1.1",
    "database_size": 50 * 1024**2,
    "reached_port": 5432,
}
"""What a PostgreSQL says of itself that is as it should be."""
FILE = {"journal_mode": "wal", "synchronous": 2, "path": "/srv/roi/data.sqlite3"}
MOUNTED = """25 1 8:1 / / rw - ext4 /dev/sda1 rw
31 25 0:40 / /srv rw shared:7 - nfs4 files.example.com:/srv rw
"""
BREAKS = {}
"""Check → what breaks it."""


@dataclass
class World:
    """The set-up of one test."""

    settings: Any
    monkeypatch: Any
    folder: Path
    stack: ExitStack
    server: dict = field(default_factory=lambda: dict(SERVER))
    file: dict = field(default_factory=lambda: dict(FILE))

    @property
    def var(self):
        return Path(self.settings.VAR_DIR)


def breaks(look):
    """Declares the function under it as what breaks this check."""
    return lambda function: BREAKS.setdefault(look, function)


def on_a_network(world, **settings):
    for name, value in {"ON_LOOPBACK": False, "SECURE": True, **settings}.items():
        setattr(world.settings, name, value)


breaks(switches.find_debugging)(lambda world: on_a_network(world, DEBUG=True))
breaks(switches.find_wildcard_hosts)(lambda world: on_a_network(world, ALLOWED_HOSTS=["*"]))
breaks(switches.find_insecure_pages)(lambda world: on_a_network(world, SECURE=False))
breaks(switches.find_untrusted_proxy)(lambda world: on_a_network(world, TRUSTED_PROXY=False))
breaks(switches.find_insecure_origins)(lambda world: on_a_network(world, CSRF_TRUSTED_ORIGINS=["http://roi.example"]))
breaks(switches.find_weak_key)(lambda world: on_a_network(world, SECRET_KEY="short"))
breaks(switches.find_too_many_processes)(lambda world: world.monkeypatch.setenv("WEB_CONCURRENCY", "9999"))


@breaks(switches.find_readable_secrets)
def _(world):
    (world.var / "secret-key").write_text("secret")
    (world.var / "secret-key").chmod(0o640)


@breaks(switches.find_little_memory)
def _(world):
    (told := world.folder / "meminfo").write_text("MemTotal: 16000000 kB\nMemAvailable:  300000 kB\n")
    world.monkeypatch.setattr(switches, "MEMORY", told)


@breaks(switches.find_demo_logins)
def _(world):
    User.objects.all().delete()
    make_logins()
    on_a_network(world)


@breaks(packages.find_other_packages)
def _(world):
    (world.folder / "requirements.txt").write_text("django==1.0 \\\n    --hash=sha256:0\nnowhere-to-be-found==1.0\n")


breaks(disk.find_open_folder)(lambda world: world.var.chmod(0o750))


@breaks(disk.find_foreign_files)
def _(world):
    (path := world.var / "healthkart.sqlite3").touch()
    os.chown(path, 12345, -1)


@breaks(disk.find_little_space)
def _(world):
    world.monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: SimpleNamespace(free=300 * 1024**2))


@breaks(disk.find_stale_files)
def _(world):
    (path := Path(world.settings.FILE_UPLOAD_TEMP_DIR) / "tmp1.upload.csv").touch()
    make_old(path, 3 * 24 * 3600)


@breaks(disk.find_uncollected_files)
def _(world):
    world.settings.STATIC_ROOT = world.folder / "nothing"


@breaks(disk.find_old_backup)
def _(world):
    (path := world.folder / "backups" / "roi.backup").touch()
    make_old(path, 48 * 3600)


@breaks(databases.find_no_answer)
def _(world):
    def refuse(*_):
        raise DatabaseError("connection refused\n\tIs the server running?")

    world.stack.enter_context(connection.execute_wrapper(refuse))


@breaks(databases.find_pending_migrations)
def _(world):
    MigrationRecorder(connection).record_unapplied("campaigns", "0002_jobs_and_mappings")


@breaks(databases.find_later_version)
def _(world):
    MigrationRecorder(connection).record_applied("campaigns", "9999_later")


@breaks(databases.find_clock_skew)
def _(world):
    return lambda: databases.find_clock_skew(lambda: timezone.now() - timedelta(minutes=1))


@breaks(databases.find_bad_replicas)
def _(world):
    """The database itself as its own copy."""
    world.monkeypatch.setattr(databases, "connections", {"default": connection, "replica1": connection})


breaks(databases.find_no_superuser)(lambda world: User.objects.update(is_active=False))


@breaks(databases.find_wrong_counts)
def _(world):
    must_load(GOLDEN)
    assert not list(databases.find_wrong_counts())
    Rollup.objects.filter(grain=0).update(events_sum=F("events_sum") + 1)


@breaks(databases.find_no_guard)
def _(world):
    on = " ON campaigns_auditentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER audit_guard_campaigns_auditentry_delete{on}")


@breaks(work.find_no_worker)
def _(world):
    Pulse.objects.all().delete()
    for path in (world.var / "jobs").glob("*"):
        path.unlink()


@breaks(work.find_dead_jobs)
def _(world):
    Job.objects.create(kind="undo", state="running", started_at=timezone.now() - timedelta(minutes=1))


@breaks(work.find_waiting_jobs)
def _(world):
    Job.objects.create(kind="undo")
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=11))


@breaks(work.find_failed_jobs)
def _(world):
    Job.objects.create(kind="undo", state="failed", finished_at=timezone.now())


breaks(engines.find_other_encoding)(lambda world: world.server.update(server_encoding="SQL_ASCII"))
breaks(engines.find_unsafe_writes)(lambda world: world.server.update(fsync="off"))
breaks(engines.find_no_vacuum)(lambda world: world.server.update(autovacuum="off"))
breaks(engines.find_few_connections)(lambda world: world.server.update(max_connections="15"))
breaks(engines.find_unknown_pooler)(lambda world: world.server.update(reached_port=6543))
breaks(engines.find_small_buffers)(lambda world: world.server.update(database_size=2 * 1024**3))
breaks(engines.find_slow_disk_costs)(lambda world: world.server.update(random_page_cost="4"))
breaks(engines.find_no_wal)(lambda world: world.file.update(journal_mode="delete"))
breaks(engines.find_unsafe_file)(lambda world: world.file.update(synchronous=1))


@breaks(engines.find_end_of_support)
def _(world):
    return lambda: engines.find_end_of_support(world.server, date(2029, 12, 1))


@breaks(engines.find_unknown_zone)
def _(world):
    world.monkeypatch.setattr(engines, "settings", SimpleNamespace(TIME_ZONE="Mars/Olympus"))


@breaks(engines.find_foreign_disk)
def _(world):
    (mounts := world.folder / "mounts").write_text(MOUNTED)
    return lambda: engines.find_foreign_disk(world.file, mounts)


def make_old(path, seconds):
    os.utime(path, (time.time() - seconds,) * 2)
