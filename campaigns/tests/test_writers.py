"""Writers in real processes: one at a time, the others wait or hear who it is, and readers read."""

import re
import time

import pytest
from django.db import connection, transaction

from campaigns.edits import save_row
from campaigns.models import Campaign, ImportRun, Source, TrackingEvent
from campaigns.rollup import Upkeep, find_differences
from campaigns.tests.builders import csv_text, must_load, write_files
from campaigns.tests.golden import GOLDEN
from campaigns.tests.processes import answer, command, eventually, hear, running_code
from campaigns.writers import Busy, describe_wait, in_background, write_alone, write_beside
from campaigns.writers.told import read_writer, shorten

pytestmark = pytest.mark.django_db(transaction=True)

WRITE = """
from campaigns.writers import write_alone
with write_alone(sys.argv[1], int(sys.argv[2])):
    print("writing", flush=True)
    sys.stdin.readline()
print("done", flush=True)
"""
IMPORT = """
from pathlib import Path
from campaigns.writers import told
from campaigns.ingest.conductor import Options, import_paths
told.LARGE = int(sys.argv[2])
def wait(run):
    print("writing", flush=True)
    sys.stdin.readline()
report = import_paths([Path(sys.argv[1])], Options(actor="imran", on_record=wait))
print("loaded", report.run, report.committed, flush=True)
"""
MANY = 1_234_567
ROWS = [{"date": "2025-07-01", "revenue": str(n), "influencer_id": "1", "campaign": "Gritzo_Kids"} for n in range(8)]


@pytest.fixture
def tracking(tmp_path):
    return write_files(tmp_path, {"tracking": ROWS})[0]


def campaign(name="Bodyzone_Gym"):
    row = Campaign(name=name)
    row.clean()
    return row


def test_a_large_writer_is_named_at_once():
    with running_code(WRITE, "the import of sales.csv by imran", MANY) as other:
        hear(other, "writing")
        began = time.monotonic()
        with pytest.raises(Busy) as busy:
            save_row(campaign())
        assert time.monotonic() - began < 2
        said = "Nothing was changed: the import of sales.csv by imran has been writing 1,234,567 rows since "
        assert re.fullmatch(rf"{re.escape(said)}\d\d:\d\d\. Try again when it is done\.", str(busy.value))
        answer(other)
        hear(other, "done")
    save_row(campaign())


def test_a_running_import_is_named_with_its_files_and_who_runs_it(tracking):
    with running_code(IMPORT, tracking, 5) as other:
        hear(other, "writing")
        with pytest.raises(Busy, match=r"the import by imran \(tracking\.csv\) has been writing 8 rows since "):
            save_row(campaign())


def test_a_name_too_long_for_the_engine_is_cut_and_says_so():
    kept = shorten("123456 rows: the import by imran (" + "विज्ञापन.csv, " * 9)
    assert len(kept) == 63
    assert kept.startswith("123456 rows: the import by imran (????") and kept.endswith("...")


def test_a_small_writer_is_waited_for(tracking):
    with running_code(IMPORT, tracking, 1000) as first:
        hear(first, "writing")
        with running_code(WRITE, "another", 0) as second:
            answer(second)
            time.sleep(1)
            assert second.poll() is None
            answer(first)
            hear(first, "loaded")
            hear(second, "done")
    assert TrackingEvent.objects.count() == 8


def test_a_wait_that_is_too_long_is_a_sentence():
    with running_code(WRITE, "another", 0) as other, in_background("a test", 0.3):
        hear(other, "writing")
        with pytest.raises(Busy) as busy:
            save_row(campaign())
    assert str(busy.value) == describe_wait(0.3)


def test_a_dead_writer_is_in_nobodys_way():
    with running_code(WRITE, "the import of a dead man", MANY) as other:
        hear(other, "writing")
        other.kill()
        other.wait()
        eventually(lambda: _saves(campaign()))


def _saves(row):
    try:
        save_row(row)
    except Busy:  # PostgreSQL sees the end of a session a moment later
        return False
    return True


def test_what_a_dead_writer_said_is_not_believed_of_the_next():
    with running_code(WRITE, "the import of a dead man", MANY) as dead:
        hear(dead, "writing")
    with running_code(WRITE, "another", 0) as other:
        hear(other, "writing")
        assert read_writer() is None


def test_two_imports_at_once_load_one_after_the_other(tmp_path):
    paths = []
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths += write_files(folder, {"tracking": [row | {"influencer_id": str(number)} for row in ROWS]})
    with running_code(IMPORT, paths[0], 1000) as first, running_code(IMPORT, paths[1], 1000) as second:
        answer(first)
        answer(second)
        hear(first, "loaded")
        hear(second, "loaded")
    assert ImportRun.objects.count() == 2
    assert TrackingEvent.objects.count() == 16
    assert list(find_differences()) == []


def test_readers_see_the_old_numbers_until_the_commit(tracking):
    must_load(GOLDEN)
    before = TrackingEvent.objects.count()
    with running_code(IMPORT, tracking, 5) as other:
        hear(other, "writing")
        began = time.monotonic()
        assert TrackingEvent.objects.count() == before
        assert time.monotonic() - began < 1
        answer(other)
        hear(other, "loaded")
    assert TrackingEvent.objects.count() == before + 8


def test_the_command_line_ends_with_1_and_the_sentence(tmp_path):
    path = tmp_path / "tracking.csv"
    path.write_text(csv_text(ROWS))
    with running_code(WRITE, "the import of sales.csv by imran", MANY) as other:
        hear(other, "writing")
        status, out, err = command("import", path)
    assert (status, out) == (1, "")
    assert err.strip().startswith("Nothing was changed: the import of sales.csv by imran has been writing")
    assert "Traceback" not in err


def test_rows_beside_the_figures_wait_for_nobody_on_postgresql():
    with running_code(WRITE, "the import of sales.csv by imran", MANY) as other:
        hear(other, "writing")
        if connection.vendor == "postgresql":
            with write_beside("a job"):
                Source.objects.create(key="flyer", name="flyer")
        else:
            with pytest.raises(Busy), write_beside("a job"):
                pass


def test_inside_another_one_it_is_a_savepoint_and_the_larger_is_told():
    with write_alone("the outer"):
        with write_alone("the inner", MANY):
            save_row(campaign())
            transaction.set_rollback(True)
        assert not Campaign.objects.filter(key="bodyzone_gym").exists()
        save_row(campaign("Gritzo_Kids"))
    assert Campaign.objects.filter(key="gritzo_kids").exists()


def test_what_runs_after_the_commit_takes_the_lock_anew():
    done = []

    def later():
        with write_alone("after the commit", MANY):
            done.append(connection.in_atomic_block)

    with write_alone("before", MANY):
        transaction.on_commit(later)
    assert done == [True]


def test_figures_are_changed_alone_or_not_at_all():
    with pytest.raises(RuntimeError, match="write_alone"):
        Upkeep()
    with transaction.atomic(), pytest.raises(RuntimeError, match="write_alone"):
        Upkeep()
