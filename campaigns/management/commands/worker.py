"""``manage.py worker``: does jobs beside the web server."""

import os
from argparse import ArgumentParser
from typing import Any

from campaigns.jobs.worker import work
from campaigns.management.background import BackgroundCommand


class Command(BackgroundCommand):
    help = "Does jobs (imports and other long work) one after the other. SIGTERM or Ctrl-C lets the present one end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--with-parent", action="store_true", help="end when the process that started this ends")

    def handle(self, *args: Any, **options: Any) -> None:
        work(os.getppid() if options["with_parent"] else 0)
