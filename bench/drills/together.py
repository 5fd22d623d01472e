"""The drill of two imports at once while somebody reads: one happens after the other, or one is refused."""

import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.drills.files import Files
from bench.drills.killing import Tally
from bench.drills.scene import LONGEST, DrillFailed, Ended, Scene

HERE = Path(__file__).parent
Figures = tuple[int, ...]


@dataclass
class Expected:
    """What may be there: digests and figures by what has been imported, in its order."""

    digests: dict[tuple[str, ...], str] = field(default_factory=dict)
    figures: dict[Figures, tuple[str, ...]] = field(default_factory=dict)


def drill_together(scene: Scene, files: Files, rounds: int, rng: Random, base: str) -> Tally:
    """So many rounds on the database ``base``."""
    expected, tally = foresee(scene, files, base), Tally()
    for _ in range(rounds):
        delay = rng.uniform(0, 1.5)
        where = f"{scene.engine.name}, two imports at once, {delay:.2f} s apart"
        try:
            outcome, seen = run_round(scene, files, base, delay, expected)
            tally.outcomes[outcome] += 1
            print(f"{where}: {outcome}; {seen.total()} readings of {len(seen)} states", flush=True)
        except DrillFailed as failed:
            tally.failures.append(f"{where}: {failed}")
            print(f"{where}: FAILED: {failed}", flush=True)
    return tally


def foresee(scene: Scene, files: Files, base: str) -> Expected:
    """All states that the two imports can lead to, one after the other."""
    expected = Expected()
    for order in ((), ("one",), ("one", "other"), ("other",), ("other", "one")):
        scene.reset(base)
        for name in order:
            scene.expect("import", getattr(files, name))
        expected.digests[order] = scene.read_digest()
        with reading(scene) as seen:
            pass
        expected.figures.update(dict.fromkeys(seen, order))
    if len(set(expected.digests.values())) < len(expected.digests):
        raise DrillFailed("the order of the files does not show in the data")
    return expected


def run_round(scene: Scene, files: Files, base: str, delay: float, expected: Expected) -> tuple[str, Counter[Figures]]:
    """Both at once; what happened, in words, and what a reader saw."""
    scene.reset(base)
    with reading(scene) as seen:
        ended = start_both(scene, files, delay)
    if strange := [figures for figures in seen if figures not in expected.figures]:
        raise DrillFailed(f"a reader saw figures of no whole state: {strange}")
    done = settle(scene, ended, expected)
    scene.prove()
    for name in {"one", "other"} - set(done):
        scene.expect("import", getattr(files, name))
        find_order(scene, expected, {"one", "other"})
    return ("one was refused" if len(done) < 2 else "one after the other"), seen


def start_both(scene: Scene, files: Files, delay: float) -> dict[str, Ended]:
    """How the two ended, by name. Raises ``DrillFailed`` when they wait for ever."""
    started: dict[str, tuple[subprocess.Popen[bytes], Path]] = {}
    for name in ("one", "other"):
        log = scene.new_log()
        started[name] = scene.portal.start(scene.url(), log, "manage.py", "import", getattr(files, name)), log
        time.sleep(delay if name == "one" else 0)
    try:
        return {n: Ended(p.wait(LONGEST), log.read_text(errors="replace")) for n, (p, log) in started.items()}
    except subprocess.TimeoutExpired:
        for process, _ in started.values():
            process.kill()
        raise DrillFailed("they wait for each other") from None


def settle(scene: Scene, ended: dict[str, Ended], expected: Expected) -> tuple[str, ...]:
    """The order in which they happened, the refused left out."""
    for name, end in ended.items():
        if end.status and not end.is_tidy:
            raise DrillFailed(f"“{name}” ended with {end.status} and no sentence: {end.said[-1500:]}")
    return find_order(scene, expected, {name for name, end in ended.items() if not end.status})


def find_order(scene: Scene, expected: Expected, names: set[str]) -> tuple[str, ...]:
    """The order of imports that leads to the data. Raises ``DrillFailed`` when none of them does."""
    digest = scene.read_digest()
    for order, known in expected.digests.items():
        if known == digest and set(order) == names:
            return order
    raise DrillFailed(f"the data are those of no order of {sorted(names)}")


@contextmanager
def reading(scene: Scene) -> Iterator[Counter[Figures]]:
    """Somebody reads as long as the block runs; then what was seen is in the counter."""
    out, log, seen = scene.folder / "readings.json", scene.new_log(), Counter()
    out.unlink(missing_ok=True)
    process = scene.portal.start(scene.url(), log, HERE / "reader.py", out, stdin=subprocess.PIPE)
    try:
        yield seen
    finally:
        process.communicate(timeout=LONGEST)  # closes its input
    if process.returncode:
        raise DrillFailed(f"the reader failed: {log.read_text(errors='replace')[-1500:]}")
    seen.update({tuple(figures): count for figures, count in json.loads(out.read_text())})
