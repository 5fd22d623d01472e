"""Runs tests again and again, each time in a child of a process that has imported what never changes.

Runs in the copy of the project, with the portal's own Python. A line of JSON comes in, ``{"tests": […], "seconds":
9}``, and a line goes out: the outcome, the first test that failed and the seconds it took.
"""

import gc
import importlib
import json
import os
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

PROBE = "campaigns/tests/metrics/test_golden.py"
"""Imports the whole portal and makes the database; that file is the same for all tests from then on."""
OPTIONS = ("-n", "0", "-x", "-q", "--reuse-db", "--tb", "no", "-p", "no:cacheprovider")
OUTCOMES = {0: "survived", 1: "killed"}
"""By pytest's exit code. Anything else, such as tests that cannot even be imported, is ``stillborn``."""
OURS = ("campaigns", "healthkart_roi", "bench", "conftest", "__main__")


class Plugin:
    """Tests start with the migrated database that the probe left behind, and run in the order they were named in."""

    def __init__(self, kept: Path, tests: Sequence[str]) -> None:
        self.kept = kept
        self.tests = tests

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Puts the file where Django looks for it, after ``conftest.py`` has said where that is."""
        if self.kept.exists():
            copy_database(self.kept, find_database())

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The closest tests come first: most faults cost no more than those."""
        items.sort(key=lambda item: [item.nodeid.startswith(test) for test in self.tests], reverse=True)

    def pytest_sessionfinish(self) -> None:
        """The first time, keeps the file, and the names of what was imported."""
        if not self.kept.exists():
            copy_database(find_database(), self.kept)
            self.kept.with_suffix(".json").write_text(json.dumps([*sys.modules]), encoding="utf-8")


def find_database() -> Path:
    """The file that this run of tests uses."""
    from django.conf import settings

    return Path(settings.DATABASES["default"]["TEST"]["NAME"])


def copy_database(source: Path, target: Path) -> None:
    """A whole copy, whatever still stands in the write-ahead log."""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


def run_tests(tests: Sequence[str], seconds: float, kept: Path) -> dict[str, Any]:
    """Runs tests in a child until the first one fails. A child that takes longer is killed: ``late``."""
    said, began = kept.with_suffix(".txt"), time.monotonic()
    child = os.fork()
    if not child:
        os.setsid()
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        code = 70
        with suppress(BaseException):
            code = int(pytest.main([*OPTIONS, *tests], plugins=[Plugin(kept, tests)]))
        os._exit(code)
    outcome = wait_for(child, began + seconds)
    lines = said.read_text(encoding="utf-8", errors="replace").splitlines()
    by = next((line.split()[1] for line in lines if line.startswith(("FAILED ", "ERROR "))), "")
    return {"outcome": outcome, "by": by, "seconds": round(time.monotonic() - began, 2)}


def wait_for(child: int, until: float) -> str:
    """Waits for a child that leads its own group until a moment of the monotonic clock; the outcome. None of the group
    is left then."""
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        is_late = time.monotonic() > until
        if done or is_late:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)  # also what a test has started
        if done:
            return OUTCOMES.get(os.waitstatus_to_exitcode(status), "stillborn")
        if is_late:
            os.waitpid(child, 0)
            return "late"
        time.sleep(0.01)


def import_others(names: Sequence[str]) -> None:
    """Imports what the tests will need that is not ours; what needs Django's settings is left to the children."""
    for name in names:
        if name.partition(".")[0] not in OURS:
            with suppress(Exception):
                importlib.import_module(name)
    gc.collect()
    gc.freeze()


def main() -> None:
    """Gets warm, says so, and answers until the input ends."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept.sqlite3"
        first = run_tests([PROBE], 600, kept)
        if first["outcome"] != "survived":
            raise SystemExit(f"The tests fail without any fault: {first['by']}")
        import_others(json.loads(kept.with_suffix(".json").read_text(encoding="utf-8")))
        print(json.dumps(first), flush=True)
        for line in sys.stdin:
            print(json.dumps(run_tests(**json.loads(line), kept=kept)), flush=True)


if __name__ == "__main__":
    main()
