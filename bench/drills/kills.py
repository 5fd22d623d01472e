"""The ways to die: the process and its children, one backend of the database's server, the whole server."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

from bench.drills.scene import LONGEST, PLAY
from bench.engines import BACKEND, Engine, PostgreSQL, SQLite
from bench.processes import list_family, read_title

NOTICE = 0.3
"""Seconds in which the server sees that a backend died; before, it still lets new clients in."""
Kill = Callable[[Engine, subprocess.Popen[bytes]], None]


def kill_process(engine: Engine, process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for the command and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kill_backend(engine: PostgreSQL, process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for the command's backend; the server then throws all others out and recovers."""
    backends = [pid for pid in list_family(engine.pid) if read_title(pid).startswith(f"{BACKEND}{PLAY} ")]
    if not backends:  # it has none yet, or none any more
        return kill_process(engine, process)
    for pid in backends:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait(LONGEST)
    time.sleep(NOTICE)
    engine.server.wait_until_ours()


def kill_server(engine: PostgreSQL, process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for every process of the server, which is then started again."""
    kill_all(engine.pid)
    engine.server.process.wait()
    process.wait(LONGEST)
    engine.restart()


def kill_all(first: int) -> None:
    """SIGKILL for a process and all it has started."""
    for pid in list(list_family(first)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


KILLS: dict[type[Engine], dict[str, Kill]] = {
    SQLite: {"process": kill_process},
    PostgreSQL: {"process": kill_process, "backend": kill_backend, "server": kill_server},
}
