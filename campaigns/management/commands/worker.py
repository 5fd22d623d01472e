"""``manage.py worker``: does jobs beside the web server."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from campaigns.jobs.worker import work


class Command(BaseCommand):
    help = "Does jobs (imports and other long work) one after the other. SIGTERM or Ctrl-C lets the present one end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parent", type=int, default=0, help="end when this process is no longer the parent")

    def handle(self, *args: Any, **options: Any) -> None:
        work(options["parent"])
