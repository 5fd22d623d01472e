"""``manage.py work_on JOB``: does one job. The web server starts this when no worker is there."""

import signal
import sys
from argparse import ArgumentParser
from typing import Any

from campaigns.jobs.runner import run_job
from campaigns.management.background import BackgroundCommand


class Command(BackgroundCommand):
    help = "Does one job, if it still waits. “jobs” lists them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("job", type=int, help="number of the job")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # hands the job back, rather than leave it for dead
        run_job(options["job"])
