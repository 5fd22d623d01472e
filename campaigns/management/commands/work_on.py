"""``manage.py work_on JOB``: does one job. The web server starts this when no worker is there."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from campaigns.jobs.runner import run_job


class Command(BaseCommand):
    help = "Does one job, if it still waits. “jobs” lists them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("job", type=int, help="number of the job")

    def handle(self, *args: Any, **options: Any) -> None:
        run_job(options["job"])
