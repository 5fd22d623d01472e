"""Long work steps back for pages: which commands do, and that calling them from other code changes nothing."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.core.management import load_command_class

from campaigns.management.background import BackgroundCommand, step_back

LONG = ("import", "undo_import", "worker", "work_on", "backup", "restore", "rollup", "demo")
SHORT = ("imports", "serve", "doctor")


def read_niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


def run_apart(act: Callable[[], None]) -> int:
    """How nice a copy of this process is after an act, above what this one is."""
    pid = os.fork()
    if not pid:
        act()
        os._exit(read_niceness())
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.parametrize("name", LONG)
def test_long_work_steps_back(name: str) -> None:
    assert isinstance(load_command_class("campaigns", name), BackgroundCommand)


@pytest.mark.parametrize("name", SHORT)
def test_what_people_wait_for_does_not(name: str) -> None:
    assert not isinstance(load_command_class("campaigns", name), BackgroundCommand)


def test_a_process_steps_as_far_back_as_the_setting_says(settings) -> None:
    settings.BACKGROUND_NICENESS = 13
    assert run_apart(step_back) == 13


def test_a_process_that_is_nicer_already_stays_so(settings) -> None:
    settings.BACKGROUND_NICENESS = 3

    def step_twice() -> None:
        os.nice(15 - read_niceness())
        step_back()

    assert run_apart(step_twice) == 15


def test_a_command_of_its_own_steps_back_and_its_caller_does_not() -> None:
    before = read_niceness()
    watch = "import os, sys, runpy; sys.argv = ['manage.py', 'rollup', '--help']\n"
    watch += "try: runpy.run_path('manage.py', run_name='__main__')\n"
    watch += "finally: print('niceness', os.getpriority(os.PRIO_PROCESS, 0))"
    done = subprocess.run([sys.executable, "-c", watch], capture_output=True, text=True, check=False, timeout=60)
    assert f"niceness {max(before, 10)}" in done.stdout
    assert read_niceness() == before
