"""``phases.py OUT import FILE…`` runs a command of the portal and writes CPU seconds by phase into OUT, as JSON.

A phase is the outermost of the functions below that runs; "other" is everything else, from the start of Python on.
"""

import functools
import importlib
import inspect
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

from bench.processes import read_family_cpu

END = object()
PHASES = {
    "read": ("campaigns.ingest.reader:TextFile.open_table", "campaigns.ingest.reader:TextTable.chunks"),
    "clean": ("campaigns.ingest.cleaning:Cleaner._clean_chunk",),
    "spool": ("campaigns.ingest.spool:Spool.add", "campaigns.ingest.spool:Spool.__iter__"),
    "keys": (
        "campaigns.ingest.identity:describe_rows",
        "campaigns.ingest.identity:Identity.settle",
        "campaigns.ingest.identity:Identity.next",
    ),
    "names": ("campaigns.ingest.resolver:Resolver.find_names", "campaigns.ingest.resolver:Resolver.find_people"),
    "compare": ("campaigns.ingest.conflicts:find_conflicts", "campaigns.ingest.stored:Stored.find"),
    "insert": ("campaigns.bulk:write_columns", "campaigns.bulk:write_rows"),
    "rollup": (
        "campaigns.rollup.upkeep:Upkeep.leave",
        "campaigns.rollup.upkeep:Upkeep.enter",
        "campaigns.rollup.upkeep:Upkeep.enter_events",
    ),
    "settle": ("campaigns.rollup.upkeep:Upkeep.settle",),
}


class Clock:
    """Adds up CPU of this process and the server by phase."""

    def __init__(self, server: int) -> None:
        self.seconds: Counter[str] = Counter()
        self._server = server
        self._runs = ""

    def read(self) -> float:
        """CPU seconds so far."""
        return time.process_time() + read_family_cpu(self._server)

    def count(self, phase: str, function: Callable) -> Callable:
        """The function or generator, with its time added to the phase unless another one runs already."""

        @functools.wraps(function)
        def counted(*args: Any, **kwargs: Any) -> Any:
            with self._adding(phase):
                return function(*args, **kwargs)

        @functools.wraps(function)
        def generated(*args: Any, **kwargs: Any) -> Iterator[Any]:
            items = function(*args, **kwargs)
            while True:
                with self._adding(phase):
                    item = next(items, END)
                if item is END:
                    return
                yield item

        return generated if inspect.isgeneratorfunction(function) else counted

    @contextmanager
    def _adding(self, phase: str) -> Iterator[None]:
        if self._runs:
            yield
            return
        self._runs, before = phase, self.read()
        try:
            yield
        finally:
            self._runs = ""
            self.seconds[phase] += self.read() - before


def watch(clock: Clock) -> None:
    """Puts the clock around every function above, wherever it has been imported by name."""
    for phase, places in PHASES.items():
        for place in places:
            try:
                _watch_one(clock, phase, place)
            except (ImportError, AttributeError):
                sys.stderr.write(f"{place} is not there any more: its time counts as other.\n")


def _watch_one(clock: Clock, phase: str, place: str) -> None:
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner = functools.reduce(getattr, owners, importlib.import_module(module))
    function = getattr(owner, name)
    counted = clock.count(phase, function)
    setattr(owner, name, counted)
    if not owners:
        _replace_imported(function, counted)


def _replace_imported(function: Callable, counted: Callable) -> None:
    for module in [m for name, m in sys.modules.items() if name.startswith("campaigns.")]:
        for name, value in list(vars(module).items()):
            if value is function:
                setattr(module, name, counted)


def main(argv: list[str]) -> None:
    """The command, with the server's process id as second word."""
    out, server, *command = argv
    django.setup()
    importlib.import_module("campaigns.management.commands.import")
    clock = Clock(int(server))
    begin = clock.read() - time.process_time()
    watch(clock)
    from django.core.management import execute_from_command_line

    status: Any = 0
    try:
        execute_from_command_line(["manage.py", *command])
    except SystemExit as ended:
        status = ended.code
    clock.seconds["other"] = clock.read() - begin - sum(clock.seconds.values())
    Path(out).write_text(json.dumps(clock.seconds), encoding="utf-8")
    sys.exit(status)


if __name__ == "__main__":
    main(sys.argv[1:])
