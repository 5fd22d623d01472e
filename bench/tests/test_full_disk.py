"""The drill's small disk is full when it says so, and each drill finds the import wholly gone."""

import errno
from random import Random

import pytest

from bench.drills.disks import mounting_disk
from bench.drills.files import write_drill_files
from bench.drills.full import KINDS, drill_full, judge
from bench.drills.scene import DrillFailed, Ended
from bench.engines import load_postgres

pytestmark = pytest.mark.any_engine


@pytest.fixture
def disk():
    with mounting_disk() as mounted:
        if mounted is None:
            pytest.skip("Only root can mount a disk, and not everywhere.")
        yield mounted


def test_a_small_disk_takes_what_was_left_and_then_no_more_until_there_is_room(disk):
    disk.leave(1024**2)
    (disk.path / "fits").write_bytes(bytes(1024**2))
    with pytest.raises(OSError) as raised:
        (disk.path / "more").write_bytes(b"x")
    assert raised.value.errno == errno.ENOSPC
    disk.give_room()
    (disk.path / "more").write_bytes(bytes(1024**2))
    assert disk.used == 2 * 1024**2


def test_an_import_that_ended_well_or_with_a_traceback_is_a_failure_of_the_drill():
    assert judge(Ended(2, "The disk of the server is full. Nothing was changed.")) == "the disk is full"
    for ended in (Ended(0, "The disk of the server is full."), Ended(2, "Traceback: The disk of the server is full")):
        with pytest.raises(DrillFailed):
            judge(ended)


@pytest.mark.thorough
@pytest.mark.parametrize("kind", KINDS)
def test_of_an_import_into_a_full_disk_nothing_is_kept(kind, disk, tmp_path):
    if load_postgres().find_programs() is None:
        pytest.skip("PostgreSQL is not on this machine.")
    tally = drill_full(tmp_path, write_drill_files(tmp_path / "files"), kind, 1, Random(1))
    assert (tally.failures, tally.outcomes.total()) == ([], 1)
