"""Where questions go: figures to the replica that a page was given, everything else to the primary."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import RequestFactory

from campaigns.models import Brand, DataVersion, ImportRun, Job, Margin, Rollup, SavedView, TrackingEvent
from campaigns.replicas import read_from
from campaigns.replicas.choice import ReplicaRouter
from campaigns.web.replicas import PAGES, SEEN, _read_seen, _stream
from campaigns.web.urls import urlpatterns

ROUTER = ReplicaRouter()
FIGURES = (TrackingEvent, Rollup, Brand, Margin, DataVersion)


def test_without_replicas_nothing_of_it_is_loaded():
    assert settings.DATABASE_ROUTERS == []
    assert not [name for name in settings.MIDDLEWARE if "replicas" in name]


def test_what_nobody_has_chosen_a_replica_for_is_read_where_it_always_was():
    assert {ROUTER.db_for_read(model) for model in FIGURES} == {None}


def test_figures_and_the_version_of_the_data_are_read_from_the_chosen_replica():
    with read_from("replica1"):
        assert {ROUTER.db_for_read(model) for model in FIGURES} == {"replica1"}
    assert ROUTER.db_for_read(Rollup) is None


@pytest.mark.parametrize("model", [User, Session, Job, SavedView, ImportRun])
def test_people_sessions_jobs_and_what_they_keep_are_read_from_the_primary(model):
    with read_from("replica1"):
        assert ROUTER.db_for_read(model) is None


def test_everything_is_written_to_the_primary():
    with read_from("replica1"):
        assert {ROUTER.db_for_write(model) for model in (*FIGURES, User)} == {"default"}
    assert not ROUTER.allow_migrate("replica1", "campaigns")


def test_a_stream_reads_from_the_replica_and_what_runs_between_its_blocks_does_not():
    blocks = _stream("replica1", (ROUTER.db_for_read(TrackingEvent) for _ in range(2)))
    assert [(block, ROUTER.db_for_read(TrackingEvent)) for block in blocks] == [("replica1", None)] * 2


@pytest.mark.parametrize(("text", "seen"), [("", 0), ("123", 123), ("-1", 0), ("1e9", 0), ("٣", 0), ("9" * 30, 0)])
def test_a_cookie_that_is_no_position_counts_as_none(text, seen):
    request = RequestFactory().get("/")
    request.COOKIES[SEEN] = text
    assert _read_seen(request) == seen


def test_the_pages_are_views_that_there_are():
    assert {pattern.name for pattern in urlpatterns if getattr(pattern, "name", None)} >= PAGES
