"""Jobs and who does them."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from campaigns.doctor.findings import Finding
from campaigns.jobs.starting import has_worker
from campaigns.jobs.watch import is_dead
from campaigns.models import Job

WAITED = timedelta(minutes=10)
LATELY = timedelta(days=1)


def find_no_worker() -> Iterator[Finding]:
    """No worker gives signs of life."""
    if not has_worker():
        yield Finding(
            what="No worker is running.",
            why="The server then starts a process for every job, which ends when the server does.",
            do="Start one: systemctl start healthkart-roi-worker (or manage.py worker).",
            is_hint=True,
        )


def find_dead_jobs() -> Iterator[Finding]:
    """Jobs that run, and whose process gives no sign of life."""
    dead = [str(job.pk) for job in Job.objects.filter(state=Job.State.RUNNING) if is_dead(job)]
    if dead:
        yield Finding(
            what=f"The process that worked on job {', '.join(dead)} has died.",
            why="The job is not done. It is begun again when somebody looks at it, or a worker does.",
            do="Run: manage.py jobs. If the machine killed it for its memory, the system's log says so.",
        )


def find_waiting_jobs() -> Iterator[Finding]:
    """Jobs that nobody begins."""
    waiting = Job.objects.filter(state=Job.State.WAITING, created_at__lt=timezone.now() - WAITED)
    if numbers := [str(pk) for pk in waiting.values_list("pk", flat=True)[:10]]:
        yield Finding(
            what=f"Job {', '.join(numbers)} has waited for more than {WAITED.seconds // 60} minutes.",
            why="People who asked for it see no end.",
            do="See with manage.py jobs what runs before it, and in the worker's log whether it can work.",
        )


def find_failed_jobs() -> Iterator[Finding]:
    """Jobs of the last day that ended in an error."""
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gt=timezone.now() - LATELY)
    if numbers := [str(pk) for pk in failed.values_list("pk", flat=True)[:10]]:
        yield Finding(
            what=f"Job {', '.join(numbers)} failed within the last day.",
            why="Nothing was changed by it; somebody may be waiting for what it should have done.",
            do="manage.py jobs has the reason of each.",
            is_hint=True,
        )
