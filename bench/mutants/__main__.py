"""``python -m bench.mutants`` puts faults into the code that money rests on and asks the tests.

Needs cosmic-ray, so it runs with the Python of ``.venv-tools``; the tests run with the portal's own.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from bench.engines import ROOT, end_tidily
from bench.mutants.making import Mutant, draw_mutants
from bench.mutants.results import Result, describe_results, draw_shares, keep_results, read_results
from bench.mutants.subjects import TESTS
from bench.tables import write_section

RESULTS = Path(__file__).parent / "RESULTS.md"
TITLE = "Faults in the code that money rests on"
PYTHON = ROOT / ".venv" / "bin" / "python"
LOT = "PYTEST_XDIST_TESTRUNUID"
"""Decides which cases of long lists ``conftest.py`` draws: here always the same."""
MADE = "campaigns/static/campaigns/made"
"""What `make` has built and pages need."""
PATIENCE = 3
"""A mutant may take so many times as long as the tests without it, and ten seconds more."""

KEEPING = {"nothing": (), "killed": ("killed", "late", "stillborn"), "all": ("killed", "late", "stillborn", "survived")}
"""What ``--keep`` takes, and the outcomes it means."""


class Warm:
    """The process that runs tests in the copy of the project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.times: dict[tuple[str, ...], float] = {}
        self.written = 0

    def __enter__(self) -> "Warm":
        environment = {**os.environ, "DATABASE_URL": "", LOT: "mutants"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        words = (PYTHON, "-m", "bench.mutants.warm")
        self.process = subprocess.Popen(words, cwd=self.folder, env=environment, **pipes)
        self._read()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait()

    def try_text(self, path: str, text: str, tests: tuple[str, ...]) -> dict[str, Any]:
        """What the tests say while the module reads so: the outcome, the test that failed first, and the seconds."""
        if tests not in self.times:
            self.times[tests] = self._time(tests)
        module = self.folder / path
        whole = module.read_text(encoding="utf-8")
        try:
            self._write(module, text)
            return self._run(tests, self.times[tests] * PATIENCE + 10)
        finally:
            self._write(module, whole)

    def _write(self, module: Path, text: str) -> None:
        module.write_text(text, encoding="utf-8")
        self.written += 1
        # Python tells compiled modules by whole seconds: each text gets one of its own.
        os.utime(module, (self.written, self.written))

    def _time(self, tests: tuple[str, ...]) -> float:
        said = self._run(tests, 600)
        if said["outcome"] != "survived":
            raise SystemExit(f"The tests fail without any fault: {said}")
        return said["seconds"]

    def _run(self, tests: tuple[str, ...], seconds: float) -> dict[str, Any]:
        print(json.dumps({"tests": tests, "seconds": seconds}), file=self.process.stdin, flush=True)
        return self._read()

    def _read(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("The tests could not be run.")
        return json.loads(line)


def main(argv: list[str]) -> None:
    """The command."""
    end_tidily()
    options = read_options(argv)
    done = [result for result in read_results() if result.outcome in KEEPING[options.keep]]
    with TemporaryDirectory(prefix="mutants-") as folder:
        copy_project(Path(folder))
        with Warm(Path(folder)) as warm:
            for result in try_all(warm, options, {result.mark for result in done}):
                done.append(result)
                keep_results(done)
    if options.write:
        write_section(RESULTS, TITLE, describe_results(done))
    print(draw_shares(done))


def read_options(argv: list[str]) -> Namespace:
    """What the command line says."""
    parser = ArgumentParser(prog="python -m bench.mutants", description="Do the tests notice faults?")
    parser.add_argument("--each", type=int, default=25, metavar="N", help="so many mutants of each module at most")
    parser.add_argument("--seed", type=int, default=6, help="the same seed draws the same mutants of the same code")
    parser.add_argument("--minutes", type=float, default=90, help="no new mutant is tried after so long")
    parser.add_argument("--module", action="append", metavar="PATH", choices=TESTS, help="only this module")
    parser.add_argument("--keep", choices=KEEPING, default="nothing", help="of the last run; those are not tried again")
    parser.add_argument("--write", action="store_true", help="keep the tables in bench/mutants/RESULTS.md")
    return parser.parse_args(argv)


def copy_project(folder: Path) -> None:
    """Copies what git knows and what was built; mutants are written there."""
    listed = subprocess.run(("git", "ls-files", "-co", "--exclude-standard"), cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    shutil.copytree(ROOT / MADE, folder / MADE)


def try_all(warm: Warm, options: Namespace, known: set[tuple[str, int, str]]) -> Iterator[Result]:
    """Draws the mutants of every module and tries those that are not known. The modules take turns, so that all have
    had as many when the time is up."""
    until = monotonic() + options.minutes * 60
    for turn in zip_longest(*(draw_all(path, options) for path in options.module or TESTS)):
        for path, mutant in filter(None, turn):
            result = Result(path=path, line=mutant.line, operator=mutant.operator, change=mutant.change)
            if result.mark not in known and monotonic() < until:
                yield replace(result, **warm.try_text(path, mutant.text, TESTS[path]))


def draw_all(path: str, options: Namespace) -> list[tuple[str, Mutant]]:
    """The mutants of a module, each with its path."""
    source, lot = (ROOT / path).read_text(encoding="utf-8"), random.Random(f"{options.seed} {path}")
    return [(path, mutant) for mutant in draw_mutants(source, options.each, lot)]


if __name__ == "__main__":
    main(sys.argv[1:])
