"""Runs the portal's commands as real processes, with settings and a data folder of their own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.engines import ROOT, Engine
from bench.processes import Usage, run_measured

SECRET = "only-for-measurements-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF"
SHOWN = 2_000


class CommandFailed(Exception):
    """A command that had to work did not; the end of its output says why."""


@dataclass(frozen=True)
class Portal:
    """The code in ``root``; what it writes beside the database goes into ``folder``."""

    folder: Path
    root: Path = ROOT

    def environment(self, url: str) -> dict[str, str]:
        """The caller's environment with our database, and none of an operator's other settings that matter here."""
        own = {"DATABASE_URL": url, "DATABASE_REPLICA_URLS": "", "DATABASE_POOLED": "", "SECRET_KEY": SECRET}
        own["SEARCHES_PER_MINUTE"] = "1000000"  # one session asks for many
        paths = {"VAR_DIR": str(self.folder / "var"), "PYTHONPATH": str(ROOT)}
        return os.environ | own | paths | {"DJANGO_SETTINGS_MODULE": "healthkart_roi.settings"}

    def start(self, url: str, log: Path, *words: object, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Starts Python with the words in a process group of its own, which one signal can end."""
        with log.open("wb") as output:
            command = [sys.executable, *map(str, words)]
            where = {"env": self.environment(url), "cwd": self.root, "stdin": stdin, "start_new_session": True}
            return subprocess.Popen(command, stdout=output, stderr=output, **where)

    def manage(self, engine: Engine, url: str, *words: object) -> Usage:
        """Runs ``manage.py``; the CPU is that of the command and the database's server together."""
        return self.run(engine, url, "manage.py", *words)

    def run(self, engine: Engine, url: str, *words: object) -> Usage:
        """Runs Python with the words. Raises ``CommandFailed`` for another exit status than 0."""
        engine.settle()
        before = engine.read_cpu()
        used = self._run([sys.executable, *map(str, words)], url)
        engine.wait_for_backends()
        return replace(used, cpu=used.cpu + engine.read_cpu() - before)

    def read_output(self) -> str:
        """The last line that the last command wrote."""
        return self._log.read_text(errors="replace").rstrip().rpartition("\n")[2]

    @property
    def _log(self) -> Path:
        return self.folder / "output.txt"

    def _run(self, command: Sequence[str], url: str) -> Usage:
        with self._log.open("wb") as output:
            used = run_measured(command, self.environment(url), self.root, output)
        if used.status:
            said = self._log.read_text(errors="replace")[-SHOWN:]
            raise CommandFailed(f"{' '.join(command[1:])} ended with {used.status}:\n{said}")
        return used
