"""Puts a backup into a database of either engine: all of it, proved by the digest, or nothing."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from campaigns import uploads
from campaigns.audit.trail import Subject, record
from campaigns.backups.archive import Archive, BadBackup, Manifest, name_member, open_archive
from campaigns.backups.older import is_bare, load_older, migrate
from campaigns.backups.sequences import restore_sequences
from campaigns.backups.tables import Table, describe_table, kept_models
from campaigns.backups.target import empty_tables, find_rows, without_triggers
from campaigns.backups.texts import write_table
from campaigns.backups.versions import insist_on_equal, is_older, refuse_unknown
from campaigns.backups.writing import Tell
from campaigns.bulk import refresh_statistics
from campaigns.digest import compute_digest
from campaigns.formats import format_count
from campaigns.models import FACTS, AuditEntry, Job, Rollup
from campaigns.rollup import rebuild_rollup
from campaigns.writers import write_alone

NOT_DONE = "The database was restored from a backup that was taken before this was done. Start it again."
logger = logging.getLogger(__name__)
NAMED = 3
"""Tables that are named of those that are not empty."""


class RestoreRefused(Exception):
    """Nothing was restored; the text is a sentence that says why."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What there is now. ``digest_then`` is that of the backup, which only an older version's may differ from."""

    rows: int
    made_at: str
    engine: str
    digest: str
    digest_then: str


def restore_backup(path: Path, force: bool, tell: Tell) -> Restored:
    """Puts everything of the file in place of what the database holds, in one transaction.

    A database without tables gets them first, and may take the backup of an older version too.

    Raises ``BadBackup`` for a file that cannot be restored here, ``RestoreRefused`` for a database that is not empty
    (but for ``force``) and for figures that differ from those that were backed up, and ``OSError``.
    """
    with open_archive(path) as archive:
        manifest, has_nothing = archive.manifest, is_bare()
        refuse_unknown(manifest.migrations)
        if not has_nothing:
            insist_on_equal(manifest.migrations)
            _match_tables(manifest)
            _refuse_rows(force)
        for rows in archive.verify():
            tell("checking", rows)
        with _unpack_files(archive) as files:
            if has_nothing and is_older(manifest.migrations):
                digest = _replace_older(archive, path.name, tell)
            else:
                if has_nothing:
                    migrate()
                digest = _replace(archive, path.name, force or has_nothing, tell)
            _put_in_place(files)
    made = {"made_at": manifest.made_at, "engine": manifest.engine, "digest_then": manifest.digest}
    return Restored(rows=manifest.rows, digest=digest, **made)


def _replace(archive: Archive, name: str, force: bool, tell: Tell) -> str:
    """The digest, which is that of the backup."""
    with write_alone("the restore of a backup", archive.manifest.rows):
        _refuse_rows(force)  # nobody else writes from here on
        _replace_rows(archive, _match_tables(archive.manifest), tell)
        _prove(archive.manifest, tell)
        _record(archive.manifest, name)
    return archive.manifest.digest


def _replace_older(archive: Archive, name: str, tell: Tell) -> str:
    """The digest, which need not be the older version's: it may have computed otherwise."""
    try:
        load_older(archive, tell)
    except DatabaseError as error:
        raise RestoreRefused(
            f"The restore did not end: {' '.join(str(error).split())}. This database had no tables and has some now: "
            "make a new one and try again."
        ) from error
    with write_alone("the restore of a backup", archive.manifest.rows):
        _close_open_jobs()
        refresh_statistics((*FACTS, Rollup))
        _record(archive.manifest, name)
    return compute_digest()


def _record(manifest: Manifest, name: str) -> None:
    """The trail that came with the backup goes on with where it came from."""
    said = {"rows": manifest.rows, "digest": manifest.digest, "made_at": manifest.made_at}
    record(AuditEntry.Act.RESTORED, Subject(table="", shown=name), details=said)


def _match_tables(manifest: Manifest) -> list[Table]:
    """The tables of this database. Raises ``BadBackup`` when the backup's are others."""
    tables = list(map(describe_table, kept_models()))
    ours = {table.name: table.describe() for table in tables}
    if different := sorted(name for name in ours | manifest.tables if ours.get(name) != manifest.tables.get(name)):
        raise BadBackup(
            f"This backup was made by another version of the portal: {different[0]} has other columns there. "
            "Restore it with that version."
        )
    return tables


def _refuse_rows(force: bool) -> None:
    if not force and (found := sorted(find_rows(), reverse=True)):
        most = ", ".join(f"{format_count(count)} {name}" for count, name in found[:NAMED])
        raise RestoreRefused(
            f"The database is not empty: it holds {most}{' and more' if found[NAMED:] else ''}. Restore into an empty "
            "one, or replace all of it with --force."
        )


def _replace_rows(archive: Archive, tables: list[Table], tell: Tell) -> None:
    with without_triggers():
        empty_tables()
        for table in tables:
            name = name_member(table.name)
            write_table(table, archive.read(name))
            tell(table.name, archive.manifest.members[name].rows)
    restore_sequences(tables, archive.manifest.sequences)
    _close_open_jobs()


def _close_open_jobs() -> None:
    """Nobody works on them, and their files may not be here. One with an outcome has committed: it ends by itself."""
    for job in Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]):
        if not job.outcome:
            job.state, job.message, job.finished_at = Job.State.FAILED, NOT_DONE, timezone.now()
            job.save(update_fields=["state", "message", "finished_at"])


def _prove(manifest: Manifest, tell: Tell) -> None:
    """Computes the derived tables from the facts; the whole must have the digest that was backed up."""
    tell("the rollup", 0)
    rebuild_rollup()
    refresh_statistics((*FACTS, Rollup))
    tell("the digest", 0)
    if compute_digest() != manifest.digest:
        raise RestoreRefused(
            "Nothing was restored: the figures computed from the restored rows are not those that were backed up. "
            "The rollup had been wrong (“manage.py rollup --check” says so), or the portal computes differently now: "
            "restore with the version that made the backup."
        )


@contextmanager
def _unpack_files(archive: Archive) -> Iterator[Path]:
    """The files of the backup in a folder beside the place where they belong."""
    folder = Path(mkdtemp(prefix=".restore-", dir=settings.VAR_DIR))
    try:
        for name in archive.manifest.members:
            match name.split("/"):
                case ["rejects", run, file] if run.isdecimal() and file.endswith(".csv"):
                    target = folder / run / file
                    target.parent.mkdir(mode=0o700, exist_ok=True)
                    with target.open("wb") as out:
                        out.writelines(archive.read(name))
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_place(files: Path) -> None:
    """Instead of the rejected rows of the runs that there were before. The data are whole without them."""
    shutil.rmtree(uploads.all_rejects(), ignore_errors=True)
    try:
        files.rename(uploads.all_rejects())
    except OSError as error:
        logger.warning("The rejected rows of earlier imports were not put back: %s", error)
