"""Does one job, whoever asks: the worker, a process of its own, or a test."""

import logging

from django.db import InterfaceError, OperationalError

from campaigns.audit import Actor, acting
from campaigns.jobs.failures import JobFailed, Superseded
from campaigns.jobs.pulses import Heart
from campaigns.jobs.records import claim, fail, finish, give_back
from campaigns.jobs.registry import KINDS
from campaigns.models import Job
from campaigns.writers import Busy, in_background

PATIENCE_SECONDS = 3600
"""How long a job waits in line behind another writer."""
logger = logging.getLogger(__name__)


def run_job(pk: int) -> None:
    """Does the job if it still waits. Its row says what came of it; nothing is raised but what ends the process."""
    with in_background(f"job {pk}", PATIENCE_SECONDS):
        job = claim(pk)
    if job is None:
        return
    who = Actor(name=job.actor, account=job.user_id, via="job")
    with (
        Heart(name_heart(job)) as heart,
        in_background(f"job {pk} by {job.actor}", PATIENCE_SECONDS, heart.tell),
        acting(lambda: who),
    ):
        try:
            _work(job, heart)
        except Superseded:
            logger.warning("Job %d was taken on by another process, so this one changed nothing.", pk)
        except (OperationalError, InterfaceError):
            logger.exception("The database could not be reached in job %d.", pk)
            give_back(job)
        except (SystemExit, KeyboardInterrupt):
            give_back(job)
            raise


def name_heart(job: Job) -> str:
    """Under which name the present attempt gives its signs of life."""
    return f"job-{job.pk}-{job.attempt}"


def _work(job: Job, heart: Heart) -> None:
    try:
        outcome = KINDS[job.kind](job, heart.tell)
    except (Superseded, OperationalError, InterfaceError):
        raise
    except (JobFailed, Busy) as refused:
        fail(job, str(refused))
    except Exception:
        logger.exception("Job %d failed.", job.pk)
        fail(job, f"Job {job.pk} met an error in the program and changed nothing. The server's log names this job.")
    else:
        finish(job, outcome)
