"""Loaded databases that stay between runs, so that a second look does not load again.

In the folder lie the generated files of each size, SQLite's databases and PostgreSQL's data, and a note beside each
that says which code made it. Whatever other code made is made anew.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

import psycopg

from bench.engines import POSTGRES, ROOT, Engine, PostgreSQL, SQLite, load_postgres
from bench.imports.ratios import MORE
from bench.portal import Portal
from bench.sizes import write_size

FOLDER = Path(gettempdir()) / "healthkart-bench"
GENERATOR = ("bench/generator",)
LOADER = ("models", "migrations", "rollup", "ingest", "allocation.py", "bulk.py", "coded.py")
"""What decides, within the portal, how a loaded database looks."""
FILES = ("influencers.csv", "posts.csv", "payouts.csv", "tracking.csv")
STOP_SECONDS = 120


def add_kept_options(parser: ArgumentParser) -> None:
    """Where the databases are kept, and whether old ones will do."""
    parser.add_argument("--kept", type=Path, default=FOLDER, metavar="FOLDER", help=f"keeps the data; now {FOLDER}")
    parser.add_argument("--stale", action="store_true", help="migrate kept databases that other code has loaded")


@contextmanager
def own_folder(folder: Path) -> Iterator[None]:
    """Makes the folder and holds it against a second run. Ends the program with a sentence when one is there."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"Another measurement uses {folder}: wait for it, or name another folder with --kept.")
        yield


@contextmanager
def open_kept_engine(kind: str, folder: Path) -> Iterator[Engine | None]:
    """The engine with all that it kept; None where PostgreSQL is not on this machine."""
    home = folder / kind
    if kind == "sqlite":
        home.mkdir(exist_ok=True)
        yield SQLite(home)
        return
    postgres = load_postgres()
    programs = postgres.find_programs()
    if programs is None:
        print("PostgreSQL is not on this machine: nothing was measured on it.", file=sys.stderr)
        yield None
        return
    engine = PostgreSQL(_prepare_server(postgres, programs, home))
    engine.restart()
    try:
        yield engine
    finally:
        _stop(engine)


def _prepare_server(postgres: "with_postgres", programs: Path, home: Path) -> "with_postgres.Server":  # noqa: F821
    identity = postgres.choose_identity()
    if not (home / "data" / "PG_VERSION").exists():
        home.mkdir(exist_ok=True)
        if identity:
            os.chown(home, identity["user"], identity["group"])
        postgres.make_cluster(programs, home, identity)
    return postgres.Server(programs, home, identity, POSTGRES)


def _stop(engine: PostgreSQL) -> None:
    """Ends the server so that nothing has to be recovered at the next start."""
    process = engine.server.process
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        engine.server.stop()


@dataclass(frozen=True)
class Kept:
    """The files and databases of one size in the folder."""

    folder: Path
    events: int

    @property
    def size(self) -> str:
        """As in names."""
        return write_size(self.events).lower()

    @property
    def files(self) -> Path:
        """The generated files, with 100,000 later rows beside them."""
        return self.folder / f"files-{self.size}"

    @property
    def database(self) -> str:
        """Its name on every engine."""
        return f"events_{self.size}"

    def generate(self) -> None:
        """Writes the files unless they are there."""
        made = read_fingerprint(ROOT, GENERATOR)
        if self._read_note("files") == made:
            return
        shutil.rmtree(self.files, ignore_errors=True)
        words = ("--events", str(self.events), "--next", str(MORE), "--into", str(self.files))
        subprocess.run([sys.executable, "-m", "bench.generator", *words], cwd=ROOT, check=True)
        self._write_note("files", made)

    def load(self, engine: Engine, portal: Portal, is_stale_good: bool = False) -> str:
        """Loads the files by ``manage.py import`` unless that was done; the address of the database."""
        self.generate()
        url, known = engine.url(self.database), self._read_note(engine.name)
        made = read_fingerprint(portal.root, [f"campaigns/{name}" for name in LOADER]) + self._read_note("files")
        if known and (known == made or is_stale_good):
            portal.manage(engine, url, "migrate", "--verbosity", 0)
            return url
        print(f"{engine.name}: loading {self.size} events, to keep them.", file=sys.stderr, flush=True)
        self._note(engine.name).unlink(missing_ok=True)
        portal.manage(engine, engine.create(self.database), "migrate", "--verbosity", 0)
        portal.manage(engine, url, "import", *[self.files / name for name in FILES])
        if engine.name == "PostgreSQL":
            with psycopg.connect(url, autocommit=True) as server:
                server.execute("VACUUM ANALYZE")  # what autovacuum would do a minute later
        self._write_note(engine.name, made)
        return url

    def _note(self, what: str) -> Path:
        return self.folder / f"{what.lower()}-{self.size}.note"

    def _read_note(self, what: str) -> str:
        note = self._note(what)
        return note.read_text() if note.exists() else ""

    def _write_note(self, what: str, text: str) -> None:
        self._note(what).write_text(text)


def read_fingerprint(root: Path, places: tuple[str, ...] | list[str]) -> str:
    """A hash over the code in these files and folders below the root."""
    digest = hashlib.sha256()
    for place in places:
        path = root / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()
