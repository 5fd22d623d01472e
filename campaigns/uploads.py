"""Uploaded files between upload and load, and rejected rows after it: on disk, each for those who may have it.

An upload is a folder named after the person who sent it.
"""

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from campaigns import downloads

KEPT_SECONDS = 24 * 3600
"""How long an upload waits for its confirmation."""
REJECTS_KEPT_DAYS = 30
"""How long the rejected rows of a run can be downloaded."""
REJECTS = "rejected-rows.csv"
_TOKEN = re.compile(r"\d{1,19}-[A-Za-z0-9_-]{16,64}")
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Upload:
    """A folder with the files of one upload."""

    token: str

    @property
    def folder(self) -> Path:
        """Where everything of it lies."""
        return _uploads() / self.token

    @property
    def paths(self) -> list[Path]:
        """The uploaded files, in the order they came."""
        return sorted((self.folder / "files").iterdir())

    @property
    def rejects(self) -> Path:
        """Where the rows that its last check rejected are written; further files stand beside it, numbered."""
        folder = self.folder / "rejects"
        folder.mkdir(exist_ok=True)
        return folder / REJECTS

    def digest(self) -> str:
        """The same for the same files under the same names in the same order."""
        digest = hashlib.blake2b(digest_size=16)
        for path in self.paths:
            with path.open("rb") as file:
                digest.update(path.name.encode() + b"/" + hashlib.file_digest(file, "blake2b").digest())
        return digest.hexdigest()

    def show_name(self, path: str) -> str:
        """How the person called a file, of its path here: without the folder and the number in front."""
        return path.rpartition(f"/{self.token}/files/")[2].partition("-")[2] or path

    def keep_note(self, note: dict[str, Any]) -> None:
        """Remembers what a check said of the files. Readers see the old note or the new one, whole."""
        draft = self.folder / "note.draft"
        draft.write_text(json.dumps(note), encoding="utf-8")
        draft.replace(self.folder / "note.json")

    def read_note(self) -> dict[str, Any] | None:
        """What the last check said; None before the first has ended, and when the upload is gone."""
        try:
            return json.loads((self.folder / "note.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def drop(self) -> None:
        """Removes everything."""
        shutil.rmtree(self.folder, ignore_errors=True)


class TidyUploadHandler(TemporaryFileUploadHandler):
    """Writes what arrives to a temporary file, which goes at once when there is no room for the rest."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self.file.close()
            raise


def keep_upload(user_id: int, files: list[TemporaryUploadedFile]) -> Upload:
    """Moves the received files under harmless names into a folder of their own; what is old is removed on the way."""
    drop_old()
    upload = Upload(f"{user_id}-{token_urlsafe(24)}")
    (upload.folder / "files").mkdir(parents=True, mode=0o700)
    for number, file in enumerate(files, start=1):
        name = _UNSAFE.sub("_", Path(file.name or "file").name)[-100:]
        target = upload.folder / "files" / f"{number:02d}-{name}"
        shutil.move(file.temporary_file_path(), target)
    return upload


def find_upload(user_id: int | None, token: str) -> Upload | None:
    """The upload of that person; None for somebody else's, a removed or an invented one."""
    if not _TOKEN.fullmatch(token) or not token.startswith(f"{user_id}-"):
        return None
    upload = Upload(token)
    return upload if (upload.folder / "files").is_dir() else None


def list_uploads(user_id: int) -> Iterator[Upload]:
    """The person's uploads that were neither loaded nor dropped."""
    return (Upload(folder.name) for folder in _uploads().glob(f"{user_id}-*") if _TOKEN.fullmatch(folder.name))


def list_rejects(folder: Path) -> list[Path]:
    """Files of rejected rows in a folder: the first one, then the numbered ones in order."""
    return sorted(folder.glob(f"{Path(REJECTS).stem}*.csv"), key=lambda path: (len(path.name), path.name))


def rejects_of_run(run: int) -> Path:
    """The folder with the rows that a run left out."""
    return all_rejects() / str(run)


def all_rejects() -> Path:
    """Where the folders of all runs lie."""
    return Path(settings.VAR_DIR) / "rejects"


def keep_rejects(upload: Upload, run: int) -> None:
    """Moves the rejected rows of an upload to the run that left them out."""
    for path in list_rejects(upload.rejects.parent):
        rejects_of_run(run).mkdir(parents=True, exist_ok=True, mode=0o700)
        path.replace(rejects_of_run(run) / path.name)


def drop_old() -> None:
    """Removes uploads that nobody confirmed, rejected rows and exports that nobody came for, and what broken uploads
    left."""
    folders = [
        (_uploads().glob("*-*"), KEPT_SECONDS),
        (all_rejects().glob("*"), REJECTS_KEPT_DAYS * 24 * 3600),
        (downloads.all_downloads().glob("*"), downloads.KEPT_SECONDS),
    ]
    for paths, seconds in folders:
        for path in paths:
            if _age(path) > seconds:
                shutil.rmtree(path, ignore_errors=True)
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"):
        if _age(path) > KEPT_SECONDS:
            path.unlink(missing_ok=True)


def has_room_for(size: int) -> bool:
    """Whether the disk takes so many bytes more and keeps a reserve for the database to grow."""
    return shutil.disk_usage(settings.VAR_DIR).free - size > settings.DISK_RESERVE_BYTES


def _age(path: Path) -> float:
    try:
        return time.time() - os.stat(path).st_mtime
    except FileNotFoundError:  # somebody else has just removed it
        return 0


def _uploads() -> Path:
    return Path(settings.VAR_DIR) / "uploads"
