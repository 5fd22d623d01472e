"""The chain: whatever is done to the trail behind the portal's back shows, and says where."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from campaigns.audit import record
from campaigns.audit.guard import find_unguarded
from campaigns.audit.proof import read_head
from campaigns.models import AuditEntry, AuditSeal
from campaigns.tests.audit.trail import faults, tamper
from campaigns.tests.commands.runner import run

pytestmark = pytest.mark.django_db
ENTRIES, SEALS = AuditEntry._meta.db_table, AuditSeal._meta.db_table
RAW = """INSERT INTO campaigns_auditentry
    (token, at, actor, via, act, "table", key, shown, changes, details, request_id)
    VALUES ('f', %s, 'mallory', 'portal', 'changed', '', '', '', '{}', '{}', '')"""


@pytest.fixture(autouse=True)
def five_entries():
    """Whatever there was before, and five more; their ids."""
    for number in range(5):
        record(AuditEntry.Act.EXPORTED, details={"rows": number, "page": "₹ 1,00,000"})
    assert faults() == []
    return list(AuditEntry.objects.order_by("id").values_list("pk", flat=True))


def place_of(pk):
    return AuditSeal.objects.get(entry=pk).pk


def test_what_nobody_touched_is_whole():
    assert run("audit", "--check") == (0, f"The audit trail is whole.\nThe chain ends at {read_head()}\n", "")


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'mallory'",
        "at = '2001-01-01 00:00:00+00:00'",
        "details = '{\"rows\": 1}'",
        "act = 'changed'",
        "run = 7",
        "account = 7",
        "key = 'a'",
        "shown = 'b'",
        "via = 'job'",
        "token = 'c'",
        "request_id = 'd'",
        "changes = '{\"a\": [1, 2]}'",
        "row_id = 3",
        "\"table\" = 'post'",
    ],
)
def test_a_changed_entry_is_named(five_entries, change):
    assert tamper(f"UPDATE {ENTRIES} SET {change} WHERE id = %s", five_entries[2]) == 1
    status, told, _ = run("audit", "--check")
    assert status == 1
    assert f"Place {place_of(five_entries[2])}, entry {five_entries[2]}: changed" in told
    assert told.count("Place") == (2 if change.startswith("at") else 1)  # it looks backdated too


def test_a_removed_entry_is_named(five_entries):
    place = place_of(five_entries[1])
    tamper(f"DELETE FROM {ENTRIES} WHERE id = %s", five_entries[1])
    assert faults() == [f"Place {place}, entry {five_entries[1]}: removed."]


def test_an_entry_removed_with_its_seal_is_missed(five_entries):
    place = place_of(five_entries[1])
    tamper(f"DELETE FROM {SEALS} WHERE id = %s", place)
    tamper(f"DELETE FROM {ENTRIES} WHERE id = %s", five_entries[1])
    assert faults() == [f"Place {place} of the chain: removed."]


def test_closing_the_gap_does_not_help(five_entries):
    place = place_of(five_entries[1])
    tamper(f"DELETE FROM {SEALS} WHERE id = %s", place)
    tamper(f"DELETE FROM {ENTRIES} WHERE id = %s", five_entries[1])
    for later in range(place + 1, place + 4):
        tamper(f"UPDATE {SEALS} SET id = %s WHERE id = %s", later - 1, later)
    assert f"Place {place}, entry {five_entries[2]}: changed, put in or moved since it was sealed." in faults()


def test_two_entries_that_changed_places_are_named(five_entries):
    one, two = five_entries[1], five_entries[2]
    place = place_of(one)
    tamper(f"UPDATE {SEALS} SET entry_id = -1 WHERE entry_id = %s", one)
    tamper(f"UPDATE {SEALS} SET entry_id = %s WHERE entry_id = %s", one, two)
    tamper(f"UPDATE {SEALS} SET entry_id = %s WHERE entry_id = -1", two)
    said = faults()
    assert [line.split(":")[0] for line in said] == [f"Place {place}, entry {two}", f"Place {place + 1}, entry {one}"]


def test_an_entry_put_in_between_is_named(five_entries):
    place = place_of(five_entries[2])
    tamper(RAW, timezone.now())
    forged = AuditEntry.objects.get(actor="mallory").pk
    for later in range(place + 2, place - 1, -1):
        tamper(f"UPDATE {SEALS} SET id = %s WHERE id = %s", later + 1, later)
    tamper(
        f"INSERT INTO {SEALS} (id, entry_id, sealed_at, hash) VALUES (%s, %s, %s, %s)",
        *(place, forged, timezone.now(), "0" * 64),
    )
    assert f"Place {place}, entry {forged}: changed, put in or moved since it was sealed." in faults()


def test_a_backdated_entry_at_the_end_is_named():
    tamper(RAW, timezone.now() - timedelta(days=3))
    said = faults()
    assert len(said) == 1
    assert "but came" in said[0]


def test_an_entry_that_is_not_sealed_for_long_is_reported_and_can_be_sealed():
    tamper(RAW, timezone.now() - timedelta(hours=2))
    status, told, _ = run("audit", "--check")
    assert status == 1
    assert "is not in the chain" in told
    assert run("audit", "--seal")[0] == 0
    assert run("audit", "--check")[0] == 0


def test_an_end_that_was_cut_off_shows_against_a_head_that_was_kept(five_entries):
    kept = run("audit", "--head")[1].strip()
    place = place_of(five_entries[3])
    tamper(f"DELETE FROM {SEALS} WHERE id >= %s", place)
    tamper(f"DELETE FROM {ENTRIES} WHERE id >= %s", five_entries[3])
    status, told, _ = run("audit", "--check", "--expect", kept)
    assert status == 1
    assert f"The chain ends at place {place - 1}; Places {place} to {place + 1} were cut off." in told
    if connection.vendor == "sqlite":  # which remembers how many there were
        assert "the end was cut off" in run("audit", "--check")[1]


def test_a_chain_that_was_computed_anew_shows_against_a_head_that_was_kept(five_entries):
    kept, place = str(read_head()), place_of(five_entries[0])
    tamper(f"UPDATE {ENTRIES} SET actor = 'mallory' WHERE id = %s", five_entries[0])
    tamper(f"DELETE FROM {SEALS} WHERE id >= %s", place)
    assert faults() == []
    status, told, _ = run("audit", "--check", "--expect", kept)
    assert status == 1
    assert "was replaced" in told


def test_any_earlier_head_can_be_expected():
    kept = str(read_head())
    record(AuditEntry.Act.EXPORTED)
    assert faults() == []
    assert run("audit", "--check", "--expect", kept)[0] == 0


@pytest.mark.parametrize("text", ["", "12", "12:xyz", "a:" + "0" * 64])
def test_a_head_that_is_none_is_wrong_usage(text):
    status, _, told = run("audit", "--check", f"--expect={text}")
    assert status != 0
    assert "audit --head" in told


@pytest.mark.parametrize("table", [ENTRIES, SEALS])
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_trail(table, sql):
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))


def test_postgresql_refuses_to_empty_the_trail():
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {ENTRIES} CASCADE")


def test_a_missing_trigger_is_reported():
    assert find_unguarded() == []
    with connection.cursor() as cursor:
        on = f" ON {ENTRIES}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_guard_{ENTRIES}_delete{on}")
    assert faults() == [
        f"The database does not refuse DELETE on {ENTRIES}: its trigger is missing. “migrate” puts it back."
    ]


def test_places_are_counted_without_gaps():
    places = list(AuditSeal.objects.order_by("id").values_list("pk", flat=True))
    assert places == list(range(1, len(places) + 1))
    assert len(places) == AuditEntry.objects.count()
