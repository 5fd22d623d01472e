"""Jobs as the portal sees them: taken on, done once, told about, limited, and never left hanging."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.utils import timezone

from campaigns.jobs import JobFailed, JobRefused, find_job, read_progress, record_outcome, start_job, tend_jobs
from campaigns.jobs.failures import Superseded
from campaigns.jobs.pulses import DEAD_SECONDS, Heart, Note, is_alive, read_note
from campaigns.jobs.records import MOST_ATTEMPTS, claim, give_back
from campaigns.jobs.registry import KINDS
from campaigns.jobs.runner import name_heart, run_job
from campaigns.jobs.starting import MOST_PER_PERSON
from campaigns.models import Brand, Job
from campaigns.tests.commands.runner import run
from campaigns.tests.processes import eventually
from campaigns.tests.web.people import make_staff
from campaigns.writers import write_alone

pytestmark = pytest.mark.django_db


@pytest.fixture
def sana():
    return make_staff()


@pytest.fixture
def kind(monkeypatch):
    """Declares a kind of job that does what it is given."""

    def declare(work):
        name = uuid4().hex[:12]
        monkeypatch.setitem(KINDS, name, work)
        return name

    return declare


def make_brand(job, tell):
    with write_alone("a brand"):
        Brand.objects.create(key=f"brand {job.pk}", name="Brand")
        record_outcome(job, {"brand": job.pk})
    return {"brand": job.pk, "more": True}


def begin(kind, user):
    """A job that waits: nothing is committed in these tests, so nobody is told of it."""
    return start_job(kind, "A job", {}, user)


def run_now(kind, user):
    job = begin(kind, user)
    run_job(job.pk)
    job.refresh_from_db()
    return job


def let_time_pass(job, seconds=DEAD_SECONDS + 1):
    past = timezone.now() - timedelta(seconds=seconds)
    Job.objects.filter(pk=job.pk).update(started_at=past, handed_at=past)


# What comes of it


def test_a_job_is_done_once_what_asked_for_it_is_committed(sana, kind, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = begin(kind(make_brand), sana)
        assert Job.objects.get().state == "waiting"
    progress = read_progress(job)
    assert (progress.state, progress.outcome) == ("done", {"brand": job.pk, "more": True})
    assert job.started_at and job.finished_at


def test_a_failure_says_its_own_sentence(sana, kind):
    def refuse(job, tell):
        raise JobFailed("The moon is full.")

    job = run_now(kind(refuse), sana)
    assert (job.state, job.message, job.outcome) == ("failed", "The moon is full.", {})


def test_an_error_in_the_program_names_the_job_and_its_traceback_is_in_the_log_only(sana, kind, caplog):
    def break_down(job, tell):
        raise ZeroDivisionError("secret of the program")

    with caplog.at_level(logging.ERROR, "campaigns"):
        job = run_now(kind(break_down), sana)
    assert job.state == "failed"
    assert f"Job {job.pk} met an error in the program" in job.message
    assert "secret" not in job.message and "Traceback" not in job.message
    assert "secret of the program" in caplog.text


def test_an_error_after_the_commit_does_not_make_a_done_job_a_failed_one(sana, kind):
    def commit_and_break(job, tell):
        make_brand(job, tell)
        raise ZeroDivisionError

    job = run_now(kind(commit_and_break), sana)
    assert (job.state, job.outcome) == ("done", {"brand": job.pk})


def test_a_job_is_done_by_one_of_those_who_try(sana, kind):
    job = begin(kind(make_brand), sana)
    run_job(job.pk)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.attempt, Brand.objects.filter(key=f"brand {job.pk}").count()) == (1, 1)


def test_who_was_taken_for_dead_changes_nothing(sana, kind):
    def dawdle(job, tell):
        give_back(job)
        claim(job.pk)  # somebody else has it now
        return make_brand(job, tell)

    job = run_now(kind(dawdle), sana)
    assert not Brand.objects.filter(key=f"brand {job.pk}").exists()
    assert (job.state, job.attempt, job.outcome) == ("running", 2, {})


def test_an_outcome_is_recorded_by_the_present_attempt_only(sana, kind):
    job = claim(begin(kind(make_brand), sana).pk)
    give_back(job)
    with pytest.raises(Superseded):
        record_outcome(job, {"brand": 1})


def test_a_database_that_goes_away_costs_an_attempt_and_not_the_job(sana, kind):
    def lose_connection(job, tell):
        if job.attempt == 1:
            raise OperationalError("server closed the connection unexpectedly")
        return {}

    name = kind(lose_connection)
    job = run_now(name, sana)
    assert job.state == "waiting"
    run_job(job.pk)
    assert read_progress(job).state == "done"


def test_a_worker_that_is_told_to_stop_at_once_leaves_the_job_to_the_next(sana, kind):
    def stop(job, tell):
        raise SystemExit(1)

    job = begin(kind(stop), sana)
    with pytest.raises(SystemExit):
        run_job(job.pk)
    assert read_progress(job).state == "waiting"


# How far it is


def test_progress_is_seen_while_the_work_has_the_database_for_itself(sana, kind):
    seen = []

    def work(job, tell):
        with write_alone("the work"):
            tell("loading", 5, 10)
            eventually(lambda: read_note(name_heart(job)) == Note("loading", 5, 10), 5)
            seen.append(read_progress(job))
        return {"ok": True}

    job = run_now(kind(work), sana)
    assert (seen[0].state, seen[0].step, seen[0].done, seen[0].total) == ("running", "loading", 5, 10)
    assert read_note(name_heart(job)) == Note()


def test_a_sign_of_life_ends_with_its_block():
    with Heart("job-1-1"):
        assert is_alive("job-1-")
        assert not is_alive("job-11-")
    assert not is_alive("job-1-")


# Who has died


def test_a_job_whose_process_has_died_waits_again(sana, kind):
    job = claim(begin(kind(make_brand), sana).pk)
    assert read_progress(job).state == "running"
    let_time_pass(job)
    read_progress(job)  # whoever looks mends it, and here it is done at once
    assert read_progress(job).state == "done"
    assert job.attempt == 2


def test_a_job_whose_process_lives_is_left_alone(sana, kind):
    job = claim(begin(kind(make_brand), sana).pk)
    let_time_pass(job)
    with Heart(name_heart(job)):
        assert read_progress(job).state == "running"


def test_a_job_that_died_after_its_commit_is_done(sana, kind):
    job = claim(begin(kind(make_brand), sana).pk)
    make_brand(job, None)
    let_time_pass(job)
    progress = read_progress(job)
    assert (progress.state, progress.outcome) == ("done", {"brand": job.pk})
    assert Brand.objects.filter(key=f"brand {job.pk}").count() == 1


def test_a_job_that_kills_every_process_fails_with_a_sentence(sana, kind):
    job = begin(kind(make_brand), sana)
    Job.objects.update(attempt=MOST_ATTEMPTS - 1)
    job = claim(job.pk)
    let_time_pass(job)
    tend_jobs()
    progress = read_progress(job)
    assert progress.state == "failed"
    assert f"The process that worked on job {job.pk} ended before it was done" in progress.message
    assert "Nothing was changed" in progress.message


def test_a_job_that_nobody_was_told_of_is_handed_over_by_whoever_looks(sana, kind):
    job = begin(kind(make_brand), sana)
    tend_jobs()
    assert read_progress(job).state == "done"


# Who may


def test_only_the_owner_and_superusers_see_a_job(sana, kind):
    job = begin(kind(make_brand), sana)
    assert find_job(sana, job.pk) == job
    assert find_job(User.objects.create_superuser("root"), job.pk) == job
    assert find_job(make_staff("zoya"), job.pk) is None
    assert find_job(sana, job.pk + 1) is None


def test_a_person_has_only_so_many_jobs_at_once(sana, kind):
    name = kind(make_brand)
    jobs = [begin(name, sana) for _ in range(MOST_PER_PERSON)]
    with pytest.raises(JobRefused, match=f"You have {MOST_PER_PERSON} jobs that are not done yet"):
        begin(name, sana)
    begin(name, make_staff("zoya"))
    run_job(jobs[0].pk)
    begin(name, sana)


def test_a_kind_that_nobody_declared_is_refused(sana):
    with pytest.raises(LookupError):
        begin("dance", sana)


def test_jobs_are_kept_for_30_days_after_their_end(sana, kind):
    name = kind(make_brand)
    old, young, waiting = (begin(name, sana) for _ in range(3))
    for job, days in ((old, 31), (young, 29)):
        Job.objects.filter(pk=job.pk).update(state="done", finished_at=timezone.now() - timedelta(days=days))
    begin(name, sana)
    kept = set(Job.objects.values_list("pk", flat=True))
    assert old.pk not in kept and {young.pk, waiting.pk} <= kept


# The command


def test_the_command_lists_jobs_and_mends_what_it_finds(sana, kind):
    job = claim(begin(kind(make_brand), sana).pk)
    status, out, _ = run("jobs")
    assert status == 0
    assert f"job {job.pk}  " in out and "sana" in out and "running" in out and "A job" in out
    let_time_pass(job)
    run("jobs")
    assert "done" in run("jobs")[1]


def test_looking_at_a_finished_job_costs_one_query(sana, kind, django_assert_num_queries):
    job = run_now(kind(make_brand), sana)
    with django_assert_num_queries(1):
        read_progress(job)
