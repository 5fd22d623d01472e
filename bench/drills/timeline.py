"""``timeline.py OUT COMMAND…`` runs a command of the portal and writes when its longest transaction began and ended."""

import json
import sys
import time
from pathlib import Path

from django.db import transaction

from healthkart_roi.start import stop_on_wrong_settings


def watch_transactions() -> list[tuple[float, float]]:
    """The outermost transactions from now on, each with the clock at its begin and after its commit."""
    spans: list[tuple[float, float]] = []
    begins: list[float] = []
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__

    def enter_watched(self: transaction.Atomic) -> None:
        begins.append(time.time())
        enter(self)

    def leave_watched(self: transaction.Atomic, *raised: object) -> None:
        leave(self, *raised)
        begin = begins.pop()
        if not begins:
            spans.append((begin, time.time()))

    transaction.Atomic.__enter__, transaction.Atomic.__exit__ = enter_watched, leave_watched
    return spans


def main(argv: list[str]) -> None:
    """The command."""
    stop_on_wrong_settings()
    from django.core.management import execute_from_command_line

    spans = watch_transactions()
    try:
        execute_from_command_line(["manage.py", *argv[1:]])
    finally:
        longest = max(spans, key=lambda span: span[1] - span[0])
        Path(argv[0]).write_text(json.dumps(longest), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
