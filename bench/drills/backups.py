"""The drill of backups: taken at any moment while an import writes, each holds one state, wherever it is restored."""

import time
from pathlib import Path
from random import Random

from bench.drills.files import Files
from bench.drills.killing import Tally
from bench.drills.scene import LONGEST, DrillFailed, Scene

ELSEWHERE = "elsewhere"
"""The database that a backup is restored into."""


def drill_backups(scene: Scene, other: Scene, files: Files, rounds: int, rng: Random) -> Tally:
    """So many backups during imports into a copy of the database ``before``, restored into databases of ``other``."""
    tally = Tally()
    scene.reset("before")
    names = {scene.read_digest(): "the state before"}
    begin = time.monotonic()
    scene.expect("import", files.one)
    seconds = time.monotonic() - begin
    names[scene.read_digest()] = "the state after"
    for _ in range(rounds):
        delay = rng.uniform(0, 1.2) * seconds
        where = f"{scene.engine.name}, backup {delay:.2f} s after an import's start"
        try:
            outcome = names[_run_round(scene, other, files.one, delay, names.keys())]
            tally.outcomes[outcome] += 1
            print(f"{where}: {outcome}", flush=True)
        except DrillFailed as failed:
            tally.failures.append(f"{where}: {failed}")
            print(f"{where}: FAILED: {failed}", flush=True)
    return tally


def _run_round(scene: Scene, other: Scene, files: Path, delay: float, known: object) -> str:
    """The digest of what was restored."""
    scene.reset("before")
    log, backup = scene.new_log(), scene.folder / "a.backup"
    writer = scene.portal.start(scene.url(), log, "manage.py", "import", files)
    time.sleep(delay)
    scene.expect("backup", "--force", backup)
    if writer.wait(LONGEST):
        raise DrillFailed(f"the import failed beside a backup: {log.read_text(errors='replace')[-1500:]}")
    other.engine.wait_for_backends()
    other.engine.create(ELSEWHERE)
    other.expect("migrate", "--verbosity", 0, database=ELSEWHERE)
    other.expect("restore", backup, database=ELSEWHERE)
    digest = other.read_digest(ELSEWHERE)
    if digest not in known:
        raise DrillFailed("the backup holds neither the state before nor the state after")
    other.expect("rollup", "--check", database=ELSEWHERE)
    return digest
