"""The folders beside the database: who may read them, whether there is room, and what lies there for too long."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from campaigns import downloads
from campaigns.doctor.findings import Finding
from campaigns.formats import format_count

LITTLE_SPACE_BYTES = 2 * 1024**3
STALE_SECONDS = 2 * 24 * 3600
"""The portal itself removes what is older than a day, but only when somebody uploads."""
BACKUP_SECONDS = 36 * 3600
"""A daily one that is half a day late."""


def find_open_folder() -> Iterator[Finding]:
    """VAR_DIR that other accounts of the machine can look into."""
    folder = Path(settings.VAR_DIR)
    if folder.stat().st_mode & 0o077:
        yield Finding(
            what=f"Other accounts of this machine can look into {folder} (VAR_DIR).",
            why="It holds the secret key, uploaded files, exports and, on SQLite, the database.",
            do=f"chmod 700 {folder}",
        )


def find_foreign_files() -> Iterator[Finding]:
    """Files in VAR_DIR of another account than the folder's: somebody ran a command as another one."""
    folder = Path(settings.VAR_DIR)
    foreign = [path.name for path in folder.glob("*") if path.stat().st_uid != folder.stat().st_uid]
    if foreign:
        yield Finding(
            what=f"{', '.join(foreign[:5])} in {folder} (VAR_DIR) belongs to another account than the folder.",
            why="A command was run as that account, perhaps as root. The service cannot write what it needs to.",
            do=f"chown -R --reference={folder} {folder}, and run commands as the service's account.",
        )


def find_little_space() -> Iterator[Finding]:
    """A disk that is nearly full."""
    free, reserve = shutil.disk_usage(settings.VAR_DIR).free, settings.DISK_RESERVE_BYTES
    if free < LITTLE_SPACE_BYTES:
        yield Finding(
            what=f"{free // 1024**2} MB are left on the disk of VAR_DIR.",
            why=f"Below {reserve // 1024**2} MB uploads are refused; a full disk stops every write.",
            do="Make room, or move VAR_DIR to a larger disk.",
            is_hint=free > reserve * 2,
        )


def find_stale_files() -> Iterator[Finding]:
    """Uploads in progress, uploads that nobody confirmed and exports that nobody came for, older than two days."""
    folders = (Path(settings.FILE_UPLOAD_TEMP_DIR), Path(settings.VAR_DIR) / "uploads", downloads.all_downloads())
    stale = [path for folder in folders for path in folder.glob("*") if _age(path) > STALE_SECONDS]
    if stale:
        count, first = format_count(len(stale)), stale[0]
        yield Finding(
            what=f"{count} temporary files in VAR_DIR are older than two days, such as {first.name}.",
            why="They take room, and hold data that nobody needs any more.",
            do=f"They go with the next upload. If they do not, remove them from {first.parent}.",
            is_hint=True,
        )


def find_uncollected_files() -> Iterator[Finding]:
    """Static files that were not collected, or for another version of the code."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    try:
        collected = json.loads(manifest.read_text(encoding="utf-8"))["paths"].keys()
    except (OSError, ValueError, KeyError):
        collected = set()
    lacking = {path.replace("\\", "/") for finder in get_finders() for path, _ in finder.list([])} - collected
    if lacking:
        yield Finding(
            what=f"{format_count(len(lacking))} static files were not collected, such as {min(lacking)}.",
            why="Pages that use them end as errors, or come without style and charts.",
            do="Run: make setup (or manage.py bundle_charts and manage.py collectstatic --noinput), then restart.",
        )


def find_old_backup() -> Iterator[Finding]:
    """No backup for a day and a half in BACKUP_DIR; on a portal for others also when no such folder is known."""
    if not settings.BACKUP_DIR:
        if not settings.ON_LOOPBACK:
            yield Finding(
                what="BACKUP_DIR is not set, so nobody can say when the last backup was made.",
                why="Without one, a lost disk or a wrong deletion is final.",
                do="Switch on the backup timer in deploy/, or set BACKUP_DIR to where your backups lie.",
                is_hint=True,
            )
        return
    age = min(map(_age, Path(settings.BACKUP_DIR).glob("[!.]*")), default=None)
    if age is None or age > BACKUP_SECONDS:
        newest = f"The newest backup is {age / 3600:.0f} hours old" if age else "There is no backup"
        yield Finding(
            what=f"{newest} in {settings.BACKUP_DIR}.",
            why="What was written since would be lost with the disk.",
            do="See why the timer did not run: systemctl status healthkart-roi-backup.service",
        )


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime
