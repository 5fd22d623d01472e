#!/usr/bin/env python3
"""Runs a command on a PostgreSQL that is thrown away afterwards: with_postgres.py [--if-found] COMMAND…

The command finds the address in DATABASE_URL. The server listens on a socket in a folder of its own, on no
port, so that no other can be met by mistake. Where TEST_DATABASE_URL names a server, that one is used. With
--if-found a machine without PostgreSQL is no error.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

USER = "healthkart"
DATABASE = "healthkart"
# Sorted as people read, unlike Python and SQLite: code that trusts the database's order of texts shows up.
LOCALES = (["--locale-provider=icu", "--icu-locale=en"], ["--no-locale"])
# Nothing here has to survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
START_SECONDS = 60


class CannotRun(Exception):
    """Why there is no PostgreSQL, in one sentence."""


def main(argv: list[str]) -> int:
    """The command's exit status; 2 with a sentence when there is nothing to run it with."""
    if_found = argv[:1] == ["--if-found"]
    command = argv[if_found:]
    if not command:
        return complain("Usage: with_postgres.py [--if-found] COMMAND…")
    if given := os.environ.get("TEST_DATABASE_URL"):
        return run(command, given)
    programs = find_programs()
    if programs is None:
        complain("PostgreSQL (initdb and postgres) is not on this machine: nothing was run on it.")
        return 0 if if_found else 2
    try:
        with running_server(programs) as server:
            return run(command, server.url)
    except CannotRun as error:
        return complain(str(error))


def complain(sentence: str) -> int:
    """Print the sentence where progress goes; the status of wrong usage."""
    print(sentence, file=sys.stderr)
    return 2


def run(command: list[str], url: str) -> int:
    """Run the command with the address; its exit status, as a shell counts signals."""
    status = subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    return status if status >= 0 else 128 - status


def find_programs() -> Path | None:
    """The folder with initdb and postgres: that of PATH, else the newest where Debian keeps them."""
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=read_version, reverse=True)
    folders = ([Path(on_path).resolve().parent] if on_path else []) + debian
    return next((folder for folder in folders if has_server(folder)), None)


def has_server(folder: Path) -> bool:
    """Whether the folder has all that makes and runs a cluster."""
    return (folder / "initdb").exists() and (folder / "postgres").exists()


def read_version(folder: Path) -> int:
    """15 of …/postgresql/15/bin, so that 9 comes before 15."""
    major = folder.parent.name.partition(".")[0]
    return int(major) if major.isdigit() else 0


@dataclass
class Server:
    """A server of our own, whose data lie in `home`."""

    programs: Path
    home: Path
    identity: dict[str, Any]
    options: Sequence[str]
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgresql://{USER}@{quote(str(self.home), safe='')}/{DATABASE}"

    def start(self) -> None:
        """Start it as a direct child, so that nobody but us has to stop it; its log stays in `home`."""
        options = [word for option in (*self.options, "listen_addresses=") for word in ("-c", option)]
        command = [self.programs / "postgres", "-D", self.home / "data", "-k", self.home, *options]
        with open(self.home / "log", "ab") as log:
            self.process = subprocess.Popen(command, cwd=self.home, stdout=log, stderr=log, **self.identity)

    def wait_until_ours(self) -> None:
        """Return once the server answers with our data folder: no other may ever get the tests' writes."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(subprocess.CalledProcessError):
                folder = self.query("show data_directory")
                if Path(folder) != self.home / "data":
                    raise CannotRun(f"Another PostgreSQL answers on our socket: its data lies in {folder}.")
                return
            time.sleep(0.1)
        log = (self.home / "log").read_text(errors="replace")
        raise CannotRun(f"PostgreSQL did not start: {log[-500:]}")

    def query(self, statement: str) -> str:
        """The answer to one statement, asked with the psql beside the server or the one in PATH."""
        own = self.programs / "psql"
        psql = own if own.exists() else "psql"
        command = [psql, "-X", "-h", self.home, "-U", USER, "-d", "postgres", "-Atc", statement]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def stop(self) -> None:
        """End the server without ceremony: its data goes next."""
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def running_server(programs: Path, options: Sequence[str] = FAST) -> Iterator[Server]:
    """A server with a fresh database, as long as the block runs."""
    identity = choose_identity()
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        if identity:
            os.chown(home, identity["user"], identity["group"])
        make_cluster(programs, home, identity)
        server = Server(programs, home, identity, options)
        server.start()
        try:
            server.wait_until_ours()
            server.query(f"create database {DATABASE}")
            yield server
        finally:
            server.stop()


def choose_identity() -> dict[str, Any]:
    """Whom the server runs as: nobody special but, because initdb refuses root, never root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise CannotRun("PostgreSQL refuses to run as root, and neither 'postgres' nor 'nobody' is a user here.")


def make_cluster(programs: Path, home: Path, identity: dict[str, Any]) -> None:
    """A data folder in `home`; where the server was built without ICU, in plain byte order."""
    base = [programs / "initdb", "-D", home / "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"]
    for locale in LOCALES:
        command = [*base, *locale]
        made = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, **identity)
        if made.returncode == 0:
            return
        shutil.rmtree(home / "data", ignore_errors=True)
    raise CannotRun(f"initdb could not make a database cluster: {' '.join(made.stderr.split())}")


def stop_on_signal(number: int, frame: object) -> None:
    """End by the normal way, through every `finally`."""
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop_on_signal)
    sys.exit(main(sys.argv[1:]))
