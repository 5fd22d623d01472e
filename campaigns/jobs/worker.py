"""The worker: a process beside the web server that does jobs one after the other."""

import logging
import os
import signal
import time
from uuid import uuid4

from django.db import InterfaceError, OperationalError, close_old_connections

from campaigns.audit import settle_trail
from campaigns.jobs.pulses import Heart
from campaigns.jobs.queue import Taker
from campaigns.jobs.starting import WORKER
from campaigns.jobs.watch import tend_jobs
from campaigns.writers import Busy

LOOK_SECONDS = 0.5
TEND_SECONDS = 5
logger = logging.getLogger(__name__)


def work(parent: int = 0) -> None:
    """Does jobs until a signal comes, or until the process ``parent`` is no longer the one that started this.

    The first signal lets the job in hand come to its end; a second one stops it, and it waits for the next worker.
    Under a parent a Ctrl-C does not count: it reaches both, and the parent sends a signal of its own.
    """
    name = f"{WORKER}{uuid4().hex}"
    taker = Taker(name)
    taker.configure_signals()
    if parent:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    tended_at = float("-inf")
    with Heart(name):
        logger.info("The worker waits for jobs.")
        while taker.running and not (parent and os.getppid() != parent):
            is_due = time.monotonic() - tended_at >= TEND_SECONDS
            _look(taker, is_due)
            tended_at = time.monotonic() if is_due else tended_at
            time.sleep(LOOK_SECONDS)


def _look(taker: Taker, is_due: bool) -> None:
    try:
        if is_due:
            close_old_connections()
            tend_jobs()
            settle_trail()
        taker.take_all()
    except (OperationalError, InterfaceError, Busy) as error:
        logger.warning("The worker could not look for jobs and tries again: %s", error)
        close_old_connections()
