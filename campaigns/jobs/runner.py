"""Does one job, whoever asks: the worker, a process of its own, or a test."""

import logging

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_noop as _

from campaigns.audit import Actor, acting
from campaigns.jobs.failures import JobFailed, Superseded
from campaigns.jobs.pulses import Heart
from campaigns.jobs.records import claim, fail, finish, give_back
from campaigns.jobs.registry import KINDS
from campaigns.models import Job
from campaigns.outages import FULL, find_outage
from campaigns.sentences import kept
from campaigns.writers import Busy, in_background

PATIENCE_SECONDS = 3600
"""How long a job waits in line behind another writer."""
logger = logging.getLogger(__name__)
BY = kept(_("job {job} by {actor}"))
MET_ERROR = kept(_("Job {job} met an error in the program and changed nothing. The server's log names this job."))


def run_job(pk: int) -> None:
    """Does the job if it still waits. Its row says what came of it; nothing is raised but what ends the process."""
    with in_background(f"job {pk}", PATIENCE_SECONDS):
        job = claim(pk)
    if job is None:
        return
    who = Actor(name=job.actor, account=job.user_id, via="job")
    with (
        Heart(name_heart(job)) as heart,
        in_background(BY.format(job=pk, actor=job.actor), PATIENCE_SECONDS, heart.tell),
        acting(lambda: who),
    ):
        try:
            _work(job, heart)
        except Superseded:
            logger.warning("Job %d was taken on by another process, so this one changed nothing.", pk)
        except (OperationalError, InterfaceError) as error:
            logger.exception("The database could not be reached or written in job %d.", pk)
            outage = find_outage(error)
            fail(job, outage.describe()) if outage is FULL else give_back(job)
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
    except Exception as error:
        logger.exception("Job %d failed.", job.pk)
        outage = find_outage(error)
        met = MET_ERROR.format(job=job.pk)
        fail(job, outage.describe() if outage else met)
    else:
        finish(job, outcome)
