"""One run: the server, the people, the imports, and a look at the server's memory every second."""

import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from bench.engines import ROOT, Engine
from bench.load.files import write_imports
from bench.portal import CommandFailed, Portal
from bench.processes import list_family, read_own_memory
from bench.serving import Served, log_in, running_server

SERVE = ("manage.py", "serve", "--bind")
BEFORE_IMPORT = 0.25
"""The first import begins after this share of the time."""
GRACE_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How many people click how long, and what is imported meanwhile: once, or every so many seconds."""

    people: int
    seconds: float
    think: float
    rows: int
    every: float
    seed: int = 1

    def list_starts(self) -> list[float]:
        """When imports begin, in seconds from the first click."""
        if not self.rows:
            return []
        if not self.every:
            return [self.seconds * BEFORE_IMPORT]
        return [self.every * (n + 0.5) for n in range(int(self.seconds // self.every))]


@dataclass(frozen=True)
class Request:
    """One click; ``begin`` is on the system's monotonic clock, ``problem`` empty when the page was right."""

    begin: float
    seconds: float
    status: int
    path: str
    problem: str


@dataclass
class Seen:
    """What happened: requests, the spans of imports, and bytes of memory second by second."""

    requests: list[Request] = field(default_factory=list)
    imports: list[tuple[float, float]] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def run_load(engine: Engine, portal: Portal, url: str, source: Path, plan: Plan) -> Seen:
    """Everything once. Raises ``CommandFailed`` when an import does not load its rows."""
    files = write_imports(source, portal.folder, plan.rows, len(plan.list_starts()))
    cookies, seen = log_in(portal, engine, url, plan.people), Seen()
    with running_server(portal, url, *SERVE) as served:
        served.ask("/campaigns/", cookies[0])
        clicking = start_clicking(portal, served, cookies, plan)
        over, begin = Event(), time.monotonic()
        watching = Thread(target=watch_memory, args=(served, over, seen.memory))
        watching.start()
        try:
            seen.imports = import_on_time(portal, url, files, begin, plan)
            wait_for_people(portal, clicking, plan.seconds)
        finally:
            over.set()
            watching.join()
            clicking.kill()
    seen.requests = read_requests(portal)
    return seen


def start_clicking(portal: Portal, served: Served, cookies: Sequence[str], plan: Plan) -> subprocess.Popen[bytes]:
    """The people, in a process of their own, so that they cost the server nothing but the processor."""
    script, out = ROOT / "bench" / "load" / "clicker.py", portal.folder / "clicks.json"
    words = (script, out, served.port, plan.seconds, plan.think, plan.seed)
    process = portal.start("", portal.folder / "clicker.log", *words, stdin=subprocess.PIPE)
    process.stdin.write(json.dumps(cookies).encode())
    process.stdin.close()
    return process


def wait_for_people(portal: Portal, clicking: subprocess.Popen[bytes], seconds: float) -> None:
    """Returns when all of them have their last answer. Raises ``CommandFailed`` when their process failed."""
    if clicking.wait(seconds + GRACE_SECONDS):
        raise CommandFailed((portal.folder / "clicker.log").read_text()[-2000:])


def read_requests(portal: Portal) -> list[Request]:
    """What the people have written down."""
    return [Request(*line) for line in json.loads((portal.folder / "clicks.json").read_text())]


def watch_memory(served: Served, over: Event, seen: list[int]) -> None:
    """Adds the memory of the server's processes every second."""
    while not over.wait(1):
        seen.append(sum(map(read_own_memory, list_family(served.pid))))


def import_on_time(
    portal: Portal, url: str, files: Sequence[Path], begin: float, plan: Plan
) -> list[tuple[float, float]]:
    """Runs the imports, each at its time or when the one before has ended; from when to when they ran."""
    spans = []
    for file, start in zip(files, plan.list_starts(), strict=True):
        time.sleep(max(0.0, begin + start - time.monotonic()))
        started, log = time.monotonic(), portal.folder / "import.log"
        status = portal.start(url, log, "manage.py", "import", file).wait(GRACE_SECONDS)
        if status:
            raise CommandFailed(f"The import under load ended with {status}:\n{log.read_text()[-2000:]}")
        spans.append((started, time.monotonic()))
    return spans
