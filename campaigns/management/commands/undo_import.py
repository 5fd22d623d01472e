"""``manage.py undo_import RUN``: takes an import run back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from campaigns.ingest.undo import UndoRefused, undo_run
from campaigns.management.background import BackgroundCommand
from campaigns.models import ImportRun

WRONG_USAGE = 2


class Command(BackgroundCommand):
    help = "Removes what an import run added and puts back what it changed or removed. “imports” lists the runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, help="number of the run")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = undo_run(options["run"], "command line")
        except ImportRun.DoesNotExist:
            raise CommandError(f"There is no run {options['run']}.", returncode=WRONG_USAGE) from None
        except UndoRefused as refused:
            raise CommandError("Nothing was changed. " + " ".join(refused.obstacles)) from None
        self.stdout.write(f"Run {run.pk} was taken back.")
