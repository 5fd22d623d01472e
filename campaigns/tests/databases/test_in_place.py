"""A server process reads SQLite's file in place, so that its memory does not grow with the data."""

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.signals import connection_created

from healthkart_roi.preload import MAPPED, preload, read_in_place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def served():
    """A new connection as a server's thread opens it."""
    preload()
    made = connections.create_connection("default")
    yield made
    made.close()
    connection_created.disconnect(read_in_place)


@pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="Only SQLite is a file.")
def test_all_of_the_file_is_read_in_place(served):
    with served.cursor() as cursor:
        assert cursor.execute("PRAGMA mmap_size").fetchone() == (MAPPED,)


def test_other_connections_work_as_before(served):
    with served.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone()[0] == 1
