"""Workers and jobs as real processes: who does the work, and what is left when one is killed at any moment."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from campaigns.jobs import read_progress, record_outcome, start_job
from campaigns.jobs.registry import KINDS
from campaigns.jobs.starting import has_worker
from campaigns.models import Brand, ImportRun, Job, Pulse, TrackingEvent
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.processes import (
    answer,
    environment,
    eventually,
    find_port,
    hear,
    is_ready,
    running,
    running_code,
)
from campaigns.tests.web.people import make_staff
from campaigns.writers import write_alone

pytestmark = pytest.mark.django_db(transaction=True)

WORK = """
from campaigns.jobs import record_outcome
from campaigns.jobs.registry import KINDS
from campaigns.jobs.runner import run_job
from campaigns.models import Brand
from campaigns.writers import write_alone
def stop(word):
    print(word, flush=True)
    if word == sys.argv[2]:
        sys.stdin.readline()
def work(job, tell):
    stop("begun")
    with write_alone("a brand"):
        Brand.objects.create(key="made", name="Made by a process")
        record_outcome(job, {"brand": "made"})
        stop("written")
    stop("committed")
    return {"brand": "made", "by": "a process"}
KINDS["brand"] = work
run_job(int(sys.argv[1]))
"""
WAIT_IN_WORKER = """
from campaigns.jobs.registry import KINDS
from campaigns.jobs.worker import work
undo = KINDS["undo"]
def wait_and_undo(job, tell):
    print("begun", flush=True)
    sys.stdin.readline()
    return undo(job, tell)
KINDS["undo"] = wait_and_undo
work()
"""


@pytest.fixture
def queue():
    """The real queue: nothing is done in this process."""
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
        yield


@pytest.fixture
def alone(monkeypatch):
    """No worker, and processes that are started find the test's database."""
    for name, value in environment().items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def undo():
    """A function that takes an import back in a job; the job."""
    must_load(GOLDEN)
    sana = make_staff()
    return lambda: start_job("undo", "Undo", {"run": ImportRun.objects.get().pk}, sana)


def is_over(job):
    progress = read_progress(job)
    return progress if progress.state in ("done", "failed") else None


def let_time_pass():
    """As if every sign of life and every word about a job were long ago."""
    Pulse.objects.all().delete()
    for sign in (Path(settings.VAR_DIR) / "jobs").glob("*"):
        sign.unlink()
    past = timezone.now() - timedelta(minutes=1)
    Job.objects.update(started_at=past, handed_at=past)


def test_a_worker_does_what_waits_and_ends_when_it_is_told_to(queue, undo):
    with running("manage.py", "worker") as worker:
        eventually(has_worker)
        job = undo()
        assert eventually(lambda: is_over(job)).state == "done"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
    assert not TrackingEvent.objects.exists()
    assert not has_worker()


def test_without_a_worker_a_job_has_a_process_of_its_own(queue, undo, alone):
    job = undo()
    assert job.state == "waiting"
    assert eventually(lambda: is_over(job)).state == "done"
    assert not TrackingEvent.objects.exists()


def test_a_worker_that_is_told_to_end_finishes_the_job_in_hand(queue, undo):
    with running_code(WAIT_IN_WORKER) as worker:
        eventually(has_worker)
        job = undo()
        hear(worker, "begun")
        worker.send_signal(signal.SIGTERM)
        answer(worker)
        assert worker.wait(20) == 0
    assert read_progress(job).state == "done"


def test_a_worker_that_is_told_twice_hands_the_job_back(queue, undo):
    with running_code(WAIT_IN_WORKER) as worker:
        eventually(has_worker)
        job = undo()
        hear(worker, "begun")
        worker.send_signal(signal.SIGTERM)
        time.sleep(0.2)  # two at once are one
        worker.send_signal(signal.SIGTERM)
        worker.wait(10)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("waiting", 1)
    assert TrackingEvent.objects.exists()


def test_a_process_of_one_job_that_is_told_to_end_hands_it_back():
    job = Job.objects.create(kind="brand", title="A brand", user=make_staff(), actor="sana")
    with running_code(
        WORK.replace(
            "run_job(int", "from django.core.management import call_command\ncall_command('work_on', sys.argv[1]) #"
        ),
        job.pk,
        "written",
    ) as process:
        hear(process, "written")
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) != 0
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("waiting", 1)
    assert not Brand.objects.filter(key="made").exists()


@pytest.mark.parametrize(("moment", "has_committed"), [("begun", False), ("written", False), ("committed", True)])
def test_a_job_whose_process_is_killed_is_done_exactly_once(monkeypatch, moment, has_committed):
    def work(job, tell):
        with write_alone("a brand"):
            Brand.objects.create(key="made", name="Made by the next")
            record_outcome(job, {"brand": "made"})
        return {"brand": "made"}

    monkeypatch.setitem(KINDS, "brand", work)
    job = Job.objects.create(kind="brand", title="A brand", user=make_staff(), actor="sana")
    with running_code(WORK, job.pk, moment) as process:
        hear(process, moment)
        process.kill()
        process.wait()
    assert Brand.objects.filter(key="made").exists() == has_committed
    let_time_pass()
    progress = eventually(lambda: is_over(job))
    assert (progress.state, progress.outcome) == ("done", {"brand": "made"})
    assert Brand.objects.get(key="made").name == ("Made by a process" if has_committed else "Made by the next")


def test_a_killed_worker_leaves_its_job_to_a_process_of_its_own(queue, undo, alone):
    with running_code(WAIT_IN_WORKER) as worker:
        eventually(has_worker)
        job = undo()
        hear(worker, "begun")
        assert read_progress(job).state == "running"
    let_time_pass()
    assert eventually(lambda: is_over(job)).state == "done"
    assert not TrackingEvent.objects.exists()


# The web server, alone and with its worker


def test_gunicorn_without_a_worker_starts_a_process_for_a_job(client, admin_user):
    must_load(GOLDEN)
    client.force_login(admin_user)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    token = "a" * 32
    headers = {"Cookie": f"{session.key}={session.value}; csrftoken={token}", "X-CSRFToken": token}
    port = find_port()
    with running("-m", "gunicorn", "healthkart_roi.wsgi", "--bind", f"127.0.0.1:{port}"):
        eventually(lambda: is_ready(port))
        address = f"http://127.0.0.1:{port}/imports/runs/{ImportRun.objects.get().pk}/undo/"
        opener = urllib.request.build_opener(StayHere)
        with pytest.raises(urllib.error.HTTPError) as answer:
            opener.open(urllib.request.Request(address, b"", headers), timeout=10)
        assert answer.value.code == 302
        job = Job.objects.get()
        assert eventually(lambda: is_over(job)).state == "done"
    assert not TrackingEvent.objects.exists()


class StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirection."""

    def redirect_request(self, *_):
        return None


@pytest.fixture
def served():
    """``manage.py serve``, answering; the process and its children by their command."""
    port = find_port()
    with running("manage.py", "serve", "--bind", f"127.0.0.1:{port}") as process:
        eventually(lambda: is_ready(port))
        eventually(has_worker)
        yield process


def children_of(process):
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True)
    return {args: int(pid) for pid, _, args in (line.strip().partition(" ") for line in listed.stdout.splitlines())}


def find(children, word):
    return next(pid for args, pid in children.items() if word in args)


def is_gone(pid):
    return not Path(f"/proc/{pid}").exists()


def test_the_web_server_and_its_worker_end_together(served):
    pids = children_of(served).values()
    assert len(pids) == 2
    served.send_signal(signal.SIGINT)
    assert served.wait(20) == 0
    assert all(map(is_gone, pids))


@pytest.mark.parametrize("word", ["worker", "gunicorn"])
def test_when_one_of_the_two_dies_the_other_ends(served, word):
    children = children_of(served)
    os.kill(find(children, word), signal.SIGKILL)
    assert served.wait(20) != 0
    time.sleep(0.1)
    assert all(map(is_gone, children.values()))
