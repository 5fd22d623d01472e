"""PostgreSQL servers of our own, one that replicates another, and a pool of connections in front of one."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from random import choice
from tempfile import TemporaryDirectory
from urllib.parse import quote

from django.conf import settings

PORTS = range(20_001, 32_768)
LIVELY = ("hot_standby_feedback=on", "wal_receiver_status_interval=1", "wal_retrieve_retry_interval=200ms")


def load_postgres():
    """The module that starts the tests' server."""
    path = settings.BASE_DIR / ".ci" / "with_postgres.py"
    spec = importlib.util.spec_from_file_location("with_postgres", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look for it there
    spec.loader.exec_module(module)
    return module


@contextmanager
def running_standby(postgres, primary, options=None):
    """A server that follows the primary, as long as the block runs."""
    with TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        if primary.identity:
            os.chown(home, primary.identity["user"], primary.identity["group"])
        copy = [primary.programs / "pg_basebackup", "-h", primary.home, "-U", postgres.USER, "-D", home / "data"]
        subprocess.run([*copy, "-R", "-c", "fast", "--no-sync"], cwd=home, check=True, **primary.identity)
        options = (*(postgres.FAST if options is None else options), *LIVELY)
        standby = postgres.Server(primary.programs, home, primary.identity, options)
        standby.start()
        try:
            standby.wait_until_ours()
            yield standby
        finally:
            standby.stop()


def kill(server):
    """SIGKILL for every process of the server."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    for pid in [server.process.pid, *map(int, children)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    server.process.wait()


def start_again(server):
    """After a death; a standby goes on following."""
    server.start()
    server.wait_until_ours()


def address_both(one, other, database):
    """The address of whichever of the two takes writes."""
    homes = ",".join(quote(str(server.home), safe="") for server in (one, other))
    return f"postgresql://healthkart@{homes}/{database}?target_session_attrs=read-write"


def find_pgbouncer():
    """The program, or None."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


@contextmanager
def running_pool(database, size=3):
    """The address of a pool in transaction mode in front of a database (as in DATABASES), as long as the block runs."""
    postgres, port = load_postgres(), choice(PORTS)
    identity, name = postgres.choose_identity(), database["NAME"]
    keys = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    target = " ".join(f"{key}='{database[place]}'" for key, place in keys.items() if database[place])
    with TemporaryDirectory(prefix="pool-") as folder:
        home = Path(folder)
        (home / "ini").write_text(
            f"[databases]\n{name} = {target}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
            f"unix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = {size}\n"
        )
        if identity:
            for path in (home, home / "ini"):
                os.chown(path, identity["user"], identity["group"])
        with (home / "log").open("wb") as log:
            command = [find_pgbouncer(), home / "ini"]
            process = subprocess.Popen(command, cwd=home, stdout=log, stderr=log, **identity)
        try:
            _wait_for(port, process, home / "log")
            yield f"postgresql://anybody@127.0.0.1:{port}/{name}"
        finally:
            process.kill()
            process.wait()


def _wait_for(port, process, log):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"pgbouncer did not start: {log.read_text(errors='replace')}")
