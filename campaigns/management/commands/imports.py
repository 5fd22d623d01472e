"""``manage.py imports``: lists what was imported, when, by whom."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from campaigns.models import ImportRun


class Command(BaseCommand):
    help = "Lists import runs, the newest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=50, help="so many runs at most (50)")

    def handle(self, *args: Any, **options: Any) -> None:
        for run in ImportRun.objects.prefetch_related("files")[: options["limit"]]:
            when = timezone.localtime(run.started_at).strftime("%Y-%m-%d %H:%M")
            self.stdout.write(f"run {run.pk}  {when}  {run.actor}{'  demo' if run.is_demo else ''}{_undone(run)}")
            for file in run.files.all():
                counts = f"{file.rows} rows, {file.new} new, {file.changed} changed, {file.rejected} rejected"
                self.stdout.write(f"  {file.dataset:11} {counts}  {file.path}  {file.sha256[:12]}")


def _undone(run: ImportRun) -> str:
    return f"  taken back by {run.undone_by}" if run.undone_at else ""
