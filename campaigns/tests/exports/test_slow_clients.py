"""A client that reads slowly: nobody who writes waits for it, and what it gets is of one moment."""

import csv
import time
from threading import Thread

import pytest
from django.db import connection, transaction

from campaigns import snapshots
from campaigns.models import Campaign, Product, TrackingEvent
from campaigns.reports.exports import extracts
from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import export
from campaigns.tests.reports.samples import SAMPLE
from campaigns.writers import write_alone

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 6
needs_postgresql = pytest.mark.skipif("connection.vendor == 'sqlite'", reason="Nothing lends SQLite's connections.")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(extracts, "BLOCK", 1)
    must_load(SAMPLE)


@pytest.fixture
def pooled(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)


def begin(client):
    """An export of which the header and one row have gone out."""
    answer = client.get("/tracking/?_export=csv&sort=tracking_id")
    lines = iter(answer.streaming_content)
    return answer, [next(lines), next(lines)], lines


def finish(began, lines):
    return list(csv.DictReader(b"".join([*began, *lines]).decode().splitlines()))


def write_meanwhile(change):
    """Changes facts as an import would, by a connection of its own; the seconds that it took."""
    failures = []

    def work():
        try:
            with write_alone("a test"):
                change()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    began = time.monotonic()
    thread = Thread(target=work)
    thread.start()
    thread.join(30)
    assert not thread.is_alive() and not failures, failures
    return time.monotonic() - began


def change_everything():
    """Each row has another revenue, one goes, one comes, and that has a product which is new."""
    product = Product.objects.create(key="new", name="New")
    TrackingEvent.objects.update(revenue=1)
    TrackingEvent.objects.filter(tracking_id="T6").delete()
    row = TrackingEvent.objects.get(tracking_id="T5")
    row.pk, row.key, row.tracking_id, row.product = None, b"n" * 16, "T9", product
    row.save(force_insert=True)
    TrackingEvent.objects.filter(tracking_id="T4").update(product=product)


def test_a_writer_does_not_wait_and_the_export_is_of_one_moment(admin_client):
    before = export(admin_client, "tracking", sort="tracking_id")
    answer, began, lines = begin(admin_client)
    assert write_meanwhile(change_everything) < 5
    assert finish(began, lines) == before
    answer.close()
    after = export(admin_client, "tracking", sort="tracking_id")
    assert [row["tracking_id"] for row in after] == ["T1", "T2", "T3", "T4", "T5", "T9"]


def test_two_slow_clients_and_a_writer_are_in_nobodys_way(admin_client):
    answer, began, lines = begin(admin_client)
    write_meanwhile(lambda: TrackingEvent.objects.update(orders=7))
    assert {row["orders"] for row in finish(began, lines)} != {"7"}
    answer.close()
    assert {row["orders"] for row in export(admin_client, "tracking")} == {"7"}


def test_a_client_that_goes_away_leaves_nothing_open(admin_client):
    answer, _, _ = begin(admin_client)
    assert connection.in_atomic_block
    answer.close()
    assert not connection.in_atomic_block
    assert write_meanwhile(lambda: Campaign.objects.update(name="x")) < 5


def test_sqlite_is_set_as_before_when_the_export_is_over(admin_client):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such settings.")
    before = read_pragmas()
    answer, _, lines = begin(admin_client)
    assert read_pragmas() != before
    list(lines)
    answer.close()
    assert read_pragmas() == before
    with transaction.atomic():  # takes the write lock at once again
        assert connection.transaction_mode == "IMMEDIATE"


def read_pragmas():
    with connection.cursor() as cursor:
        return {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in snapshots.READING}


@needs_postgresql
def test_in_a_pool_pages_by_key_give_the_same_file(admin_client, monkeypatch):
    through = export(admin_client, "tracking", sort="-revenue")
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    monkeypatch.setattr(extracts, "BLOCK", 4)
    assert export(admin_client, "tracking", sort="-revenue") == through


@needs_postgresql
def test_in_a_pool_no_connection_is_kept_and_each_row_is_whole(admin_client, pooled):
    answer, began, lines = begin(admin_client)
    assert not connection.in_atomic_block
    write_meanwhile(change_everything)
    rows = finish(began, lines)
    assert [row["tracking_id"] for row in rows] == ["T1", "T2", "T3", "T4", "T5"]  # none twice, T6 has gone
    assert [row["revenue"] for row in rows] == ["1000.00"] + ["0.01"] * 4
    assert rows[3]["product"] == "New"
    answer.close()
