"""Looks at jobs: how far one is, and whether those that should be worked on are. Every look mends what it finds."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from campaigns.jobs.pulses import DEAD_SECONDS, Note, is_alive, read_note
from campaigns.jobs.records import give_back
from campaigns.jobs.runner import name_heart
from campaigns.jobs.starting import OPEN, hand_over, is_forgotten
from campaigns.models import Job
from campaigns.writers import Busy, in_background

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A job as people see it: ``done`` of ``total`` units of the ``step`` (0: not known)."""

    state: str
    step: str
    done: int
    total: int
    message: str
    outcome: dict[str, Any]


def find_job(user: AbstractUser, pk: int) -> Job | None:
    """The job, if it is this person's own or the person is a superuser."""
    jobs = Job.objects.all() if user.is_superuser else Job.objects.filter(user=user)
    return jobs.filter(pk=pk).first()


def read_progress(job: Job) -> Progress:
    """How far the job is now. One whose process has died is picked up again, or says that it failed."""
    job.refresh_from_db()
    if job.state in OPEN:
        _tend(job)
        job.refresh_from_db()
    note = read_note(name_heart(job)) if job.state == Job.State.RUNNING else Note()
    told = {"step": note.step or job.state, "done": note.done, "total": note.total}
    return Progress(state=job.state, message=job.message, outcome=job.outcome, **told)


def tend_jobs() -> None:
    """Picks up what nobody works on any more: for workers, and for lists of jobs."""
    for job in Job.objects.filter(state__in=OPEN):
        _tend(job)


def _tend(job: Job) -> None:
    try:
        with in_background(f"a look at job {job.pk}", 0):
            if job.state == Job.State.RUNNING and is_dead(job):
                logger.warning("The process that worked on job %d has died.", job.pk)
                give_back(job)
                job.refresh_from_db()
            if job.state == Job.State.WAITING and is_forgotten(job):
                hand_over(job.pk)
    except Busy:  # an import has the database; the next look will do
        pass


def is_dead(job: Job) -> bool:
    """Whether the process that works on a running job gives no sign of life."""
    began = job.started_at or job.created_at
    return began < timezone.now() - timedelta(seconds=DEAD_SECONDS) and not is_alive(name_heart(job))
