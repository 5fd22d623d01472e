"""Entries on their way: a file each in VAR_DIR/audit, written where the database cannot be, read by ``upkeep``.

A download on SQLite must neither wait for an import that has the only write lock nor fail by it, and it must not happen
unrecorded. So its entry is on disk before the first byte goes out.
"""

import json
import logging
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from campaigns.audit.chain import SAID
from campaigns.models import AuditEntry

BROKEN = ".broken"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """An entry that is not in the table yet, and the file that goes once it is."""

    path: Path
    entry: AuditEntry


def keep_entry(entry: AuditEntry) -> None:
    """Writes the entry to disk; its file appears whole. Raises ``OSError``."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = {name: getattr(entry, name) for name in SAID if name != "id"} | {"at": entry.at.isoformat()}
    path = folder / f"{time.time_ns():020d}-{entry.token}.json"
    draft = path.with_suffix(".draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(said, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def list_waiting(most: int) -> list[Waiting]:
    """The oldest entries that wait. A file that cannot be read is set aside, and stays until a person looks at it."""
    return list(_read(sorted(_folder().glob("*.json"))[:most]))


def count_waiting() -> int:
    """How many entries wait."""
    return sum(1 for _ in _folder().glob("*.json"))


def list_broken() -> list[Path]:
    """Files that could not be read."""
    return sorted(_folder().glob(f"*{BROKEN}"))


def drop(waiting: Iterable[Waiting]) -> None:
    """Removes the files of entries that are committed."""
    for each in waiting:
        each.path.unlink(missing_ok=True)


def _read(paths: Iterable[Path]) -> Iterator[Waiting]:
    for path in paths:
        try:
            yield Waiting(path, _parse(json.loads(path.read_text(encoding="ascii"))))
        except FileNotFoundError:  # another process has just taken it in
            continue
        except (ValueError, KeyError, TypeError, AttributeError):
            logger.exception("The audit entry in %s cannot be read and is set aside.", path)
            path.replace(path.with_suffix(BROKEN))


def _parse(said: dict[str, Any]) -> AuditEntry:
    entry = AuditEntry(**{name: said[name] for name in SAID if name != "id"})
    entry.at = datetime.fromisoformat(said["at"])
    return entry


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "audit"
