"""Steps of a ramp are counted as the README says, and the words name the step up to which the server keeps up."""

from argparse import ArgumentTypeError

import pytest

from bench.load.__main__ import describe_ramp, read_options, read_steps
from bench.load.run import Request
from bench.load.steps import HEADER, Step, Used, count_step, describe_saturation, find_last_rising, list_cells

pytestmark = pytest.mark.any_engine
NOTHING = Used(server=0, database=None, people=0)


def make_steps(*told):
    """Steps of ten seconds from (people, answers, seconds that everybody waits)."""
    return [
        Step(people=people, seconds=10, waits=[wait], answers=answers, errors=0, used=NOTHING)
        for people, answers, wait in told
    ]


def test_a_step_counts_what_was_asked_and_what_was_answered_in_its_time():
    asked = [
        Request(9, 2, 200, "/", ""),  # answered in it
        Request(12, 1, 200, "/", ""),
        Request(13, 1, 500, "/", "status 500"),
        Request(19, 5, 200, "/", ""),  # answered too late, but somebody waited
        Request(20, 1, 200, "/", ""),  # asked too late
    ]
    step = count_step(asked, 3, 10, 20, NOTHING)
    assert (step.answers, step.errors, sorted(step.waits)) == (2, 1, [1, 1, 5])
    assert step.throughput == 0.2


def test_what_processes_used_is_told_as_processors_and_sqlite_has_no_server():
    before, after = Used(server=1, database=5, people=0), Used(server=13, database=9, people=1)
    (step,) = make_steps((3, 40, 0.2))
    step = Step(**vars(step) | {"used": after.since(before)})
    assert list_cells("PostgreSQL", step) == [
        "PostgreSQL",
        "3",
        "4.00",
        "0.20 s",
        "0.20 s",
        "0",
        "1.20",
        "0.40",
        "0.10",
    ]
    (step,) = make_steps((3, 40, 0.2))
    assert list_cells("SQLite", step)[-2] == ""
    assert len(list_cells("SQLite", step)) == len(HEADER)


def test_the_last_step_that_still_rises_by_a_tenth_within_the_wait_is_found():
    steps = make_steps((10, 100, 0.1), (25, 200, 0.4), (50, 300, 0.9), (75, 329, 0.9), (100, 330, 2))
    assert find_last_rising(steps, 1.0).people == 50
    assert find_last_rising(steps, 0.5).people == 25
    assert find_last_rising(steps, 0.1) is None
    assert find_last_rising(make_steps((10, 100, 0.1), (25, 110, 0.1)), 1).people == 25


def test_saturation_is_told_in_words():
    assert describe_saturation(make_steps((10, 100, 0.1), (25, 200, 0.9), (50, 205, 3))) == [
        "95 % are answered in less than 1 s and throughput still rises up to 25 people: 20.0 requests a second",
        "95 % are answered in less than 0.5 s and throughput still rises up to 10 people: 10.0 requests a second",
        "highest throughput: 20.5 requests a second, with 50 people",
    ]
    assert describe_saturation(make_steps((10, 100, 0.7)))[1] == (
        "at no step where throughput still rises 95 % are answered in less than 0.5 s"
    )


@pytest.mark.parametrize("text", ["", "x", "10,", "10,5", "5,5", "0,5", "-1,5", "1.5"])
def test_steps_that_are_none_are_refused_with_what_would_be_accepted(text):
    with pytest.raises(ArgumentTypeError, match="Accepted: numbers of people that rise"):
        read_steps(text)


def test_a_ramp_needs_no_more_than_the_word():
    options = read_options(["--ramp"])
    assert describe_ramp(options) == "Ramp from 10 to 200 people, 30 s each with 3 s to think, 1M rows"
    assert read_options(["--ramp", "2,6", "--seconds", "5"]).ramp == (2, 6)
    assert (read_options([]).ramp, read_options([]).seconds) == (None, 60)
