"""Writes the whole database into one file, as of one moment, while others go on writing."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db import connection
from django.utils import timezone

from campaigns import uploads
from campaigns.backups.archive import BLOCK, Manifest, Packer, name_member
from campaigns.backups.sequences import read_sequences
from campaigns.backups.tables import describe_table, kept_models
from campaigns.backups.texts import prepare_session, read_table
from campaigns.backups.versions import read_migrations
from campaigns.digest import compute_digest
from campaigns.snapshots import hold_snapshot

Tell = Callable[[str, int], None]
"""Hears what is being done and how many rows have just been."""


class BackupRefused(Exception):
    """There is no backup; the text is a sentence that says why."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a backup holds."""

    rows: int
    tables: int
    digest: str


def write_backup(path: Path, force: bool, tell: Tell) -> Written:
    """Writes the file, readable for its owner only; it appears whole or not at all.

    Raises ``BackupRefused`` for a file that is there already (but for ``force``), and ``OSError``.
    """
    if path.is_dir():
        raise BackupRefused(f"{path} is a folder. Name a file in it.")
    if path.exists() and not force:
        raise BackupRefused(f"{path} is there already. Name another file, or replace it with --force.")
    with _draft_of(path) as file:
        written = stream_backup(file, tell)
        file.flush()
        os.fsync(file.fileno())
    return written


@contextmanager
def _draft_of(path: Path) -> Iterator[IO[bytes]]:
    """A file beside the target that takes its name at the end. What a killed backup left is written over."""
    draft = path.with_name(f".{path.name}.draft")
    with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused(f"Another backup is being written to {path} just now.") from None
        try:
            file.truncate(0)
            yield file
            os.replace(draft, path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    _settle_folder(path.parent)


def _settle_folder(folder: Path) -> None:
    """The new name outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def stream_backup(file: IO[bytes], tell: Tell) -> Written:
    """Writes the backup to a file that may be a pipe. Memory does not follow the number of rows."""
    tables = {}
    with _cursors_on_server(), hold_snapshot(), Packer(file) as packer:
        prepare_session()
        for table in map(describe_table, kept_models()):
            tables[table.name] = table.describe()
            tell(table.name, packer.add(name_member(table.name), read_table(table)))
        for name, path in _list_files():
            packer.add(name, _read_file(path))
        tell("the digest", 0)
        manifest = Manifest(
            made_at=timezone.now().isoformat(timespec="seconds"),
            engine=connection.vendor,
            digest=compute_digest(),
            migrations=read_migrations(),
            tables=tables,
            sequences=read_sequences(),
            members=packer.members,
        )
        packer.finish(manifest)
    return Written(rows=manifest.rows, tables=len(tables), digest=manifest.digest)


@contextmanager
def _cursors_on_server() -> Iterator[None]:
    """Lets PostgreSQL hand rows on as they are read, in a pool too: inside one transaction that holds there."""
    options = connection.settings_dict
    usual = options.get("DISABLE_SERVER_SIDE_CURSORS", False)
    options["DISABLE_SERVER_SIDE_CURSORS"] = False
    try:
        yield
    finally:
        options["DISABLE_SERVER_SIDE_CURSORS"] = usual


def _list_files() -> Iterator[tuple[str, Path]]:
    """Rows that runs have left out, which people can still fetch: all that is kept beside the database for longer."""
    for path in sorted(uploads.all_rejects().glob("*/*.csv")):
        yield f"rejects/{path.parent.name}/{path.name}", path


def _read_file(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block
    except FileNotFoundError:  # its time was over just now
        return
