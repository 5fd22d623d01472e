"""Uploaded files between upload and confirmation: kept on disk for the person who sent them, and nobody else."""

import json
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

KEPT_SECONDS = 24 * 3600
_TOKEN = re.compile(r"\d{1,19}-[A-Za-z0-9_-]{16,64}")
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Upload:
    """A folder with the files of one upload."""

    token: str

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return _root() / self.token

    @property
    def paths(self) -> list[Path]:
        """The uploaded files, in the order they came."""
        return sorted((self.folder / "files").iterdir())

    def keep_note(self, note: dict[str, Any]) -> None:
        """Remembers the chosen options and what the preview said."""
        (self.folder / "note.json").write_text(json.dumps(note), encoding="utf-8")

    def read_note(self) -> dict[str, Any]:
        """What was kept."""
        return json.loads((self.folder / "note.json").read_text(encoding="utf-8"))

    def drop(self) -> None:
        """Removes everything."""
        shutil.rmtree(self.folder, ignore_errors=True)


def keep_upload(user_id: int, files: list[UploadedFile]) -> Upload:
    """Writes the files to disk block by block, under harmless names; old uploads are removed on the way."""
    _drop_old()
    upload = Upload(f"{user_id}-{token_urlsafe(24)}")
    (upload.folder / "files").mkdir(parents=True, mode=0o700)
    for number, file in enumerate(files, start=1):
        name = _UNSAFE.sub("_", Path(file.name or "file").name)[-100:]
        with (upload.folder / "files" / f"{number:02d}-{name}").open("wb") as target:
            for block in file.chunks():
                target.write(block)
    return upload


def find_upload(user_id: int, token: str) -> Upload | None:
    """The upload of that person; None for somebody else's, a removed or an invented one."""
    if not _TOKEN.fullmatch(token) or not token.startswith(f"{user_id}-"):
        return None
    upload = Upload(token)
    return upload if (upload.folder / "note.json").is_file() else None


def _root() -> Path:
    return Path(settings.VAR_DIR) / "uploads"


def _drop_old() -> None:
    for folder in _root().glob("*-*"):
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
