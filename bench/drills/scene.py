"""Where a drill plays: databases in known states, and the portal's own commands to look at them."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bench.engines import Engine
from bench.portal import Portal

# The settings' own, with a page cache so small that pages reach the disk before the commit.
PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-256; "
    "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864"
)
PLAY = "play"
"""The database in which a drill happens."""
LONGEST = 300
"""Seconds after which a command hangs."""


class DrillFailed(Exception):
    """What was found that must not be."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and all it said."""

    status: int
    said: str

    @property
    def is_tidy(self) -> bool:
        """Whether it gave a sentence and no traceback."""
        return "Traceback" not in self.said and bool(self.said.strip())


@dataclass
class Scene:
    """An engine and the portal on it."""

    engine: Engine
    portal: Portal
    folder: Path
    _numbers: int = field(default=0, init=False)

    def url(self, database: str = PLAY) -> str:
        """Its address, on SQLite with the drills' pragmas."""
        options = f"?init_command={quote(PRAGMAS)}" if self.engine.name == "SQLite" else ""
        return self.engine.url(database) + options

    def call(self, *words: object, database: str = PLAY) -> Ended:
        """Runs a command of ``manage.py`` to its end."""
        log = self.new_log()
        process = self.portal.start(self.url(database), log, "manage.py", *words)
        return Ended(process.wait(LONGEST), log.read_text(errors="replace"))

    def expect(self, *words: object, database: str = PLAY) -> str:
        """What the command says. Raises ``DrillFailed`` when it does not end with status 0."""
        ended = self.call(*words, database=database)
        if ended.status:
            raise DrillFailed(f"“{words[0]}” ended with {ended.status}: {ended.said[-1500:]}")
        return ended.said

    def new_log(self) -> Path:
        """A file for what one process says."""
        self._numbers += 1
        return self.folder / f"said-{self._numbers}.txt"

    def prepare(self, database: str) -> str:
        """An empty database; its digest."""
        self.engine.create(database)
        self.expect("migrate", "--verbosity", 0, database=database)
        return self.read_digest(database)

    def derive(self, database: str, like: str, files: Path) -> tuple[str, int]:
        """A copy with more files loaded; its digest and the number of the run."""
        self.engine.wait_for_backends()
        self.engine.create(database, like)
        said = self.expect("import", "--json", files, database=database)
        report = json.loads(said.splitlines()[-1])  # above it the log says where the audit trail ends
        return self.read_digest(database), report["run"]

    def reset(self, like: str) -> None:
        """Puts the drill's database into a known state.

        The checkpoint is for PostgreSQL 15: without one, a sequence that came out of a template is set back by a
        crash, and gives the same numbers again.
        """
        self.engine.wait_for_backends()
        self.engine.create(PLAY, like)
        self.engine.settle()

    def read_digest(self, database: str = PLAY) -> str:
        """The hash over all data and figures."""
        return self.expect("digest", database=database).split()[-1]

    def prove(self) -> None:
        """Raises ``DrillFailed`` when the figures differ from the facts."""
        self.expect("rollup", "--check")
