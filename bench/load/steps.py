"""What each step of a ramp showed, as a table, and in words: up to how many people the server keeps up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.load.ratios import find_share
from bench.load.run import Request

RISE = 1.1
"""From one step to the next throughput rises by this factor at least, or it is said not to rise."""
LIMITS = (1.0, 0.5)
"""Seconds within which 95 % are answered: still good, and swift."""
HEADER = ("engine", "people", "requests/s", "p50", "p95", "errors", "CPU: server", "database", "the people")


@dataclass(frozen=True, kw_only=True)
class Used:
    """CPU seconds of three families of processes; ``database`` is None where it runs within the server."""

    server: float
    database: float | None
    people: float

    def since(self, before: "Used") -> "Used":
        """What was used after ``before``."""
        database = None if self.database is None else self.database - (before.database or 0)
        return Used(server=self.server - before.server, database=database, people=self.people - before.people)


@dataclass(frozen=True, kw_only=True)
class Step:
    """So many people for so many seconds: the waits of what they asked in that time, and how many answers came."""

    people: int
    seconds: float
    waits: Sequence[float]
    answers: int
    errors: int
    used: Used

    @property
    def throughput(self) -> float:
        """Whole pages a second."""
        return self.answers / self.seconds

    @property
    def p95(self) -> float:
        """Seconds."""
        return find_share(self.waits, 95)


def count_step(requests: Iterable[Request], people: int, begin: float, end: float, used: Used) -> Step:
    """What lies between two times: waits and errors of what was asked then, and pages that were whole by then."""
    requests = list(requests)
    asked = [r for r in requests if begin <= r.begin < end]
    answered = [r for r in requests if begin <= r.begin + r.seconds < end and not r.problem]
    return Step(
        people=people,
        seconds=end - begin,
        waits=[r.seconds for r in asked],
        answers=len(answered),
        errors=sum(bool(r.problem) for r in asked),
        used=used,
    )


def list_cells(engine: str, step: Step) -> list[str]:
    """The step's row in the table; processes are told by how many processors they kept busy."""
    used = step.used
    busy = [f"{cpu / step.seconds:.2f}" if cpu is not None else "" for cpu in (used.server, used.database, used.people)]
    waits = [f"{find_share(step.waits, share):.2f} s" for share in (50, 95)]
    return [engine, str(step.people), f"{step.throughput:.2f}", *waits, str(step.errors), *busy]


def describe_saturation(steps: Sequence[Step]) -> list[str]:
    """A sentence for each limit of the wait, and one for the highest throughput."""
    most = max(steps, key=lambda step: step.throughput)
    sentences = [_describe_limit(steps, seconds) for seconds in LIMITS]
    return [*sentences, f"highest throughput: {most.throughput:.1f} requests a second, with {most.people} people"]


def _describe_limit(steps: Sequence[Step], seconds: float) -> str:
    """Up to which step throughput rose while waits stayed below the limit."""
    within = f"95 % are answered in less than {seconds:g} s"
    step = find_last_rising(steps, seconds)
    if step is None:
        return f"at no step where throughput still rises {within}"
    return f"{within} and throughput still rises up to {step.people} people: {step.throughput:.1f} requests a second"


def find_last_rising(steps: Sequence[Step], seconds: float) -> Step | None:
    """The last step with more throughput than the one before by ``RISE``, and 95 % of waits below so many seconds."""
    befores = (0.0, *(step.throughput for step in steps))
    rising = [step for step, before in zip(steps, befores, strict=False) if step.throughput >= RISE * before]
    return next((step for step in reversed(rising) if step.p95 < seconds), None)
