"""From requests to waits: how long people waited, also while an import ran, and how the memory grew."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import ceil, nan
from statistics import median

from bench.load.run import Request, Seen
from bench.tables import Line

SHARES = (50, 95, 99)
JUDGED = 95
WARM = 0.2
"""The share of the run after which memory is compared."""


def list_lines(engine: str, seen: Seen, most_wait: float, most_growth: float | None) -> list[Line]:
    """The measures; ``most_wait`` is in seconds, ``most_growth`` in per cent."""
    during = [r for r in seen.requests if overlaps(r, seen.imports)]
    errors = sum(bool(r.problem) for r in seen.requests)
    lines = [
        Line("requests", engine, len(seen.requests)),
        Line("requests a second", engine, count_each_second(seen.requests)),
        Line("errors", engine, errors, at_most=0),
        *list_waits(engine, "", seen.requests, most_wait),
        Line("imports", engine, len(seen.imports)),
    ]
    if seen.imports:
        longest = max(end - begin for begin, end in seen.imports)
        lines.append(Line("longest import", engine, longest, unit=" s"))
        lines.append(Line("requests while an import ran", engine, len(during)))
        lines += list_waits(engine, " while an import ran", during, most_wait)
    lines.append(Line("memory growth", engine, measure_growth(seen.memory), at_most=most_growth, unit=" %"))
    return lines


def overlaps(request: Request, spans: Iterable[tuple[float, float]]) -> bool:
    """Whether somebody waited at a time within one of the spans."""
    return any(request.begin < end and request.begin + request.seconds > begin for begin, end in spans)


def count_each_second(requests: Sequence[Request]) -> float:
    """Answers a second from the first click to the last answer."""
    if not requests:
        return nan
    begin, end = min(r.begin for r in requests), max(r.begin + r.seconds for r in requests)
    return len(requests) / (end - begin)


def list_waits(engine: str, when: str, requests: Iterable[Request], most: float) -> list[Line]:
    """Percentiles of the wait, of which one is judged."""
    waits = [r.seconds for r in requests]
    return [
        Line(f"p{share}{when}", engine, find_share(waits, share), at_most=most if share == JUDGED else None, unit=" s")
        for share in SHARES
    ]


def find_share(values: Iterable[float], share: int) -> float:
    """The smallest value that ``share`` per cent do not exceed; no number when there are none."""
    ranked = sorted(values)
    return ranked[max(0, ceil(len(ranked) * share / 100) - 1)] if ranked else nan


def measure_growth(memory: Sequence[int]) -> float:
    """Per cent from the second after warming up to the end, each the median of a tenth of the time."""
    tenth, warm = max(1, len(memory) // 10), int(len(memory) * WARM)
    if len(memory) < warm + tenth or not memory:
        return nan
    return (median(memory[-tenth:]) / median(memory[warm : warm + tenth]) - 1) * 100


def list_slowest(requests: Sequence[Request], count: int = 5) -> list[str]:
    """The longest waits, for whoever looks for their cause."""
    slowest = sorted(requests, key=lambda r: -r.seconds)[:count]
    return [f"{r.seconds:.2f} s {r.path}" for r in slowest]


def list_problems(requests: Iterable[Request], count: int = 5) -> list[str]:
    """What went wrong most often, and at which address once."""
    wrong = [r for r in requests if r.problem]
    examples = {r.problem: r.path for r in wrong}
    return [
        f"{times} × {what}, as at {examples[what]}"
        for what, times in Counter(r.problem for r in wrong).most_common(count)
    ]
