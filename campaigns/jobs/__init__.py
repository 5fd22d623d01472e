"""Long work beside the requests: taken on, done by whoever is there, watched, and never left hanging."""

from campaigns.jobs.failures import JobFailed, JobRefused
from campaigns.jobs.records import record_outcome
from campaigns.jobs.starting import is_fresh, start_job
from campaigns.jobs.watch import Progress, find_job, read_progress, tend_jobs

__all__ = [
    "JobFailed",
    "JobRefused",
    "Progress",
    "find_job",
    "is_fresh",
    "read_progress",
    "record_outcome",
    "start_job",
    "tend_jobs",
]
