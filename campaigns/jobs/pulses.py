"""Signs of life of workers and jobs, with how far a job is: written by a thread beside the work, read by anybody.

They cannot be rows that the work itself writes: inside the transaction of an import nobody sees them, and SQLite has
one writer for the whole file, so while an import writes nobody else can. On SQLite, which is one machine's anyway, a
sign is a file in VAR_DIR/jobs. On PostgreSQL it is a row written through the thread's own connection: several machines
may work on one database, and files of one are not seen by the others.
"""

import json
import logging
import os
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models.functions import Now

from campaigns.models import Pulse

TELL_SECONDS = 0.5
BEAT_SECONDS = 2
DEAD_SECONDS = 20
"""Who gave no sign for so long is dead: ten signs are missing."""
AWAY_SECONDS = 8
"""Who gave no sign for so long is not counted on: wrong guesses cost only a process more."""
KEPT_SECONDS = 24 * 3600
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Note:
    """How far a job is: ``done`` of ``total`` units of the step (0: not known)."""

    step: str = ""
    done: int = 0
    total: int = 0


class Heart:
    """Gives signs of life under a name as long as the block runs; ``tell`` says how far the work is."""

    def __init__(self, name: str) -> None:
        self._name, self._note = name, Note()
        self._has_begun, self._has_ended = Event(), Event()
        self._thread = Thread(target=self._beat, name=f"heart of {name}", daemon=True)

    def __enter__(self) -> "Heart":
        self._thread.start()
        self._has_begun.wait(DEAD_SECONDS)
        return self

    def __exit__(self, *_: Any) -> None:
        self._has_ended.set()
        self._thread.join()

    def tell(self, step: str, done: int = 0, total: int = 0) -> None:
        """Costs nothing: the thread writes the latest word, at most twice a second."""
        self._note = Note(step, done, total)

    def _beat(self) -> None:
        written, written_at = None, 0.0
        while not self._has_ended.is_set():
            note = self._note
            if note != written or time.monotonic() - written_at >= BEAT_SECONDS:
                self._write(note)
                written, written_at = note, time.monotonic()
            self._has_begun.set()
            self._has_ended.wait(TELL_SECONDS)
        self._forget()

    def _write(self, note: Note) -> None:
        try:
            _store().write(self._name, note)
        except (DatabaseError, OSError) as error:  # the next beat may reach it again
            logger.warning("No sign of life could be given for %s: %s", self._name, error)
            connection.close()

    def _forget(self) -> None:
        try:
            _store().forget(self._name)
        except (DatabaseError, OSError):  # it goes out by itself
            pass
        finally:
            connection.close()


def read_note(name: str) -> Note:
    """How far it is; an empty note when nothing is known."""
    return _store().read(name) or Note()


def is_alive(prefix: str, within: float = DEAD_SECONDS) -> bool:
    """Whether anybody whose name begins so has given a sign of life in the last seconds."""
    return _store().is_alive(prefix, within)


def forget_old() -> None:
    """Removes signs of those that ended without a word long ago."""
    _store().forget_old()


class _Store(Protocol):
    def write(self, name: str, note: Note) -> None: ...
    def read(self, name: str) -> Note | None: ...
    def forget(self, name: str) -> None: ...
    def is_alive(self, prefix: str, within: float) -> bool: ...
    def forget_old(self) -> None: ...


def _store() -> _Store:
    return _Files(Path(settings.VAR_DIR) / "jobs") if connection.vendor == "sqlite" else _Rows()


@dataclass(frozen=True)
class _Files:
    """A file each, written whole or not at all; its age is that of the sign."""

    folder: Path

    def write(self, name: str, note: Note) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{name}"
        draft.write_text(json.dumps(asdict(note)), encoding="utf-8")
        os.replace(draft, self.folder / name)

    def read(self, name: str) -> Note | None:
        try:
            return Note(**json.loads((self.folder / name).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def forget(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def is_alive(self, prefix: str, within: float) -> bool:
        return any(self._age(path) < within for path in self.folder.glob(f"{prefix}*"))

    def forget_old(self) -> None:
        for path in self.folder.glob("*"):
            if self._age(path) > KEPT_SECONDS:
                path.unlink(missing_ok=True)

    @staticmethod
    def _age(path: Path) -> float:
        try:
            return time.time() - path.stat().st_mtime
        except FileNotFoundError:
            return float("inf")


class _Rows:
    """A row each; the database's clock counts, which all machines share."""

    def write(self, name: str, note: Note) -> None:
        Pulse.objects.update_or_create(name=name, defaults={"seen_at": Now(), "note": asdict(note)})

    def read(self, name: str) -> Note | None:
        note = Pulse.objects.filter(name=name).values_list("note", flat=True).first()
        return Note(**note) if note else None

    def forget(self, name: str) -> None:
        Pulse.objects.filter(name=name).delete()

    def is_alive(self, prefix: str, within: float) -> bool:
        lately = Now() - timedelta(seconds=within)
        return Pulse.objects.filter(name__startswith=prefix, seen_at__gt=lately).exists()

    def forget_old(self) -> None:
        Pulse.objects.filter(seen_at__lt=Now() - timedelta(seconds=KEPT_SECONDS)).delete()
