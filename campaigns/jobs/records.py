"""The states of a job's row. Each change names its attempt, so a process that was taken for dead changes nothing."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from campaigns.jobs.failures import Superseded
from campaigns.models import Job
from campaigns.sentences import kept
from campaigns.writers import write_beside

MOST_ATTEMPTS = 3
DIED = kept(
    _(
        "The process that worked on job {job} ended before it was done, {times} times. Nothing was "
        "changed. The server's log may say why; you can start it again."
    )
)


def claim(pk: int) -> Job | None:
    """The job, now running, if it was waiting: of several that try, one gets it."""
    with write_beside(f"the start of job {pk}"):
        waiting = Job.objects.filter(pk=pk, state=Job.State.WAITING)
        begun = {"state": Job.State.RUNNING, "started_at": timezone.now(), "attempt": F("attempt") + 1}
        return Job.objects.get(pk=pk) if waiting.update(**begun) else None


def record_outcome(job: Job, outcome: dict[str, Any]) -> None:
    """Says in the transaction of the work itself what came of it: both are committed, or neither.

    Last of all in the transaction: on PostgreSQL the row is locked from here on. Raises ``Superseded``.
    """
    if not _attempt(job).update(outcome=outcome):
        raise Superseded(str(job))


def finish(job: Job, outcome: dict[str, Any]) -> None:
    """The job is done."""
    with write_beside(f"the end of {job}"):
        _attempt(job).update(state=Job.State.DONE, outcome=outcome, finished_at=timezone.now())


def fail(job: Job, message: str) -> None:
    """The job has failed, unless what it had to do is committed."""
    _end(job, {"state": Job.State.FAILED, "message": message})


def give_back(job: Job) -> None:
    """Nobody works on the job any more: it waits again, or has failed when that has happened too often."""
    if job.attempt < MOST_ATTEMPTS:
        _end(job, {"state": Job.State.WAITING, "handed_at": None})
    else:
        fail(job, DIED.format(job=job.pk, times=job.attempt))


def _end(job: Job, otherwise: dict[str, Any]) -> None:
    with write_beside(f"the end of {job}"):
        mine = _attempt(job).select_for_update().first()
        if mine is None:
            return
        changes = {"state": Job.State.DONE} if mine.outcome else otherwise
        ends = changes["state"] != Job.State.WAITING
        _attempt(job).update(**changes, finished_at=timezone.now() if ends else None)


def _attempt(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempt=job.attempt)
