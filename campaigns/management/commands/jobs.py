"""``manage.py jobs``: lists long work, when it was asked for, by whom, and how far it is."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from campaigns.jobs import read_progress, tend_jobs
from campaigns.models import Job


class Command(BaseCommand):
    help = "Lists jobs, the newest first. A look picks up those whose process has died."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=50, help="so many jobs at most (50)")

    def handle(self, *args: Any, **options: Any) -> None:
        tend_jobs()
        for job in Job.objects.all()[: options["limit"]]:
            when = timezone.localtime(job.created_at).strftime("%Y-%m-%d %H:%M")
            self.stdout.write(f"job {job.pk}  {when}  {job.actor}  {job.kind:5}  {_describe_state(job)}  {job.title}")


def _describe_state(job: Job) -> str:
    progress = read_progress(job)
    if progress.message:
        return f"{progress.state}: {progress.message}"
    if progress.state == Job.State.RUNNING:
        return f"running: {progress.step} {progress.done:,}" + (f" of {progress.total:,}" if progress.total else "")
    return progress.state
