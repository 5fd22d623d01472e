"""Costs are read as the README says, and a verdict follows from a target."""

import importlib
import os
import sys
from argparse import ArgumentTypeError
from functools import reduce

import pytest

from bench.engines import ROOT
from bench.imports.phases import PHASES, Clock
from bench.processes import run_measured
from bench.sizes import read_size, write_size
from bench.tables import Line, describe_command, write_section

EATS = "block = b'x' * 80_000_000; total = sum(range(3_000_000))"


@pytest.mark.parametrize(("text", "count"), [("100k", 100_000), ("1M", 1_000_000), ("10m", 10_000_000), ("250", 250)])
def test_sizes_are_read_as_people_write_them(text, count):
    assert read_size(text) == count


@pytest.mark.parametrize("text", ["", "k", "-1k", "1.5M", "ten", "१०k"])
def test_other_sizes_are_refused_with_what_is_accepted(text):
    with pytest.raises(ArgumentTypeError, match="Accepted"):
        read_size(text)


def test_sizes_are_written_short():
    assert [write_size(n) for n in (10_000_000, 1_500_000, 100_000, 250)] == ["10M", "1500k", "100k", "250"]


def test_a_child_of_the_command_counts(tmp_path):
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {EATS!r}])"
    with (tmp_path / "output").open("wb") as output:
        used = run_measured([sys.executable, "-c", nested], os.environ, tmp_path, output)
    assert used.status == 0
    assert used.cpu > 0.03
    assert used.peak > 80_000_000


def test_a_verdict_follows_from_the_target():
    assert Line("x", "SQLite", 2.5, at_most=2.5).verdict == "met"
    assert Line("x", "SQLite", 2.6, at_most=2.5).verdict == "missed"
    assert Line("x", "SQLite", 2.9, at_least=3).verdict == "missed"
    assert Line("x", "SQLite", 2.9).verdict == ""


def test_a_section_replaces_only_the_one_of_its_title(tmp_path):
    path = tmp_path / "RESULTS.md"
    for title, body in (("b", "first"), ("a", "kept"), ("b", "second")):
        write_section(path, title, body)
    text = path.read_text()
    assert "kept" in text and "second" in text and "first" not in text
    assert text.index("## a") < text.index("## b")


def test_a_result_tells_its_command_without_folders_of_this_machine():
    words = [str(ROOT / "bench/asking/__main__.py"), "--events", "1M", "--kept", "/somebody/here", "--write"]
    assert describe_command(words) == "python -m bench.asking --events 1M --kept FOLDER"


@pytest.mark.parametrize("place", [place for places in PHASES.values() for place in places])
def test_every_function_with_a_clock_is_there(place):
    module, _, path = place.partition(":")
    assert callable(reduce(getattr, path.split("."), importlib.import_module(module)))


def test_the_outermost_phase_gets_the_time_of_functions_and_generators():
    clock = Clock(0)
    clock.read = iter(range(100)).__next__
    inner = clock.count("inner", lambda: None)

    def generate():
        inner()
        yield 1

    assert list(clock.count("outer", generate)()) == [1]
    inner()
    assert clock.seconds == {"outer": 2, "inner": 1}
