"""``manage.py serve``: the production web server and a worker beside it, for one person on one machine."""

import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

POLL_SECONDS = 0.2
GRACE_SECONDS = 75
"""A little longer than gunicorn lets exports end (gunicorn.conf.py)."""


class Command(BaseCommand):
    help = "Serves the portal with gunicorn and does jobs in a worker. Both end together. A server has a unit for each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="where to listen")

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, _stop)
        children = [_start("-m", "gunicorn", "healthkart_roi.wsgi", "--bind", options["bind"])]
        try:
            children.append(_start(str(settings.BASE_DIR / "manage.py"), "worker", "--with-parent"))
            while all(child.poll() is None for child in children):
                time.sleep(POLL_SECONDS)
        finally:
            _end(children)
        sys.exit(max(abs(child.returncode) for child in children))


def _start(*words: str) -> subprocess.Popen[bytes]:
    """Stays in this process group: whoever ends the group, as a terminal does, ends all."""
    return subprocess.Popen([sys.executable, *words], cwd=settings.BASE_DIR)


def _stop(*_: Any) -> None:
    sys.exit(0)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Asks both to end and gives them time; a second signal ends the waiting."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    try:
        for child in children:
            child.wait(max(0, deadline - time.monotonic()))
    except (subprocess.TimeoutExpired, SystemExit):
        for child in children:
            child.kill()
            child.wait()
