"""What processes cost, read from /proc (Linux): CPU seconds and memory of a command, CPU of a database server.

CPU is user plus system time. A server's processes are counted while they live, and by their parent once they ended,
so that the difference of two readings misses none.
"""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
PAUSE = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Usage:
    """What a command took. ``peak`` is bytes of memory of the process and its children together."""

    status: int
    cpu: float
    wall: float
    peak: int


def run_measured(command: Sequence[str], env: Mapping[str, str], cwd: Path, output: IO[bytes]) -> Usage:
    """Runs the command to its end."""
    begin = time.monotonic()
    process = subprocess.Popen(command, env=env, cwd=cwd, stdout=output, stderr=output)
    peak = 0
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        peak = max(peak, sum(map(read_memory, list_family(process.pid))))
        time.sleep(PAUSE)
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu, wall = used.ru_utime + used.ru_stime, time.monotonic() - begin
    return Usage(process.returncode, cpu, wall, max(peak, used.ru_maxrss * 1024))


def list_family(pid: int) -> Iterator[int]:
    """The process and its living descendants."""
    yield pid
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from list_family(int(child))


def read_memory(pid: int) -> int:
    """Resident bytes, 0 for a process that is gone."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    return 0


def read_own_memory(pid: int) -> int:
    """Bytes that are the process's own, without files that it maps; 0 for a process that is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    return 0


def read_title(pid: int) -> str:
    """The command line, which servers use to say what a process does; empty for a process that is gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def read_family_cpu(pid: int) -> float:
    """CPU seconds of a process and all it has started; 0.0 for pid 0, which stands for a server that is not there."""
    return sum(map(_read_cpu, list_family(pid))) if pid else 0.0


def _read_cpu(pid: int) -> float:
    """The process's own seconds and those of its children that have ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / TICKS
    return 0.0
