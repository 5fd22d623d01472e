"""Takes jobs on, and makes sure that somebody works on them: the worker, or else a process of their own."""

import logging
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Thread
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from campaigns.jobs import queue
from campaigns.jobs.failures import JobRefused
from campaigns.jobs.pulses import AWAY_SECONDS, forget_old, is_alive
from campaigns.jobs.registry import KINDS
from campaigns.models import Job
from campaigns.sentences import kept
from campaigns.writers import Busy, write_beside

MOST_PER_PERSON = 5
"""Jobs of one person that wait or run; one more is refused."""
KEPT = timedelta(days=30)
"""How long jobs that are over are kept."""
PRESSED_TWICE = timedelta(seconds=30)
HANDED_FOR = timedelta(seconds=10)
"""How long whoever was told of a job has to begin, before somebody else is told."""
WORKER = "worker-"
logger = logging.getLogger(__name__)
OPEN = (Job.State.WAITING, Job.State.RUNNING)
TOO_MANY = kept(_("You have {most} jobs that are not done yet, which is the most. Try again when one is done."))


def is_open(job: Job) -> bool:
    """Whether it waits or runs."""
    return job.state in OPEN


def is_fresh(job: Job) -> bool:
    """Whether it waits or runs, or was done a moment ago: asking again so soon is a button pressed twice."""
    return is_open(job) or (job.state == Job.State.DONE and job.created_at > timezone.now() - PRESSED_TWICE)


def start_job(
    kind: str,
    title: str,
    payload: dict[str, Any],
    user: AbstractBaseUser,
    once: str = "",
    stands: Callable[[Job], bool] = is_open,
) -> Job:
    """Takes a job on; somebody begins with it as soon as the transaction around this is committed.

    ``once`` says what is asked for: when this person's latest job of the same still ``stands``, that is the answer, so
    a button that is pressed twice starts one job. Raises ``JobRefused`` with a sentence: the person has too many, or
    SQLite has another writer for long.
    """
    if kind not in KINDS:
        raise LookupError(f"There is no kind of job {kind!r}.")
    try:
        with write_beside("a new job"):
            get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)  # one at a time of each person
            same = Job.objects.filter(user=user, kind=kind, payload__once=once).first() if once else None
            if same and stands(same):
                return same
            _refuse_too_many(user)
            _remove_old()
            actor, payload = user.get_username(), payload | ({"once": once} if once else {})
            job = Job.objects.create(kind=kind, title=title[:200], payload=payload, user=user, actor=actor)
            transaction.on_commit(partial(hand_over, job.pk))
    except Busy as busy:
        raise JobRefused(str(busy)) from None
    return job


def _refuse_too_many(user: AbstractBaseUser) -> None:
    if Job.objects.filter(user=user, state__in=OPEN).count() >= MOST_PER_PERSON:
        raise JobRefused(TOO_MANY.format(most=MOST_PER_PERSON))


def _remove_old() -> None:
    old = Job.objects.filter(finished_at__lt=timezone.now() - KEPT)
    queue.drop(old.values_list("task_id", flat=True))
    old.delete()
    forget_old()


def hand_over(pk: int) -> None:
    """Tells whoever works on jobs of a job that waits; once in a while only, however often this is called."""
    if queue.is_immediate():
        queue.put_in(pk)
        return
    now = timezone.now()
    try:
        with write_beside(f"the start of job {pk}"):
            due = Q(handed_at=None) | Q(handed_at__lt=now - HANDED_FOR)
            if not Job.objects.filter(due, pk=pk, state=Job.State.WAITING).update(handed_at=now):
                return
            job = Job.objects.filter(pk=pk)
            queue.drop(job.values_list("task_id", flat=True))
            job.update(task_id=queue.put_in(pk))
    except Busy:  # whoever looks at the job next hands it over
        return
    if not has_worker():
        start_process(pk)


def is_forgotten(job: Job) -> bool:
    """Whether a waiting job should be handed over again: nobody has begun, and nobody is about to."""
    is_due = job.handed_at is None or job.handed_at < timezone.now() - HANDED_FOR
    return is_due and not (has_worker() and queue.holds(job.task_id))


def has_worker() -> bool:
    """Whether a worker is there."""
    return is_alive(WORKER, AWAY_SECONDS)


def start_process(pk: int) -> None:
    """Starts a process that does this one job. It outlives the server process that started it."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work_on", str(pk)]
    nothing = subprocess.DEVNULL
    try:
        child = subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=nothing, stdout=nothing, start_new_session=True)
    except OSError:  # the machine is full; whoever looks at the job next tries again
        logger.exception("No process could be started for job %d.", pk)
        return
    Thread(target=child.wait, name=f"end of job {pk}", daemon=True).start()  # or it would stay as a zombie
