"""One round of the import's measurements on one engine: every step in a database of its own, and its CPU seconds."""

import json
from dataclasses import dataclass
from pathlib import Path

from bench.engines import Engine
from bench.portal import Portal
from bench.processes import Usage

HERE = Path(__file__).parent
FIRST = ("influencers.csv", "payouts.csv", "tracking.csv")
NEXT = "tracking-next.csv"
IMPORTED = "imported"


@dataclass(frozen=True, kw_only=True)
class Addition:
    """New rows into a loaded database, with the CPU seconds of its phases."""

    more: Usage
    phases: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Round(Addition):
    """A whole import into an empty database, the same files again, new rows, and the yardsticks."""

    first: Usage
    again: Usage
    yardstick: float = 0.0
    bulk_create: float = 0.0


@dataclass
class Bench:
    """Measures on one engine with the generated files of the folder ``data``. ``profile`` prints where time goes."""

    engine: Engine
    portal: Portal
    data: Path
    profile: bool = False

    def run_round(self, with_yardsticks: bool = True) -> Round:
        """Everything once."""
        url = self._migrate(IMPORTED)
        first = self._import(url, *FIRST)
        yardsticks = self._run_yardsticks() if with_yardsticks else (0.0, 0.0)
        again = self._import(url, *FIRST)
        more = self._import(url, NEXT, watched=True)
        self.engine.drop(IMPORTED)
        plain, bulk = yardsticks
        return Round(first=first, again=again, more=more, phases=self._read_phases(), yardstick=plain, bulk_create=bulk)

    def add_rows(self, like: str) -> Addition:
        """The new rows into a copy of a database."""
        more = self._import(self.engine.create(IMPORTED, like), NEXT, watched=True)
        self.engine.drop(IMPORTED)
        return Addition(more=more, phases=self._read_phases())

    def _import(self, url: str, *names: str, watched: bool = False) -> Usage:
        command = ["import", *[self.data / name for name in names]]
        if not watched and not self.profile:
            return self.portal.manage(self.engine, url, *command)
        used = self.portal.run(self.engine, url, HERE / "phases.py", self._phases, self.engine.pid, *command)
        if self.profile:
            print_phases(f"{self.engine.name}, {' '.join(names)}", used.cpu, self._read_phases())
        return used

    @property
    def _phases(self) -> Path:
        return self.portal.folder / "phases.json"

    def _read_phases(self) -> dict[str, float]:
        return json.loads(self._phases.read_text())

    def _run_yardsticks(self) -> tuple[float, float]:
        """CPU seconds of the imported rows, ready as tuples: by one statement, and by ``bulk_create``."""
        rows = self.portal.folder / "rows.pickle"
        self._work("dump", self.engine.url(IMPORTED), rows)
        plain = self._work("yardstick", self.engine.create("yardstick"), rows)
        self.engine.drop("yardstick")
        bulk = self._work("bulk", self._migrate("bulk"), rows)
        self.engine.drop("bulk")
        rows.unlink()
        return plain, bulk

    def _work(self, step: str, url: str, rows: Path) -> float:
        self.portal.run(self.engine, url, HERE / "worker.py", step, rows, self.engine.pid)
        return json.loads(self.portal.read_output())["cpu"]

    def _migrate(self, database: str) -> str:
        url = self.engine.create(database)
        self.portal.manage(self.engine, url, "migrate", "--verbosity", 0)
        return url


def print_phases(what: str, cpu: float, phases: dict[str, float]) -> None:
    """CPU seconds of an import by phase, the longest first."""
    parts = ", ".join(f"{name} {spent:.2f}" for name, spent in sorted(phases.items(), key=lambda p: -p[1]))
    print(f"{what}: {cpu:.2f} s of CPU: {parts}", flush=True)
