"""The state of the portal in numbers, for whoever watches it: read when asked, from small tables and indexes only."""

import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import Error, connection
from django.db.models import Count, Min, Sum
from django.utils import timezone

from campaigns.jobs.starting import has_worker
from campaigns.jobs.watch import is_dead
from campaigns.metrics.dimensions import Grain
from campaigns.models import ImportRun, Influencer, Job, Payout, Rollup

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Gauge:
    """One measurement: its values by that of the ``label``; by the empty text where it has none."""

    name: str
    text: str
    values: dict[str, float]
    label: str = ""


def read_gauges() -> Iterator[Gauge]:
    """All of them; without the database only that it is away, and what needs none."""
    yield _plain("disk_free_bytes", "Free space where VAR_DIR is.", shutil.disk_usage(settings.VAR_DIR).free)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        found = [gauge for read in READERS for gauge in read()]
    except Error as error:
        logger.warning("The database does not answer: %s", error)
        found = None
    yield _plain("database_up", "Whether the database answers.", found is not None)
    yield from found or ()


def read_jobs() -> Iterator[Gauge]:
    """How many there are in each state, and for how long the first one has waited."""
    states = dict.fromkeys(("waiting", "running", "failed"), 0)
    states |= dict(Job.objects.filter(state__in=states).order_by().values_list("state").annotate(Count("pk")))
    dead = sum(map(is_dead, Job.objects.filter(state=Job.State.RUNNING)))
    text = "Jobs by state; failed ones of the last 30 days; dead ones run, and their process gives no sign of life."
    yield Gauge(name="jobs", text=text, values=states | {"dead": dead}, label="state")
    first = Job.objects.filter(state=Job.State.WAITING).aggregate(first=Min("created_at"))["first"]
    yield _plain("oldest_waiting_job_seconds", "For how long the first of the waiting jobs has waited.", _age(first))


def read_worker() -> Iterator[Gauge]:
    """Whether one gives signs of life."""
    yield _plain("worker_up", "Whether a worker gives signs of life.", has_worker())


def read_imports() -> Iterator[Gauge]:
    """The age of the last one that is over; nothing before the first."""
    last = ImportRun.objects.filter(finished_at__isnull=False).values_list("finished_at", flat=True).first()
    if last:
        yield _plain("last_import_age_seconds", "Since the last import was loaded.", _age(last))


def read_rows() -> Iterator[Gauge]:
    """How many facts are stored. Events and posts are in the sums already; counting them would read every row."""
    facts = Rollup.objects.at(Grain.TOTAL).aggregate(tracking=Sum("events_sum"), posts=Sum("posts_sum"))
    counted = {"payouts": Payout.objects.count(), "influencers": Influencer.objects.filter(pk__gt=0).count()}
    values = {name: count or 0 for name, count in facts.items()} | counted
    yield Gauge(name="rows", text="Rows stored.", values=values, label="dataset")


READERS: tuple[Callable[[], Iterator[Gauge]], ...] = (read_jobs, read_worker, read_imports, read_rows)


def _plain(name: str, text: str, value: float) -> Gauge:
    return Gauge(name=name, text=text, values={"": value})


def _age(moment: datetime | None) -> float:
    return (timezone.now() - moment).total_seconds() if moment else 0
