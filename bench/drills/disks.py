"""A file system of few megabytes, in memory, for what must find its disk full."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOM = 4 * 1024**3
"""Bytes when there is room: more than anything here ever takes."""


@dataclass(frozen=True)
class SmallDisk:
    """The file system mounted at ``path``."""

    path: Path

    @property
    def used(self) -> int:
        """Bytes that are taken."""
        told = os.statvfs(self.path)
        return (told.f_blocks - told.f_bfree) * told.f_frsize

    def leave(self, free: int) -> None:
        """From now on only so many bytes are free."""
        self._resize(self.used + free)

    def give_room(self) -> None:
        """From now on it is as large as at first."""
        self._resize(ROOM)

    def _resize(self, size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", self.path], check=True)


@contextmanager
def mounting_disk() -> Iterator[SmallDisk | None]:
    """A disk with room, as long as the block runs; None where this machine lets nobody mount one."""
    with TemporaryDirectory(prefix="disk-") as name:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", name]
        if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
            yield None
            return
        try:
            yield SmallDisk(Path(name))
        finally:
            subprocess.run(["umount", name], check=True)
