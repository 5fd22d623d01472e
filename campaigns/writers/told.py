"""Who is writing, as other processes can see it although nothing is committed.

On PostgreSQL it stands in the name of the session that has the lock, which everybody sees; on SQLite in a file beside
the database, locked as long as it is true. Neither can outlive the writer.
"""

import fcntl
import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from campaigns.sentences import kept

LARGE = 100_000
"""A writer of more rows than this is not waited for."""
LOCK = 0x48_4B_52_4F_49
SESSION_NAME_LENGTH = 63
_SESSION_NAME = re.compile(r"(\d+) rows: (.*)")
_FIND_WRITER = """
    SELECT application_name, xact_start FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
WRITES = kept(_("{what} has been writing {rows} rows since {time}"))


@dataclass(frozen=True)
class Writer:
    """Who writes much: ``what`` in words, how many rows, since when."""

    what: str
    rows: int
    since: datetime

    def __str__(self) -> str:
        return WRITES.format(what=self.what, rows=f"{self.rows:,}", time=f"{timezone.localtime(self.since):%H:%M}")


class Saying:
    """What a writer lets others know of itself while it has the lock."""

    def __init__(self) -> None:
        self._rows = LARGE
        self._file: Any = None

    def say(self, what: str, rows: int) -> None:
        """Lets others see who writes, if it is much and more than was said before."""
        if rows <= self._rows:
            return
        self._rows = rows
        if connection.vendor == "postgresql":
            name = shorten(f"{rows} rows: {what}")
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('application_name', %s, true)", [name])
        else:
            self._write_file({"what": what, "rows": rows, "since": timezone.now().isoformat()})

    def _write_file(self, note: dict[str, Any]) -> None:
        if self._file is None:
            self._file = _note_path().open("w", encoding="utf-8")
            fcntl.flock(self._file, fcntl.LOCK_EX)
        self._file.seek(0)
        self._file.truncate()
        json.dump(note, self._file)
        self._file.flush()

    def end(self) -> None:
        """Takes back what was said; PostgreSQL does so itself at the end of the transaction."""
        if self._file is not None:
            self._file.truncate(0)  # and never removed: the next writer may have opened it already
            self._file.close()
            self._file = None


def shorten(name: str) -> str:
    """The name as PostgreSQL keeps it: 63 characters of ASCII."""
    plain = name.encode("ascii", "replace").decode()
    return plain if len(plain) <= SESSION_NAME_LENGTH else f"{plain[: SESSION_NAME_LENGTH - 3]}..."


def _note_path() -> Path:
    return Path(f"{connection.settings_dict['NAME']}-writer")


def read_writer() -> Writer | None:
    """Who has the lock, if it is somebody who writes much."""
    return _read_session() if connection.vendor == "postgresql" else _read_file()


def _read_session() -> Writer | None:
    with connection.cursor() as cursor:
        cursor.execute(_FIND_WRITER, [LOCK >> 32, LOCK & 0xFFFFFFFF])
        name, since = cursor.fetchone() or ("", None)
    said = _SESSION_NAME.fullmatch(name or "")
    return Writer(said[2], int(said[1]), since) if said else None


def _read_file() -> Writer | None:
    try:
        with _note_path().open(encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None  # nobody holds it: its writer is dead
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return _parse_note()


def _parse_note() -> Writer | None:
    try:
        note = json.loads(_note_path().read_text(encoding="utf-8"))
        return Writer(note["what"], note["rows"], datetime.fromisoformat(note["since"]))
    except (OSError, ValueError):  # it ended, or has just begun
        return None
