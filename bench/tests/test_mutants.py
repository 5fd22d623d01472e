"""Mutants are put where the code is, and their outcomes are counted as the README says."""

import subprocess
import sys
import time

import pytest

from bench.engines import ROOT
from bench.mutants.results import Result, describe_results, draw_shares
from bench.mutants.subjects import SUBJECTS, TESTS
from bench.mutants.warm import wait_for

MODULE = next(iter(TESTS))


def result(outcome, line=1):
    return Result(path=MODULE, line=line, operator="AddNot", change="-a\n+not a", outcome=outcome)


def cells(table, name):
    """The row of a table, by its first cell."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()]
    return next(row[1:] for row in rows if row[0] == name)


def test_modules_and_their_tests_are_where_the_table_says():
    named = {*TESTS}.union(*TESTS.values())
    assert not [name for name in named if not (ROOT / name).exists()]


def test_a_share_counts_what_ran_too_long_as_killed_and_the_stillborn_not_at_all():
    outcomes = ["killed", "killed", "late", "survived", "stillborn"]
    table = draw_shares([result(outcome, line) for line, outcome in enumerate(outcomes)])
    assert cells(table, MODULE) == ["4", "2", "1", "1", "75%", "1"]
    assert cells(table, f"**{next(iter(SUBJECTS))}**") == cells(table, "**all**") == cells(table, MODULE)


def test_a_survivor_without_a_reason_is_told_as_one():
    assert "`: not looked at yet" not in describe_results([result("killed")])
    assert f"`{MODULE}`, line 7 (AddNot): not looked at yet" in describe_results([result("survived", 7)])


@pytest.mark.parametrize(
    ("program", "outcome"),
    [
        ("raise SystemExit(0)", "survived"),
        ("raise SystemExit(1)", "killed"),
        ("raise SystemExit(2)", "stillborn"),
        ("import time; time.sleep(60)", "late"),
    ],
)
def test_the_outcome_follows_from_how_the_tests_ended(program, outcome):
    child = subprocess.Popen([sys.executable, "-S", "-c", program], start_new_session=True)
    assert wait_for(child.pid, time.monotonic() + (0.2 if outcome == "late" else 20)) == outcome
