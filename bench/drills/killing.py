"""The drill of one command: killed at many moments, it must have happened wholly or not at all, and work again."""

import signal
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from bench.drills.kills import KILLS
from bench.drills.moments import time_command, wait_for
from bench.drills.scene import DrillFailed, Ended, Scene

NONE, ALL, ENDED = "nothing of it", "all of it", "ended before"


@dataclass(frozen=True)
class Operation:
    """A command that leads from one state to another. ``start`` names the database that holds the first."""

    name: str
    words: tuple[object, ...]
    start: str
    before: str
    after: str


@dataclass
class Tally:
    """What a drill led to: counts by outcome, and a sentence for each that failed."""

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def describe(self) -> tuple[str, str, str]:
        """How many there were, what became of them, and how many failed."""
        failed = len(self.failures)
        came = ", ".join(f"{outcome}: {count}" for outcome, count in sorted(self.outcomes.items()))
        return str(self.outcomes.total() + failed), came, str(failed)


def drill(scene: Scene, operation: Operation, moments: int, rng: Random) -> dict[str, Tally]:
    """Kills the operation so many times; the tallies by kind of kill."""
    kinds = KILLS[type(scene.engine)]
    tallies = {kind: Tally() for kind in kinds}
    timeline = time_command(scene, operation.start, *operation.words)
    for number in range(moments):
        kind = list(kinds)[number % len(kinds)]
        moment = timeline.choose(rng)
        where = f"{scene.engine.name}, {operation.name}, {kind} killed after {moment:.2f} s of CPU"
        try:
            outcome = kill_once(scene, operation, kind, moment, rng)
            tallies[kind].outcomes[outcome] += 1
        except DrillFailed as failed:
            outcome = f"FAILED: {failed}"
            tallies[kind].failures.append(f"{where}: {failed}")
        print(f"{where} ({timeline.begin:.2f} to {timeline.commit:.2f} writes): {outcome}", flush=True)
    return tallies


def kill_once(scene: Scene, operation: Operation, kind: str, moment: float, rng: Random) -> str:
    """Starts the operation, kills at the moment, and looks at what is left; then it must work again."""
    scene.reset(operation.start)
    has_ended, said = strike(scene, operation, kind, moment, rng)
    if said.status != -signal.SIGKILL and not said.is_tidy:
        raise DrillFailed(f"the command gave no sentence: {said.said[-1500:]}")
    digest = scene.read_digest()
    if digest not in (operation.before, operation.after):
        raise DrillFailed("the data are neither those before nor those after")
    scene.prove()
    is_done = digest == operation.after
    repeat(scene, operation, is_done)
    return ENDED if has_ended else ALL if is_done else NONE


def strike(scene: Scene, operation: Operation, kind: str, moment: float, rng: Random) -> tuple[bool, Ended]:
    """Whether the command had ended before the kill, and what it said."""
    log = scene.new_log()
    earlier = scene.engine.read_cpu()
    process = scene.portal.start(scene.url(), log, "manage.py", *operation.words)
    has_ended = wait_for(scene, process, moment, earlier, rng)
    KILLS[type(scene.engine)][kind](scene.engine, process)
    scene.engine.wait_for_backends()
    return has_ended, Ended(process.returncode, log.read_text(errors="replace"))


def repeat(scene: Scene, operation: Operation, is_done: bool) -> None:
    """The command again: it works, or says in a sentence that it has been done already."""
    again = scene.call(*operation.words)
    if again.status and not (is_done and again.is_tidy):
        raise DrillFailed(f"again it ended with {again.status}: {again.said[-1500:]}")
    if scene.read_digest() != operation.after:
        raise DrillFailed("again it led to other data")
