"""When to kill: seeded moments over the whole of a command, more of them while it writes, most of all at its commit."""

import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.drills.scene import LONGEST, DrillFailed, Scene
from bench.processes import read_family_cpu

HERE = Path(__file__).parent
TICK = 0.02
"""Seconds: CPU is known by steps of half of it, and a random part of it passes before a kill, for what costs no CPU."""
COMMIT = 0.1
"""The last part of the transaction, in which the commit lies."""


@dataclass(frozen=True)
class Timeline:
    """CPU seconds from a command's start, its server's included: its transaction's begin and end, and its own end."""

    begin: float
    commit: float
    end: float

    def choose(self, rng: Random) -> float:
        """A quarter anywhere, a half while it writes, a quarter around the commit."""
        dice, length = rng.random(), self.commit - self.begin
        if dice < 0.25:
            return rng.uniform(0, self.end)
        if dice < 0.75:
            return rng.uniform(self.begin, self.commit)
        return rng.uniform(self.commit - COMMIT * length, self.commit + COMMIT * length / 2)


def time_command(scene: Scene, like: str, *words: object) -> Timeline:
    """The second of three undisturbed runs, by length; each on a copy of the database."""
    return sorted((_time_once(scene, like, *words) for _ in range(3)), key=lambda timeline: timeline.end)[1]


def _time_once(scene: Scene, like: str, *words: object) -> Timeline:
    scene.reset(like)
    out, log = scene.folder / "timeline.json", scene.new_log()
    process = scene.portal.start(scene.url(), log, HERE / "timeline.py", out, scene.engine.pid, *words)
    if process.wait(LONGEST):
        raise DrillFailed(f"“{words[0]}” failed undisturbed: {log.read_text(errors='replace')[-1500:]}")
    return Timeline(*json.loads(out.read_text()))


def wait_for(scene: Scene, process: subprocess.Popen[bytes], moment: float, earlier: float, rng: Random) -> bool:
    """Waits until the process and the server (which began at ``earlier``) are so far. Whether it had ended before."""
    deadline = time.monotonic() + LONGEST
    while process.poll() is None and time.monotonic() < deadline:
        if read_family_cpu(process.pid) + scene.engine.read_cpu() - earlier >= moment:
            time.sleep(rng.uniform(0, TICK))
            break
        time.sleep(TICK / 5)
    return process.poll() is not None
