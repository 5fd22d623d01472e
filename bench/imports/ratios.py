"""From the rounds' CPU seconds to ratios with their targets: medians of ratios, each within one round."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from bench.imports.rounds import Addition, Round
from bench.sizes import write_size
from bench.tables import Line

MEGABYTE = 1_000_000
MORE = 100_000
"""New rows for the step that adds some."""
WHOLE = {"SQLite": 2.5, "PostgreSQL": 3.0}
"""What a whole import may cost, in yardsticks."""
SMALLEST, LARGE = 1_000_000, 10_000_000
"""Tracking rows from which the targets hold: with few, the start of Python weighs more than they do."""
ROLLUP = ("rollup", "settle")


def list_ratios(engine: str, events: int, rounds: Sequence[Round]) -> list[Line]:
    """The measures at the size that has yardsticks."""

    def middle(read: Callable[[Round], float]) -> float:
        return median(map(read, rounds))

    lines = [
        Line("yardstick, thousand rows per CPU second", engine, events / 1000 / middle(lambda r: r.yardstick)),
        Line("whole import, thousand rows per CPU second", engine, events / 1000 / middle(lambda r: r.first.cpu)),
        Line("whole import ÷ yardstick", engine, middle(lambda r: r.first.cpu / r.yardstick), at_most=WHOLE[engine]),
        Line("bare bulk_create ÷ whole import", engine, middle(lambda r: r.bulk_create / r.first.cpu), at_least=3),
        Line("peak memory", engine, middle(lambda r: r.first.peak) / MEGABYTE, at_most=400, unit=" MB"),
        Line("the same files again ÷ first time", engine, middle(lambda r: r.again.cpu / r.first.cpu), at_most=1),
        *list_additions(engine, events, rounds),
    ]
    return lines if events >= SMALLEST else [replace(line, at_most=None, at_least=None) for line in lines]


def list_additions(engine: str, events: int, rounds: Sequence[Addition]) -> list[Line]:
    """What adding rows costs, and the part of it that keeps the rollup, beside the rows' own insert."""
    what = f"100k rows into {write_size(events)}"
    speed = median(MORE / 1000 / r.more.cpu for r in rounds)
    share = median(sum(r.phases.get(phase, 0.0) for phase in ROLLUP) / r.phases.get("insert", math.nan) for r in rounds)
    return [
        Line(f"{what}, thousand rows per CPU second", engine, speed),
        Line(f"{what}, rollup part ÷ their insert", engine, share, at_most=1 if events >= LARGE else None),
    ]


def list_growth(engine: str, events: int, small: Sequence[Round], large: Round) -> list[Line]:
    """What the large size costs beside the small one."""
    size = write_size(events)
    peak = (large.first.peak - median(r.first.peak for r in small)) / MEGABYTE
    slower = large.more.cpu / median(r.more.cpu for r in small)
    return [
        Line(f"whole import of {size}, thousand rows per CPU second", engine, events / 1000 / large.first.cpu),
        Line(f"peak memory at {size} beside the smaller", engine, peak, at_most=100, unit=" MB"),
        Line(f"the same {size} again ÷ first time", engine, large.again.cpu / large.first.cpu, at_most=1),
        *list_additions(engine, events, [large]),
        Line(f"100k rows into {size} ÷ into the smaller", engine, slower),
    ]


def tell_round(engine: str, what: str, done: Round) -> str:
    """One round's seconds, while the others still run."""
    parts = [f"whole import {done.first.cpu:.1f} s of CPU in {done.first.wall:.1f} s"]
    if done.yardstick:
        parts.append(f"yardstick {done.yardstick:.2f} s, bulk_create {done.bulk_create:.1f} s")
    parts += [f"again {done.again.cpu:.1f} s", f"100k more {done.more.cpu:.2f} s"]
    return f"{engine}, {what}: {', '.join(parts)}, peak {done.first.peak / MEGABYTE:.0f} MB"
