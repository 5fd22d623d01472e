"""The two databases as the measurements need them: empty ones, copies, and what their server costs.

PostgreSQL is a server of our own, thrown away afterwards, with the durability of a real one.
"""

import importlib.util
import shutil
import signal
import sqlite3
import sys
import time
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from urllib.parse import quote

from bench.processes import list_family, read_family_cpu, read_title

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = (
    "shared_buffers=1GB",
    "work_mem=32MB",
    "maintenance_work_mem=256MB",
    "random_page_cost=1.1",
    "max_wal_size=8GB",
    "checkpoint_timeout=1h",  # by command, between measurements
    "autovacuum=off",  # its work would fall on whatever runs a minute later
)
BACKEND = "postgres: healthkart "
"""How the processes that serve somebody are called, after the user."""
DATABASES = {"sqlite": ("sqlite",), "postgres": ("postgresql",), "both": ("sqlite", "postgresql")}
"""What ``--database`` takes, and the kinds of engines it means."""


class Engine(ABC):
    """Databases by name. ``pid`` is the server's first process, 0 where there is none."""

    name: str
    pid = 0

    @abstractmethod
    def url(self, database: str) -> str:
        """Its address, for DATABASE_URL."""

    @abstractmethod
    def create(self, database: str, like: str = "") -> str:
        """A database of that name in place of any other, empty or a copy; its address."""

    @abstractmethod
    def drop(self, database: str) -> None:
        """Removes it if it is there."""

    @abstractmethod
    def settle(self) -> None:
        """Lets the server do now what earlier commands left to it."""

    @abstractmethod
    def wait_for_backends(self) -> None:
        """Waits until the server serves nobody: backends outlive their clients for a moment."""

    def read_cpu(self) -> float:
        """CPU seconds of the server so far."""
        return read_family_cpu(self.pid)


class SQLite(Engine):
    """Files in a folder."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, database: str) -> str:
        return f"sqlite:///{quote(str(self.path(database)))}"

    def path(self, database: str) -> Path:
        """The file."""
        return self._folder / f"{database}.sqlite3"

    def create(self, database: str, like: str = "") -> str:
        self.drop(database)
        if like:  # nobody is connected, so the file is whole once its log is in it
            with closing(sqlite3.connect(self.path(like))) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copyfile(self.path(like), self.path(database))
        return self.url(database)

    def drop(self, database: str) -> None:
        for ending in ("", "-wal", "-shm", "-journal"):
            self.path(database).with_name(f"{database}.sqlite3{ending}").unlink(missing_ok=True)

    def settle(self) -> None:
        """There is no server."""

    def wait_for_backends(self) -> None:
        """There is no server."""


class PostgreSQL(Engine):
    """Databases of one server."""

    name = "PostgreSQL"

    def __init__(self, server: "with_postgres.Server") -> None:  # noqa: F821 – known once it is loaded
        self.server = server

    @property
    def pid(self) -> int:
        return self.server.process.pid

    def url(self, database: str) -> str:
        return f"{self.server.url.rpartition('/')[0]}/{database}"

    def create(self, database: str, like: str = "") -> str:
        self.drop(database)
        self.server.query(f"create database {database} template {like or 'template0'}")
        return self.url(database)

    def drop(self, database: str) -> None:
        self.server.query(f"drop database if exists {database} with (force)")

    def restart(self) -> None:
        """Starts the server again after its death."""
        self.server.start()
        self.server.wait_until_ours()

    def settle(self) -> None:
        self.server.query("checkpoint")
        self.wait_for_backends()

    def wait_for_backends(self) -> None:
        while any(read_title(pid).startswith(BACKEND) for pid in list_family(self.pid)):
            time.sleep(0.02)


def end_tidily() -> None:
    """From now on SIGTERM ends the program by the normal way, through every `finally`: no server stays behind."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def add_database_option(parser: ArgumentParser) -> None:
    """The choice of databases that every measurement has."""
    parser.add_argument("--database", choices=DATABASES, default="both", help="only one of the two")


@contextmanager
def open_engine(kind: str) -> Iterator[Engine | None]:
    """The engine, as long as the block runs; None where PostgreSQL is not on this machine."""
    if kind == "sqlite":
        with TemporaryDirectory(prefix="bench-") as folder:
            yield SQLite(Path(folder))
        return
    postgres = load_postgres()
    programs = postgres.find_programs()
    if programs is None:
        yield None
        return
    with postgres.running_server(programs, POSTGRES) as server:
        yield PostgreSQL(server)


def load_postgres() -> ModuleType:
    """The module that starts the tests' server."""
    spec = importlib.util.spec_from_file_location("with_postgres", ROOT / ".ci" / "with_postgres.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
