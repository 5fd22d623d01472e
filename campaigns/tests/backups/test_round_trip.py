"""A backup put back: every row of every kept table, the figures, undo, numbers, triggers and rejected rows."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from campaigns import uploads
from campaigns.backups.tables import LEFT_OUT, NO_MODELS, all_models, describe_table, kept_models
from campaigns.digest import compute_digest
from campaigns.ingest.undo import undo_run
from campaigns.models import Campaign, DataVersion, ImportRun, Influencer, Job, Post, SavedView, TrackingEvent
from campaigns.rollup import find_differences, rebuild_rollup
from campaigns.tests.audit.trail import acts, faults, newest
from campaigns.tests.backups.copies import dump
from campaigns.tests.builders import must_load
from campaigns.tests.commands.runner import run
from campaigns.tests.golden import GOLDEN
from campaigns.web.trail.words import put_in_words

pytestmark = pytest.mark.django_db
ODD = ["\\N", "a\tb", "line\nline", "cr\r", "back\\slash\\", "\\t", "नमस्ते 🙂", "", "\u2028\x0b\x1f", "'; --", "100 %s"]


@pytest.fixture
def backup(tmp_path):
    """Makes one of what is there now."""

    def make(name="a.backup"):
        assert run("backup", tmp_path / name)[0] == 0
        return tmp_path / name

    return make


def restore(path):
    status, _, err = run("restore", path, "--force")
    assert status == 0, err


def test_every_table_is_in_a_backup_or_left_out_for_a_reason():
    stored = set(connection.introspection.table_names()) - NO_MODELS.keys()
    assert {model._meta.db_table for model in all_models()} == stored
    assert {model._meta.label for model in all_models()} >= LEFT_OUT.keys()
    assert all(LEFT_OUT.values())


def test_every_column_has_a_kind():
    for model in kept_models():
        assert describe_table(model).columns


def fill():
    """Everything that people leave in a database: facts, changes of facts, people, what they keep and ask for."""
    must_load(GOLDEN)
    payouts = [row | {"payout_id": f"P{n}"} for n, row in enumerate(GOLDEN["payouts"])]
    must_load({"payouts": payouts}, on_conflict="add")
    run_2 = must_load({"payouts": [payouts[0] | {"total_payout": "301"}, *payouts[1:]]}).run
    one = Influencer.objects.get(code="1")
    for number, text in enumerate(ODD):
        Post.objects.create(key=bytes([number] * 16), influencer=one, date="2025-07-01", caption=text, post_id=text)
    rebuild_rollup()
    anna = User.objects.create_user("anna", password="a long password")
    group = Group.objects.create(name="analysts")
    group.permissions.set(Permission.objects.filter(codename="add_importrun"))
    anna.groups.add(group)
    SavedView.objects.create(owner=anna, name="Mine\t", page="campaigns", query="sort=-roas")
    Job.objects.create(kind="load", title="old", state="done", actor="anna", outcome={"run": 1, "text": 'a\\b\n"c"'})
    return run_2


def test_every_row_of_every_table_comes_back_and_undo_goes_on(backup):
    second = fill()
    rows, digest, version = dump(), compute_digest(), DataVersion.read()
    path = backup()
    undo_run(second, "a test")
    User.objects.all().delete()
    Campaign.objects.create(key="other", name="Other")
    restore(path)
    assert dump() == rows
    assert compute_digest() == digest
    assert list(find_differences()) == []
    assert DataVersion.read() not in ("", version)  # nothing that was kept in memory is taken for these data
    undo_run(second, "a test")
    assert not TrackingEvent.objects.filter(run=second).exists()


def test_the_trail_says_that_a_backup_was_made_and_put_back(backup):
    must_load(GOLDEN)
    path = backup("of-friday.backup")
    made = newest()
    assert (made.act, made.shown, made.via) == ("backed-up", "of-friday.backup", "command")
    Campaign.objects.create(key="other", name="Other")
    restore(path)
    back = newest()
    assert (back.act, back.shown) == ("restored", "of-friday.backup")
    assert back.details["digest"] == made.details["digest"] == compute_digest()
    assert back.details["rows"] == made.details["rows"] > 0
    assert acts()[-2:] == ["imported", "restored"]  # what was recorded after the backup is gone with the rest
    assert faults() == []
    [note] = put_in_words(back).notes
    assert note.startswith(f"rows: {made.details['rows']}, digest {compute_digest()[:12]}…, made at 20")


def test_sessions_do_not_come_back(backup, client):
    client.force_login(User.objects.create_user("anna", is_staff=True))
    restore(backup())
    assert client.get("/campaigns/").status_code == 302


def test_a_number_that_was_given_once_is_not_given_again(backup):
    must_load(GOLDEN)
    gone = ImportRun.objects.create(actor="x")
    last = gone.pk
    gone.delete()
    path = backup()
    count_from_the_start()
    restore(path)
    assert ImportRun.objects.create(actor="y").pk > last
    assert Campaign.objects.create(key="new", name="New").pk


def count_from_the_start():
    """As in a database that has never given a number to a run."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('campaigns_importrun', 'id'), 1, false)")
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'campaigns_importrun'")


def test_what_waited_to_be_done_says_that_it_was_not(backup):
    Job.objects.create(kind="load", title="waits", actor="anna")
    Job.objects.create(kind="load", title="has committed", actor="anna", state="running", outcome={"run": 1})
    restore(backup())
    jobs = {job.title: job for job in Job.objects.all()}
    assert jobs["waits"].state == "failed" and "Start it again" in jobs["waits"].message
    assert jobs["has committed"].state == "running"


def test_triggers_that_forbid_changes_are_in_no_way_and_stay(backup):
    Group.objects.create(name="kept")
    path = backup()
    forbid_deleting()
    restore(path)
    with pytest.raises(DatabaseError), transaction.atomic():
        Group.objects.filter(name="kept").delete()
    assert Group.objects.filter(name="kept").exists()


def forbid_deleting():
    """A table that only grows, as an audit trail is."""
    if connection.vendor == "postgresql":
        function = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$"
        statements = ["SET CONSTRAINTS ALL IMMEDIATE", function]
        for event in ("DELETE OR UPDATE OR INSERT ON auth_group FOR EACH ROW", "TRUNCATE ON auth_group"):
            name = event.split()[0].lower()
            statements.append(f"CREATE TRIGGER {name} BEFORE {event} EXECUTE FUNCTION refuse()")
    else:
        refuse = "BEGIN SELECT RAISE(ABORT, 'no'); END"
        statements = [
            f"CREATE TRIGGER no_{e} BEFORE {e} ON auth_group {refuse}" for e in ("DELETE", "UPDATE", "INSERT")
        ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_rejected_rows_that_can_still_be_fetched_come_along(backup):
    folder = uploads.rejects_of_run(7)
    folder.mkdir(parents=True)
    (folder / uploads.REJECTS).write_bytes(b"id,line,code,message\r\n\xff,2,x,y\r\n")
    path = backup()
    (folder / uploads.REJECTS).unlink()
    (uploads.rejects_of_run(8)).mkdir()
    restore(path)
    assert (folder / uploads.REJECTS).read_bytes().startswith(b"id,line,code,message\r\n\xff,2")
    assert not uploads.rejects_of_run(8).exists()


def test_a_fresh_database_counts_as_empty(backup):
    call_command("flush", interactive=False, verbosity=0)
    assert run("restore", backup())[0] == 0
