"""Other processes at the test's database: Python with Django set up, and the project's commands."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from urllib.parse import quote

from django.conf import settings
from django.db import connection

SET_UP = "import sys, django; django.setup(); "


def environment(**more):
    """The environment in which a process uses this test's database and folder, and keeps quiet: nobody may be reading
    its standard error, and a full pipe stops the process."""
    return os.environ | {"DATABASE_URL": _address(), "VAR_DIR": str(settings.VAR_DIR), "LOG_LEVEL": "WARNING"} | more


def _address():
    chosen = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(chosen['NAME']))}"
    person = ":".join(quote(part, safe="") for part in (chosen["USER"], chosen["PASSWORD"]) if part)
    host = quote(chosen["HOST"], safe="") + (f":{chosen['PORT']}" if chosen["PORT"] else "")
    return f"postgresql://{person}@{host}/{chosen['NAME']}"


@contextmanager
def running(*command, **more):
    """The process, with more variables in its environment; it is killed at the end, whatever has become of it."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=settings.BASE_DIR,
        env=environment(**more),
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def running_code(code, *arguments):
    """A process that runs this code; ``sys.argv[1:]`` are the arguments."""
    return running("-c", SET_UP + code, *arguments)


def command(*words):
    """(exit status, standard output, standard error) of a command of the project in a process of its own."""
    with running("manage.py", *words) as process:
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err


def hear(process, word):
    """Waits until the process prints a line with this word; the line."""
    for line in process.stdout:
        if word in line:
            return line
    raise AssertionError(f"“{word}” was never printed: {process.stderr.read()}")


def answer(process):
    """Lets a process go on that waits for a line."""
    process.stdin.write("go on\n")
    process.stdin.flush()


def eventually(holds, seconds=30):
    """What ``holds()`` gives as soon as it is true."""
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < deadline, "It never came to pass."
        time.sleep(0.05)
    return found


def find_port():
    """A port of the loopback that nobody listens on, below those that the system gives away by itself."""
    with socket.socket() as probe:
        return next(p for p in range(21000 + os.getpid() % 1000, 32000, 7) if probe.connect_ex(("127.0.0.1", p)))


def is_ready(port):
    """Whether a portal answers there and can serve."""
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).status == 200
    except OSError:
        return False
