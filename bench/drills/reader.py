"""``reader.py OUT`` reads the figures again and again until its input ends, and writes each different reading once.

A reading is one query over the derived table, as a page asks it: [sums, how often they were read].
"""

import json
import select
import sys
from collections import Counter
from pathlib import Path

import django
from django.db.models import Count, Sum

PAUSE = 0.01
"""Seconds between two readings."""


def read_figures() -> tuple[int, ...]:
    """The rollup's number of rows and sums, of which some move with every import of the drill."""
    from campaigns.models import Rollup

    sums = Rollup.objects.aggregate(rows=Count("*"), **{name: Sum(name) for name in Rollup.SUMS})
    return tuple(int(value or 0) for value in sums.values())


def main(argv: list[str]) -> None:
    """At least one reading."""
    django.setup()
    readings: Counter[tuple[int, ...]] = Counter()
    is_open = True
    while is_open:
        is_open = not select.select([sys.stdin], [], [], PAUSE)[0]
        readings[read_figures()] += 1
    Path(argv[0]).write_text(json.dumps(list(readings.items())), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
