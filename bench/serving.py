"""A real server on the loopback as long as a measurement runs, and one answer of it over HTTP."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.engines import ROOT, Engine
from bench.portal import CommandFailed, Portal

HOST = "127.0.0.1"
PORTS = range(20_001, 32_768)
"""Below those that the system gives away by itself."""
START_SECONDS, STOP_SECONDS, ANSWER_SECONDS = 60, 90, 60


@dataclass(frozen=True)
class Answer:
    """What came back; ``seconds`` from the connection's start to the last byte."""

    status: int
    body: bytes
    seconds: float


def ask(port: int, path: str, cookie: str = "", patience: float = ANSWER_SECONDS) -> Answer:
    """One request over a connection of its own. Raises ``OSError`` or ``HTTPException`` when there is no answer.

    ``patience`` is seconds of silence.
    """
    begin = time.monotonic()
    connection = http.client.HTTPConnection(HOST, port, timeout=patience)
    try:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    return Answer(response.status, body, time.monotonic() - begin)


def choose_port() -> int:
    """A port that nobody listens on."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as trial, suppress(OSError):
            trial.bind((HOST, port))
            return port


@dataclass(frozen=True)
class Served:
    """A server that answers. ``pid`` is its first process."""

    pid: int
    port: int

    def ask(self, path: str, cookie: str = "", patience: float = ANSWER_SECONDS) -> Answer:
        """Its answer."""
        return ask(self.port, path, cookie, patience)


@contextmanager
def running_server(portal: Portal, url: str, *words: str) -> Iterator[Served]:
    """The server that the words and an address start, once it is ready; at the end it and all its processes end."""
    port, log = choose_port(), portal.folder / "server.log"
    process = portal.start(url, log, *words, f"{HOST}:{port}")
    try:
        _wait_until_ready(process, port, log)
        yield Served(process.pid, port)
    finally:
        _end(process)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            if ask(port, "/readyz").status == 200:
                return
        time.sleep(0.1)
    raise CommandFailed(f"The server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the group is ours: it was started with it


def log_in(portal: Portal, engine: Engine, url: str, count: int = 1) -> list[str]:
    """Cookies of so many staff users."""
    portal.run(engine, url, ROOT / "bench" / "staff.py", count)
    return json.loads(portal.read_output())
