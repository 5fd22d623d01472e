"""The queue of jobs: django-tasks with its database backend, which nothing else of the portal sees.

The queue only says that there is work. Whether a job still waits, and who has it, its own row decides: so a task that
is taken twice, late or after a process of its own has done the job does nothing.
"""

from collections.abc import Iterable

from django.contrib import admin
from django.db import close_old_connections
from django_tasks import task, task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from campaigns.jobs.runner import run_job

BACKEND, QUEUE = "default", "default"


@task()
def work_on_job(pk: int) -> None:
    """What the queue holds: the number of a job."""
    run_job(pk)


def is_immediate() -> bool:
    """Whether a job is done as soon as it is put in, as tests want it."""
    return not isinstance(task_backends[BACKEND], DatabaseBackend)


def put_in(pk: int) -> str:
    """The task's id."""
    return str(work_on_job.enqueue(pk).id)


def holds(task_id: str) -> bool:
    """Whether the task still waits to be taken."""
    return bool(task_id) and DBTaskResult.objects.ready().filter(pk=task_id).exists()


def drop(task_ids: Iterable[str]) -> None:
    """Removes tasks that are over."""
    DBTaskResult.objects.filter(pk__in=[task_id for task_id in task_ids if task_id]).delete()


def hide_from_admin() -> None:
    """Takes the package's table out of the admin: what people want to know of jobs stands on their pages."""
    import django_tasks_db.admin  # noqa: F401  (it registers the table, once)

    admin.site.unregister(DBTaskResult)


class Taker(Worker):
    """The package's worker, which takes and does what waits, and stops by signals when no job is in hand.

    By itself it would take SQLite's write lock every second to look for work, and end when an import holds it for
    long; so here it is let loose only when a look without a lock has found something.
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            queue_names=[QUEUE],
            interval=0,
            batch=True,
            backend_name=BACKEND,
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )

    def take_all(self) -> None:
        """Does everything that waits. Raises ``OperationalError`` when the database cannot be had just now."""
        close_old_connections()
        if DBTaskResult.objects.ready().filter(backend_name=BACKEND).exists():
            self.run()
