"""``timeline.py OUT SERVER-PID COMMAND…`` runs a command and writes how far it was at its transaction's begin and end.

How far is CPU seconds of the command and the server together: unlike the time of day they hardly depend on what else
the machine does.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from bench.processes import read_family_cpu
from healthkart_roi.start import stop_on_wrong_settings


def watch_transactions(clock: Callable[[], float]) -> list[tuple[float, float]]:
    """The outermost transactions from now on, each with the clock at its begin and after its commit."""
    spans: list[tuple[float, float]] = []
    begins: list[float] = []
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__

    def enter_watched(self: transaction.Atomic) -> None:
        begins.append(clock())
        enter(self)

    def leave_watched(self: transaction.Atomic, *raised: object) -> None:
        leave(self, *raised)
        begin = begins.pop()
        if not begins:
            spans.append((begin, clock()))

    transaction.Atomic.__enter__, transaction.Atomic.__exit__ = enter_watched, leave_watched
    return spans


def main(argv: list[str]) -> None:
    """The command."""
    stop_on_wrong_settings()
    from django.core.management import execute_from_command_line

    out, server, *command = argv
    earlier = read_family_cpu(int(server))

    def clock() -> float:
        return read_family_cpu(os.getpid()) + read_family_cpu(int(server)) - earlier

    spans = watch_transactions(clock)
    try:
        execute_from_command_line(["manage.py", *command])
    finally:
        begin, commit = max(spans, key=lambda span: span[1] - span[0])
        Path(out).write_text(json.dumps([begin, commit, clock()]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
